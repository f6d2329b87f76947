"""Check: which cautions apply to a person and their plan, what is unknown, and whom to consult."""

from collections.abc import Container, Iterable, Iterator, Sequence

from app.catalog.catalog import Catalog
from app.core.english_list import english_list
from app.features.check.caution_matching import flags_of, is_for_everyone
from app.features.check.coverage import coverage_of
from app.features.check.diet_notes import diet_notes_of
from app.features.check.near_groups import NearGroup, near_groups
from app.features.check.pairs import pairs_of
from app.features.check.request_resolution import ResolvedRequest, resolve_request
from app.features.check.schemas import (
    AskedAs,
    CheckAnswer,
    CheckRequest,
    Coverage,
    CoverageLevel,
    DietNote,
    Flag,
    NotUnderstood,
    TalkTo,
)
from app.features.check.sentences import NOT_COVERED, pronoun, sentence
from app.features.check.stage_medicines import stage_medicines
from app.features.check.typed_words import (
    contradictory_of,
    known_not_recorded_of,
    not_understood_of,
    understood_of,
)
from app.features.recognition.recogniser import WordOutcome
from app.vocabulary.safety import Concern, LifeStage, Severity

MAX_LISTED = 5
"""Names listed in a sentence; the rest are counted."""

MATERNAL_STAGES = {LifeStage.TRYING_FOR_A_BABY, LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}
YOUNG_STAGES = {LifeStage.INFANT, LifeStage.CHILD, LifeStage.ADOLESCENT}
FOOD_CONCERNS = {Concern.DIGESTION, Concern.GLUTEN, Concern.METABOLISM}
LOW_COVERAGE = {CoverageLevel.NONE, CoverageLevel.SPARSE}
PERSONAL = {AskedAs.CONDITION, AskedAs.MEDICINE, AskedAs.ALLERGY}
NOT_LOOKED_UP = {WordOutcome.NOT_UNDERSTOOD, WordOutcome.KNOWN_NOT_RECORDED}


def check(catalog: Catalog, request: CheckRequest) -> CheckAnswer:
    """Check a plan for a person.

    Deterministic: the order of the names in the request does not change the result.
    """
    return check_resolved(catalog, request, resolve_request(catalog, request))


def check_resolved(catalog: Catalog, request: CheckRequest, resolved: ResolvedRequest) -> CheckAnswer:
    """Check a plan whose words are recognised already."""
    flags = flags_of(catalog, resolved)
    coverage = coverage_of(catalog, resolved, flags)
    diet_notes = diet_notes_of(resolved, request)
    for_you = tuple(flag for flag in flags if not is_for_everyone(flag))
    for_everyone = tuple(flag for flag in flags if is_for_everyone(flag))
    not_understood = not_understood_of(catalog, resolved)
    return CheckAnswer.model_construct(
        summary=summary_of(resolved, for_you, for_everyone, not_understood),
        for_you=for_you,
        for_everyone=for_everyone,
        understood=understood_of(resolved),
        known_not_recorded=known_not_recorded_of(resolved),
        not_understood=not_understood,
        contradictory=contradictory_of(resolved),
        pairs=pairs_of(resolved, for_you),
        diet_notes=diet_notes,
        coverage=coverage,
        not_covered=not_covered_of(resolved),
        talk_to=talk_to_of(request, resolved, flags, coverage, diet_notes),
    )


def not_covered_of(resolved: ResolvedRequest) -> tuple[str, ...]:
    """Return the limits of check, in general and for this request."""
    unflagged = [entry.name for entry in resolved.items if not entry.cautions]
    return (
        *NOT_COVERED,
        *((sentence("no_caution_for", names=joined_names(unflagged)),) if unflagged else ()),
    )


def talk_to_of(
    request: CheckRequest,
    resolved: ResolvedRequest,
    flags: Sequence[Flag],
    coverage: Sequence[Coverage],
    diet_notes: Sequence[DietNote],
) -> tuple[TalkTo, ...]:
    """Return whom to consult, derived from the flags and from what is unknown."""
    reasons = [
        ("doctor or midwife", stage_medicines(resolved)),
        ("doctor or treating team", _serious(flags) or _unknown_person(resolved) or _little_known(coverage)),
        ("pharmacist", _medicines(resolved, flags)),
        ("midwife or obstetric team", _stages(flags, MATERNAL_STAGES)),
        ("paediatrician or child health nurse", _stages(flags, YOUNG_STAGES)),
        ("allergy specialist", _allergies(flags)),
        ("dietitian", _food(request, flags, diet_notes)),
        ("physiotherapist", _movement(flags)),
    ]
    found = tuple(TalkTo(who=who, why=why) for who, why in reasons if why)
    return found or (TalkTo(who="doctor or pharmacist", why=sentence("talk_anyway")),)


def _serious(flags: Iterable[Flag]) -> str:
    titles = [flag.title for flag in flags if flag.severity.needs_advice]
    return sentence("talk_serious", names=joined_names(titles)) if titles else ""


def _unknown_person(resolved: ResolvedRequest) -> str:
    names = _not_looked_up(resolved, {"conditions", "life_stages", "allergies"})
    return sentence("talk_unknown_person", names=names) if names else ""


def _not_looked_up(resolved: ResolvedRequest, fields: Container[str]) -> str:
    return joined_names(
        one.given for one in resolved.recognitions if one.outcome in NOT_LOOKED_UP and one.field in fields
    )


def _little_known(coverage: Iterable[Coverage]) -> str:
    poor = any(row.level in LOW_COVERAGE and row.field is not AskedAs.MEDICINE for row in coverage)
    return sentence("talk_little_known") if poor else ""


def _medicines(resolved: ResolvedRequest, flags: Iterable[Flag]) -> str:
    reasons = [(because, flag) for flag in flags for because in flag.matched.because]
    names = [because.name for because, _ in reasons if because.by is AskedAs.MEDICINE]
    if names:
        return sentence("talk_medicines", names=joined_names(names))
    if unknown := _not_looked_up(resolved, {"medicines", "items"}):
        return sentence("talk_unknown_medicines", names=unknown)
    if any(trait.by is AskedAs.MEDICINE for trait in resolved.traits):
        return sentence("talk_some_medicine")
    return ""


def _stages(flags: Iterable[Flag], stages: Iterable[LifeStage]) -> str:
    wanted = {stage.value for stage in stages}
    matched = [because for flag in flags for because in flag.matched.because]
    names = [
        because.name for because in matched if because.by is AskedAs.LIFE_STAGE and because.value in wanted
    ]
    return sentence("talk_stages", names=joined_names(names).lower()) if names else ""


def _allergies(flags: Iterable[Flag]) -> str:
    titles = [flag.title for flag in flags if Concern.ALLERGY in flag.concerns]
    return sentence("talk_allergies", names=joined_names(titles)) if titles else ""


def _food(request: CheckRequest, flags: Iterable[Flag], diet_notes: Sequence[DietNote]) -> str:
    titles = [flag.title for flag in flags if not FOOD_CONCERNS.isdisjoint(flag.concerns)]
    if titles:
        return sentence("talk_food", names=joined_names(titles))
    if diet_notes:
        names = [note.item.name for note in diet_notes]
        return sentence("talk_diet_notes", names=joined_names(names))
    return sentence("talk_diet") if request.diet else ""


def _movement(flags: Iterable[Flag]) -> str:
    moving = [flag for flag in flags if any(item.kind == "activities" for item in flag.matched.items)]
    titles = [flag.title for flag in moving if Concern.BONE in flag.concerns]
    return sentence("talk_movement", names=joined_names(titles)) if titles else ""


def summary_of(
    resolved: ResolvedRequest,
    for_you: Sequence[Flag],
    for_everyone: Sequence[Flag],
    not_understood: Sequence[NotUnderstood],
) -> str:
    """Return the result in a few sentences, what was left out first; it is never presented as all clear."""
    unknown = list(dict.fromkeys(one.given for one in not_understood if one.near is None))
    groups = near_groups(not_understood)
    known = joined_names(
        one.given for one in resolved.recognitions if one.outcome is WordOutcome.KNOWN_NOT_RECORDED
    )
    is_unknown = unknown or groups or known
    return " ".join(
        (
            *(_near(group) for group in groups),
            *(
                (sentence("summary_unknown", names=joined_names(unknown), them=pronoun(len(unknown))),)
                if unknown
                else ()
            ),
            *((sentence("summary_not_recorded", names=known),) if known else ()),
            *_matched(resolved, for_you, for_everyone, is_near=any(group.flags for group in groups)),
            *((sentence("summary_no_person"),) if _names_no_person(resolved) else ()),
            *((sentence("summary_whom"),) if any(one.names_others for one in resolved.recognitions) else ()),
            sentence("maybe_more" if for_you and not is_unknown else "no_all_clear"),
        )
    )


def _near(group: NearGroup) -> str:
    given, names = joined_names(group.given), joined_names(group.names)
    asked = sentence("summary_near", given=given, names=names)
    return f"{asked} {group.flags[0].sentence if group.flags else sentence('summary_near_nothing')}"


def _names_no_person(resolved: ResolvedRequest) -> bool:
    """Return whether no illness, medicine or allergy was typed: `none` and a denial name nothing to check."""
    return not any(trait.by in PERSONAL for trait in resolved.traits) and not any(
        one.field != "items" and one.outcome in NOT_LOOKED_UP for one in resolved.recognitions
    )


def _matched(
    resolved: ResolvedRequest,
    for_you: Sequence[Flag],
    for_everyone: Sequence[Flag],
    *,
    is_near: bool,
) -> Iterator[str]:
    """Yield what was found; nothing where the only warnings are on what may be meant."""
    if for_you:
        yield sentence("summary_matched", counted=_counted(for_you))
    elif for_everyone:
        yield sentence("summary_everyone", counted=_counted(for_everyone))
    elif not is_near:
        yield sentence("summary_none" if resolved.items or resolved.traits else "summary_nothing")


def _counted(flags: Sequence[Flag]) -> str:
    counts = [
        f"{sum(flag.severity is severity for flag in flags)} {severity.label.lower()}"
        for severity in sorted(Severity, key=lambda severity: -severity.rank)
        if any(flag.severity is severity for flag in flags)
    ]
    return f"{len(flags)} {'caution' if len(flags) == 1 else 'cautions'} ({', '.join(counts)})"


def joined_names(names: Iterable[str]) -> str:
    """Return unique names as an English list, shortened to the first few and a count."""
    return english_list(list(dict.fromkeys(names)), "and", MAX_LISTED)
