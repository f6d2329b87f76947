#!/bin/sh
# Install libfaketime, unless it is there, for the tests that move a server's clock; without it they are skipped.
set -eu

ls /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib*/faketime/libfaketimeMT.so.1 2> /dev/null | grep -q . ||
    exec "$(dirname "$0")/debian.sh" libfaketime "the tests that move a clock" "no clock is moved"
