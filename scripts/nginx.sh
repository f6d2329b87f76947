#!/bin/sh
# Install nginx, unless it is there, for the tests of the static export; without it they are skipped.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"

command -v nginx > /dev/null ||
    exec "$(dirname "$0")/debian.sh" nginx "the tests of the static export" "the static export is not tested"
