"""The tables that a server reads, and the metadata of all tables.

Without the ORM: importing `app.db.tables` would make every start an eighth longer.
"""

from sqlalchemy import JSON, Column, ForeignKey, Integer, MetaData, String, Table, Text, column, table

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The naming convention gives constraints the same names on every database."""

CURRENT_RELEASE = Table(
    "current_release",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("release", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("source_digest", String(64), nullable=False),
    Column("checksum", String(64), nullable=False, server_default=""),
    Column("back_reason", String(300)),
)
"""The release in the tables: one row.

`source_digest` detects changed files at the next load; `checksum` covers everything that a server reads.
`back_reason` says why a load went back to this release from a newer one, null if it did not.
"""

READ_MODEL = Table(
    "read_model",
    METADATA,
    Column("id", ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("shared", Text, nullable=False),
    Column("own", Text, nullable=False),
    Column("claims", Text, nullable=False),
    Column("cautions", Text, nullable=False),
    Column("related", Text, nullable=False),
    Column("other_related", Text, nullable=False),
    Column("figures", Text),
    Column("card", Text),
    Column("digest", String(64), nullable=False),
)
"""Entries as JSON, ready to serve; the load computes them from the other tables.

`shared` holds the fields of all kinds, `own` those of its kind without the details of `figures`. `claims`,
`cautions` and `related` are JSON arrays; `other_related` is `related` without what the fields of the entry
name. `card` is the JSON of a whole claim or caution, which a body includes once.
`digest` is the digest of its record in the bundle.
"""

READ_MODEL_COLUMNS = (
    "shared",
    "own",
    "figures",
    "claims",
    "cautions",
    "related",
    "other_related",
    "card",
    "digest",
)

ENTRY = table("entry", column("id"), column("kind"), column("formerly", JSON))
"""The columns of `EntryRow` that a server reads."""

GUIDE_SECTION = Table(
    "guide_section",
    METADATA,
    Column("slug", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", String(160), nullable=False),
    Column("text", JSON, nullable=False),
)
GUIDE_ITEM = Table(
    "guide_item",
    METADATA,
    Column("section", ForeignKey("guide_section.slug", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entry.id"), nullable=False),
)
DISCLAIMER = Table(
    "disclaimer",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sentence", String(300), nullable=False),
    Column("title", String(160), nullable=False),
    Column("paragraphs", JSON, nullable=False),
    Column("license", String(300), nullable=False),
    Column("attribution", String(300), nullable=False),
)
PLAN_RULES = Table(
    "plan_rules",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("rules", JSON, nullable=False),
)
"""The rules of plans, as one document."""

NAME_FILE = Table(
    "name_file",
    METADATA,
    Column("file", String(80), primary_key=True),
    Column("text", Text, nullable=False),
)
"""The files of names as JSON, by file name; they serve recognition only."""

RELEASE = Table(
    "release",
    METADATA,
    Column("id", String(80), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("note", String(300), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("added", JSON, nullable=False),
    Column("changed", JSON, nullable=False),
    Column("removed", JSON, nullable=False),
)
"""The ledger. `added` and `changed` are objects of digests by part, `removed` is a list of parts."""

RELEASE_COLUMNS = (
    "id",
    "reason",
    "note",
    "created_at",
    "schema_version",
    "digest",
    "added",
    "changed",
    "removed",
)

TABLES = (
    CURRENT_RELEASE,
    READ_MODEL,
    ENTRY,
    GUIDE_SECTION,
    GUIDE_ITEM,
    DISCLAIMER,
    PLAN_RULES,
    NAME_FILE,
    RELEASE,
)
