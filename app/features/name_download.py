"""The names that a check recognises, as data with licence and attribution.

They are apart from the content: one file is under a share-alike licence, which nothing else is.
"""

import json
from typing import Any

from app.catalog.catalog import Catalog
from app.core.canonical_json import digest_of
from app.core.compact_json import compact_json


def name_download(catalog: Catalog) -> bytes:
    """Return every file of names as JSON; each has the SHA-256 of its names in canonical form."""
    files = [_file(file, json.loads(text)) for file, text in sorted(catalog.name_files.items())]
    return compact_json({"release": catalog.release, "files": files})


def _file(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    described = {"license": fields.pop("license"), "attribution": fields.pop("provenance")}
    return {"file": name, **described, "digest": digest_of(fields), "names": fields}
