#!/bin/sh
# Sees to it that there is a libfaketime for the tests that move a server's clock; without it they are left out.
set -eu

ls /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib*/faketime/libfaketimeMT.so.1 2> /dev/null | grep -q . ||
    exec "$(dirname "$0")/debian.sh" libfaketime "the tests that move a clock" "no clock is moved"
