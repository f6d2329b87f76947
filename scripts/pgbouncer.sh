#!/bin/sh
# Install PgBouncer, unless it is there, for the tests of the pooler; without it they are skipped.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"

command -v pgbouncer > /dev/null ||
    exec "$(dirname "$0")/debian.sh" pgbouncer "the tests of the pooler" "PostgreSQL behind a pooler is not tested"
