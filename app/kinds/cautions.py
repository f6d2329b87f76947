"""Cautions: schemas, filters, rules and declaration."""

import re
from collections.abc import Collection, Iterator, Mapping
from operator import ne
from typing import Annotated, Any

from pydantic import Field

from app.core.base_model import Model
from app.core.canonical_json import digest_of
from app.core.entry_keys import slug_of
from app.core.field_types import (
    EntryPath,
    Note,
    OptionalLongText,
    OptionalShortText,
    ShortText,
    SlugOrSynonym,
)
from app.core.references import (
    FOOD_KINDS,
    USABLE_KINDS,
    Reference,
    ReferenceValidator,
    SourceRef,
    iter_references,
)
from app.kinds.broader import Reach, reach_of, wider_than
from app.kinds.caution_attributes import Attribute, entries_with, is_possible, reference_to_warned
from app.kinds.caution_sentence import ANY_FOOD_ALLERGY, caution_sentence
from app.kinds.sentence_words import SENTENCE_KINDS, sentence_words, with_linked
from app.schemas.entries import (
    MAX_SENTENCE,
    Action,
    AppliesWhen,
    Document,
    Entry,
    GroupNoun,
    MustDisplay,
    Unless,
    UrgentSigns,
    WhatToDo,
    Who,
    Why,
)
from app.schemas.filters import ListQuery, field_in, overlaps
from app.schemas.grading import must_display
from app.schemas.kind import Documents, Fields, Kind, RuleViolation
from app.schemas.safety_rule import SafetyRule, SafetyState
from app.vocabulary.content import Relation
from app.vocabulary.food import FreeFrom
from app.vocabulary.grading import Verification
from app.vocabulary.safety import GLUTEN_CEREALS, Allergen, Concern, Form, KindOf, LifeStage, Severity

WarnedFood = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, *FOOD_KINDS)]
WarnedSupplement = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, "supplements")]
WarnedActivity = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, "activities")]
CloserCaution = Annotated[Reference, ReferenceValidator(Relation.SEE_ALSO, "cautions")]
RAW_ALLERGENS = frozenset({Allergen.MILK, Allergen.EGG, Allergen.FISH, Allergen.SHELLFISH})
"""Allergens of foods that are also eaten raw."""

SAID_VERB = re.compile(r"\b(?:eat|drink|take) \{item\}", re.IGNORECASE)
"""A verb of an action that does not fit every entry."""

ScopedEntry = Annotated[Reference, ReferenceValidator(Relation.WARNS_ABOUT, *USABLE_KINDS)]


class AppliesTo(Model):
    """The foods, supplements and activities a caution applies to."""

    attributes: tuple[Attribute, ...] = Field(
        (), description="Attributes: it applies to every food that has one of them."
    )
    foods: tuple[WarnedFood, ...] = Field(
        (), description="Foods it applies to: those listed, and those that have one of the attributes."
    )
    listed_because: OptionalShortText = Field(
        None, description="Why foods are listed one by one; null where attributes say it."
    )
    supplements: tuple[WarnedSupplement, ...] = Field((), description="Supplements it applies to.")
    activities: tuple[WarnedActivity, ...] = Field((), description="Activities it applies to.")
    any_activity: bool = Field(default=False, description="True: it matches every plan, whatever is in it.")


class CautionSource(Model):
    """A source of a caution, and how closely it was checked for it."""

    source: SourceRef = Field(description="The source.")
    verification: Verification


class Number(Model):
    """A figure of a caution, as its source gives it."""

    label: ShortText = Field(description="What the figure tells.")
    value: ShortText = Field(description="The figure as text, with its unit.")


class CautionFields(Model):
    """Whom a caution is for and what to do about it."""

    severity: Severity
    kind_of: KindOf
    concerns: tuple[Concern, ...] = Field(min_length=1, description="What the risk is about.")
    must_display: MustDisplay
    action: Action = None
    unless: Unless = None
    group_noun: GroupNoun = None
    applies_to: AppliesTo
    applies_when: AppliesWhen = None
    form: Form | None = Field(None, description="The form it holds for, for software; null: any form.")
    form_scope: tuple[ScopedEntry, ...] = Field(
        (), description="The entries that `form` narrows; the others match always."
    )
    who: Who
    why: Why
    what_to_do: WhatToDo
    urgent_signs: UrgentSigns = ()
    numbers: tuple[Number, ...] = Field((), description="Figures worth knowing; may be empty.")
    conflict: OptionalLongText = Field(
        None, description="Where sources disagree, and how; null where none do."
    )
    sources: tuple[CautionSource, ...] = Field(
        (), description="What it rests on, each with how closely it was checked; may be empty."
    )
    superseded_by: tuple[CloserCaution, ...] = Field(
        (),
        description="Cautions that say it more closely: where one of them matches the same entry and person, "
        "this one is left out.",
    )
    verification: Verification = Field(description="How closely the caution as a whole was checked.")
    notes: Note = None


class Caution(CautionFields, Entry):
    """Who should take care with what, why, and what to do."""

    reaches: Reach = Field(description="Whom `who` names, and everyone with something narrower.")
    may_reach: Reach = Field(description="People whose condition or medicine often goes with that.")


def reach(fields: Fields, entries: Mapping[str, Fields]) -> dict[str, Any]:
    """Return whom a caution reaches, for certain and perhaps."""
    certain, possible = reach_of((*fields["who"]["conditions"], *fields["who"]["medicines"]), entries)
    return {"reaches": certain, "may_reach": possible}


def reached(caution: Caution, kind: str) -> tuple[str, ...]:
    """Return the slugs of `conditions` or `medicines` that a caution reaches, those it may reach last."""
    return (*getattr(caution.reaches, kind), *getattr(caution.may_reach, kind))


def target_ids(caution: CautionFields) -> list[str]:
    """Return the `<kind>/<slug>` of all entries that a caution names."""
    applies = caution.applies_to
    return [entry.id for entry in (*applies.foods, *applies.supplements, *applies.activities)]


def apply_attributes(documents: Mapping[str, Document]) -> dict[str, Document]:
    """Return the documents with the foods of each caution completed by its attributes.

    The `form` of a caution narrows the foods that have an attribute in that form, an allergen in some
    products only, or a figure in a large amount. An allergen in some products matters to people with the
    allergy alone.
    """
    return {
        key: _with_attributes(document, documents) if key.startswith("cautions/") else document
        for key, document in documents.items()
    }


def _with_attributes(caution: Any, documents: Mapping[str, Any]) -> Any:
    applies = caution.applies_to
    foods = {food.id: food for food in applies.foods}
    scope = {entry.id: entry for entry in caution.form_scope}
    for attribute in applies.attributes:
        for key in entries_with(attribute, documents):
            possible = is_possible(documents[key], attribute)
            if key in foods or (possible and not caution.who.allergies):
                continue
            foods[key] = reference_to_warned(key, documents[key].name)
            of_form = attribute.form is caution.form or caution.form is Form.LARGE_AMOUNT
            is_narrowed = caution.form is not None and (possible or of_form)
            if is_narrowed and not _is_risky_in_any_form(caution, documents[key]):
                scope[key] = foods[key]
    completed = applies.model_copy(update={"foods": tuple(foods.values())})
    return caution.model_copy(update={"applies_to": completed, "form_scope": tuple(scope.values())})


def _is_risky_in_any_form(caution: Any, food: Any) -> bool:
    """Return whether no pasteurising makes a food right, so that the form narrows nothing."""
    return caution.form is Form.UNPASTEURISED and Form.MOULD_RIPENED in (food.forms or ())


def listed_without_reason(documents: Documents) -> Iterator[tuple[str, str]]:
    """Yield each caution that lists foods one by one without saying why, with what to do."""
    for key, document in documents.items():
        if isinstance(document, CautionFields):
            applies = document.applies_to
            if applies.foods and not applies.listed_because:
                yield key, "say why these foods are listed; else name an attribute"
            if applies.listed_because and not applies.foods:
                yield key, "no food is listed; remove this field"


def check_display(_key: str, caution: CautionFields, _documents: Documents) -> Iterator[RuleViolation]:
    """`must_display` follows its rule, and what must be shown says what to do."""
    expected = must_display(
        caution.severity,
        caution.concerns,
        caution.who.life_stages,
        names_person=caution.who.names_person,
        has_urgent_signs=bool(caution.urgent_signs),
        names_medicine=bool(caution.who.medicines),
        names_allergy=bool(caution.who.allergies),
    )
    if caution.must_display is not expected:
        yield "must_display", f"by its severity, concerns and who, this must be {str(expected).lower()}"
    if caution.must_display and not caution.what_to_do:
        yield "what_to_do", "a caution that must be shown says at least one concrete thing to do"


def check_reach(_key: str, caution: CautionFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A caution applies to something, and a form narrows only what it applies to."""
    applies = caution.applies_to
    named = [*applies.foods, *applies.supplements, *applies.activities]
    if not named and not applies.any_activity:
        yield "applies_to", "name at least one food, supplement or activity, or set any_activity"
    if (caution.form is None) != (not caution.form_scope):
        yield "form_scope", "form and form_scope belong together; give both or neither"
    if caution.form is not None and caution.applies_when is None:
        yield "applies_when", "say in words which form the caution holds for"
    for scoped in caution.form_scope:
        if scoped.id not in {entry.id for entry in named}:
            yield "form_scope", f"{scoped.id} is not in applies_to; add it there or remove it here"


def check_narrower(_key: str, caution: CautionFields, documents: Documents) -> Iterator[RuleViolation]:
    """A caution lists no supplement that inherits it from a wider one."""
    listed = {supplement.id for supplement in caution.applies_to.supplements}
    for place, supplement in enumerate(caution.applies_to.supplements):
        inherits = listed & (wider_than(supplement.id, documents) - {supplement.id})
        if inherits:
            wider = ", ".join(sorted(inherits))
            yield f"applies_to.supplements[{place}]", f"it inherits this from {wider}; remove it here"


def check_listed_cautions(key: str, document: Document, documents: Documents) -> Iterator[RuleViolation]:
    """An entry lists no caution that reaches it without that."""
    wider = wider_than(key, documents)
    inherited = {one.id for other in wider - {key} for one in getattr(documents[other], "cautions", ())}
    for place, listed in enumerate(document.cautions):
        caution = documents.get(listed.id)
        if not isinstance(caution, CautionFields):
            continue
        named = {*target_ids(caution), *(one.id for one in (*caution.who.conditions, *caution.who.medicines))}
        if not wider.isdisjoint(named) or listed.id in inherited:
            yield f"cautions[{place}]", f"{listed.id} reaches this entry without being listed; remove it"


def check_sources(_key: str, caution: CautionFields, _documents: Documents) -> Iterator[RuleViolation]:
    """A caution without a source says so by its verification."""
    if not caution.sources and caution.verification not in {"unverified", "general_knowledge", "inference"}:
        yield "sources", "name the source, or set verification to unverified"


def check_sentence(_key: str, caution: CautionFields, documents: Documents) -> Iterator[RuleViolation]:
    """A caution says what to do, and its sentences are short enough for a card."""
    if caution.action is None:
        yield "action", "say the one thing to do, in at most 60 characters"
        return
    if SAID_VERB.search(caution.action):
        yield "action", "say have: each sentence says eat, drink or take, as fits the entry"
        return
    named = [one.id for one in iter_references(caution) if one.kind in SENTENCE_KINDS]
    words = sentence_words(with_linked(named, documents.get))
    if not words.nouns.keys() >= set(named):
        return
    targets = target_ids(caution)
    for items in (targets, *([target] for target in targets)):
        sentence = caution_sentence(caution, words, items)
        if len(sentence) > MAX_SENTENCE:
            yield "action", f"shorten it: its sentence has {len(sentence)} characters, {MAX_SENTENCE} at most"
            return


def has_caution(key: str, document: Document, documents: Documents) -> Iterator[RuleViolation]:
    """An entry has either a caution or the reason why none is known."""
    wider = wider_than(key, documents)
    warned = any(getattr(documents[one], "cautions", ()) for one in wider) or any(
        _applies(other, one) for other in documents.values() for one in wider
    )
    if not warned and document.cautions_none_known is None:
        yield "cautions_none_known", "no caution applies; say here why none is known"
    if warned and document.cautions_none_known is not None:
        yield "cautions_none_known", "a caution applies; remove this field"


def is_covered(key: str, food: Any, documents: Documents) -> Iterator[RuleViolation]:
    """A caution covers each allergen and form of a food and its gluten, or the food says why none is needed.

    A caution for any food allergy covers none: it says nothing about one allergen, nor of coeliac disease.
    """
    excepted = {one.value for one in food.uncovered}
    can_be_raw = not RAW_ALLERGENS.isdisjoint(food.allergens) or hasattr(food, "live_as_sold")
    if food.forms is None and can_be_raw:
        yield "forms", "say in which forms it comes, such as unpasteurised; [] where none matters"
    cautions = {slug_of(name): one for name, one in documents.items() if isinstance(one, CautionFields)}
    applying = {slug for slug, one in cautions.items() if _applies(one, key)}
    for allergen in food.allergens:
        closer = {slug for slug, one in cautions.items() if allergen in one.who.allergies and _is_close(one)}
        if allergen not in excepted and closer.isdisjoint(applying):
            missing = f"no caution on this allergy applies: {allergen.value} (any food allergy is too wide)"
            yield "allergens", f"{missing}; {_ways_to_cover(key, closer, allergen, 'the allergen')}"
    if may_hold_gluten(food) and FreeFrom.GLUTEN not in excepted:
        on_gluten = {slug for slug, one in cautions.items() if Concern.GLUTEN in one.concerns}
        if on_gluten.isdisjoint(applying):
            missing = "it may hold gluten, and no caution for coeliac disease applies"
            ways = _ways_to_cover(key, on_gluten, FreeFrom.GLUTEN)
            said = "" if FreeFrom.GLUTEN in food.free_from else "; or name gluten here if it is free from it"
            yield "free_from", f"{missing}; {ways}{said}"
    narrowed = {cautions[slug].form for slug in applying if key in _scope_of(cautions[slug])}
    narrowed |= {one.form for slug in applying for one in cautions[slug].applies_to.attributes}
    for form in food.forms or ():
        if form not in narrowed and form not in excepted:
            on_form = {slug for slug, one in cautions.items() if one.form is form}
            missing = f"no caution on this form applies: {form.value}"
            yield "forms", f"{missing}; {_ways_to_cover(key, on_form, form, 'the form')}"
    covered = {*food.allergens, *(food.forms or ()), *([FreeFrom.GLUTEN] if may_hold_gluten(food) else [])}
    for position, one in enumerate(food.uncovered):
        if one.value not in covered:
            yield f"uncovered[{position}].value", "the food has no such allergen, form or gluten; remove this"


def may_hold_gluten(food: Any) -> bool:
    """Return whether a food holds a gluten cereal that is an allergen, or is not said to be free from gluten.

    Barley, rye and oats are no allergens here; a food that holds them is not free from gluten.
    """
    return FreeFrom.GLUTEN not in food.free_from or not GLUTEN_CEREALS.isdisjoint(food.allergens)


def allergens_in_common(named: Collection[str], entry: Any) -> frozenset[str]:
    """Return which of some allergens an entry may hold.

    Barley and rye hold no allergen of this guide. A food that holds none of these, and may hold gluten, is
    one for people with a wheat allergy.
    """
    held = {one for name in ("allergens", "allergens_possible") for one in getattr(entry, name, ())}
    found = held.intersection(named)
    if not found and hasattr(entry, "free_from") and may_hold_gluten(entry):
        found = {Allergen.WHEAT}.intersection(named)
    return frozenset(map(str, found))


def _is_close(caution: CautionFields) -> bool:
    """Return whether a caution is for some allergies, and not for whoever has any food allergy."""
    return ANY_FOOD_ALLERGY not in {one.id for one in caution.who.conditions}


def _scope_of(caution: CautionFields) -> set[str]:
    return {entry.id for entry in caution.form_scope}


def _ways_to_cover(key: str, slugs: Collection[str], value: str, removable: str | None = None) -> str:
    """Return what an editor may do about an allergen or form that no caution covers."""
    ways = ["'gutbone new cautions <slug>' writes one", f"say under uncovered why {value} needs none"]
    if slugs:
        ways.insert(0, f"'gutbone warn {key} <caution>' lets one of these apply: {', '.join(sorted(slugs))}")
    if removable:
        ways.append(f"remove {removable} where it is wrong")
    return "; or ".join(ways)


def _applies(document: Model, key: str) -> bool:
    if not isinstance(document, CautionFields):
        return False
    applies = document.applies_to
    if applies.any_activity and key.startswith("activities/"):
        return True
    return any(entry.id == key for entry in (*applies.foods, *applies.supplements, *applies.activities))


class CautionQuery(ListQuery):
    """Filters of cautions; they match cautions that name the requested value."""

    severity: tuple[Severity, ...] = Field((), description="Cautions of any of these severities.")
    kind_of: tuple[KindOf, ...] = Field((), description="Cautions that ask for any of these.")
    applies_to: tuple[EntryPath, ...] = Field(
        (), description="Cautions on any of these foods, supplements or activities, as `<kind>/<slug>`."
    )
    condition: tuple[SlugOrSynonym, ...] = Field(
        (), description="Cautions for people with any of these conditions; slugs or synonyms."
    )
    medicine: tuple[SlugOrSynonym, ...] = Field(
        (), description="Cautions for people who take any of these medicines; slugs, examples or synonyms."
    )
    life_stage: tuple[LifeStage, ...] = Field((), description="Cautions for any of these stages of life.")


NOT_SAFETY = {
    "kind",
    "slug",
    "href",
    "name",
    "summary",
    "aliases",
    "origin",
    "article",
    "answer",
    "claims",
    "cautions",
    "related",
    "codes",
    "review",
    "why",
    "numbers",
    "conflict",
    "sources",
    "verification",
    "notes",
    "group_noun",
    "severity",
    "must_display",
}
"""Fields of a caution that explain it, or are compared by themselves. Any other tells who does what."""


SEVERITY_RANK = {severity.value: severity.rank for severity in Severity}


def safety_state(caution: Mapping[str, Any]) -> SafetyState:
    """Return what decides whom a caution reaches, and what it tells them to do."""
    rest = {name: value for name, value in caution.items() if name not in NOT_SAFETY}
    return {
        "severity": caution["severity"],
        "must_display": str(caution["must_display"]).lower(),
        "instructions": digest_of(rest),
    }


def is_lowered(before: SafetyState | None, after: SafetyState | None) -> bool:
    """Return whether a caution is gone, less severe, or need no longer be shown."""
    if before is None or after is None:
        return before is not None
    less_severe = SEVERITY_RANK[after["severity"]] < SEVERITY_RANK[before["severity"]]
    return less_severe or after["must_display"] < before["must_display"]


KIND = Kind(
    path="cautions",
    singular="caution",
    title="caution",
    fields=CautionFields,
    entry=Caution,
    query=CautionQuery,
    filters={
        "severity": field_in("severity"),
        "kind_of": field_in("kind_of"),
        "applies_to": overlaps(target_ids),
        "condition": overlaps(lambda caution: reached(caution, "conditions")),
        "medicine": overlaps(lambda caution: reached(caution, "medicines")),
        "life_stage": overlaps(lambda caution: caution.who.life_stages),
    },
    reference_parameters={
        "applies_to": USABLE_KINDS,
        "condition": ("conditions",),
        "medicine": ("medicines",),
    },
    rules=(check_display, check_reach, check_narrower, check_sources, check_sentence),
    derive=reach,
    safety=SafetyRule(safety_state, is_change=ne, is_lowered=is_lowered),
)
