"""Mark sources as retracted, and list all that rests on them before any of it is corrected."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.catalog.reference_resolver import closest_key
from app.content.content_reader import readable_documents, readable_guide
from app.content.files import read_files
from app.content.retractions import RETRACTIONS_FILE, as_text, places_of, with_places
from app.content.yaml_edit import editable_text, set_scalar
from app.core.entry_keys import kind_of
from app.schemas.kind import Kind
from app.vocabulary.grading import RetractionStatus


class RetractError(Exception):
    """The source cannot be marked; the message is one line."""


def retracted_documents(
    root: Path, kinds: Mapping[str, Kind], statuses: Mapping[str, RetractionStatus]
) -> dict[str, bytes]:
    """Return the files that mark sources, and list in `retractions.yaml` all that rests on them.

    `statuses` are by `<kind>/<slug>`. What was judged stays judged. Raises RetractError and InvalidYamlError.
    """
    raw = read_files(root, kinds)
    documents, guide = readable_documents(raw, kinds), readable_guide(raw)
    if raw.issues or guide is None:
        # A file that cannot be read may rest on the source too.
        raise RetractError("The content has mistakes: run 'gutbone check' and correct them first.")
    texts: dict[str, str] = {}
    fields: Mapping[str, Any] = raw.singles.get(RETRACTIONS_FILE, {})
    for key, status in statuses.items():
        if kind_of(key) != "sources" or key not in documents:
            near = closest_key(key, [one for one in documents if kind_of(one) == "sources"])
            raise RetractError(f"There is no source {key}" + (f"; did you mean {near}?" if near else "."))
        file = f"{key}.yaml"
        texts[file] = set_scalar(editable_text(root, file), "retraction_status", status.value)
        fields = with_places(fields, key, places_of(key, documents, guide))
    if statuses:
        texts[RETRACTIONS_FILE] = as_text(fields)
    return {file: text.encode() for file, text in texts.items()}
