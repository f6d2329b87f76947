"""Modifications that make the sample content invalid, each with the expected errors."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class InvalidContent:
    """What is done to a folder of content, and which (file, field) it must be told of."""

    name: str
    breaks: Callable[[Path], None]
    mistakes_at: tuple[tuple[str, str], ...]
    hint: str = ""

    def __str__(self) -> str:
        return self.name


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what replaces a text that stands in a file."""

    def breaks(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (root / file).write_text(text.replace(old, new), encoding="utf-8")

    return breaks


def both(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    """Return what makes several changes."""

    def breaks(root: Path) -> None:
        for change in changes:
            change(root)

    return breaks


def write(file: str, data: str | bytes) -> Callable[[Path], None]:
    """Return what puts a file in place, whatever stood there."""

    def breaks(root: Path) -> None:
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_bytes(data if isinstance(data, bytes) else data.encode())

    return breaks


def copy(file: str, to: str) -> Callable[[Path], None]:
    """Return what copies a file."""

    def breaks(root: Path) -> None:
        (root / to).write_bytes((root / file).read_bytes())

    return breaks


def delete(name: str) -> Callable[[Path], None]:
    """Return what removes a file or a folder."""

    def breaks(root: Path) -> None:
        if (root / name).is_dir():
            shutil.rmtree(root / name)
        else:
            (root / name).unlink()

    return breaks


def with_byte(file: str, byte: bytes) -> Callable[[Path], None]:
    """Return what appends a byte to a file."""

    def breaks(root: Path) -> None:
        (root / file).write_bytes((root / file).read_bytes() + byte)

    return breaks


LAUGHS = "\n".join(
    [
        "a0: &a0 [lol, lol]",
        *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30)),
    ]
)

BROKEN = (
    InvalidContent(
        "a small start without its measure",
        edit("bone-foods/crater-egg.yaml", "  grams: 30\n  basis", "  grams: 30\n  start_grams: 10\n  basis"),
        (("bone-foods/crater-egg.yaml", "portion.start_description"),),
    ),
    InvalidContent("a missing file", delete("disclaimer.yaml"), (("disclaimer.yaml", ""),), "missing"),
    InvalidContent(
        "a missing folder of a kind",
        delete("articles"),
        (("articles", ""), ("guide.yaml", "sections[0].entries[0]")),
        "missing or empty",
    ),
    InvalidContent("a stray file", write("notes.txt", "buy milk"), (("notes.txt", ""),)),
    InvalidContent(
        "a stray folder", write("food-source/x.yaml", "a: 1"), (("food-source", ""),), "food-sources?"
    ),
    InvalidContent(
        "a dangling reference in a list",
        edit("nutrients/moondust.yaml", "food-sources/moon-milk", "food-sources/moon-mlik"),
        (("nutrients/moondust.yaml", "foods[0]"),),
        "did you mean moon-milk",
    ),
    InvalidContent(
        "a dangling reference deep inside",
        edit("mechanisms/moon-tide.yaml", "claim: milk-and-craters\n    sources", "claim: milk\n    sources"),
        (("mechanisms/moon-tide.yaml", "steps[1].claim"),),
    ),
    InvalidContent(
        "a dangling reference in the guide",
        edit("guide.yaml", "- food-sources/star-cabbage", "- food-sources/nothing-like-it"),
        (("guide.yaml", "sections[1].entries[1]"),),
    ),
    InvalidContent(
        "a reference to the wrong kind",
        edit("daily-actions/evening-hop.yaml", "- prebiotics/comet-root", "- terms/regolith"),
        (("daily-actions/evening-hop.yaml", "uses[1]"),),
    ),
    InvalidContent(
        "a bad DOI",
        edit("sources/moon-page.yaml", "10.9999/page", "https://doi.org/10.9999/page"),
        (("sources/moon-page.yaml", "doi"),),
    ),
    InvalidContent(
        "a slug twice",
        copy("food-sources/moon-milk.yaml", "food-sources/moon-milk.yml"),
        (("food-sources/moon-milk.yml", ""),),
        "duplicate slug",
    ),
    InvalidContent(
        "a wrong ending", write("terms/dust.txt", "name: Dust"), (("terms/dust.txt", ""),), ".yaml"
    ),
    InvalidContent(
        "a file name that is no slug",
        copy("terms/regolith.yaml", "terms/Regolith_2.yaml"),
        (("terms/Regolith_2.yaml", ""),),
        "slug",
    ),
    InvalidContent(
        "an unknown field",
        edit("terms/moonrot.yaml", "aliases:", "aliasses:"),
        (("terms/moonrot.yaml", "aliasses"),),
        "did you mean aliases?",
    ),
    InvalidContent(
        "a unit in a number",
        edit("food-sources/star-cabbage.yaml", "calcium_mg: 30", "calcium_mg: 30 mg"),
        (("food-sources/star-cabbage.yaml", "nutrients_per_100g.calcium_mg"),),
    ),
    InvalidContent(
        "a text where a whole number belongs",
        edit("outcomes/crater-depth.yaml", "order: 10", "order: '10'"),
        (("outcomes/crater-depth.yaml", "order"),),
    ),
    InvalidContent(
        "null where a text belongs",
        edit("microbes/lunabacter.yaml", "summary: Made-up genus.", "summary: null"),
        (("microbes/lunabacter.yaml", "summary"),),
    ),
    InvalidContent(
        "a field that is missing",
        edit("daily-actions/moon-milk-morning.yaml", "make_it_easy: Put it by the airlock.\n", ""),
        (("daily-actions/moon-milk-morning.yaml", "make_it_easy"),),
        "missing",
    ),
    InvalidContent(
        "an enumeration misspelt",
        edit("activities/slow-hop.yaml", "verification: excerpt", "verification: excerptt"),
        (("activities/slow-hop.yaml", "verification"),),
        "'excerpt'",
    ),
    InvalidContent(
        "a tab",
        edit("compounds/moon-fibre.yaml", "class:", "\tclass:"),
        (("compounds/moon-fibre.yaml", ""),),
        "tab",
    ),
    InvalidContent(
        "a key twice",
        edit("compounds/cheese-acid.yaml", "order: 10", "order: 10\norder: 20"),
        (("compounds/cheese-acid.yaml", ""),),
        "twice",
    ),
    InvalidContent(
        "a text of a megabyte",
        write("lifestyle-tips/drink-dew.yaml", "name: " + "x" * 1024 * 1024),
        (("lifestyle-tips/drink-dew.yaml", ""),),
        "bytes",
    ),
    InvalidContent(
        "a text that is too long",
        edit("supplement-guidance/ask-the-pilot.yaml", "- Ask the pilot first.", "- " + "pilot " * 9000),
        (("supplement-guidance/ask-the-pilot.yaml", "advice[0]"),),
        "4,000",
    ),
    InvalidContent(
        "a billion laughs", write("terms/laughs.yaml", LAUGHS), (("terms/laughs.yaml", ""),), "alias"
    ),
    InvalidContent(
        "a byte that is not UTF-8",
        with_byte("conditions/low-gravity.yaml", b"\xff"),
        (("conditions/low-gravity.yaml", ""),),
        "UTF-8",
    ),
    InvalidContent(
        "a list instead of a mapping",
        write("medicines/anti-float.yaml", "- name\n- summary\n"),
        (("medicines/anti-float.yaml", ""),),
        "mapping",
    ),
    InvalidContent(
        "a condition that is broader than itself",
        both(
            copy("conditions/high-gravity.yaml", "conditions/deep-gravity.yaml"),
            edit("conditions/deep-gravity.yaml", "review:", "broader:\n  - high-gravity\nreview:"),
            edit("conditions/high-gravity.yaml", "review:", "broader:\n  - deep-gravity\nreview:"),
        ),
        (("conditions/deep-gravity.yaml", "broader[0]"), ("conditions/high-gravity.yaml", "broader[0]")),
        "narrower",
    ),
    InvalidContent(
        "a caution that reaches a condition and is listed by hand",
        edit("conditions/high-gravity.yaml", "review:", "cautions:\n  - hop-anywhere\nreview:"),
        (("conditions/high-gravity.yaml", "cautions[0]"),),
        "remove it",
    ),
    InvalidContent(
        "a caution that lists a supplement and its wider class",
        both(
            copy("supplements/rocket-powder.yaml", "supplements/moon-powder.yaml"),
            edit("supplements/moon-powder.yaml", "review:", "broader:\n  - rocket-powder\nreview:"),
            edit(
                "cautions/anti-float-comet.yaml",
                "    - rocket-powder\n",
                "    - rocket-powder\n    - moon-powder\n",
            ),
        ),
        (("cautions/anti-float-comet.yaml", "applies_to.supplements[1]"),),
        "remove it",
    ),
    InvalidContent(
        "an empty file", write("medicines/lift-pills.yaml", b""), (("medicines/lift-pills.yaml", ""),)
    ),
)
