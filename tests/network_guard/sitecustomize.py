"""Python imports this at its start where its folder is in PYTHONPATH: what tests start is watched too."""

import os
import sys
from importlib import import_module
from typing import Any

audit_hook: Any = import_module("audit_hook")

if audit_hook.RECORD in os.environ:
    sys.addaudithook(audit_hook.watch)
