#!/bin/sh
# Sees to it that there is an nginx for the tests of the copy in files; without one they are left out.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"

command -v nginx > /dev/null ||
    exec "$(dirname "$0")/debian.sh" nginx "the tests of the copy in files" "the copy in files is not tested"
