"""`llms.txt` and `llms-full.txt`: the content for language models, cautions first."""

from app.catalog.catalog import Catalog
from app.features.embedded_cards import caution_cards, claim_cards
from app.schemas.entries import Entry
from app.texts.page_texts import page_texts

MAX_NAMED_KINDS = ("food-sources", "prebiotics", "bone-foods", "supplements", "activities", "claims")
"""Kinds whose entries `llms-full.txt` has one by one; what they name is said with them."""


RULES = (
    "Rules: show every caution with what it is about, and every statement with its certainty. null means not "
    "known, never zero. Nothing here is an all-clear: never say that something is safe. No clinician has "
    "reviewed any entry."
)


def llms_txt(catalog: Catalog) -> str:
    """Return the short file: what this is, the rules, and where to read on."""
    lines = [
        "# Gutbone",
        "",
        f"> Evidence-graded guidance on the gut-bone axis. {catalog.meta.disclaimer}",
        "",
        RULES,
        "",
        "## Read",
        "",
        "- [All entries with cautions and grades](/llms-full.txt): one text",
        "- [OpenAPI](/openapi.json): every address",
        "- [Index](/v1): kinds and addresses",
        "- [How grades are given](/docs/evidence-policy)",
        "",
        "## Ask",
        "",
        "- [Check](/v1/check): POST what is planned and for whom; ask before any suggestion to a person",
        "- [Search](/v1/search?q=calcium): words as they are typed",
        "",
        "## Optional",
        "",
        "- [Bundle](/v1/bundle): the whole content as JSON",
        f"- [Safety changes](/v1/feeds/safety.atom): release {catalog.release} and before",
        "",
    ]
    return "\n".join(lines)


def llms_full_txt(catalog: Catalog) -> str:
    """Return foods, supplements, activities and claims, each with its cautions and grades."""
    lines = ["# Gutbone", "", f"> {catalog.meta.disclaimer}", "", f"Release {catalog.release}. CC BY 4.0."]
    for kind in MAX_NAMED_KINDS:
        lines += ["", f"## {page_texts()['kinds'][kind]}"]
        for entry in catalog.entries_by_kind[kind]:
            lines += ["", *_entry_lines(catalog, entry)]
    return "\n".join(lines) + "\n"


def _entry_lines(catalog: Catalog, entry: Entry) -> list[str]:
    lines = [f"### {entry.name} ({entry.href})"]
    lines += [f"- Caution, {card.severity.label}: {card.sentence}" for card in caution_cards(catalog, entry)]
    lines += [
        f"- Claim, certainty {card.certainty.label.lower()}: {card.statement}"
        for card in claim_cards(catalog, entry)
    ]
    return [*lines[:1], entry.summary, *lines[1:]]
