"""Add an entry to what cautions apply to, and take the questions out of its file."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.reference_resolver import closest_matches
from app.content.yaml_edit import append_item, editable_text, remove_item, replace_scalars, scalars
from app.core.entry_keys import kind_of, slug_of
from app.core.references import FOOD_KINDS, USABLE_KINDS

TARGET_FIELD = {kind: "foods" if kind in FOOD_KINDS else kind for kind in USABLE_KINDS}
"""The field of `applies_to` for entries of each kind."""

EMPTY = frozenset({"", "null", "~"})
"""How YAML writes that a field has no value."""


class UnknownFileError(Exception):
    """There is no such entry; the message is one line."""


@dataclass(frozen=True)
class WarnedEntry:
    """The new text of each file, by path, and what the editor has to write besides."""

    documents: Mapping[str, bytes]
    remarks: tuple[str, ...]


def warned_entry(root: Path, key: str, cautions: Iterable[str]) -> WarnedEntry:
    """Return the files that let cautions apply to `<kind>/<slug>`.

    Where the entry comes in the form that a caution holds for, the caution is narrowed to that form.
    An entry that nobody eats, takes or does shows them without being warned about.
    Raises UnknownFileError, and InvalidYamlError.
    """
    if "/" not in key:
        raise UnknownFileError(f"Write the entry as <kind>/<slug>, not {key}.")
    entry = _text(root, f"{key}.yaml")
    texts: dict[str, str] = {}
    remarks: list[str] = []
    for caution in cautions:
        if kind_of(key) in TARGET_FIELD:
            file = f"cautions/{caution}.yaml"
            texts[file], wanting = _applying(texts.get(file) or _text(root, file), key, _forms(entry))
            remarks += [f"{file}: {one}" for one in wanting]
            entry = remove_item(entry, ["cautions"], f"{caution}?")
        else:
            _text(root, f"cautions/{caution}.yaml")
            questions = {path: caution for path, value in scalars(entry) if value == f"{caution}?"}
            entry = replace_scalars(entry, questions)
    written = {f"{key}.yaml": entry, **texts}
    return WarnedEntry({file: text.encode() for file, text in written.items()}, tuple(remarks))


def _applying(text: str, key: str, forms: Collection[str]) -> tuple[str, list[str]]:
    """Return the text of a caution that applies to an entry, and what is left for the editor to write."""
    field = TARGET_FIELD[kind_of(key)]
    target = key if field == "foods" else slug_of(key)
    if target not in {value for path, value in scalars(text) if path[0] == "applies_to"}:
        text = append_item(text, ["applies_to", field], target)
    values = dict(scalars(text))
    remarks = []
    form = values.get(("form",), "")
    scoped = {value for path, value in values.items() if path[0] == "form_scope"}
    if form not in EMPTY and key not in scoped:
        if form in forms:
            text = append_item(text, ["form_scope"], key)
        else:
            remarks.append(
                f"it holds for {key} in every form. If it holds for {form} alone, add '- {key}' to form_scope"
            )
    if field == "foods" and values.get(("applies_to", "listed_because"), "") in EMPTY:
        remarks.append("add 'listed_because: <reason>' to applies_to, why no attribute says it")
    return text, remarks


def _forms(entry: str) -> set[str]:
    return {value for path, value in scalars(entry) if path[0] == "forms"}


def _text(root: Path, file: str) -> str:
    path = root / file
    if path.is_file():
        return editable_text(root, file)
    near = closest_matches(path.stem, [one.stem for one in path.parent.glob("*.yaml")], limit=1)
    raise UnknownFileError(f"There is no {file}" + (f"; did you mean {near[0]}?" if near else "."))
