"""Retries: bounded, with the server's delay, and only for transient errors."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.features.bundle import bundle_of, snapshot_of
from gutbone.client import Client, Retry, SyncOutcome, SyncReport
from tests.features.test_histories import sent


class Script(httpx.BaseTransport):
    """Answers requests from a list, then always with the last of it."""

    def __init__(self, *answers: Callable[[], httpx.Response]) -> None:
        self.answers = list(answers)
        self.paths: list[str] = []
        self.pauses: list[float] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer()

    def synced(self, path: Path, attempts: int = 4) -> SyncReport:
        """Return the report of one sync; pauses are noted, not waited for."""
        retry = Retry(attempts=attempts, first_wait=1, longest_wait=30, sleep=self.pauses.append)
        with Client("http://gutbone.test/api", path, retry=retry, transport=self) as client:
            return client.sync()


def status(code: int, **headers: str) -> Callable[[], httpx.Response]:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: httpx.Response(code, headers=fields)


def lost() -> httpx.Response:
    raise httpx.ConnectError("no route")


def late() -> httpx.Response:
    raise httpx.ReadTimeout("too late")


def soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)


@pytest.fixture(scope="module")
def whole(sample_catalog: Catalog) -> Callable[[], httpx.Response]:
    body = sent(bundle_of(snapshot_of(sample_catalog)))
    return lambda: httpx.Response(200, content=body)


@pytest.mark.parametrize("fault", [lost, late, status(500), status(503), status(429), status(200)])
def test_transient_errors_are_retried(
    fault: Callable[[], httpx.Response], whole: Callable[[], httpx.Response], tmp_path: Path
) -> None:
    script = Script(fault, fault, whole)
    assert script.synced(tmp_path / "held").outcome is SyncOutcome.BUNDLE
    first, second = script.pauses
    assert 0.5 <= first <= 1 <= second <= 2
    assert set(script.paths) == {"/api/v1/bundle"}


@pytest.mark.parametrize("attempts", [1, 3])
def test_retries_are_bounded(attempts: int, tmp_path: Path) -> None:
    script = Script(lost)
    report = script.synced(tmp_path / "held", attempts)
    assert (report.outcome, len(script.paths)) == (SyncOutcome.OFFLINE, attempts)
    assert "no route" in str(report.problem)


@pytest.mark.parametrize("code", [300, 400, 401, 403, 404, 410, 422, 304])
def test_permanent_errors_are_not_retried(code: int, tmp_path: Path) -> None:
    script = Script(status(code))
    assert script.synced(tmp_path / "held").outcome is SyncOutcome.OFFLINE
    assert len(script.paths) == 1


@pytest.mark.parametrize(("asked", "low", "high"), [("7", 7, 7), (None, 1, 20), ("0", 0, 0)])
def test_retry_after_is_respected(
    asked: str | None, low: float, high: float, whole: Callable[[], httpx.Response], tmp_path: Path
) -> None:
    script = Script(status(503, retry_after=asked or soon()), whole)
    assert script.synced(tmp_path / "held").outcome is SyncOutcome.BUNDLE
    assert low <= script.pauses[0] <= high


@pytest.mark.parametrize("asked", ["31", "9" * 400, "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_long_retry_after_ends_the_sync(asked: str, tmp_path: Path) -> None:
    script = Script(status(503, retry_after=asked))
    assert script.synced(tmp_path / "held").outcome is SyncOutcome.OFFLINE
    assert (len(script.paths), script.pauses) == (1, [])


@pytest.mark.parametrize("asked", ["", "soon", "-1", "1.5", "Fri, 99 Dec 2100", "\u0661"])
def test_invalid_retry_after_is_ignored(
    asked: str, whole: Callable[[], httpx.Response], tmp_path: Path
) -> None:
    script = Script(lambda: httpx.Response(503, headers={b"retry-after": asked.encode()}), whole)
    assert script.synced(tmp_path / "held").outcome is SyncOutcome.BUNDLE
    assert 0.5 <= script.pauses[0] <= 1


def test_redirect_is_followed(whole: Callable[[], httpx.Response], tmp_path: Path) -> None:
    script = Script(status(308, location="/elsewhere"), status(302, location="/v1/there"), whole)
    assert script.synced(tmp_path / "held").outcome is SyncOutcome.BUNDLE
    assert script.paths == ["/api/v1/bundle", "/elsewhere", "/v1/there"]
    assert Script(status(302, location="/round")).synced(tmp_path / "other").outcome is SyncOutcome.OFFLINE
