"""A copy of content with a past: every release, what changed since each, what is gone and what has moved."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.fixtures.cli import SAMPLE_CONTENT, loaded, quickly, serving
from tests.static_export.hosting import hosted
from tests.static_export.questions import Pair, addresses, manifest
from tests.static_export.test_refusals import same_problem
from tests.static_export.test_same_answers import compare


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of content that had an entry more at its first release."""
    folder = tmp_path_factory.mktemp("history")
    content = shutil.copytree(SAMPLE_CONTENT, folder / "content")
    claim = content / "claims" / "milk-and-craters.yaml"
    claim.write_text(f"{claim.read_text('utf-8')}formerly: [milk-claim]\n", "utf-8")
    dusk = (content / "terms" / "regolith.yaml").read_text("utf-8").replace("formerly:\n  - moon-dirt\n", "")
    (content / "terms" / "dusk.yaml").write_text(dusk, "utf-8")
    release(content, "addition")
    (content / "terms" / "dusk.yaml").unlink()
    release(content, "safety")
    url = loaded(folder / "held.db", content)
    assert quickly("export", str(folder / "copy"), database_url=url).code == 0
    return folder


@pytest.fixture(scope="module")
def past(folder: Path) -> Iterator[Pair]:
    """Return the API and its copy with that content."""
    with ExitStack() as stack:
        url = f"sqlite:///{folder}/held.db"
        server = stack.enter_context(serving(database_url=url, port=0, access_log="false"))
        copy = stack.enter_context(hosted(folder / "copy"))
        yield stack.enter_context(Pair(server.address, copy))


def release(content: Path, reason: str) -> None:
    ended = quickly("release", "--note", f"For {reason}.", "--reason", reason, content_dir=content)
    assert ended.code == 0, ended.err


def test_every_release_and_every_change_is_the_same(past: Pair, folder: Path) -> None:
    found = [path for path in addresses(folder / "copy") if path.startswith(("/v1/releases", "/v1/changes"))]
    assert len(found) == 1 + 2 + 2
    for target in found:
        compare(past, target, "br")
    assert manifest(folder / "copy")["release"] in found[-1]


def test_what_was_removed_names_the_release_that_removed_it(past: Pair) -> None:
    same_problem(past, "/v1/terms/dusk", 410, "removed-entry")
    same_problem(past, "/v1/changes?since=2020-01-01.1-00000000", 410, "unknown-release")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("/v1/terms/moon-dirt", "/v1/terms/regolith"),
        ("/v1/claims/milk-claim", "/v1/claims/milk-and-craters"),
        ("/v1/claims/milk-claim/evidence", "/v1/claims/milk-and-craters/evidence"),
    ],
)
def test_a_former_slug_leads_on(past: Pair, former: str, now: str, method: str) -> None:
    copy = past.same(former, method=method)
    assert (copy.status, copy.headers["location"], copy.body) == (308, now, b"")
    assert past.ask(f"{former}?x=1")[1].status == 404
