"""The sentences of a check, as data: clients that check offline fill in the same ones."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "talk_serious": "Some cautions say to avoid or to ask first: {names}.",
    "talk_unknown_person": "We do not know {names}. A doctor can say what that changes.",
    "talk_little_known": "We know little or nothing about something that you named.",
    "talk_medicines": "Ask what you can eat or take with these medicines: {names}.",
    "talk_unknown_medicines": "We do not know enough about {names}. A pharmacist can look it up.",
    "talk_some_medicine": "This guide knows only a part of what foods do to medicines.",
    "talk_stages": "Some cautions are for this stage of life: {names}.",
    "talk_allergies": "Some cautions are about an allergy: {names}.",
    "talk_food": "Ask what you can eat, and how much. These cautions are about that: {names}.",
    "talk_diet_notes": "Some of what you named may not fit the diet or the allergies: {names}.",
    "talk_diet": "A diet was named, and check does not look at a diet as a whole.",
    "talk_movement": "These cautions are about movement and bones: {names}.",
    "stage_medicines": "Ask about {names}: this guide does not judge medicines {stages}.",
    "talk_anyway": "A pharmacist can check your list with your medicines.",
    "summary_unknown": "We did not know {names}, so we did not check {them}.",
    "summary_near": "You typed {given}. Did you mean {names}?",
    "summary_near_nothing": "We did not check it. Please type it right, and check again.",
    "summary_not_recorded": "Nothing is recorded here about {names}.",
    "summary_matched": "{counted} for what you told us.",
    "summary_everyone": "For everyone: {counted}.",
    "summary_none": "We found no warning. We may simply not have it. Do not take this as a yes.",
    "summary_nothing": "Nothing that you told us could be checked.",
    "summary_no_person": "You told us no illness, medicine or allergy, so we checked none.",
    "summary_whom": "Is the check for you or for somebody else?",
    "maybe_more": "There may be others that this guide does not have.",
    "no_all_clear": "This is not an all-clear: ask a pharmacist or doctor.",
    "no_caution_for": "No caution is recorded here for {names}: "
    "that is a gap in what is known, not a verdict.",
    "pair_recorded": "Recorded about {item} with {trait}: {titles}.",
    "pair_nothing": "We have no warning about {item} with {trait}. That does not mean that they go together.",
    "denied": "You said that this is not so, so nothing was looked up for it.",
    "past": "You said that this is over, so nothing was looked up for it.",
    "family": "You named this as a risk or in the family, so nothing was looked up for it.",
    "somebody_else": "You said this of somebody else. We looked it up. Is the check for you or for them?",
    "others_too": "You named somebody else too. We took this for you. Is the check for you or for them?",
    "not_understood": "We did not know this, so we did not check it. Is it spelt right?",
    "not_understood_near": "We did not know this. Did you mean {name}?",
    "known_not_recorded": "We know this ({names}), but have recorded nothing about it. "
    "That is not an all-clear. Ask a pharmacist.",
    "contradictory": "You also said the opposite. What you named was looked up; which of the two is so?",
    "not_recorded": "Products differ and nothing is recorded here about {name}; read the label.",
    "fits_diet": "how it fits a {diet} diet",
    "diet_doubt": "It may not fit a {diet} diet: {doubts}.",
    "diet_misfit": "It does not fit a {diet} diet.",
    "holds": "It holds {allergen}.",
    "may_hold": "It may hold {allergen}: {doubts}.",
    "some_hold": "some recipes or products do",
    "coverage_none": "We have no warning about this. That is not an all-clear.",
    "coverage_sparse": "We have {count} about this, {seen}. Much may be missing.",
    "coverage_moderate": "We have {count} about this, {seen}. More may be missing.",
    "coverage_good": "We have {count} about this, {seen}. That is never all there is.",
    "coverage_not_in_plan": " We could not match {them} to your list.",
    "one_names": "one warning",
    "several_name": "{count} warnings",
    "one_seen": "and we checked it against its source",
    "one_unseen": "and we have not checked it against a source",
    "several_seen": "and we checked {seen} of them against the source",
}
"""By what they are for; names in braces are filled in."""

NOT_COVERED = (
    "Doses and amounts for one person: it knows cautions, not how much suits somebody.",
    "How one medicine acts on another.",
    "Lab values, such as potassium or kidney function.",
    "Conditions, medicines and allergies that you did not name, and how severe a condition is.",
    "What a single product or recipe holds beyond the usual; the label and the maker know more.",
    "Foods, supplements, activities, conditions and medicines that this guide does not have.",
)


def sentence(name: str, /, **values: object) -> str:
    """Return a sentence with its names filled in. Raises KeyError for a name that is not there."""
    return SENTENCES[name].format(**values)


def pronoun(count: int) -> str:
    """Return the pronoun for so many things."""
    return "it" if count == 1 else "them"
