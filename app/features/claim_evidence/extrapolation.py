"""Detect extrapolation: a claim applied to a subject that its studies did not test.

Rules for a subject. Only studies that test the statement count, not background studies. "Names"
means that the name of the intervention contains one of the subject's names.

* A microbe was tested if a study names it and no other microbe. A strain is therefore not tested
  by a study of another strain or of a mixture, and a species or larger group is not tested by a
  study of one of its strains.
* Anything else, such as a food or a supplement, was tested if a study names no strain and either
  names the subject or the claim is about it. A study of a food with an added strain is evidence
  for that strain, not for the food in general.
* A study that names no microbe counts for a microbe that the claim is about, unless the scope of
  the claim is one strain, formula or species.

If no study tested the subject, its result is extrapolated. There is no extrapolation if the claim
is about the subject and no study tests the statement, since then no result exists.
"""

from collections.abc import Sequence

from app.core.entry_keys import key_of
from app.core.padded_words import padded_words
from app.features.claim_evidence.microbe_finder import MicrobeFinder
from app.features.claim_evidence.studies import Study
from app.kinds.claims import Claim
from app.kinds.microbes import Microbe
from app.schemas.entries import Entry
from app.vocabulary.grading import Scope

NARROW_SCOPES = frozenset({Scope.STRAIN, Scope.FORMULA, Scope.SPECIES})


def extrapolation(
    claim: Claim, subject: Entry, studies: Sequence[Study], finder: MicrobeFinder
) -> str | None:
    """Return a sentence on what was tested instead of the subject; None if there is no extrapolation."""
    testing = [study for study in studies if study.tests]
    is_about = any(about.id == key_of(subject) for about in claim.subjects)
    if any(_was_tested(subject, study, claim.scope, is_about=is_about) for study in testing):
        return None
    if is_about and not testing:
        return None
    if isinstance(subject, Microbe):
        return _microbe_sentence(subject, testing, finder)
    return _sentence(subject.name, f"{subject.name} in general", testing, finder)


def _was_tested(subject: Entry, study: Study, scope: Scope, *, is_about: bool) -> bool:
    if isinstance(subject, Microbe):
        if study.microbes:
            return study.microbes == (subject.slug,)
        return is_about and scope not in NARROW_SCOPES
    if study.strains:
        return False
    return is_about or any(
        padded_words(name) in study.intervention_words for name in (subject.name, *subject.aliases)
    )


def _microbe_sentence(subject: Microbe, testing: Sequence[Study], finder: MicrobeFinder) -> str:
    name = subject.name
    strains_of_subject = [slug for slug in _strains_tested(testing) if subject.slug in finder.ancestors(slug)]
    if strains_of_subject:
        whole = f"{name} as a whole, or for another strain of it"
        return f"{_strain_names(strains_of_subject, finder)}; the result need not hold for {whole}."
    if any(subject.slug in study.microbes for study in testing):
        return f"{name} was tested only together with other microbes; the result need not hold for it alone."
    return _sentence(name, name, testing, finder)


def _sentence(name: str, phrase: str, testing: Sequence[Study], finder: MicrobeFinder) -> str:
    strains = _strains_tested(testing)
    if strains:
        return f"{_strain_names(strains, finder)}; the result need not hold for {phrase}."
    return f"No study of this claim tested {name}; its result need not hold for it."


def _strains_tested(testing: Sequence[Study]) -> list[str]:
    return list(dict.fromkeys(strain for study in testing for strain in study.strains))


def _strain_names(strains: Sequence[str], finder: MicrobeFinder) -> str:
    names = [finder.microbes[slug].name for slug in strains]
    if len(names) == 1:
        return f"The strain tested is {names[0]}"
    return f"The strains tested are {', '.join(names[:-1])} and {names[-1]}"
