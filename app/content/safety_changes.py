"""Which changes of the content since the newest release concern the safety of readers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.releases import LedgerEntry, fold_ledger, fold_safety
from app.content.renamed_parts import renamed_entries, under_slugs, without_references
from app.core.entry_keys import kind_of
from app.core.references import USABLE_KINDS
from app.schemas.kind import Kind
from app.schemas.safety_rule import SafetyRule, SafetyState


@dataclass(frozen=True)
class SafetyChanges:
    """The safety states of the content, and the keys of entries that readers must be told of.

    `lowered` are those whose warning got weaker or went; each is in `changed` too.
    """

    states: Mapping[str, SafetyState]
    changed: tuple[str, ...]
    lowered: tuple[str, ...]


def safety_changes(
    ledger: Sequence[LedgerEntry], parts: Mapping[str, Any], kinds: Iterable[Kind]
) -> SafetyChanges:
    """Compare the content, as the parts of a release, with the newest release of a ledger.

    Before the first release there are no readers to tell of a change. A renamed entry is compared with
    what it was: its warning has not gone. A caution that also applies to a new food is as before: nobody was
    told otherwise of that food.
    """
    rules = _rules(kinds)
    released, after = fold_safety(ledger), _states(parts, rules)
    if not ledger:
        return SafetyChanges(after, (), ())
    known = fold_ledger(ledger)
    renamed = renamed_entries(known, parts)
    before = {renamed.get(key, key): state for key, state in released.items()}
    differ = [key for key, state in after.items() if key in before and before[key] != state]
    added = _added(known, parts, renamed)
    former = {now: key for key, now in renamed.items()}
    as_before = {key: under_slugs(without_references(parts[key], added), former) for key in differ}
    changes = _compare(before, {**after, **_states(as_before, rules)}, rules)
    return replace(changes, states=after)


def safety_changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], kinds: Iterable[Kind]
) -> SafetyChanges:
    """Compare the parts of two releases, those of the older one under the slugs of the newer one."""
    rules = _rules(kinds)
    added = _added(before, after, {})
    comparable = {key: without_references(part, added) for key, part in after.items()}
    return _compare(_states(before, rules), _states(comparable, rules), rules)


def _added(before: Collection[str], after: Collection[str], renamed: Mapping[str, str]) -> frozenset[str]:
    """Return what is new of what people eat, take or do: a caution on it too is otherwise as before."""
    usable = {key for key in after if kind_of(key) in USABLE_KINDS}
    return frozenset(usable - {*before} - {*renamed.values()})


def _rules(kinds: Iterable[Kind]) -> Mapping[str, SafetyRule]:
    return {kind.path: kind.safety for kind in kinds if kind.safety}


def _states(parts: Mapping[str, Any], rules: Mapping[str, SafetyRule]) -> Mapping[str, SafetyState]:
    states: dict[str, SafetyState] = {}
    for key in parts:
        rule = rules.get(kind_of(key))
        state = rule.state(parts[key]) if rule and "/" in key else None
        if state is not None:
            states[key] = state
    return states


def _compare(
    before: Mapping[str, SafetyState], after: Mapping[str, SafetyState], rules: Mapping[str, SafetyRule]
) -> SafetyChanges:
    changed, lowered = [], []
    for key in sorted(before.keys() | after.keys()):
        rule, states = rules[kind_of(key)], (before.get(key), after.get(key))
        if rule.is_lowered(*states):
            lowered.append(key)
        if rule.is_change(*states) or key in lowered:
            changed.append(key)
    return SafetyChanges(after, tuple(changed), tuple(lowered))
