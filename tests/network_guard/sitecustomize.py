"""Install the network guard at start-up in Python processes that the tests start."""

import os
import sys
from importlib import import_module
from typing import Any

audit_hook: Any = import_module("audit_hook")

if audit_hook.RECORD in os.environ:
    sys.addaudithook(audit_hook.audit)
