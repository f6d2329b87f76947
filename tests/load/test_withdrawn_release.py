"""A withdrawn release: servers and offline clients go forward to the older text."""

from contextlib import ExitStack
from pathlib import Path
from shutil import copytree

import pytest

from gutbone.client import Client, Retry, SyncOutcome
from tests.cli.test_withdraw import WEAKER, commit, git, withdraw
from tests.client.content_editor import ContentEditor, make_content_editor
from tests.content.invalid_content import edit
from tests.fixtures.cli import load_content, run_cli, running_server
from tests.fixtures.databases import dump, execute
from tests.fixtures.postgres import Postgres
from tests.load.test_replicas import release_at, wait_for

QUICK = Retry(attempts=3, first_wait=0.001)
KEY = "cautions/raw-moon-milk"


@pytest.fixture
def desk(tmp_path: Path) -> ContentEditor:
    desk = make_content_editor(tmp_path)
    git(tmp_path, "init", "--quiet")
    commit(desk)
    return desk


def load(desk: ContentEditor, url: str) -> None:
    ended = run_cli("load", content_dir=desk.content, database_url=url)
    assert ended.code == 0, ended.err


def severity(client: Client) -> object:
    return client.content.entry(KEY).fields["severity"]


def test_withdrawn_release_is_replaced_in_servers_and_clients(
    desk: ContentEditor, postgres: Postgres
) -> None:
    url, (first,) = postgres.create(), desk.releases()
    older_checkout = Path(copytree(desk.content, desk.folder / "older"))
    load_content(url, desk.content)
    with ExitStack() as stack:
        servers = [stack.enter_context(running_server(database_url=url, port=0)) for _ in range(2)]
        addresses = [server.address for server in servers]
        clients = [
            stack.enter_context(Client(address, desk.folder / f"phone-{number}", retry=QUICK))
            for number, address in enumerate(addresses)
        ]
        for client in clients:
            assert client.sync().outcome is SyncOutcome.BUNDLE
            assert severity(client) == "avoid"

        wrong = desk.release_weaker(WEAKER, note="Weaker.")
        commit(desk)
        load(desk, url)
        wait_for(addresses, wrong)
        for client in clients:
            assert client.sync().after == wrong
            assert severity(client) == "caution"

        # A host with an older checkout restarts: its load changes nothing, and says why.
        held = dump(url)
        for options in ((), ("--dry-run",)):
            ended = run_cli("load", *options, content_dir=older_checkout, database_url=url)
            assert (ended.code, ended.out) == (1, "")
            assert f"the database holds release {wrong}, which this content lacks" in ended.err
        assert dump(url) == held

        assert withdraw(desk, wrong).code == 0
        (newest,) = desk.releases() - {first, wrong}
        load(desk, url)
        wait_for(addresses, newest)
        for client in clients:
            report = client.sync()
            assert (report.outcome, report.before, report.after) == (SyncOutcome.DELTA, wrong, newest)
            assert report.safety_notes == (f"Withdraws {wrong}: Milk is not safe.",)
            assert severity(client) == "avoid"
            assert client.sync().outcome is SyncOutcome.UNCHANGED


def test_load_goes_back_only_for_a_reason(desk: ContentEditor, tmp_path: Path) -> None:
    url, (first,) = f"sqlite:///{tmp_path}/private.db", desk.releases()
    older = Path(copytree(desk.content, desk.folder / "older"))
    wrong = desk.release_weaker(WEAKER)
    load_content(url, desk.content)

    for options in (("--back",), ("--reason", "Wrong.")):
        ended = run_cli("load", *options, content_dir=older, database_url=url)
        assert (ended.code, ended.out) == (1, "")
        assert "belong together" in ended.err

    with running_server(database_url=url, port=0, refresh_interval=0.1) as server:
        assert release_at(server.address) == wrong
        back = ("--back", "--reason", "Wrong.")
        preview = run_cli("load", "--dry-run", *back, content_dir=older, database_url=url)
        assert f"It would be served as {first}" in preview.out
        ended = run_cli("load", *back, content_dir=older, database_url=url)
        assert ended.code == 0, ended.err
        assert f"Went back from release {wrong}" in ended.out
        wait_for([server.address], first)
        assert '"back_reason":"Wrong."' in server.errors
    assert execute(url, "SELECT back_reason FROM current_release") == [("Wrong.",)]
    load(desk, url)


def test_load_from_a_ledger_that_took_another_way_is_refused(desk: ContentEditor, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/held.db"
    other = ContentEditor(desk.folder / "fork")
    copytree(desk.content, other.content)
    other.release(edit("terms/regolith.yaml", "Dust that", "Sand that"))
    wrong = desk.release_weaker(WEAKER)
    load_content(url, desk.content)

    ended = run_cli("load", content_dir=other.content, database_url=url)

    assert ended.code == 1
    assert wrong in ended.err
