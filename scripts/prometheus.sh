#!/bin/sh
# Install promtool, unless it is there, for the tests of the alert rules; without it they are skipped.
set -eu

command -v promtool > /dev/null ||
    exec "$(dirname "$0")/debian.sh" prometheus "the tests of the alert rules" "the alert rules are not checked"
