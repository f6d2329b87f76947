#!/bin/sh
# Sees to it that there is an nginx for the tests of the copy in files: the system's, or Debian's package
# where it may be installed. Says in one line how to get it where it may not; the tests then leave it out.
set -eu
PATH="$PATH:/usr/sbin:/usr/local/sbin"

if command -v nginx > /dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installing nginx, which the tests of the copy in files need"
    # Runlevel 1 keeps Debian from starting a server of its own.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    install="apt-get install --quiet --quiet --yes --no-install-recommends nginx"
    if $install > /dev/null 2>&1 || { apt-get update --quiet --quiet && $install; } > /dev/null 2>&1; then
        exit 0
    fi
fi
echo "No nginx, so the copy in files is not tested: 'apt-get install nginx' as root, or the like elsewhere." >&2
