"""From documents to tables: one transaction, nothing half done, nothing to do the second time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from app.content.reader import Content
from app.content.rows import links_of, to_row
from app.database import Base
from app.kind import Kind
from app.references import stored
from app.releases import digest_of, unreleased_id, whole_digest
from app.tables import DisclaimerRow, EntryRow, GuideItemRow, GuideSectionRow, ReleaseRow

Progress = Callable[[int, int], None]
"""Told how many entries of how many are written."""


@dataclass
class Summary:
    """What a load changed, by `<kind>/<slug>`."""

    release: str = ""
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    rewritten: bool = False


def load(engine: Engine, content: Content, kinds: Iterable[Kind], progress: Progress) -> Summary:
    """Make the tables hold exactly this content, or leave them as they were.

    Raises sqlalchemy.exc.SQLAlchemyError when the database refuses; nothing is changed then.
    """
    digests = {key: digest_of(stored(document)) for key, document in content.documents.items()}
    extra = {"guide": digest_of(stored(content.guide)), "disclaimer": digest_of(stored(content.disclaimer))}
    digest = whole_digest(digests | extra)
    with Session(engine) as session, session.begin():
        summary = _compare(session, digests)
        summary.release = unreleased_id(digest)
        held = session.scalars(select(ReleaseRow)).one_or_none()
        if held is None or held.digest != digest:
            _rewrite(session, content, {kind.path: kind for kind in kinds}, digests, progress)
            session.add(ReleaseRow(id=summary.release, digest=digest))
            summary.rewritten = True
    return summary


def _compare(session: Session, digests: dict[str, str]) -> Summary:
    held = dict(session.execute(select(EntryRow.id, EntryRow.digest)).tuples().all())
    return Summary(
        added=sorted(digests.keys() - held.keys()),
        changed=sorted(key for key in digests.keys() & held.keys() if digests[key] != held[key]),
        removed=sorted(held.keys() - digests.keys()),
    )


def _rewrite(
    session: Session,
    content: Content,
    kinds: dict[str, Kind],
    digests: dict[str, str],
    progress: Progress,
) -> None:
    # Children before parents, so that no foreign key is ever broken.
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(delete(table))
    session.add_all(_entries(content, kinds, digests, progress))
    session.flush()
    for key, document in content.documents.items():
        session.add_all(links_of(key, document))
    _add_guide(session, content)
    session.add(DisclaimerRow(id=1, **stored(content.disclaimer)))


def _entries(
    content: Content, kinds: dict[str, Kind], digests: dict[str, str], progress: Progress
) -> Iterable[EntryRow]:
    total = len(content.documents)
    # Sources first: evidence refers to them by key.
    order = sorted(content.documents, key=lambda key: not key.startswith("sources/"))
    for done, key in enumerate(order, start=1):
        kind, _, slug = key.partition("/")
        yield to_row(kinds[kind], slug, content.documents[key], digests[key])
        progress(done, total)


def _add_guide(session: Session, content: Content) -> None:
    for place, section in enumerate(content.guide.sections):
        session.add(
            GuideSectionRow(slug=section.slug, position=place, title=section.title, text=stored(section.text))
        )
        session.flush()
        session.add_all(
            GuideItemRow(section=section.slug, position=item, entry_id=entry.id)
            for item, entry in enumerate(section.entries)
        )
