"""What check says in its own words: the summary, what it does not cover, whom to talk to."""

from collections.abc import Iterable, Iterator, Sequence

from app.features.check.request_resolution import ResolvedRequest
from app.features.check.schemas import CheckRequest, Coverage, DietNote, Flag, TalkTo
from app.features.check.vocabulary import AskedAs, CoverageLevel
from app.vocabulary.safety import Concern, LifeStage, Severity

NAMED = 5
"""Names that a sentence gives before it only counts."""

NOT_COVERED = (
    "Doses and amounts for one person: it knows cautions, not how much suits somebody.",
    "Interactions between medicines.",
    "Lab values, such as potassium, kidney function or INR.",
    "Conditions, medicines and allergies that were not named, and how severe a condition is.",
    "What a single product or recipe holds beyond the usual; the label and the maker know more.",
    "Foods, supplements and activities outside of this guide.",
)
MOTHERS = {LifeStage.PREGNANCY, LifeStage.BREASTFEEDING}
YOUNG = {LifeStage.INFANT, LifeStage.CHILD, LifeStage.ADOLESCENT}
FOOD_CONCERNS = {Concern.DIGESTION, Concern.GLUTEN, Concern.METABOLISM}
SERIOUS = {Severity.AVOID, Severity.SEEK_MEDICAL_ADVICE}
POOR = {CoverageLevel.NONE, CoverageLevel.SPARSE}
OTHERS = "there may be others that this guide does not hold"


def not_covered_of(asked: ResolvedRequest) -> tuple[str, ...]:
    """Return what check does not look at, and what it could not look at this time."""
    bare = [entry.name for entry in asked.items if not entry.cautions]
    silent = f"No caution is recorded here for {listed(bare)}: that is a gap in what is known, not a verdict."
    unknown = f"Nothing was looked up for {_unknown_words(asked)}."
    return (
        *NOT_COVERED,
        *((silent,) if bare else ()),
        *((unknown,) if asked.not_recognised else ()),
    )


def talk_to_of(
    request: CheckRequest,
    asked: ResolvedRequest,
    flags: Sequence[Flag],
    coverage: Sequence[Coverage],
    diet_notes: Sequence[DietNote],
) -> tuple[TalkTo, ...]:
    """Return whom to talk to, derived from what matched and from what is not known."""
    reasons = [
        ("doctor or treating team", _serious(flags) or _little_known(coverage)),
        ("pharmacist", _medicines(asked, flags)),
        ("midwife or obstetric team", _stages(flags, MOTHERS)),
        ("paediatrician or child health nurse", _stages(flags, YOUNG)),
        ("allergy specialist", _allergies(flags)),
        ("dietitian", _food(request, flags, diet_notes)),
        ("physiotherapist", _movement(flags)),
    ]
    found = tuple(TalkTo(who=who, why=why) for who, why in reasons if why)
    return found or (TalkTo(who="doctor or pharmacist", why="What is not known here, they may know."),)


def _serious(flags: Iterable[Flag]) -> str:
    titles = [flag.title for flag in flags if flag.severity in SERIOUS]
    return f"Some cautions say to avoid or to ask first: {listed(titles)}." if titles else ""


def _little_known(coverage: Iterable[Coverage]) -> str:
    poor = any(row.level in POOR and row.field is not AskedAs.MEDICINE for row in coverage)
    return "Little or nothing is known here about something that was asked." if poor else ""


def _medicines(asked: ResolvedRequest, flags: Iterable[Flag]) -> str:
    reasons = [(because, flag) for flag in flags for because in flag.matched.because]
    names = [because.name for because, _ in reasons if because.by is AskedAs.MEDICINE]
    if names:
        return f"Ask before you combine what is planned with {listed(names)}."
    if any(word.field is AskedAs.MEDICINE for word in asked.not_recognised):
        return "A medicine that was asked is not known here; a pharmacist can look it up."
    if any(trait.by is AskedAs.MEDICINE for trait in asked.traits):
        return "A medicine was named, and this guide knows only a part of what foods do to medicines."
    return ""


def _stages(flags: Iterable[Flag], stages: Iterable[LifeStage]) -> str:
    wanted = {stage.value for stage in stages}
    matched = [because for flag in flags for because in flag.matched.because]
    names = [
        because.name for because in matched if because.by is AskedAs.LIFE_STAGE and because.value in wanted
    ]
    return f"Some cautions are for this stage of life: {listed(names).lower()}." if names else ""


def _allergies(flags: Iterable[Flag]) -> str:
    titles = [flag.title for flag in flags if Concern.ALLERGY in flag.concerns]
    return f"Some cautions are about an allergy: {listed(titles)}." if titles else ""


def _food(request: CheckRequest, flags: Iterable[Flag], diet_notes: Sequence[DietNote]) -> str:
    titles = [flag.title for flag in flags if not FOOD_CONCERNS.isdisjoint(flag.concerns)]
    if titles:
        return f"Some cautions are about how to eat: {listed(titles)}."
    if diet_notes:
        names = [note.item.name for note in diet_notes]
        return f"Some of what is planned may not fit the diet or the allergies: {listed(names)}."
    return "A diet was named, and check does not look at a diet as a whole." if request.diet else ""


def _movement(flags: Iterable[Flag]) -> str:
    moving = [flag for flag in flags if any(item.kind == "activities" for item in flag.matched.items)]
    titles = [flag.title for flag in moving if Concern.BONE in flag.concerns]
    return f"A plan for movement should suit the bones: {listed(titles)}." if titles else ""


def summary_of(asked: ResolvedRequest, flags: Sequence[Flag], coverage: Sequence[Coverage]) -> str:
    """Return the answer in one sentence. Silence is never given as good news."""
    gaps = list(_gaps(asked, coverage))
    if flags:
        return f"{_counted(flags)}; {' and '.join(gaps) if gaps else OTHERS}."
    if gaps:
        return f"No caution matches, but {' and '.join(gaps)}: this does not mean that nothing is wrong."
    return f"No caution of this guide matches, and {OTHERS}: this does not mean that nothing is wrong."


def _counted(flags: Sequence[Flag]) -> str:
    counts = [
        f"{sum(flag.severity is severity for flag in flags)} {severity.label.lower()}"
        for severity in sorted(Severity, key=lambda severity: -severity.rank)
        if any(flag.severity is severity for flag in flags)
    ]
    verb = "caution matches" if len(flags) == 1 else "cautions match"
    return f"{len(flags)} {verb} ({', '.join(counts)})"


def _gaps(asked: ResolvedRequest, coverage: Sequence[Coverage]) -> Iterator[str]:
    if asked.not_recognised:
        yield f"nothing is known here about {_unknown_words(asked)}"
    if not asked.traits:
        yield "nothing is known here of the person"
    for level, words in ((CoverageLevel.NONE, "nothing"), (CoverageLevel.SPARSE, "little")):
        names = [_name(row) for row in coverage if row.level is level and not _is_unknown(row, asked)]
        if names:
            yield f"{words} is known here about {listed(names)}"


def _is_unknown(row: Coverage, asked: ResolvedRequest) -> bool:
    return any((word.field, word.given) == (row.field, row.asked) for word in asked.not_recognised)


def _name(row: Coverage) -> str:
    return row.resolved.name if row.resolved else row.asked


def _unknown_words(asked: ResolvedRequest) -> str:
    count = len(asked.not_recognised)
    return "1 word that was not recognised" if count == 1 else f"{count} words that were not recognised"


def listed(names: Iterable[str]) -> str:
    """Return names as a list in words, each once; beyond a few only their number."""
    once = list(dict.fromkeys(names))
    shown = once[:NAMED] + ([f"{len(once) - NAMED} more"] if len(once) > NAMED else [])
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)
