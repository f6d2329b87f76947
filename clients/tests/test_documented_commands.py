"""The command of docs/clients.md writes a client of Go that passes over members it does not know."""

import re
import shutil
from pathlib import Path

from clients.tests.tour import run
from tests.docs.markdown_pages import fences
from tests.fixtures.cli import ROOT

PAGE = ROOT / "docs" / "clients.md"


def test_documented_command_writes_a_client_that_accepts_new_members(built: Path, tmp_path: Path) -> None:
    (command,) = [one for fence in fences(PAGE.read_text(encoding="utf-8")) for one in fence.commands]
    program, *arguments = command.split()
    shutil.copy(ROOT / "openapi.json", tmp_path)
    run(built / "tools" / "python" / "bin" / program, *arguments, cwd=tmp_path)
    files = list((tmp_path / "go").glob("model_*.go"))
    assert len(files) > 200
    # A request may still be sealed; what the server answers with is not.
    sealed = {file.name for file in files if re.search("DisallowUnknownFields", file.read_text("utf-8"))}
    assert sealed <= {"model_check_request.go"}, sealed
