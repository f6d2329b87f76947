"""Print docs/licences.md: the licence of each package that a server installs, as its metadata names it."""

import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# Licences of the packages

`make licences` writes this page. It lists each package of `requirements/runtime.txt` with the licence that
its metadata names. Gutbone itself is under [MIT, its content under CC BY 4.0 and CC BY-SA 4.0](../LICENSE).

psycopg is under the LGPL: use it in any program, and pass changes of psycopg itself on under the LGPL.
certifi is under the MPL: pass changed files of certifi on under the MPL. The other licences are permissive.

"""


def runtime_packages() -> list[str]:
    """Return the names in the runtime lock whose markers hold here."""
    lines = (ROOT / "requirements" / "runtime.txt").read_text("utf-8").splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalpha()]
    return [pin.name for pin in pins if pin.marker is None or pin.marker.evaluate()]


def licences() -> str:
    """Return the table, in Markdown."""
    command = [sys.executable, "-m", "piplicenses", "--format=markdown", "--with-system"]
    command += ["--packages", *runtime_packages()]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.stdout.write(HEAD + licences())
