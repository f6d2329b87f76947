"""The installed package has every file that the code reads beside its modules."""

import tomllib
from fnmatch import fnmatch

from tests.docs.markdown_pages import ROOT


def test_package_data_covers_every_file_of_the_app() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["app"]
    folder = ROOT / "app"
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
    names = {path.relative_to(folder).as_posix() for path in files}
    assert "icons/svg/food-sources/kefir.svg" in names
    assert sorted(name for name in names if not any(fnmatch(name, pattern) for pattern in patterns)) == []
