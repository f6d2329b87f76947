"""The rule of the record: which cautions match this person and this plan."""

from collections.abc import Iterator

from app.catalog.catalog import Catalog
from app.features.check.request_resolution import ResolvedRequest, Trait
from app.features.check.schemas import Because, Flag, FlagSource, Matched, MatchedItem
from app.features.check.vocabulary import AskedAs
from app.kinds.cautions.schemas import Caution, CautionSource
from app.kinds.sources.schemas import Source
from app.schemas.entries import Entry, Who

EVERYONE = Because(by=AskedAs.EVERYONE, value=None, name=AskedAs.EVERYONE.label)


def cautions_in(catalog: Catalog) -> Iterator[Caution]:
    """Yield the cautions of a release, in order."""
    return (entry for entry in catalog.kinds["cautions"] if isinstance(entry, Caution))


def flags_of(catalog: Catalog, asked: ResolvedRequest) -> tuple[Flag, ...]:
    """Return the cautions that match, most serious first.

    A caution matches when it is on an item that was asked, or holds for any plan, and when
    it is for everyone or names something of the person. An unknown form never hides one.
    """
    carried = [(entry, {card.slug for card in entry.cautions}) for entry in asked.items]
    flags = []
    for caution in cautions_in(catalog):
        items = [entry for entry, slugs in carried if caution.slug in slugs]
        if caution.applies_to.any_activity:
            items = list(asked.items)
        elif not items:
            continue
        because = because_of(caution.who, asked.traits)
        if because:
            flags.append(_flag(catalog, caution, items, because))
    return tuple(sorted(flags, key=lambda flag: -flag.severity.rank))


def names(who: Who, trait: Trait) -> bool:
    """Return whether a caution names something of the person."""
    match trait.by:
        case AskedAs.LIFE_STAGE:
            return trait.value in who.life_stages
        case AskedAs.CONDITION:
            return any(condition.slug == trait.value for condition in who.conditions)
        case AskedAs.MEDICINE:
            return any(medicine.slug == trait.value for medicine in who.medicines)
        case _:
            return trait.value in who.allergies


def because_of(who: Who, traits: tuple[Trait, ...]) -> tuple[Because, ...]:
    """Return what of the person a caution matches by; everyone, where it names nobody."""
    if not (who.life_stages or who.conditions or who.medicines or who.allergies):
        return (EVERYONE,)
    matching = {(trait.by, trait.value): trait for trait in traits if names(who, trait)}
    return tuple(Because(by=by, value=value, name=trait.name) for (by, value), trait in matching.items())


def _flag(catalog: Catalog, caution: Caution, items: list[Entry], because: tuple[Because, ...]) -> Flag:
    scope = {entry.id for entry in caution.form_scope}
    matched = tuple(_matched(entry, caution, scope) for entry in items)
    shown = {name: getattr(caution, name) for name in Flag.model_fields if name in Caution.model_fields}
    own = {
        "title": caution.name,
        "matched": Matched.model_construct(items=matched, because=because),
        "depends_on_form": bool(matched) and all(item.applies_when is not None for item in matched),
        "sources": tuple(_source(catalog, source) for source in caution.sources),
    }
    return Flag.model_construct(**shown | own)


def _matched(entry: Entry, caution: Caution, scope: set[str]) -> MatchedItem:
    return MatchedItem.model_construct(
        kind=entry.kind,
        slug=entry.slug,
        name=entry.name,
        href=entry.href,
        applies_when=caution.applies_when if f"{entry.kind}/{entry.slug}" in scope else None,
    )


def _source(catalog: Catalog, used: CautionSource) -> FlagSource:
    source = catalog.entry("sources", used.source.slug)
    return FlagSource.model_construct(
        slug=source.slug,
        text=source.citation if isinstance(source, Source) else source.name,
        url=source.url if isinstance(source, Source) else None,
        verification=used.verification,
        href=source.href,
    )
