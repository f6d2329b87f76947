#!/bin/sh
# Sees to it that there is a PgBouncer for the tests of the pooler; without one they are left out.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"

command -v pgbouncer > /dev/null ||
    exec "$(dirname "$0")/debian.sh" pgbouncer "the tests of the pooler" "PostgreSQL behind a pooler is not tested"
