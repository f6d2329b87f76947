"""The client against a running server: first fetch, deltas, 304, offline, concurrent releases."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gutbone.client import Client, NothingStoredError, Retry, SyncOutcome
from gutbone.client.models import deep_freeze
from tests.client.content_editor import ContentEditor, bundle_data, make_content_editor
from tests.client.faulty_proxy import FaultyProxy, running_proxy
from tests.content.invalid_content import copy, edit

TERM = "terms/regolith.yaml"
CAUTION = "cautions/raw-moon-milk.yaml"
QUICK = Retry(attempts=3, first_wait=0.001)


@pytest.fixture
def editor(tmp_path: Path) -> ContentEditor:
    return make_content_editor(tmp_path)


@pytest.fixture
def proxy() -> Iterator[FaultyProxy]:
    with running_proxy() as proxy:
        yield proxy


def test_sync_fetches_bundle_then_delta_then_304(editor: ContentEditor, proxy: FaultyProxy) -> None:
    path = editor.folder / "phone" / "gutbone.content"
    path.parent.mkdir()
    first = editor.snapshot()
    with Client(proxy.address, path, retry=QUICK) as client:
        with pytest.raises(NothingStoredError):
            _ = client.content
        assert client.sync().outcome is SyncOutcome.OFFLINE
        with editor.serve() as server:
            proxy.target = server.address
            report = client.sync()
        assert (report.outcome, report.before, report.after) == (SyncOutcome.BUNDLE, None, first.release)
        held = client.content

        second = editor.release(edit(TERM, "Dust that tests stand on.", "Moon dust."), note="Dust.")
        third = editor.release_weaker(edit(CAUTION, "severity: avoid", "severity: caution"), note="Weaker.")
        with editor.serve() as server:
            proxy.target = server.address
            report = client.sync()
            assert (report.outcome, report.before, report.after) == (SyncOutcome.DELTA, first.release, third)
            assert [note.id for note in report.releases] == [second, third]
            assert (report.safety, report.safety_notes) == (True, ("Weaker.",))
            assert client.sync().outcome is SyncOutcome.UNCHANGED
            before = len(proxy.requests)
            assert client.sync() == client.sync()
            assert all(b"if-none-match" in asked.lower() for asked in proxy.requests[before:])

        # What was read before the sync stays as it was.
        assert held.release == first.release
        assert held.entry("terms/regolith").fields["definition"] == "Dust that tests stand on."
        assert client.content.entry("terms/regolith").fields["definition"] == "Moon dust."
        assert client.sync().outcome is SyncOutcome.OFFLINE

    with Client(proxy.address, path, retry=QUICK) as offline:
        assert offline.content.release == third
        assert offline.content.entry("terms/regolith").fields["definition"] == "Moon dust."


def test_second_sync_gets_304_without_body(editor: ContentEditor, proxy: FaultyProxy) -> None:
    path = editor.folder / "held"
    with editor.serve() as server:
        proxy.target = server.address
        for outcome in (SyncOutcome.BUNDLE, SyncOutcome.UNCHANGED, SyncOutcome.UNCHANGED):
            with Client(proxy.address, path, retry=QUICK) as client:
                assert client.sync().outcome is outcome
        assert b"if-none-match" in proxy.requests[-1].lower()
        assert proxy.sizes[-1] < 1000


def test_delta_updates_guide_facets_and_disclaimer(editor: ContentEditor, proxy: FaultyProxy) -> None:
    with Client(proxy.address, editor.folder / "held", retry=QUICK) as client:
        with editor.serve() as server:
            proxy.target = server.address
            client.sync()
        editor.release(
            edit("guide.yaml", "One small step.", "One giant leap."),
            edit("disclaimer.yaml", "not advice for anyone", "advice for nobody"),
            edit("conditions/high-gravity.yaml", "name: ", "name: Very "),
        )
        with editor.serve() as server:
            proxy.target = server.address
            assert client.sync().outcome is SyncOutcome.DELTA
        now = bundle_data(editor.snapshot())
        assert client.content.digest == now["digest"]
        assert client.content.disclaimer == deep_freeze(now["parts"]["disclaimer"])
        assert client.content.guide == deep_freeze(now["parts"]["guide"])
        assert "One giant leap." in client.content.guide[-1]["text"]
        assert list(client.content.facets) == now["parts"]["facets"]
        labels = [value["label"] for value in client.content.facets["condition"]["values"]]
        assert "Very High gravity" in labels


class Balancer(httpx.HTTPTransport):
    """Sends each path to a server of its own, as a pool does while a release is rolled out."""

    def __init__(self, **addresses: str) -> None:
        super().__init__()
        self.addresses = addresses

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        address = httpx.URL(self.addresses[request.url.path.rpartition("/")[2]])
        request.url = request.url.copy_with(host=address.host, port=address.port)
        return super().handle_request(request)


def test_release_during_sync_is_applied_atomically_and_never_reverted(editor: ContentEditor) -> None:
    balancer = Balancer()
    first = editor.snapshot().release
    with editor.serve() as old, Client("http://pool", editor.folder / "held", transport=balancer) as client:
        balancer.addresses = {"changes": old.address, "bundle": old.address}
        assert client.sync().after == first
        second = editor.release(copy("terms/moonrot.yaml", "terms/dust.yaml"), reason="safety", note="Dust.")
        with editor.serve() as new:
            # The new release is not there yet for the bundle, then it is.
            balancer.addresses["changes"] = new.address
            assert client.sync().after == second
            balancer.addresses["changes"] = old.address
            report = client.sync()
            assert (report.outcome, report.after) == (SyncOutcome.UNCHANGED, second)
            assert report.problem == f"the server still has the older release {first}"
            assert "terms/dust" in client.content

            unknown = Client("http://pool", editor.folder / "other", transport=balancer)
            assert unknown.sync().after == first
            reset_ledger(editor, first)
            with editor.serve() as forgetful:
                balancer.addresses = {"changes": forgetful.address, "bundle": new.address}
                report = unknown.sync()
            assert (report.outcome, report.after) == (SyncOutcome.BUNDLE, second)
            assert report.safety_notes == ("Dust.",)
            unknown.close()


def reset_ledger(editor: ContentEditor, release: str) -> None:
    """Begin the ledger again without a release."""
    for path in (editor.content / "releases").glob("*.yaml"):
        path.unlink()
    assert editor.release(edit(TERM, "Dust that", "Sand that")) != release
