"""Find a Chromium for the browser tests, or get one: `python -m scripts.chromium` prints where it is.

One of the system is taken as it is. Else Debian's package is installed where that is allowed, else
Playwright's own download. It changes nothing when there is one already.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What a Chromium of the system is started with: nothing of it calls out."""

DEBIAN = (
    ("apt-get", "update", "--quiet", "--quiet"),
    ("apt-get", "install", "--quiet", "--quiet", "--yes", "--no-install-recommends", "chromium"),
)
PLAYWRIGHT = ((sys.executable, "-m", "playwright", "install", "chromium"),)
HOW = "There is no Chromium for the browser tests: install your system's package chromium, then try again."


def found() -> Path | None:
    """Return the Chromium to use, or None: the system's first, then the one that Playwright has fetched."""
    of_system = next((place for name in NAMES if (place := shutil.which(name))), None)
    path = Path(of_system) if of_system else _of_playwright()
    return path if path.is_file() else None


def main() -> None:
    """Print the path of a Chromium; end with one line where there is none and none can be had."""
    ways = [DEBIAN] if os.geteuid() == 0 and shutil.which("apt-get") else []
    for way in (*ways, PLAYWRIGHT):
        if found() is None:
            _try(way)
    path = found()
    if path is None:
        sys.exit(HOW)
    print(path)


def _of_playwright() -> Path:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _try(commands: tuple[tuple[str, ...], ...]) -> None:
    """Run commands up to the first that fails; what they say matters only to who looks for a mistake."""
    for command in commands:
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return


if __name__ == "__main__":
    main()
