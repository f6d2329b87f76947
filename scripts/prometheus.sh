#!/bin/sh
# Sees to it that there is a promtool for the tests of the alert rules; without it they are left out.
set -eu

command -v promtool > /dev/null ||
    exec "$(dirname "$0")/debian.sh" prometheus "the tests of the alert rules" "the alert rules are not checked"
