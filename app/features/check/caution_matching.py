"""Match cautions against a person and the items of a plan."""

from collections.abc import Iterator

from app.catalog.catalog import Catalog
from app.features.check.request_resolution import ResolvedRequest, ResolvedTrait
from app.features.check.schemas import AskedAs, Because, Flag, FlagSource, Matched, MatchedItem
from app.features.embedded_cards import reference_to, shared_fields
from app.kinds.cautions import Caution, CautionSource
from app.kinds.sources import Source
from app.schemas.entries import Entry, Who

EVERYONE = Because(by=AskedAs.EVERYONE, value=None, name=AskedAs.EVERYONE.label)


def cautions_in(catalog: Catalog) -> Iterator[Caution]:
    """Yield the cautions of a release, in catalog order."""
    return (entry for entry in catalog.kinds["cautions"] if isinstance(entry, Caution))


def flags_of(catalog: Catalog, resolved: ResolvedRequest) -> tuple[Flag, ...]:
    """Return the cautions that match, most serious first.

    A caution matches if it is on an item of the request or applies to any activity, and if it is for
    everyone or names a trait of the person. An unknown form of an item never suppresses a caution.
    """
    item_cautions = [(entry, {card.slug for card in entry.cautions}) for entry in resolved.items]
    flags = []
    for caution in cautions_in(catalog):
        items = [entry for entry, slugs in item_cautions if caution.slug in slugs]
        if caution.applies_to.any_activity:
            items = list(resolved.items)
        elif not items:
            continue
        because = match_reasons(caution.who, resolved.traits)
        if because:
            flags.append(_flag(catalog, caution, items, because))
    return tuple(sorted(flags, key=lambda flag: -flag.severity.rank))


def names_trait(who: Who, trait: ResolvedTrait) -> bool:
    """Return whether a caution names a trait."""
    match trait.by:
        case AskedAs.LIFE_STAGE:
            return trait.value in who.life_stages
        case AskedAs.CONDITION:
            return any(condition.slug == trait.value for condition in who.conditions)
        case AskedAs.MEDICINE:
            return any(medicine.slug == trait.value for medicine in who.medicines)
        case _:
            return trait.value in who.allergies


def match_reasons(who: Who, traits: tuple[ResolvedTrait, ...]) -> tuple[Because, ...]:
    """Return the traits by which a caution matches; `everyone` if it names none."""
    if not (who.life_stages or who.conditions or who.medicines or who.allergies):
        return (EVERYONE,)
    matching = {(trait.by, trait.value): trait for trait in traits if names_trait(who, trait)}
    return tuple(Because(by=by, value=value, name=trait.name) for (by, value), trait in matching.items())


def _flag(catalog: Catalog, caution: Caution, items: list[Entry], because: tuple[Because, ...]) -> Flag:
    scope = {entry.id for entry in caution.form_scope}
    matched = tuple(_matched_item(entry, caution, scope) for entry in items)
    fields = shared_fields(caution, Flag) | {
        "title": caution.name,
        "matched": Matched.model_construct(items=matched, because=because),
        "depends_on_form": bool(matched) and all(item.applies_when is not None for item in matched),
        "sources": tuple(_source(catalog, source) for source in caution.sources),
    }
    return Flag.model_construct(**fields)


def _matched_item(entry: Entry, caution: Caution, scope: set[str]) -> MatchedItem:
    applies_when = caution.applies_when if f"{entry.kind}/{entry.slug}" in scope else None
    return MatchedItem.model_construct(**dict(reference_to(entry)), applies_when=applies_when)


def _source(catalog: Catalog, used: CautionSource) -> FlagSource:
    source = catalog.entry("sources", used.source.slug)
    return FlagSource.model_construct(
        slug=source.slug,
        text=source.citation if isinstance(source, Source) else source.name,
        url=source.url if isinstance(source, Source) else None,
        verification=used.verification,
        href=source.href,
    )
