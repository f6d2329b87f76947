"""The items that a clinician reviews: cautions, plan rules, look-alikes and doubts, most harmful first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalog.name_schemas import GRAMMAR_FILE
from app.catalog.plan_rules import People
from app.content.clinical_reviews import ClinicalReview, entry_digest, raw_digest
from app.content.content_reader import Content
from app.content.files import RawContent
from app.core.base_model import Model
from app.core.entry_keys import kind_of
from app.core.references import Reference
from app.kinds.caution_sentence import caution_sentence
from app.kinds.cautions import CautionFields, target_ids
from app.kinds.sentence_words import SENTENCE_KINDS, sentence_words
from app.schemas.food import Doubt, FoodFields
from app.texts.page_texts import page_texts, say
from app.vocabulary.content import ClinicianRole
from app.vocabulary.food import Diet, FreeFrom
from app.vocabulary.safety import Allergen, Concern, Severity

BOTH = frozenset(ClinicianRole)
PHARMACIST = frozenset({ClinicianRole.PHARMACIST})
DIETITIAN = frozenset({ClinicianRole.DIETITIAN})
PLAN_RULES = {
    "no_plan": Severity.AVOID,
    "say_first": Severity.AVOID,
    "adaptations": Severity.SEEK_MEDICAL_ADVICE,
    "no_exercise": Severity.SEEK_MEDICAL_ADVICE,
    "no_impact": Severity.SEEK_MEDICAL_ADVICE,
    "limited_fluid": Severity.SEEK_MEDICAL_ADVICE,
    "steps": Severity.CAUTION,
    "no_calcium_goal": Severity.SEEK_MEDICAL_ADVICE,
    "not_in_texts": Severity.SEEK_MEDICAL_ADVICE,
    "day": Severity.CAUTION,
}
"""The parts of `plan-rules.yaml`, with the harm that a mistake in them may do."""

Points = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReviewItem:
    """One thing to agree with or to change: `harm` is what a mistake in it may lead to."""

    id: str
    digest: str
    title: str
    harm: Severity
    roles: frozenset[ClinicianRole]
    points: Points

    @property
    def harm_order(self) -> int:
        """Return the place of its harm, most serious first."""
        return -self.harm.rank


def review_items(content: Content) -> list[ReviewItem]:
    """Return all items, most harmful first."""
    items = [*_cautions(content), *_plan_rules(content), *_look_alikes(content.raw), *_doubts(content)]
    return sorted(items, key=lambda item: -item.harm.rank)


def unanswered(
    items: Iterable[ReviewItem], role: ClinicianRole, reviews: Iterable[ClinicalReview]
) -> list[ReviewItem]:
    """Return the items for a role that nobody of that role agrees with as they stand."""
    agreed = {
        (answer.item, answer.digest)
        for review in reviews
        if review.clinician.role is role
        for answer in review.answers
        if answer.verdict == "agree"
    }
    return [item for item in items if role in item.roles and (item.id, item.digest) not in agreed]


def _cautions(content: Content) -> Iterator[ReviewItem]:
    t = page_texts()["review_pack"]
    names = {key: document.name for key, document in content.documents.items()}
    words = sentence_words(
        {key: document for key, document in content.documents.items() if kind_of(key) in SENTENCE_KINDS}
    )
    for key, caution in dict[str, Any](content.documents).items():
        if isinstance(caution, CautionFields):
            points = (
                (t["sentence"], caution_sentence(caution, words, target_ids(caution))),
                (t["people"], _people(caution.who) or t["everyone"]),
                (t["items"], _listed(names[one] for one in target_ids(caution))),
                (t["when"], caution.applies_when or ""),
                (t["why"], caution.why),
                (t["what_to_do"], " ".join(caution.what_to_do)),
                (t["urgent_signs"], " ".join(caution.urgent_signs)),
                (t["sources"], _listed(one.source.name for one in caution.sources)),
                (t["checked"], caution.verification.label),
            )
            digest = entry_digest(content.raw.entries[key])
            yield ReviewItem(key, digest, names[key], caution.severity, _roles(caution), _said(points))


def _roles(caution: CautionFields) -> frozenset[ClinicianRole]:
    """Return who is asked: a pharmacist about medicines and supplements, a dietitian about foods."""
    medicines = caution.who.medicines or Concern.MEDICINE in caution.concerns
    supplements, foods = caution.applies_to.supplements, caution.applies_to.foods
    pharmacist = PHARMACIST if medicines or supplements else frozenset()
    return (pharmacist | DIETITIAN) if foods or not pharmacist else pharmacist


def _plan_rules(content: Content) -> Iterator[ReviewItem]:
    for name, harm in PLAN_RULES.items():
        rules, written = getattr(content.plan_rules, name), content.raw.singles["plan-rules.yaml"].get(name)
        if not isinstance(rules, tuple):
            yield _plan_rule(f"plan-rules/{name}", name, rules, written, harm)
            continue
        for place, (rule, text) in enumerate(zip(rules, written or (), strict=True), start=1):
            yield _plan_rule(f"plan-rules/{name}/{place}", name, rule, text, harm)


def _plan_rule(name: str, part: str, rule: Any, written: Any, harm: Severity) -> ReviewItem:
    people = getattr(rule, "people", rule)
    is_personal = isinstance(people, People)
    fields = _word_lists(rule) if isinstance(rule, dict) else _rule_fields(rule)
    t = page_texts()["review_pack"]
    points = (
        (t["people"], _people(people) if is_personal else t["everyone"]),
        *((label, _text(value)) for label, value in fields),
    )
    roles = BOTH if is_personal and people.medicines else DIETITIAN
    return ReviewItem(name, raw_digest(written), t["rules"][part], harm, roles, _said(points))


def _rule_fields(rule: Model) -> Iterator[tuple[str, Any]]:
    """Yield the label and the value of each field of a rule but its people."""
    labels = page_texts()["review_pack"]["fields"]
    if not isinstance(rule, People):
        yield from (
            (labels[name], getattr(rule, name)) for name in type(rule).model_fields if name != "people"
        )


def _word_lists(words: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Any]]:
    """Yield the label of each choice with the words that no dish may name."""
    labels = {one.value: one.label for choices in (Diet, FreeFrom, Allergen) for one in choices}
    yield from ((labels[choice], held) for choice, held in words.items())


def _look_alikes(raw: RawContent) -> Iterator[ReviewItem]:
    for one, other in raw.names_files.get(GRAMMAR_FILE, {}).get("look_alikes", ()):
        t = page_texts()["review_pack"]
        points = ((t["never_offer"], say(t["look_alike"], name=one, other=other)),)
        item, title = f"look-alikes/{one}+{other}", say(t["look_alikes"], names=_listed((one, other)))
        yield ReviewItem(
            item, raw_digest([one, other]), title, Severity.SEEK_MEDICAL_ADVICE, PHARMACIST, points
        )


def _doubts(content: Content) -> Iterator[ReviewItem]:
    for key, food in dict[str, Any](content.documents).items():
        if isinstance(food, FoodFields) and food.doubts:
            points = tuple((_doubt(doubt), doubt.because) for doubt in food.doubts)
            title, digest = (
                say(page_texts()["review_pack"]["doubts"], name=content.documents[key].name),
                raw_digest(content.raw.entries[key]["doubts"]),
            )
            yield ReviewItem(f"{key}/doubts", digest, title, Severity.INFO, DIETITIAN, points)


def _doubt(doubt: Doubt) -> str:
    """Return what a doubt is about."""
    label = str(page_texts()["labels"].get(doubt.field, doubt.field))
    return say(page_texts()["review_pack"]["doubt"], field=label, value=doubt.value) if doubt.value else label


def _people(people: Any) -> str:
    fields = ("life_stages", "conditions", "medicines", "supplements", "allergies", "diets")
    members = (one for field in fields for one in getattr(people, field, ()))
    return _listed(one.name if isinstance(one, Reference) else one.label for one in members)


def _text(value: Any) -> str:
    """Return the value of a field in words."""
    if isinstance(value, bool):
        return "" if value else str(page_texts()["review_pack"]["no"])
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Reference | People):
        return value.name if isinstance(value, Reference) else _people(value)
    if isinstance(value, Model):
        return _listed(_limits(value.model_dump(exclude_none=True)))
    if isinstance(value, tuple):
        return _listed(_text(item) for item in value)
    return str(getattr(value, "label", value))


def _limits(limits: Mapping[str, float]) -> Iterator[str]:
    """Yield each limit with its label."""
    t = page_texts()["review_pack"]
    yield from (say(t["limit"], name=t["fields"][name], amount=_text(one)) for name, one in limits.items())


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _said(points: Iterable[tuple[str, str]]) -> Points:
    """Return the points that say something."""
    return tuple((label, text) for label, text in points if text)


def open_answers(
    items: Iterable[ReviewItem], reviews: Iterable[ClinicalReview]
) -> Iterator[tuple[date, str, str]]:
    """Yield what clinicians want changed, and what changed since they agreed: the day, the item and why."""
    digests = {item.id: item.digest for item in items}
    for review in reviews:
        who = review.clinician
        by = f"{who.name} ({who.role})"
        for answer in review.answers:
            same = digests.get(answer.item) == answer.digest
            if answer.verdict == "change" and same:
                yield (
                    who.reviewed_on,
                    answer.item,
                    f"{by} asks for a change: {answer.remark}",
                )
            elif answer.verdict == "agree" and not same and answer.item in digests:
                yield (
                    who.reviewed_on,
                    answer.item,
                    f"it has changed since {by} agreed with it",
                )
