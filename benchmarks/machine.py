"""The machine: the cores of server and client, required tools, and a description."""

import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HINTS = {
    "wrk": "install the system package `wrk`",
    "nginx": "install the system package `nginx`",
    "npm": "install Node.js with npm",
}


def cores() -> tuple[int, int]:
    """Return the core of the servers and that of the clients; the same one where there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


def require_tools(*tools: str) -> None:
    """Exit with one line per missing tool."""
    missing = [f"{tool} is missing: {HINTS[tool]}." for tool in tools if not shutil.which(tool)]
    if missing:
        sys.exit("\n".join(missing))


def output_of(*command: str) -> str:
    """Return the first line of a command's output."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return (ended.stdout + ended.stderr).strip().splitlines()[0]


def describe_machine() -> list[str]:
    """Return processor, cores, system and versions."""
    packages = ("fastapi", "uvicorn", "uvloop", "httptools", "pydantic", "sqlalchemy", "datasette")
    return [
        describe_hardware(),
        f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages),
        f"{output_of('nginx', '-v')}; {output_of('wrk', '-v')}; Node.js {output_of('node', '--version')}",
    ]


def describe_hardware() -> str:
    """Return processor, cores and system."""
    return f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.release()}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
