"""Pairs: what is recorded about each item with each condition, medicine, allergy and stage of life."""

from collections.abc import Iterable, Iterator, Mapping

from app.features.check.request_resolution import ResolvedRequest, ResolvedTrait
from app.features.check.schemas import AskedAs, Flag, Pair
from app.features.check.sentences import sentence
from app.features.embedded_cards import reference_to
from app.schemas.entries import Entry

TraitKey = tuple[AskedAs, str | None]
Recorded = Mapping[TraitKey, list[Flag]]


def pairs_of(resolved: ResolvedRequest, flags: Iterable[Flag]) -> tuple[Pair, ...]:
    """Return what is recorded for each pair, in the order of the items.

    A caution counts for a trait if it matched because of it, or of what follows from it.
    """
    recorded: dict[str, dict[TraitKey, list[Flag]]] = {}
    for flag in flags:
        for item in flag.matched.items:
            by_trait = recorded.setdefault(item.id, {})
            for because in flag.matched.because:
                by_trait.setdefault((because.by, because.value), []).append(flag)
    traits = {(trait.by, trait.value): trait for trait in resolved.traits if trait.direct}
    follows: dict[str, dict[TraitKey, None]] = {}
    for trait in resolved.traits:
        follows.setdefault(trait.asked, {})[trait.by, trait.value] = None
    asked = [(trait, follows[trait.asked].keys()) for trait in traits.values()]
    return tuple(
        pair for item in resolved.items for pair in _pairs_of_item(item, asked, recorded.get(_key(item), {}))
    )


def _key(item: Entry) -> str:
    return f"{item.kind}/{item.slug}"


def _pairs_of_item(
    item: Entry, asked: Iterable[tuple[ResolvedTrait, Iterable[TraitKey]]], recorded: Recorded
) -> Iterator[Pair]:
    reference = reference_to(item)
    for trait, follows in asked:
        found = {flag.slug: flag for key in follows for flag in recorded.get(key, ())} if recorded else {}
        yield Pair.model_construct(
            item=reference,
            by=trait.by,
            value=trait.value,
            cautions=tuple(found),
            note=_note(item.name, trait.name, found.values()),
        )


def _note(item: str, trait: str, recorded: Iterable[Flag]) -> str:
    titles = [flag.title for flag in recorded]
    if titles:
        return sentence("pair_recorded", item=item, trait=trait, titles="; ".join(titles))
    return sentence("pair_nothing", item=item, trait=trait)
