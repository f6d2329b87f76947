"""Groups of near names: those that share a caution are shown together, with what holds if they are meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.features.check.caution_matching import order_of
from app.features.check.schemas import Flag, IfYouMean, NotUnderstood


@dataclass(frozen=True, slots=True)
class NearGroup:
    """Words as given, the names that they may be misspellings of, and the flags for these."""

    given: tuple[str, ...]
    names: tuple[str, ...]
    flags: tuple[Flag, ...]


def near_groups(not_understood: Sequence[NotUnderstood]) -> list[NearGroup]:
    """Return the near names of an answer in groups, in order; each name stands in one group."""
    found = {one.near.name: one.near for one in reversed(not_understood) if one.near}
    placed: set[str] = set()
    groups = []
    for word in not_understood:
        if word.near is None or word.near.name in placed:
            continue
        names = _linked(word.near.name, found)
        placed |= set(names)
        given = [one.given for one in not_understood if one.near and one.near.name in names]
        groups.append(NearGroup(tuple(given), tuple(names), _flags([found[name] for name in names])))
    return groups


def _linked(name: str, found: dict[str, IfYouMean]) -> list[str]:
    """Return a name with all that share a caution with it or with one another."""
    names = [name]
    for one in names:
        names += [other for other in found[one].together_with if other in found and other not in names]
    return names


def _flags(near: Sequence[IfYouMean]) -> tuple[Flag, ...]:
    """Return the flags of a group, the gravest first, each with as many items as it has with one name."""
    fullest: dict[str, Flag] = {}
    for flag in (flag for one in near for flag in one.for_you):
        known = fullest.get(flag.slug)
        if known is None or _size(flag) > _size(known):
            fullest[flag.slug] = flag
    return tuple(sorted(fullest.values(), key=order_of))


def _size(flag: Flag) -> int:
    return len(flag.matched.items) + len(flag.matched.because)
