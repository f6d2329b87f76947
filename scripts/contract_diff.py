"""Say whether openapi.json breaks clients that were written for an earlier one: `make contract-diff`.

`python -m scripts.contract_diff <base>`, where base is a file or a revision of git. The exit code is 0 when
every client goes on working, 1 when one may break, 2 when there is nothing to compare with.

What a client may rely on, within /v1: every operation, its name, every property and value of an answer, and
that every request it may send today is taken tomorrow. What may be added: operations, properties, values of
open enumerations, optional parameters and members of requests.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.contract_rules import changes
from scripts.contract_schemas import Change

ROOT = Path(__file__).resolve().parent.parent
FILE = "openapi.json"


def main(base: str) -> int:
    """Print the changes since the base, the breaking ones first; return the exit code."""
    before = earlier(base)
    if before is None:
        print(f"{base} is neither a file nor a revision that holds {FILE}.", file=sys.stderr)
        return 2
    found = list(changes(before, json.loads((ROOT / FILE).read_text(encoding="utf-8"))))
    for breaking in (True, False):
        show([change for change in found if change.breaking is breaking], breaking=breaking)
    if not found:
        print("The contract is the same.")
    return int(any(change.breaking for change in found))


def show(found: list[Change], *, breaking: bool) -> None:
    """Print changes of one sort under their heading."""
    if found:
        print(f"{'Breaking' if breaking else 'Not breaking'}: {len(found)}")
        print("".join(f"  {change.where}: {change.what}\n" for change in found), end="")


def earlier(base: str) -> Any:
    """Return the contract of a file, or of a revision of git; None when there is none."""
    if Path(base).is_file():
        return json.loads(Path(base).read_text(encoding="utf-8"))
    shown = subprocess.run(
        ["git", "show", f"{base}:{FILE}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return json.loads(shown.stdout) if shown.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
