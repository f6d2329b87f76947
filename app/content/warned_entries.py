"""Add an entry to what cautions apply to, and take the questions out of its file."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.catalog.reference_resolver import closest_matches
from app.content.yaml_edit import append_item, remove_item, replace_scalars, scalars
from app.core.references import FOOD_KINDS, USABLE_KINDS

TARGET_FIELD = {kind: "foods" if kind in FOOD_KINDS else kind for kind in USABLE_KINDS}
"""The field of `applies_to` for entries of each kind."""


class UnknownFileError(Exception):
    """There is no such entry; the message is one line."""


def warned_entry(root: Path, key: str, cautions: Iterable[str]) -> Mapping[str, bytes]:
    """Return the new text of each file, by path: the cautions apply to `<kind>/<slug>`.

    An entry that nobody eats, takes or does shows them without being warned about.
    Raises UnknownFileError.
    """
    texts = {f"{key}.yaml": _text(root, f"{key}.yaml")}
    kind, _, slug = key.partition("/")
    for caution in cautions:
        file = f"cautions/{caution}.yaml"
        text = _text(root, file)
        entry = texts[f"{key}.yaml"]
        if kind in TARGET_FIELD:
            target = key if TARGET_FIELD[kind] == "foods" else slug
            if target not in {value for path, value in scalars(text) if path[0] == "applies_to"}:
                texts[file] = append_item(text, ["applies_to", TARGET_FIELD[kind]], target)
            entry = remove_item(entry, ["cautions"], f"{caution}?")
        else:
            questions = {path: caution for path, value in scalars(entry) if value == f"{caution}?"}
            entry = replace_scalars(entry, questions)
        texts[f"{key}.yaml"] = entry
    return {file: text.encode() for file, text in texts.items()}


def _text(root: Path, file: str) -> str:
    path = root / file
    if path.is_file():
        return path.read_text("utf-8")
    near = closest_matches(path.stem, [one.stem for one in path.parent.glob("*.yaml")], limit=1)
    raise UnknownFileError(f"There is no {file}" + (f"; did you mean {near[0]}?" if near else "."))
