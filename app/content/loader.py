"""Load documents into the tables: one transaction, idempotent."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.orm import Session

from app.catalog.catalog_reader import (
    CorruptContentError,
    catalog_checksum,
    read_catalog_from,
    read_unverified,
)
from app.catalog.guide_schemas import GuideDocument
from app.catalog.releases import SCHEMA_VERSION, LedgerEntry, content_digest, served_release_id
from app.content.content_reader import Content
from app.content.read_model_rows import build_read_model
from app.content.rows import links_of, to_row
from app.core.base_model import Model
from app.core.canonical_json import digest_of
from app.core.references import to_storable
from app.db.read_model import (
    CURRENT_RELEASE,
    DISCLAIMER,
    GUIDE_ITEM,
    GUIDE_SECTION,
    NAME_FILE,
    PLAN_RULES,
    READ_MODEL,
    RELEASE,
    RELEASE_COLUMNS,
)
from app.db.release_listener import notify_listeners
from app.db.table_revision import MIGRATION_CHECKSUM
from app.db.tables import Base, EntryRow
from app.db.writer_lock import writer_transaction
from app.features.facets import vocabularies
from app.features.release_parts import ReleaseParts
from app.schemas.kind import Kind

NEWEST_FIRST = select(RELEASE.c.id).order_by(RELEASE.c.position.desc())
Progress = Callable[[int, int], None]
"""A callback with the number of written entries and the total."""


class OlderLedgerError(Exception):
    """The database holds a release that the ledger lacks, so a load would go back to older content."""

    def __init__(self, release: str) -> None:
        """Take the newest release that the ledger lacks."""
        super().__init__(
            f"Nothing was written: the database holds release {release}, which this content lacks. Load "
            "newer content, or take it back with 'gutbone withdraw'; on a private database, --back --reason."
        )


@dataclass
class Summary:
    """What a load changed, by `<kind>/<slug>`; `rewritten` is false if the tables were up to date.

    `back_from` is the newest release that the database held and the ledger lacks.
    """

    release: str = ""
    back_from: str | None = None
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    rewritten: bool = False


def _ignore(_holder: str) -> None:
    pass


def load(
    engine: Engine,
    content: Content,
    kinds: Iterable[Kind],
    progress: Progress,
    *,
    on_wait: Callable[[str], None] = _ignore,
    back_reason: str | None = None,
) -> Summary:
    """Replace the content of the tables, unless they are up to date.

    While another load holds the tables, wait for it; `on_wait` is called with its description. A release
    that the ledger lacks is replaced only for a reason, `back_reason`. Raises OlderLedgerError,
    WriterLockTimeoutError, SQLAlchemyError or InvalidEntryError; the transaction is rolled back then.
    """
    known = {kind.path: kind for kind in kinds}
    digests = {key: document_digest(document) for key, document in content.documents.items()}
    source = _source_digest(content, digests)
    with writer_transaction(engine, CURRENT_RELEASE, on_wait) as connection, Session(connection) as session:
        summary = _compare(session, digests)
        lacking = lacking_releases(session.scalars(NEWEST_FIRST), content.ledger)
        summary.back_from = next(iter(lacking), None)
        if summary.back_from and back_reason is None:
            raise OlderLedgerError(summary.back_from)
        current = session.execute(select(CURRENT_RELEASE)).one_or_none()
        if current and current.source_digest == source and _is_intact(session.connection(), known.values()):
            summary.release = current.release
            return summary
        _rewrite(session, content, known, digests, progress)
        release = summary.release = _write_read_model(session, content, known.values(), source)
        session.execute(update(CURRENT_RELEASE).values(back_reason=summary.back_from and back_reason))
        notify_listeners(connection, release)
        summary.rewritten = True
    return summary


def _write_read_model(session: Session, content: Content, kinds: Collection[Kind], source: str) -> str:
    """Write the read model of the rewritten tables, and the row that describes it; return the release."""
    session.expire_all()
    session.execute(insert(READ_MODEL), list(build_read_model(session, kinds)))
    catalog = read_unverified(session.connection(), kinds, "", "")
    digest = content_digest(ReleaseParts(catalog).digests())
    release = served_release_id(content.ledger, digest)
    checksum = catalog_checksum(replace(catalog, release=release))
    session.execute(
        insert(CURRENT_RELEASE).values(
            id=1, release=release, digest=digest, source_digest=source, checksum=checksum
        )
    )
    return release


def lacking_releases(releases: Iterable[str], ledger: Iterable[LedgerEntry]) -> list[str]:
    """Return those of some releases that a ledger lacks."""
    known = {entry.id for entry in ledger}
    return [release for release in releases if release not in known]


def document_digest(document: Model) -> str:
    """Return the digest of a document, with references as `<kind>/<slug>`."""
    return digest_of(to_jsonable_python(to_storable(document)))


def _is_intact(connection: Connection, kinds: Iterable[Kind]) -> bool:
    try:
        read_catalog_from(connection, kinds)
    except CorruptContentError:
        return False
    return True


def _source_digest(content: Content, digests: dict[str, str]) -> str:
    """Return a digest of all inputs of a load, including the enumerations in the code."""
    return digest_of(
        {
            "schema_version": SCHEMA_VERSION,
            "documents": digests,
            "guide": document_digest(content.guide),
            "disclaimer": document_digest(content.disclaimer),
            "plan_rules": document_digest(content.plan_rules),
            "names": {file: document_digest(names) for file, names in sorted(content.names.items())},
            "vocabularies": [list(map(repr, vocabulary)) for vocabulary in vocabularies()],
            "ledger": [entry.model_dump(mode="json") for entry in content.ledger],
        }
    )


def _compare(session: Session, digests: dict[str, str]) -> Summary:
    stored = dict(session.execute(select(EntryRow.id, EntryRow.digest)).all())
    return Summary(
        added=sorted(digests.keys() - stored.keys()),
        changed=sorted(key for key in digests.keys() & stored.keys() if digests[key] != stored[key]),
        removed=sorted(stored.keys() - digests.keys()),
    )


def _rewrite(
    session: Session, content: Content, kinds: dict[str, Kind], digests: dict[str, str], progress: Progress
) -> None:
    # Children before parents, because of the foreign keys.
    for table in reversed(Base.metadata.sorted_tables):
        if table is not MIGRATION_CHECKSUM:
            session.execute(delete(table))
    session.add_all(_entries(content, kinds, digests, progress))
    session.flush()
    for key, document in content.documents.items():
        session.add_all(links_of(key, document))
    session.flush()
    session.execute(insert(DISCLAIMER).values(id=1, **to_storable(content.disclaimer)))
    rules = to_jsonable_python(to_storable(content.plan_rules))
    session.execute(insert(PLAN_RULES).values(id=1, rules=rules))
    _add_guide(session, content.guide)
    _add_names(session, content)
    _add_releases(session, content.ledger)


def _entries(
    content: Content, kinds: dict[str, Kind], digests: dict[str, str], progress: Progress
) -> Iterable[EntryRow]:
    total = len(content.documents)
    # Sources first: evidence has a foreign key to them.
    order = sorted(content.documents, key=lambda key: not key.startswith("sources/"))
    for done, key in enumerate(order, start=1):
        kind, _, slug = key.partition("/")
        yield to_row(kinds[kind], slug, content.documents[key], digests[key])
        progress(done, total)


def _add_guide(session: Session, guide: GuideDocument) -> None:
    for position, section in enumerate(guide.sections):
        values = {"slug": section.slug, "title": section.title, "text": to_storable(section.text)}
        session.execute(insert(GUIDE_SECTION).values(position=position, **values))
        for item, entry in enumerate(section.entries):
            session.execute(insert(GUIDE_ITEM).values(section=section.slug, position=item, entry_id=entry.id))


def _add_names(session: Session, content: Content) -> None:
    """Write the files of names without the fields that are at their default."""
    for file, names in sorted(content.names.items()):
        text = names.model_dump_json(exclude_defaults=True)
        session.execute(insert(NAME_FILE).values(file=file, text=text))


def _add_releases(session: Session, ledger: list[LedgerEntry]) -> None:
    for position, entry in enumerate(ledger):
        values = entry.model_dump(mode="json", include=set(RELEASE_COLUMNS))
        session.execute(insert(RELEASE).values(position=position, **values))
