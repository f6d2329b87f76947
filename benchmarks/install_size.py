"""Size of an installation: each package of the runtime lock, and who imports it."""

import subprocess
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from benchmarks.machine import ROOT
from benchmarks.processes import environment
from benchmarks.results import Target, table
from scripts.licences import runtime_packages

MAX_MEGABYTES, MAX_PACKAGES = 150, 46
LARGEST = 12


def installed_megabytes(package: str) -> float:
    """Return the size of the files of an installed package with their byte code, in MB."""
    files = [Path(str(file.locate())) for file in distribution(package).files or ()]
    sources = [file for file in files if "__pycache__" not in file.parts]
    compiled = [
        cached
        for folder in {file.parent for file in sources if file.suffix == ".py"}
        for cached in (folder / "__pycache__").glob("*.pyc")
    ]
    return sum(file.stat().st_size for file in {*sources, *compiled} if file.is_file()) / 1e6


def imported_packages(statement: str = "import app.cli.serve, app.main, uvicorn.loops.uvloop") -> list[str]:
    """Return the packages of the runtime lock that a server has imported before it serves."""
    command = [sys.executable, "-c", f"{statement}; import sys; print(*sys.modules)"]
    result = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    modules = {name.partition(".")[0] for name in result.stdout.split()}
    distributions = packages_distributions()
    names = {canonicalize_name(name) for module in modules for name in distributions.get(module, ())}
    return sorted(names & set(runtime_packages()))


def section() -> tuple[str, list[Target]]:
    """Return the section of the results and its targets."""
    sizes = {name: installed_megabytes(name) for name in runtime_packages()}
    imported = imported_packages()
    largest = sorted(sizes, key=lambda name: -sizes[name])[:LARGEST]
    rows = [[f"`{name}`", f"{sizes[name]:.1f}", "yes" if name in imported else "no"] for name in largest]
    others = ", ".join(f"`{name}`" for name in sizes if name not in imported)
    text = "\n\n".join(
        (
            f"{len(sizes)} packages, {sum(sizes.values()):.0f} MB with byte code. The largest:",
            table(["", "MB", "imported by a server"], rows),
            f"Not imported by a server, but by commands, the client or an option: {others}.",
        )
    )
    return text, [
        Target("MB installed", sum(sizes.values()), MAX_MEGABYTES, at_most=True, digits=0),
        Target("packages installed", len(sizes), MAX_PACKAGES, at_most=True, digits=0),
    ]
