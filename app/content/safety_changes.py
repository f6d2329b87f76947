"""Which changes of the content since the newest release concern the safety of readers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalog.releases import LedgerEntry, fold_safety
from app.core.entry_keys import kind_of
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

    Before the first release there are no readers to tell of a change.
    """
    rules = _rules(kinds)
    after = _states(parts, rules)
    return _compare(fold_safety(ledger), after, rules) if ledger else SafetyChanges(after, (), ())


def safety_changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], kinds: Iterable[Kind]
) -> SafetyChanges:
    """Compare the parts of two releases."""
    rules = _rules(kinds)
    return _compare(_states(before, rules), _states(after, rules), rules)


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
