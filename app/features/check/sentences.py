"""The sentences of a check, as data: clients that check offline fill in the same ones."""

from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "talk_serious": "Some cautions say to avoid or to ask first: {names}.",
    "talk_unknown_person": "We do not know {names}. A doctor can say what that changes.",
    "talk_little_known": "We know little or nothing about something that you named.",
    "talk_medicines": "Ask how what you eat or take goes with {names}.",
    "talk_unknown_medicines": "We do not know enough about {names}. A pharmacist can look it up.",
    "talk_some_medicine": "This guide knows only a part of what foods do to medicines.",
    "talk_stages": "Some cautions are for this stage of life: {names}.",
    "talk_allergies": "Some cautions are about an allergy: {names}.",
    "talk_food": "Some cautions are about how to eat: {names}.",
    "talk_diet_notes": "Some of what you named may not fit the diet or the allergies: {names}.",
    "talk_diet": "A diet was named, and check does not look at a diet as a whole.",
    "talk_movement": "These cautions are about movement and bones: {names}.",
    "talk_anyway": "What is not known here, they may know.",
    "summary_unknown": "We could not look up {names}, so this answer leaves that out.",
    "summary_near": "If you mean {name}: {counted}.",
    "summary_not_recorded": "Nothing is recorded here about {names}.",
    "summary_matched": "{counted} for what you told us.",
    "summary_none": "This guide has no caution for what you told us.",
    "summary_nothing": "Nothing that you told us could be checked.",
    "summary_no_person": "No illness, medicine or allergy was looked up.",
    "maybe_more": "There may be others that this guide does not have.",
    "no_all_clear": "This is not an all-clear: ask a pharmacist or doctor.",
    "no_caution_for": "No caution is recorded here for {names}: "
    "that is a gap in what is known, not a verdict.",
    "pair_recorded": "Recorded about {item} with {trait}: {titles}.",
    "pair_nothing": "Nothing is recorded about {item} with {trait}. "
    "We looked. That does not show that they go well together.",
    "denied": "You said that this is not so, so nothing was looked up for it.",
    "past": "You said that this is over, so nothing was looked up for it.",
    "somebody_else": "You said this of somebody else, so nothing was looked up for it.",
    "not_understood": "We could not look this up, so this answer leaves that out. Is it spelt right?",
    "known_not_recorded": "This is known here ({names}). Nothing is recorded about it, "
    "which is not an all-clear. Ask a pharmacist.",
    "contradictory": "You also said the opposite. What you named was looked up; which of the two is so?",
    "not_recorded": "Products differ and nothing is recorded here about {name}; read the label.",
    "fits_diet": "how it fits a {diet} diet",
    "diet_doubt": "It may not fit a {diet} diet: {doubts}.",
    "diet_misfit": "It does not fit a {diet} diet.",
    "holds": "It holds {allergen}.",
    "may_hold": "It may hold {allergen}: {doubts}.",
    "some_hold": "some recipes or products do",
    "coverage_none": "No caution of this guide names it: nothing is known here about it. "
    "That is not an all-clear.",
    "coverage_sparse": "Little is known here about it: {count} it, {seen}. Much may be missing.",
    "coverage_moderate": "Something is known here about it: {count} it, {seen}. More may be missing.",
    "coverage_good": "More is known here about it: {count} it, {seen}. Even so, this is never complete.",
    "coverage_not_in_plan": " None is about what you asked.",
    "one_names": "one caution names",
    "several_name": "{count} cautions name",
    "one_seen": "seen in its source",
    "one_unseen": "not seen in its source",
    "several_seen": "{seen} of them seen in their source",
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
