"""The tables and columns that a server reads.

Table constructs without the ORM: importing `app.db.tables` would make every start an eighth longer.
"""

from sqlalchemy import JSON, column, table

CURRENT_RELEASE = table("current_release", column("id"), column("release"), column("checksum"))
READ_MODEL_COLUMNS = ("shared", "own", "claims", "cautions", "related", "card", "digest")
READ_MODEL = table("read_model", column("id"), column("position"), *map(column, READ_MODEL_COLUMNS))
ENTRY = table("entry", column("id"), column("kind"), column("formerly", JSON))
GUIDE_SECTION = table(
    "guide_section", column("slug"), column("position"), column("title"), column("text", JSON)
)
GUIDE_ITEM = table("guide_item", column("section"), column("position"), column("entry_id"))
DISCLAIMER = table(
    "disclaimer",
    column("sentence"),
    column("title"),
    column("paragraphs", JSON),
    column("license"),
    column("attribution"),
)
RELEASE_COLUMNS = ("id", "reason", "note", "created_at", "schema_version", "digest")
RELEASE = table("release", column("position"), *map(column, RELEASE_COLUMNS))
CHANGE = table("change", column("release_id"), column("key"), column("action"), column("digest"))
TABLES = (CURRENT_RELEASE, READ_MODEL, ENTRY, GUIDE_SECTION, GUIDE_ITEM, DISCLAIMER, RELEASE, CHANGE)
