"""Documents without some entries, and without what refers to these."""

from collections.abc import Collection, Mapping
from typing import Any

from app.core.base_model import Model
from app.core.references import Reference, iter_references


def without_entries(keys: Collection[str], documents: Mapping[str, Any]) -> dict[str, Any]:
    """Return the documents without some entries; lists lose what refers to these."""
    return {
        name: _cut(document, keys) if refers_to(document, keys) else document
        for name, document in documents.items()
        if name not in keys
    }


def refers_to(document: Model, keys: Collection[str]) -> bool:
    """Return whether a document refers to any of some entries."""
    return any(reference.id in keys for reference in iter_references(document))


def _cut(value: Any, keys: Collection[str]) -> Any:
    """Return a document whose lists have lost what refers to some entries."""
    if isinstance(value, Reference):
        return value
    if isinstance(value, tuple):
        kept = (item for item in value if not _names(item, keys))
        return tuple(_cut(item, keys) for item in kept)
    if isinstance(value, Model):
        return value.model_copy(
            update={name: _cut(getattr(value, name), keys) for name in type(value).model_fields}
        )
    return value


def _names(item: Any, keys: Collection[str]) -> bool:
    """Return whether an item of a list is a reference to an entry, or is about nothing else."""
    if isinstance(item, Reference):
        return item.id in keys
    fields = getattr(type(item), "model_fields", {})
    return any(isinstance(one := getattr(item, name), Reference) and one.id in keys for name in fields)
