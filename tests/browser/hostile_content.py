"""Sample content in which every free text is hostile: markup, quotes, control characters, long words."""

from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from app.core.references import USABLE_KINDS
from tests.fixtures.cli import SAMPLE_CONTENT

NAMES = cycle(
    (
        "<script>window.pwned = 1</script>",
        '"><img src=x onerror="window.pwned = 1">',
        "' onmouseover='window.pwned = 1' x='",
        "\u202e\u2067drawkcab\u2066 ]]> &lt;b&gt; {{ 7 * 7 }}",
        "w" * 160,
        "</title></svg><svg onload=window.pwned=1>",
    )
)
TEXTS = cycle(
    (
        "</textarea><script>window.pwned = 1</script> may be",
        "w" * 300,
        "\u202e may be 'backwards' \"quoted\" `ticked` ${1} <!-- ",
        "javascript:window.pwned=1 &quot; onload=x may be",
    )
)
SHORT = {"name", "title", "label", "measure", "first_author", "authors", "metric"}
LONG = {
    *(
        "summary",
        "statement",
        "graded_statement",
        "article_says",
        "population",
        "note",
        "why",
        "text",
        "rationale",
    ),
    *(
        "nuance",
        "would_change_grade",
        "main_limitation",
        "meaning",
        "finding",
        "teaser",
        "definition",
    ),
    *(
        "what_it_does",
        "what_it_is",
        "occurs_in",
        "known_in_people",
        "known_in_animals",
        "description",
        "n_note",
    ),
}
NAMED_IN_CAUTIONS = {*USABLE_KINDS, "conditions", "medicines"}
"""Kinds whose names stand in the sentences of cautions, which would be too long to load with longer names."""

LONGEST_NAME_IN_CAUTIONS = 50
LISTED = {"what_to_do", "urgent_signs", "aliases", "how_to_use", "label_tips", "notes", "what_to_know"}


def write_hostile_content(folder: Path) -> Path:
    """Write sample content with hostile texts into a folder, and return it."""
    for file in sorted(SAMPLE_CONTENT.rglob("*.yaml")):
        target = folder / file.relative_to(SAMPLE_CONTENT)
        target.parent.mkdir(parents=True, exist_ok=True)
        document = replace_texts(yaml.safe_load(file.read_text("utf-8")))
        if target.parent.name in NAMED_IN_CAUTIONS:
            document["name"] = document["name"][:LONGEST_NAME_IN_CAUTIONS]
        target.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def replace_texts(value: Any, key: str = "") -> Any:
    """Return a value of YAML with every free text in it replaced; slugs, enumerations and figures stay."""
    if isinstance(value, dict):
        return {name: replace_texts(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [replace_texts(inner, key) for inner in value]
    if isinstance(value, str) and key in SHORT:
        return next(NAMES)
    if isinstance(value, str) and key in LONG | LISTED:
        return next(TEXTS)
    return value
