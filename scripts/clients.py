"""Generate the typed clients from openapi.json into `build/clients/`: all by `make clients`, or those named.

The generators and their versions are locked in `clients/`; `build/clients/tools/` holds them.
"""

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "clients"
EXAMPLE = ROOT / "examples" / "offline-app"
BUILT = ROOT / "build" / "clients"
TOOLS = BUILT / "tools"
DOCUMENT = ROOT / "openapi.json"
"""The served document: nothing is changed in it before a client is generated."""
GENERATED = ("dart", "kotlin", "swift")
"""The clients that OpenAPI Generator writes, each as `clients/generator/<name>.yaml` says."""

Command = list[str | Path]


def main() -> None:
    """Generate the named clients, or all of them."""
    BUILT.mkdir(parents=True, exist_ok=True)
    own = {
        "typescript": write_typescript,
        "sync": write_sync,
        "kit": write_kit,
        "offline-app": write_example,
        "python": write_python,
    }
    writers = own | {name: partial(write_generated, name) for name in GENERATED}
    chosen = sys.argv[1:] or list(writers)
    for name in chosen:
        writers[name]()
    print(f"In {BUILT.relative_to(ROOT)}: {', '.join(chosen)}.")


def empty_folder(name: str) -> Path:
    """Return the folder of a client, emptied."""
    folder = BUILT / name
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def write_typescript() -> None:
    """Write the TypeScript client and pack it: `gutbone-client-<version>.tgz`."""
    folder = empty_folder("typescript")
    ignored = shutil.ignore_patterns("node_modules", "tour")
    shutil.copytree(SOURCES / "typescript", folder, ignore=ignored)
    shutil.copytree(TOOLS / "typescript" / "node_modules", folder / "node_modules", symlinks=True)
    for step in (["run", "generate"], ["run", "build"], ["pack"]):
        run(["npm", "--silent", *step], folder)


def write_sync() -> None:
    """Build the offline client against the types of the TypeScript client, and pack it."""
    folder = empty_folder("sync")
    shutil.copytree(SOURCES / "sync", folder, ignore=shutil.ignore_patterns("node_modules", "tests"))
    shutil.copytree(TOOLS / "sync" / "node_modules", folder / "node_modules", symlinks=True)
    (folder / "node_modules" / "gutbone-client").symlink_to(BUILT / "typescript")
    for step in (["run", "build"], ["pack"]):
        run(["npm", "--silent", *step], folder)


def write_kit() -> None:
    """Build the kit in one file, and pack it: `gutbone-kit-<version>.tgz`."""
    folder = empty_folder("kit")
    shutil.copytree(SOURCES / "kit", folder, ignore=shutil.ignore_patterns("node_modules", "tests"))
    shutil.copytree(TOOLS / "kit" / "node_modules", folder / "node_modules", symlinks=True)
    for step in (["run", "build"], ["pack"]):
        run(["npm", "--silent", *step], folder)


def write_example() -> None:
    """Put the example app together, ready to be served."""
    assemble_example(empty_folder("offline-app"))


def assemble_example(folder: Path) -> None:
    """Put the files of the example app and the built packages that it loads into a folder."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    for package in ("kit", "sync"):
        modules = shutil.ignore_patterns("*.d.ts")
        shutil.copytree(BUILT / package / "dist", folder / package, ignore=modules, dirs_exist_ok=True)


def write_python() -> None:
    """Write the Python client and its wheel: `dist/gutbone_client-<version>-py3-none-any.whl`."""
    folder = empty_folder("python")
    how: Command = ["--config", SOURCES / "python" / "config.yaml", "--meta", "setup"]
    output: Command = ["--output-path", folder, "--fail-on-warning"]
    run([tool("openapi-python-client"), "generate", "--path", DOCUMENT, *how, *output], BUILT)
    build: Command = [
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        "dist",
    ]
    run([tool("python"), *build, "."], folder)


def write_generated(name: str) -> None:
    """Write one of the clients that OpenAPI Generator knows."""
    folder = empty_folder(name)
    left_out = "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"
    how: Command = ["-c", SOURCES / "generator" / f"{name}.yaml", "--global-property", left_out]
    run([tool("openapi-generator-cli"), "generate", "-i", DOCUMENT, "-o", folder, *how], BUILT)


def tool(name: str) -> Path:
    """Return where a tool is that was installed from `clients/python/tools.txt`."""
    return TOOLS / "python" / "bin" / name


def run(command: Command, folder: Path) -> None:
    """Run a tool in a folder; if it fails, print its output and exit."""
    path = f"{tool('python').parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\n{' '.join(map(str, command))} failed.")


if __name__ == "__main__":
    main()
