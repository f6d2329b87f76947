"""`/v1/changes` over several releases, one of them for safety."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from app.catalog.catalog_reader import read_catalog
from app.catalog.registry import KINDS
from app.content.content_reader import read_content
from tests.client.content_editor import Change, ContentEditor, make_content_editor
from tests.conftest import loaded_engine, make_app, make_client
from tests.content.invalid_content import copy, delete, edit

TERM = "terms/regolith.yaml"
LATER = {"terms/rock", "sources/moon-page"}
STEPS: list[tuple[str, str, tuple[Change, ...]]] = [
    ("correction", "Dust.", (edit(TERM, "Dust that tests stand on.", "Moon dust."),)),
    ("safety", "Milder.", (edit("cautions/raw-moon-milk.yaml", "severity: avoid", "severity: caution"),)),
    ("addition", "Sand.", (copy("terms/moonrot.yaml", "terms/sand.yaml"),)),
    ("correction", "Leap.", (edit("guide.yaml", "One small step.", "One giant leap."),)),
    ("schema", "Nobody.", (edit("disclaimer.yaml", "not advice for anyone", "advice for nobody"),)),
    ("correction", "Rock.", (copy("terms/sand.yaml", "terms/rock.yaml"), delete("terms/sand.yaml"))),
]


class ServedReleases(NamedTuple):
    """The releases, oldest first, and a client of the newest content."""

    ids: list[str]
    http: httpx.AsyncClient
    editor: ContentEditor


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[ContentEditor, list[str]]:
    editor = make_content_editor(tmp_path_factory.mktemp("changes"))
    ids = [*editor.releases()]
    for reason, note, changes in STEPS:
        because = "A newer study." if reason == "safety" else None
        ids.append(editor.release(*changes, reason=reason, note=note, lowered_because=because))
    return editor, ids


@pytest.fixture(scope="module")
def engine_and_catalog(released: tuple[ContentEditor, list[str]]) -> Iterator[Any]:
    engine = loaded_engine(read_content(released[0].content, KINDS), "sqlite://")
    yield engine, read_catalog(engine, KINDS)
    engine.dispose()


@pytest.fixture
async def served(
    released: tuple[ContentEditor, list[str]], engine_and_catalog: Any
) -> AsyncIterator[ServedReleases]:
    editor, ids = released
    engine, catalog = engine_and_catalog
    async with make_client(make_app(catalog, engine)) as http:
        yield ServedReleases(ids, http, editor)


async def changes(served: ServedReleases, since: str) -> dict[str, Any]:
    answer = await served.http.get("/v1/changes", params={"since": since})
    assert answer.status_code == 200
    data: dict[str, Any] = answer.json()["data"]
    assert data["release"] == served.ids[-1]
    return data


WARNED = {
    *("food-sources/moon-milk", "food-sources/star-cabbage"),
    *("daily-actions/moon-milk-morning", "conditions/low-gravity"),
}
"""Entries that name the caution with its severity."""

# Relatives stand on both sides: the source of the terms that come and go has them too.
EXPECTED: list[tuple[set[str], list[str], bool]] = [
    ({"terms/regolith", "cautions/raw-moon-milk", *WARNED, *LATER, "guide", "disclaimer"}, [], True),
    ({"cautions/raw-moon-milk", *WARNED, *LATER, "guide", "disclaimer"}, [], True),
    ({*LATER, "guide", "disclaimer"}, [], False),
    ({*LATER, "guide", "disclaimer"}, ["terms/sand"], False),
    ({*LATER, "disclaimer"}, ["terms/sand"], False),
    (LATER, ["terms/sand"], False),
    (set(), [], False),
]


@pytest.mark.parametrize("place", range(len(EXPECTED)))
async def test_changes_since_each_release(place: int, served: ServedReleases) -> None:
    upserts, removed, safety = EXPECTED[place]
    data = await changes(served, served.ids[place])
    assert data["upserts"].keys() == upserts
    assert (data["removed"], data["safety"]) == (removed, safety)
    assert [note["id"] for note in data["releases"]] == served.ids[place + 1 :]
    assert [note["reason"] for note in data["releases"]] == [reason for reason, _, _ in STEPS[place:]]


async def test_releases_are_listed_newest_first(served: ServedReleases) -> None:
    listed = (await served.http.get("/v1/releases")).json()["data"]
    assert [release["id"] for release in listed] == served.ids[::-1]
    assert [release["note"] for release in listed] == [note for _, note, _ in STEPS[::-1]] + ["First."]
    for release in listed:
        assert (await served.http.get(f"/v1/releases/{release['id']}")).json()["data"] == release
    assert listed[2]["changed"] == ["guide"]
    assert listed[1]["changed"] == ["disclaimer"]
    assert listed[0]["removed"] == ["terms/sand"]


@pytest.mark.parametrize(
    "since", ["2020-01-01.1-00000000", "unreleased", "unreleased+dev.00000000", "+dev.", "x", "", "%00"]
)
async def test_unknown_release_gives_410_and_points_to_bundle(since: str, served: ServedReleases) -> None:
    answer = await served.http.get("/v1/changes", params={"since": since})
    assert answer.status_code == 410
    assert answer.headers["link"] == '</v1/bundle>; rel="alternate", </openapi.json>; rel="service-desc"'
    assert answer.json()["did_you_mean"] == ["/v1/bundle"]


async def test_release_made_after_load_lists_changes_with_reason(served: ServedReleases) -> None:
    # Served unreleased after the first release, then released as it was, then the one for safety.
    for place in (1, 2, 4):
        unreleased = f"{served.ids[0]}+dev.{served.ids[place][-8:]}"
        data, other = await changes(served, unreleased), await changes(served, served.ids[place])
        assert data["upserts"] == other["upserts"]
        assert (data["since"], data["safety"]) == (unreleased, True)
        assert [note["id"] for note in data["releases"]] == served.ids[1:]
    plus = f"/v1/changes?since={served.ids[0]}+dev.{served.ids[2][-8:]}"
    assert (await served.http.get(plus)).status_code == 200


async def test_renamed_entry_redirects_to_new_path(served: ServedReleases) -> None:
    bundle = (await served.http.get("/v1/bundle")).json()["data"]
    assert bundle["parts"]["moved"] == {"terms/moon-dirt": "terms/regolith"}
    answer = await served.http.get("/v1/terms/moon-dirt", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/v1/terms/regolith")
    gone = await served.http.get("/v1/terms/sand")
    assert gone.status_code == 410
    assert served.ids[-1] in gone.text


async def test_unreleased_content_is_marked_and_has_changes(served: ServedReleases) -> None:
    edit(TERM, "Moon dust.", "Moon sand.")(served.editor.content)
    try:
        snapshot = served.editor.snapshot()
        engine = loaded_engine(read_content(served.editor.content, KINDS), "sqlite://")
        async with make_client(make_app(read_catalog(engine, KINDS), engine)) as http:
            data = (await http.get("/v1/changes", params={"since": served.ids[-1]})).json()["data"]
            none = (await http.get("/v1/changes", params={"since": data["release"]})).json()["data"]
        engine.dispose()
    finally:
        edit(TERM, "Moon sand.", "Moon dust.")(served.editor.content)
    assert data["release"] == snapshot.release == f"{served.ids[-1]}+dev.{data['digest'][:8]}"
    assert (list(data["upserts"]), data["releases"]) == (["terms/regolith"], [])
    assert (none["upserts"], none["removed"], none["digest"]) == ({}, [], data["digest"])
