#!/bin/sh
# Sees to it that there is a libfaketime for the tests that move a server's clock: the system's, or Debian's
# package where it may be installed. Says in one line how to get it where it may not; the tests are then left out.
set -eu

if ls /usr/lib/*/faketime/libfaketimeMT.so.1 /usr/lib*/faketime/libfaketimeMT.so.1 2> /dev/null | grep -q .; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installing libfaketime, which the tests that move a clock need"
    export DEBIAN_FRONTEND=noninteractive
    install="apt-get install --quiet --quiet --yes --no-install-recommends libfaketime"
    if $install > /dev/null 2>&1 || { apt-get update --quiet --quiet && $install; } > /dev/null 2>&1; then
        exit 0
    fi
fi
echo "No libfaketime, so no clock is moved: 'apt-get install libfaketime' as root, or the like elsewhere." >&2
