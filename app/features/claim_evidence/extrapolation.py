"""Whether a result is carried over to something that was not tested, and the sentence that says so.

The rule, for a subject that a reader asks about. Only studies that test the statement count,
not those that are background, and "names" means: in the name of what was given.

* A microbe was tested where a study names it and no other microbe. So a strain was tested by
  a study of that strain alone: not by one of another strain, nor by one of a mixture. A
  species, or anything larger, was not tested by a study of one of its strains.
* Anything else, a food or a supplement above all, was tested where a study names no strain
  and either names the subject or the claim is about it. A food with an added strain tells of
  that strain, not of the food in general.
* Where a study names no microbe at all, it stands for a microbe that the claim is about,
  unless the scope of the claim is one strain, one formula or one species.

If no study tested the subject, what is known of it is extrapolated. Nothing is carried over
where a claim is about the subject and no study tests the statement: then nothing was shown.
"""

from collections.abc import Sequence

from app.features.claim_evidence.microbe_finder import MicrobeFinder, as_words
from app.features.claim_evidence.studies import Study
from app.kinds.claims.schemas import Claim
from app.kinds.microbes.schemas import Microbe
from app.schemas.entries import Entry
from app.vocabulary.grading import Scope

NARROW = frozenset({Scope.STRAIN, Scope.FORMULA, Scope.SPECIES})


def extrapolation(
    claim: Claim, subject: Entry, studies: Sequence[Study], finder: MicrobeFinder
) -> str | None:
    """Return a sentence that says what was tested instead of the subject; None where it was tested."""
    testing = [study for study in studies if study.tests]
    is_about = any(about.id == f"{subject.kind}/{subject.slug}" for about in claim.subjects)
    if any(_tested(subject, study, claim.scope, is_about=is_about) for study in testing):
        return None
    if is_about and not testing:
        return None
    if isinstance(subject, Microbe):
        return _of_microbe(subject, testing, finder)
    return _of_others(subject.name, f"{subject.name} in general", testing, finder)


def _tested(subject: Entry, study: Study, scope: Scope, *, is_about: bool) -> bool:
    if isinstance(subject, Microbe):
        if study.microbes:
            return study.microbes == (subject.slug,)
        return is_about and scope not in NARROW
    if study.strains:
        return False
    return is_about or any(as_words(name) in study.given for name in (subject.name, *subject.aliases))


def _of_microbe(subject: Microbe, testing: Sequence[Study], finder: MicrobeFinder) -> str:
    name = subject.name
    below = [slug for slug in _strains(testing) if subject.slug in finder.above(slug)]
    if below:
        whole = f"{name} as a whole, or for another strain of it"
        return f"{_named(below, finder)}; the result need not hold for {whole}."
    if any(subject.slug in study.microbes for study in testing):
        return f"{name} was tested only together with other microbes; the result need not hold for it alone."
    return _of_others(name, name, testing, finder)


def _of_others(name: str, phrase: str, testing: Sequence[Study], finder: MicrobeFinder) -> str:
    strains = _strains(testing)
    if strains:
        return f"{_named(strains, finder)}; the result need not hold for {phrase}."
    return f"No study of this claim tested {name}; its result need not hold for it."


def _strains(testing: Sequence[Study]) -> list[str]:
    return list(dict.fromkeys(strain for study in testing for strain in study.strains))


def _named(strains: Sequence[str], finder: MicrobeFinder) -> str:
    names = [finder.microbes[slug].name for slug in strains]
    if len(names) == 1:
        return f"The strain tested is {names[0]}"
    return f"The strains tested are {', '.join(names[:-1])} and {names[-1]}"
