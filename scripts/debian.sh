#!/bin/sh
# Install a Debian package as root; else say in one line how to install it.
# Usage: debian.sh <package> <what needs it> <what is left out without it>
set -eu

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installing $1, which $2 need"
    # Runlevel 1 keeps Debian from starting a server of its own.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    install="apt-get install --quiet --quiet --yes --no-install-recommends $1"
    if $install > /dev/null 2>&1 || { apt-get update --quiet --quiet && $install; } > /dev/null 2>&1; then
        exit 0
    fi
fi
echo "No $1, so $3: 'apt-get install $1' as root, or the like elsewhere." >&2
