"""Check: which cautions apply to a person and their plan, what is unknown, and whom to consult."""

from collections.abc import Iterable, Iterator, Sequence

from app.catalog.catalog import Catalog
from app.features.check.caution_matching import flags_of
from app.features.check.coverage import coverage_of
from app.features.check.diet_notes import diet_notes_of
from app.features.check.request_resolution import ResolvedRequest, resolve_request
from app.features.check.schemas import (
    AskedAs,
    CheckAnswer,
    CheckRequest,
    Coverage,
    CoverageLevel,
    DietNote,
    Flag,
    TalkTo,
)
from app.vocabulary.safety import Concern, LifeStage, Severity

MAX_LISTED = 5
"""Names listed in a sentence; the rest are counted."""

NOT_COVERED = (
    "Doses and amounts for one person: it knows cautions, not how much suits somebody.",
    "Interactions between medicines.",
    "Lab values, such as potassium, kidney function or INR.",
    "Conditions, medicines and allergies that were not named, and how severe a condition is.",
    "What a single product or recipe holds beyond the usual; the label and the maker know more.",
    "Foods, supplements and activities outside of this guide.",
)
MATERNAL_STAGES = {LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}
YOUNG_STAGES = {LifeStage.INFANT, LifeStage.CHILD, LifeStage.ADOLESCENT}
FOOD_CONCERNS = {Concern.DIGESTION, Concern.GLUTEN, Concern.METABOLISM}
SERIOUS = {Severity.AVOID, Severity.SEEK_MEDICAL_ADVICE}
LOW_COVERAGE = {CoverageLevel.NONE, CoverageLevel.SPARSE}
MAYBE_MORE = "there may be others that this guide does not hold"


def check(catalog: Catalog, request: CheckRequest) -> CheckAnswer:
    """Check a plan for a person.

    Deterministic: the order of the names in the request does not change the result.
    """
    resolved = resolve_request(catalog, request)
    flags = flags_of(catalog, resolved)
    coverage = coverage_of(catalog, resolved, flags)
    diet_notes = diet_notes_of(resolved, request)
    return CheckAnswer(
        summary=summary_of(resolved, flags, coverage),
        flags=flags,
        diet_notes=diet_notes,
        coverage=coverage,
        not_covered=not_covered_of(resolved),
        not_recognised=resolved.not_recognised,
        talk_to=talk_to_of(request, resolved, flags, coverage, diet_notes),
    )


def not_covered_of(resolved: ResolvedRequest) -> tuple[str, ...]:
    """Return the limits of check, in general and for this request."""
    unflagged = [entry.name for entry in resolved.items if not entry.cautions]
    names = joined_names(unflagged)
    no_caution = f"No caution is recorded here for {names}: that is a gap in what is known, not a verdict."
    unknown = f"Nothing was looked up for {_unknown_words(resolved)}."
    return (
        *NOT_COVERED,
        *((no_caution,) if unflagged else ()),
        *((unknown,) if resolved.not_recognised else ()),
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
        ("doctor or treating team", _serious(flags) or _little_known(coverage)),
        ("pharmacist", _medicines(resolved, flags)),
        ("midwife or obstetric team", _stages(flags, MATERNAL_STAGES)),
        ("paediatrician or child health nurse", _stages(flags, YOUNG_STAGES)),
        ("allergy specialist", _allergies(flags)),
        ("dietitian", _food(request, flags, diet_notes)),
        ("physiotherapist", _movement(flags)),
    ]
    found = tuple(TalkTo(who=who, why=why) for who, why in reasons if why)
    return found or (TalkTo(who="doctor or pharmacist", why="What is not known here, they may know."),)


def _serious(flags: Iterable[Flag]) -> str:
    titles = [flag.title for flag in flags if flag.severity in SERIOUS]
    return f"Some cautions say to avoid or to ask first: {joined_names(titles)}." if titles else ""


def _little_known(coverage: Iterable[Coverage]) -> str:
    poor = any(row.level in LOW_COVERAGE and row.field is not AskedAs.MEDICINE for row in coverage)
    return "Little or nothing is known here about something that was asked." if poor else ""


def _medicines(resolved: ResolvedRequest, flags: Iterable[Flag]) -> str:
    reasons = [(because, flag) for flag in flags for because in flag.matched.because]
    names = [because.name for because, _ in reasons if because.by is AskedAs.MEDICINE]
    if names:
        return f"Ask before you combine what is planned with {joined_names(names)}."
    if any(word.field is AskedAs.MEDICINE for word in resolved.not_recognised):
        return "A medicine that was asked is not known here; a pharmacist can look it up."
    if any(trait.by is AskedAs.MEDICINE for trait in resolved.traits):
        return "A medicine was named, and this guide knows only a part of what foods do to medicines."
    return ""


def _stages(flags: Iterable[Flag], stages: Iterable[LifeStage]) -> str:
    wanted = {stage.value for stage in stages}
    matched = [because for flag in flags for because in flag.matched.because]
    names = [
        because.name for because in matched if because.by is AskedAs.LIFE_STAGE and because.value in wanted
    ]
    return f"Some cautions are for this stage of life: {joined_names(names).lower()}." if names else ""


def _allergies(flags: Iterable[Flag]) -> str:
    titles = [flag.title for flag in flags if Concern.ALLERGY in flag.concerns]
    return f"Some cautions are about an allergy: {joined_names(titles)}." if titles else ""


def _food(request: CheckRequest, flags: Iterable[Flag], diet_notes: Sequence[DietNote]) -> str:
    titles = [flag.title for flag in flags if not FOOD_CONCERNS.isdisjoint(flag.concerns)]
    if titles:
        return f"Some cautions are about how to eat: {joined_names(titles)}."
    if diet_notes:
        names = [note.item.name for note in diet_notes]
        return f"Some of what is planned may not fit the diet or the allergies: {joined_names(names)}."
    return "A diet was named, and check does not look at a diet as a whole." if request.diet else ""


def _movement(flags: Iterable[Flag]) -> str:
    moving = [flag for flag in flags if any(item.kind == "activities" for item in flag.matched.items)]
    titles = [flag.title for flag in moving if Concern.BONE in flag.concerns]
    return f"A plan for movement should suit the bones: {joined_names(titles)}." if titles else ""


def summary_of(resolved: ResolvedRequest, flags: Sequence[Flag], coverage: Sequence[Coverage]) -> str:
    """Return the result in one sentence; no matching caution is never presented as all clear."""
    gaps = list(_gaps(resolved, coverage))
    if flags:
        return f"{_counted(flags)}; {' and '.join(gaps) if gaps else MAYBE_MORE}."
    if gaps:
        return f"No caution matches, but {' and '.join(gaps)}: this does not mean that nothing is wrong."
    return f"No caution of this guide matches, and {MAYBE_MORE}: this does not mean that nothing is wrong."


def _counted(flags: Sequence[Flag]) -> str:
    counts = [
        f"{sum(flag.severity is severity for flag in flags)} {severity.label.lower()}"
        for severity in sorted(Severity, key=lambda severity: -severity.rank)
        if any(flag.severity is severity for flag in flags)
    ]
    verb = "caution matches" if len(flags) == 1 else "cautions match"
    return f"{len(flags)} {verb} ({', '.join(counts)})"


def _gaps(resolved: ResolvedRequest, coverage: Sequence[Coverage]) -> Iterator[str]:
    if resolved.not_recognised:
        yield f"nothing is known here about {_unknown_words(resolved)}"
    if not resolved.traits:
        yield "nothing is known here of the person"
    for level, words in ((CoverageLevel.NONE, "nothing"), (CoverageLevel.SPARSE, "little")):
        names = [_name(row) for row in coverage if row.level is level and not _is_unknown(row, resolved)]
        if names:
            yield f"{words} is known here about {joined_names(names)}"


def _is_unknown(row: Coverage, resolved: ResolvedRequest) -> bool:
    return any((word.field, word.given) == (row.field, row.asked) for word in resolved.not_recognised)


def _name(row: Coverage) -> str:
    return row.resolved.name if row.resolved else row.asked


def _unknown_words(resolved: ResolvedRequest) -> str:
    count = len(resolved.not_recognised)
    return "1 word that was not recognised" if count == 1 else f"{count} words that were not recognised"


def joined_names(names: Iterable[str]) -> str:
    """Return unique names as an English list, shortened to the first few and a count."""
    once = list(dict.fromkeys(names))
    more = len(once) - MAX_LISTED
    shown = [*once[:MAX_LISTED], *([f"{more} more"] if more > 0 else [])]
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
