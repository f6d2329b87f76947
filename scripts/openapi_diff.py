"""Report changes of openapi.json that break clients written for an earlier one: `make openapi-diff`.

`python -m scripts.openapi_diff <base>`, where base is a file or a revision of git. The exit code is 0 when
every client keeps working, 1 when one may break, 2 when the base cannot be read.

Within /v1, clients may rely on every operation, its id, and every property and value of a response; every
request that is valid today stays valid. Operations, properties, values of open enumerations, and optional
parameters and members of requests may be added.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.operation_compatibility import changes
from scripts.schema_compatibility import Change

ROOT = Path(__file__).resolve().parent.parent
FILE = "openapi.json"


def main(base: str) -> int:
    """Print the changes since the base, the breaking ones first; return the exit code."""
    before = read_base(base)
    if before is None:
        print(f"{base} is neither a file nor a revision that holds {FILE}.", file=sys.stderr)
        return 2
    found = list(changes(before, json.loads((ROOT / FILE).read_text(encoding="utf-8"))))
    for breaking in (True, False):
        print_changes([change for change in found if change.breaking is breaking], breaking=breaking)
    if not found:
        print("No changes.")
    return int(any(change.breaking for change in found))


def print_changes(found: list[Change], *, breaking: bool) -> None:
    """Print changes under their heading."""
    if found:
        print(f"{'Breaking' if breaking else 'Not breaking'}: {len(found)}")
        print("".join(f"  {change.where}: {change.what}\n" for change in found), end="")


def read_base(base: str) -> Any:
    """Return the document in a file or in a git revision, or None."""
    if Path(base).is_file():
        return json.loads(Path(base).read_text(encoding="utf-8"))
    shown = subprocess.run(
        ["git", "show", f"{base}:{FILE}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return json.loads(shown.stdout) if shown.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
