"""The typed content equals the API, and accepts values of later releases."""

import json
from dataclasses import FrozenInstanceError
from operator import setitem
from typing import Any

import pydantic
import pytest

from app.catalog.catalog import Catalog
from app.features.bundle import snapshot_of
from app.vocabulary.content import ReleaseReason
from app.vocabulary.grading import Certainty as ServedCertainty
from app.vocabulary.safety import Severity as ServedSeverity
from gutbone.client import Certainty, Content, InvalidContentError, Severity, UnknownEntryError
from gutbone.client.models import Entry, deep_freeze
from gutbone.client.storage import OTHER_REASONS, SAFETY, Snapshot
from tests.client.content_editor import bundle_data

KEFIR = "food-sources/kefir"
LINE = {"slug", "severity", "sentence"}
GRADE = {"slug", "verdict", "certainty", "direction"}


@pytest.fixture(scope="module")
def stored(catalog: Catalog) -> Snapshot:
    served = snapshot_of(catalog)
    return Snapshot.model_validate(bundle_data(served) | {"digests": dict(served.digests)})


@pytest.fixture(scope="module")
def held(stored: Snapshot) -> Content:
    return Content(stored)


def changed(stored: Snapshot, key: str, **members: object) -> Content:
    """Return content in which a part has other members."""
    return Content(stored.model_copy(update={"parts": stored.parts | {key: stored.parts[key] | members}}))


def shown(entry: Entry) -> dict[str, Any]:
    """Return an entry as the API shows it."""
    linked = {
        "cautions": tuple(card.model_dump(mode="json", include=LINE) for card in entry.cautions),
        "claims": tuple(card.model_dump(mode="json", include=GRADE) for card in entry.claims),
        "related": tuple(other.model_dump() for other in entry.related),
    }
    own = {name: getattr(entry, name) for name in Entry.__dataclass_fields__ if name != "fields"}
    return {**own, **entry.fields, **linked}


def changed_line(stored: Snapshot, kind: str, place: int, **members: object) -> Content:
    """Return content in which kefir names a caution or claim with other members."""
    lines = list(stored.parts[KEFIR][kind])
    lines[place] = lines[place] | members
    return changed(stored, KEFIR, **{kind: lines})


def test_client_entries_equal_api_entries(catalog: Catalog, held: Content) -> None:
    keys = [key for kind in catalog.entries_by_kind for key in catalog.keys(kind)]
    assert len(held) == len(keys) > 600
    for key in keys:
        entry = held.entry(key)
        served = json.loads(catalog.entry_json(key))
        # An answer leaves out what its other fields name.
        served["related"] = json.loads(catalog.stored[key].related)
        assert deep_freeze(shown(entry)) == deep_freeze(served | catalog.stored[key].fields()), key
        included = json.loads(catalog.included_json([key]))
        for card in entry.cautions:
            whole = included["cautions"][card.slug] | {"sentence": card.sentence}
            assert deep_freeze(card.model_dump(exclude={"severity_text"})) == deep_freeze(whole)
        for claim in entry.claims:
            assert deep_freeze(claim.model_dump(exclude={"certainty_text"})) == deep_freeze(
                included["claims"][claim.slug]
            )


def test_client_has_kinds_guide_facets_and_disclaimer(catalog: Catalog, held: Content) -> None:
    assert set(held.kinds) == set(catalog.entries_by_kind)
    assert [entry.slug for entry in held.entries("terms")] == sorted(
        entry.slug for entry in catalog.entries_by_kind["terms"]
    )
    assert held.release == catalog.release
    assert held.facets["severity"]["values"][-1]["value"] == "avoid"
    assert all(key in held for section in held.guide for key in section["entries"])
    assert held.disclaimer["sentence"] == catalog.meta.disclaimer
    assert [note.id for note in held.releases] == [entry.id for entry in catalog.history]


@pytest.mark.parametrize("key", ["terms/nothing", "guide", "facets/severity", "kefir", ""])
def test_unknown_entry_raises_an_error(key: str, held: Content) -> None:
    assert key not in held
    with pytest.raises(UnknownEntryError):
        held.entry(key)


def test_client_scales_equal_api_enumerations() -> None:
    assert list(Certainty) == [str(value) for value in ServedCertainty]
    assert [(value, value.rank) for value in Severity] == [
        (str(value), value.rank) for value in ServedSeverity
    ]
    assert {SAFETY, *OTHER_REASONS} == {str(value) for value in ReleaseReason}


def test_unknown_severity_counts_as_highest(stored: Snapshot) -> None:
    held = changed_line(stored, "cautions", -1, severity="never_ever")
    card = held.entry(KEFIR).cautions[-1]
    assert (card.severity, card.severity_text, card.must_display) == (Severity.AVOID, "never_ever", True)


def test_unknown_certainty_counts_as_not_graded(stored: Snapshot) -> None:
    card = changed_line(stored, "claims", 0, certainty="sure").entry(KEFIR).claims[0]
    assert (card.certainty, card.certainty_text) == (Certainty.NOT_GRADED, "sure")


def test_unknown_members_are_ignored(stored: Snapshot) -> None:
    slug = stored.parts["food-sources/kefir"]["cautions"][0]["slug"]
    held = changed(stored, f"cautions/{slug}", colour="red")
    assert held.entry("food-sources/kefir").cautions[0].slug == slug
    assert changed(stored, "food-sources/kefir", colour="white").entry("food-sources/kefir").fields["colour"]


@pytest.mark.parametrize("card", ["cautions", "claims"])
def test_missing_card_raises_an_error(card: str, stored: Snapshot) -> None:
    missing = f"{card}/{stored.parts['food-sources/kefir'][card][0]['slug']}"
    parts = {key: part for key, part in stored.parts.items() if key != missing}
    with pytest.raises(InvalidContentError, match=missing):
        Content(stored.model_copy(update={"parts": parts})).entry("food-sources/kefir")


def test_entries_are_immutable(held: Content) -> None:
    kefir = held.entry("food-sources/kefir")
    with pytest.raises(FrozenInstanceError):
        vars(Entry)["__setattr__"](kefir, "name", "Milk")
    with pytest.raises(pydantic.ValidationError):
        kefir.cautions[0].__setattr__("severity", "info")
    mappings: list[Any] = [kefir.fields, kefir.fields["serving"], kefir.cautions[0].who]
    for mapping in mappings:
        with pytest.raises(TypeError):
            setitem(mapping, "name", "Milk")
