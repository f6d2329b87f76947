"""Conventions of the code base, checked on the syntax trees of all modules."""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.docs.markdown_pages import tables

ROOT = Path(__file__).resolve().parent.parent
CODE = ("app", "clients", "gutbone", "migrations", "tests", "benchmarks", "scripts")
LEFT_OUT = {"__pycache__", "build", "mutants", "node_modules"}
MODULES = sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))
APP = [path for path in MODULES if path.is_relative_to(ROOT / "app")]

# Written in parts, so that this file does not hold what it looks for.
SUPPRESSIONS = ("no" + "qa", "type" + ": ignore", "TO" + "DO", "FIX" + "ME", "TYPE_" + "CHECKING")
REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npmjs.org",
    "registry." + "yarnpkg.com",
    "proxy.golang" + ".org",
    "crates" + ".io",
    "docker" + ".io",
    "gcr" + ".io",
    "ghcr" + ".io",
    "quay" + ".io",
)
CLOCKS = {"today", "now", "utcnow", "fromtimestamp", "localtime", "gmtime"}
DATED = {"cli", "http"}
"""The command line writes releases, and a release has a date."""
ROOT_MODULES = {"__init__.py", "config.py", "main.py"}
SHARED_NAMES = {"__init__", "kind", "router", "rules", "schemas", "table"}
"""Modules that every kind or feature has one of."""
MIRRORED = {"api", "cli", "vocabulary"}
"""Packages with the routes, the command and the enumerations of a subject, in a module of its name."""
SEARCH_TERMS = ("not_modified", "graceful", "load_shedding", "etag")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    """Return a path below the root, as the name of a test case."""
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a module, parsed once."""
    return ast.parse(path.read_text("utf-8"), name_of(path))


def functions_in(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file of the project, in the order of their names."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in {".ci", ".github"} for part in parts[:-1])
        if hidden or LEFT_OUT & set(parts) or not path.is_file():
            continue
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_modules_are_found() -> None:
    assert len(APP) > 50
    assert Path(__file__) in MODULES


def test_no_suppressions() -> None:
    found = [
        (name_of(path), word) for path in MODULES for word in SUPPRESSIONS if word in path.read_text("utf-8")
    ]
    assert found == []


def test_functions_have_at_most_50_lines() -> None:
    found = [
        (name_of(path), function.name)
        for path in MODULES
        for function in functions_in(tree_of(path))
        if length_of(function) > 50
    ]
    assert found == []


def length_of(function: Function) -> int:
    """Return the lines of a function, decorators included."""
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return (function.end_lineno or first) - first + 1


def test_public_symbols_have_docstrings() -> None:
    found = [(name_of(path), name) for path in APP for name in undescribed(tree_of(path))]
    assert found == []


def undescribed(tree: ast.Module) -> Iterator[str]:
    """Yield what is public in a module and has no docstring, the module itself included."""
    if not ast.get_docstring(tree):
        yield "the module"
    holders: list[ast.Module | ast.ClassDef] = [tree]
    holders += [node for node in tree.body if isinstance(node, ast.ClassDef) and not hidden(node.name)]
    for node in [node for holder in holders for node in holder.body]:
        if (
            isinstance(node, Function | ast.ClassDef)
            and not hidden(node.name)
            and not ast.get_docstring(node)
        ):
            yield node.name


def hidden(name: str) -> bool:
    """Return whether a name begins like one that is not for others; `__init__` is for others."""
    return name.startswith("_") and not name.startswith("__")


def test_docstrings_of_classes_are_no_imperatives() -> None:
    words: dict[type[ast.AST], Counter[str]] = defaultdict(Counter)
    for node in (node for path in APP for node in ast.walk(tree_of(path))):
        if isinstance(node, Function | ast.ClassDef) and (docstring := ast.get_docstring(node)):
            words[type(node)][docstring.split()[0]] += 1
    of_functions = words[ast.FunctionDef] + words[ast.AsyncFunctionDef]
    imperatives = {word for word, count in of_functions.items() if count > 2} - {
        "A",
        "An",
        "The",
        "Every",
        "Index",
    }
    assert {"Return", "Yield", "Read"} <= imperatives
    assert imperatives & set(words[ast.ClassDef]) == set()


def test_app_does_not_read_the_clock() -> None:
    found = [
        (name_of(path), node.attr)
        for path in APP
        if DATED.isdisjoint(path.parts)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS
    ]
    assert found == []


def test_no_package_registry_hosts() -> None:
    found = [
        (name_of(path), host)
        for path, text in texts()
        for lowered in [text.lower()]
        for host in REGISTRIES
        if host in lowered
    ]
    assert found == []


def test_app_root_has_only_main_and_config() -> None:
    assert {path.name for path in (ROOT / "app").iterdir() if path.is_file()} == ROOT_MODULES


def test_no_dynamic_imports() -> None:
    found = [name_of(path) for path in MODULES if "import" + "_module" in path.read_text("utf-8")]
    assert found == []


def test_no_name_in_app_stands_for_two_things() -> None:
    places = defaultdict(list)
    for path in APP:
        if path.stem not in SHARED_NAMES and path.relative_to(ROOT).parts[1] not in MIRRORED:
            places[f"module {path.stem}"].append(name_of(path))
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                places[f"class {node.name}"].append(name_of(path))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_if_none_match_is_compared_in_one_function() -> None:
    found = {
        (name_of(path), function.name)
        for path in APP
        for function in functions_in(tree_of(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Compare)
        if any(holds_if_none_match(operand) for operand in (node.left, *node.comparators))
    }
    assert found == {("app/server/http/conditional.py", "named_etag")}


def holds_if_none_match(operand: ast.expr) -> bool:
    """Return whether an operand is the value of `If-None-Match`; a bare constant is the field name."""
    if isinstance(operand, ast.Constant):
        return False
    names = (
        node.id
        if isinstance(node, ast.Name)
        else node.attr
        if isinstance(node, ast.Attribute)
        else str(node.value)
        if isinstance(node, ast.Constant)
        else ""
        for node in ast.walk(operand)
    )
    return any("if_none_match" in name.lower().replace("-", "_") for name in names)


def test_search_terms_lead_to_the_code() -> None:
    text = "".join(path.read_text("utf-8") for path in APP).lower()
    assert [term for term in SEARCH_TERMS if term not in text] == []


def test_architecture_page_names_existing_symbols() -> None:
    found = tables((ROOT / "docs" / "architecture.md").read_text("utf-8"))
    rows = [row for table in found.values() for row in table if row[1].startswith("`app/")]
    places = [(file.strip("`"), symbol.strip("`")) for _, file, symbol in rows]
    assert [(file, symbol) for file, symbol in places if symbol not in defined_in(ROOT / file)] == []
    assert len(places) > 50


def defined_in(path: Path) -> set[str]:
    """Return the names of functions, classes and constants that a module defines."""
    if not path.is_file():
        return set()
    tree = tree_of(path)
    defined = {node.name for node in ast.walk(tree) if isinstance(node, Function | ast.ClassDef)}
    assigned = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    return defined | assigned
