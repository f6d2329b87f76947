"""Generate the typed clients from openapi.json into `build/clients/`: all by `make clients`, or those named.

The generators and their versions are locked in `clients/`; `build/clients/tools/` holds them.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "clients"
BUILT = ROOT / "build" / "clients"
TOOLS = BUILT / "tools"
DOCUMENT = BUILT / "openapi.json"
GENERATED = ("dart", "kotlin", "swift")
"""The clients that OpenAPI Generator writes, each as `clients/generator/<name>.yaml` says."""

Document = dict[str, Any]
Command = list[str | Path]


def main() -> None:
    """Generate the named clients, or all of them."""
    BUILT.mkdir(parents=True, exist_ok=True)
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    DOCUMENT.write_text(json.dumps(strip_examples(document)), encoding="utf-8")
    own = {"typescript": write_typescript, "python": write_python}
    writers = own | {name: partial(write_generated, name) for name in GENERATED}
    chosen = sys.argv[1:] or list(writers)
    for name in chosen:
        writers[name]()
    print(f"In {BUILT.relative_to(ROOT)}: {', '.join(chosen)}.")


def strip_examples(document: Document) -> Document:
    """Return the document without redirects and examples, as generators need it.

    HTTP clients follow redirects; with redirects in the document a generator types every response as Any.
    Examples would add thousands of lines of comments.
    """
    paths = {path: dict(_operations(methods)) for path, methods in document["paths"].items()}
    components = document["components"]
    responses = {name: _shape(response) for name, response in components["responses"].items()}
    return document | {"paths": paths, "components": components | {"responses": responses}}


def _operations(methods: Document) -> Iterator[tuple[str, Document]]:
    for method, operation in methods.items():
        responses = {
            status: _shape(response)
            for status, response in operation["responses"].items()
            if not status.startswith("3")
        }
        yield method, operation | {"responses": responses}


def _shape(response: Document) -> Document:
    """Return a response without examples; a reference to one as it is."""
    if "content" not in response:
        return response
    kept = {
        name: {part: value for part, value in media.items() if part not in {"example", "examples"}}
        for name, media in response["content"].items()
    }
    return response | {"content": kept}


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


def write_python() -> None:
    """Write the Python client and its wheel: `dist/gutbone_client-<version>-py3-none-any.whl`."""
    folder = empty_folder("python")
    how: Command = ["--config", SOURCES / "python" / "config.yaml", "--meta", "setup"]
    templates: Command = ["--custom-template-path", SOURCES / "python" / "templates"]
    output: Command = ["--output-path", folder, "--fail-on-warning"]
    run([tool("openapi-python-client"), "generate", "--path", DOCUMENT, *how, *templates, *output], BUILT)
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
