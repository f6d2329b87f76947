"""The lock file of the benchmarks has every package that they import."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from packaging.utils import canonicalize_name

from tests.docs.markdown_pages import ROOT

OWN = {"app", "benchmarks", "gutbone", "scripts"}
LOCKED = re.compile(r"^([\w.-]+)==", re.MULTILINE)


def imported(source: str) -> Iterator[str]:
    """Yield the first part of the name of every module that a file imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_every_import_of_the_benchmarks_is_locked() -> None:
    locked = set(map(canonicalize_name, LOCKED.findall((ROOT / "requirements/bench.txt").read_text("utf-8"))))
    distributions = packages_distributions()
    # The model of the load behind a CDN runs with the test requirements.
    other = {"scale_model", "node_modules"}
    files = [path for path in (ROOT / "benchmarks").rglob("*.py") if not other & set(path.parts)]
    names = {name for path in files for name in imported(path.read_text("utf-8"))}
    packages = names - OWN - set(sys.stdlib_module_names)
    assert {"fastapi", "packaging", "pygal"} <= packages
    missing = {
        name
        for name in packages
        if not {canonicalize_name(one) for one in distributions.get(name, [name])} & locked
    }
    assert missing == set()
