"""A file of names is refused for a name that stands twice, and for one that means nothing."""

from typing import Any

import pytest

from app.content.files import RawContent
from app.content.name_files import read_name_files

NAMES: dict[str, Any] = {
    "field": "items",
    "license": "CC-BY-4.0",
    "provenance": "Written for this test.",
    "concepts": [{"slug": "natto", "name": "Natto"}],
    "groups": [{"names": ["natto"], "means": ["natto"]}],
}


@pytest.mark.parametrize(
    ("fields", "where", "message"),
    [
        ({"misspelt": {"nato": "nattou"}}, "misspelt", "nothing is called nattou; add it or correct it"),
        (
            {"groups": [{"names": ["natto"], "means": ["kefir"]}]},
            "groups[0]",
            "nothing is called kefir; add it or correct it",
        ),
        (
            {"groups": [{"names": ["natto"], "means": ["natto"]}, {"names": ["Natto"], "means": ["natto"]}]},
            "groups[1]",
            "Natto stands in items.yaml groups[0] already; remove one",
        ),
    ],
)
def test_mistake_in_names_is_named(fields: dict[str, Any], where: str, message: str) -> None:
    raw = RawContent(names_files={"items.yaml": NAMES | fields})
    read_name_files(raw, ())
    assert [(issue.field, issue.message) for issue in raw.issues] == [(where, message)]


def test_listed_typing_error_of_a_name_is_accepted() -> None:
    raw = RawContent(names_files={"items.yaml": NAMES | {"misspelt": {"nato": "natto"}}})
    read_name_files(raw, ())
    assert raw.issues == []
