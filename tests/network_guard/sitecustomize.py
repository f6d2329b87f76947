"""Install the network guard at start-up in Python processes that the tests start."""

import os
import sys

import audit_hook

if audit_hook.RECORD in os.environ:
    sys.addaudithook(audit_hook.audit)
