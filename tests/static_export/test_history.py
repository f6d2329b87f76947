"""An export of content with several releases: changes, moved entries, removed entries."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.fixtures.cli import SAMPLE_CONTENT, loaded_database_url, run_cli, running_server
from tests.static_export.comparison import ServerPair, exported_urls, manifest
from tests.static_export.nginx_server import run_nginx
from tests.static_export.test_nginx_errors import assert_problem
from tests.static_export.test_same_bodies import assert_same


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an export of content whose second release removed an entry."""
    folder = tmp_path_factory.mktemp("history")
    content = shutil.copytree(SAMPLE_CONTENT, folder / "content")
    claim = content / "claims" / "milk-and-craters.yaml"
    claim.write_text(f"{claim.read_text('utf-8')}formerly: [milk-claim]\n", "utf-8")
    dusk = (content / "terms" / "regolith.yaml").read_text("utf-8").replace("formerly:\n  - moon-dirt\n", "")
    (content / "terms" / "dusk.yaml").write_text(dusk, "utf-8")
    release(content, "addition")
    (content / "terms" / "dusk.yaml").unlink()
    release(content, "safety")
    url = loaded_database_url(folder / "releases.db", content)
    assert run_cli("export", str(folder / "copy"), database_url=url).code == 0
    return folder


@pytest.fixture(scope="module")
def servers(folder: Path) -> Iterator[ServerPair]:
    """Return the API and nginx with that content."""
    with ExitStack() as stack:
        url = f"sqlite:///{folder}/releases.db"
        server = stack.enter_context(running_server(database_url=url, port=0, access_log="false"))
        nginx_url = stack.enter_context(run_nginx(folder / "copy"))
        yield stack.enter_context(ServerPair(server.address, nginx_url))


def release(content: Path, reason: str) -> None:
    result = run_cli("release", "--note", f"For {reason}.", "--reason", reason, content_dir=content)
    assert result.code == 0, result.err


def test_releases_and_changes_have_the_bodies_of_the_api(servers: ServerPair, folder: Path) -> None:
    urls = [url for url in exported_urls(folder / "copy") if url.startswith(("/v1/releases", "/v1/changes"))]
    assert len(urls) == 1 + 2 + 2
    for url in urls:
        assert_same(servers, url, "gzip")
    assert manifest(folder / "copy")["release"] in urls[-1]


def test_removed_entry_gives_410(servers: ServerPair) -> None:
    api, copy = servers.request("/v1/terms/dusk")
    assert api.status == 410
    assert_problem(copy, 410, "removed-entry")
    assert_problem(servers.copy("/v1/changes?since=2020-01-01.1-00000000"), 410, "removed-entry")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("former", "current"),
    [
        ("/v1/terms/moon-dirt", "/v1/terms/regolith"),
        ("/v1/claims/milk-claim", "/v1/claims/milk-and-craters"),
        ("/v1/claims/milk-claim/evidence", "/v1/claims/milk-and-craters/evidence"),
    ],
)
def test_former_slug_gives_308(servers: ServerPair, former: str, current: str, method: str) -> None:
    for response in servers.request(former, method=method):
        assert (response.status, response.headers["location"]) == (308, current)
