"""Python imports this at its start where its folder is in PYTHONPATH: what tests start is watched too."""

import os
import sys
from importlib import import_module
from typing import Any

outbound: Any = import_module("outbound")

if outbound.RECORD in os.environ:
    sys.addaudithook(outbound.watch)
