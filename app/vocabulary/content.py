"""Enumerations of the content: origins, sections, relations."""

from functools import cache

from app.vocabulary.base import Vocabulary


class Origin(Vocabulary):
    """Whether the seed article names the subject. Treat an unknown value as `extension`."""

    ARTICLE = "article", "From the article", "The article that this guide began with speaks of it."
    EXTENSION = "extension", "Added", "We added it, because studies speak of it."


class Section(Vocabulary):
    """A section of the guide, in order. Treat an unknown value as a section of its own."""

    WHAT_PROTECTS_BONE = (
        "what_protects_bone",
        "What protects bone for certain",
        "What is known, before the gut comes in.",
    )
    INTRODUCTION = "introduction", "Bones and the gut", "Why the gut is worth a look when we think of bones."
    DIALOGUE = "dialogue", "How gut and bone may talk", "The four routes that are proposed."
    RESEARCH = "research", "What research says", "What was tested, in whom, and what came out."
    FERMENTED_FOODS = "fermented_foods", "Fermented foods", "Foods made with microbes."
    PREBIOTICS = "prebiotics", "Prebiotic foods", "Foods that feed gut bacteria."
    SUPPLEMENTS = "supplements", "Supplements, wisely", "When to consider one, and how to choose."
    LIFESTYLE = "lifestyle", "The rest of life", "Food, water, stress and movement."
    REASSURANCE = "reassurance", "Keep your treatment", "A supporting role, never a replacement."
    SMALL_STEPS = "small_steps", "Small steps", "Small changes that last."
    RELATED_ARTICLES = "related_articles", "Related articles", "Where the article leads next."
    NOT_KNOWN = "not_known", "What we do not know", "What no study has settled yet."


class ReviewStatus(Vocabulary):
    """Who has reviewed an entry. Treat an unknown value as `not_clinically_reviewed`."""

    DRAFT = "draft", "Draft", "It is being written. A server leaves it out unless it is told otherwise."
    NOT_CLINICALLY_REVIEWED = (
        "not_clinically_reviewed",
        "Not clinically reviewed",
        "An editor has checked it; no clinician has.",
    )
    SECOND_READ = (
        "second_read",
        "Read twice, not clinically reviewed",
        "A second reader has gone through it as well; no clinician has reviewed it.",
    )
    CLINICALLY_REVIEWED = (
        "clinically_reviewed",
        "Clinically reviewed",
        "A clinician, whom the entry names, has reviewed it as it stands.",
    )


class ClinicianRole(Vocabulary):
    """What a clinician who reviewed an entry is. Treat an unknown value as a role of its own."""

    PHARMACIST = "pharmacist", "Pharmacist", "A registered pharmacist."
    DIETITIAN = "dietitian", "Dietitian", "A registered dietitian."


class GuidanceStep(Vocabulary):
    """A step on the way to a supplement, in order. Treat an unknown value as `ask`."""

    DECIDE = "decide", "Decide", "Is one needed at all?"
    ASK = "ask", "Ask", "Ask a professional first."
    CHOOSE = "choose", "Choose", "Choose a product."
    READ_LABEL = "read_label", "Read the label", "What a label must show."
    STORE = "store", "Store", "Keep it as the label says."
    STOP = "stop", "Stop", "When to stop."


class Topic(Vocabulary):
    """What a lifestyle tip is about. Treat an unknown value as a topic of its own."""

    DIVERSE_DIET = "diverse_diet", "Diverse diet", "A varied diet of whole foods."
    HYDRATION = "hydration", "Hydration", "Drinking enough."
    STRESS = "stress", "Stress", "Handling stress."
    ACTIVITY = "activity", "Activity", "Moving the body."
    PROCESSED_FOOD = "processed_food", "Processed food", "Eating less highly processed food."
    SUGAR = "sugar", "Sugar", "Eating and drinking less sugar."
    SWEETENERS = "sweeteners", "Sweeteners", "Sweeteners without sugar."


class Moment(Vocabulary):
    """When in the day a small step fits. Treat an unknown value as `any_time`."""

    MORNING = "morning", "Morning", "On getting up."
    BREAKFAST = "breakfast", "Breakfast", "With breakfast."
    LUNCH = "lunch", "Lunch", "With lunch."
    SNACK = "snack", "Snack", "Between meals."
    DINNER = "dinner", "Dinner", "With the evening meal."
    EVENING = "evening", "Evening", "In the evening."
    SHOPPING = "shopping", "Shopping", "When buying food."
    ANY_TIME = "any_time", "Any time", "At any time of day."


class ArticleRole(Vocabulary):
    """Whether an article is the seed or one it leads to. Treat an unknown value as `related`."""

    SEED = "seed", "Seed article", "The article this guidance was built from."
    RELATED = "related", "Related article", "An article that the seed article leads to."


class ReleaseReason(Vocabulary):
    """Why a release was made. Treat an unknown value as `safety`: tell the reader."""

    SAFETY = "safety", "Safety", "A caution or a harm changed: tell the reader."
    CORRECTION = "correction", "Correction", "Something was wrong and was put right."
    ADDITION = "addition", "Addition", "Something was added."
    SCHEMA = "schema", "Schema", "The shape of entries changed, not what they say."


class Relation(Vocabulary):
    """How one entry relates to another; each has a way back. Treat an unknown value as `see_also`."""

    CONTAINS_MICROBE = "contains_microbe", "Contains", "Is made with, or holds, this microbe."
    MICROBE_FOUND_IN = "microbe_found_in", "Found in", "Is found in this food or product."
    CONTAINS_COMPOUND = "contains_compound", "Contains", "Holds this compound."
    COMPOUND_FOUND_IN = "compound_found_in", "Found in", "Is found in this food or product."
    MADE_BY = "made_by", "Made by", "This microbe makes it."
    MAKES = "makes", "Makes", "Makes this compound."
    MADE_FROM = "made_from", "Made from", "Is made from this compound."
    TURNED_INTO = "turned_into", "Turned into", "This compound is made from it."
    ACTS_ON = "acts_on", "Bears on", "May bear on this mechanism, as certain as the claim says."
    ACTED_ON_BY = "acted_on_by", "Borne on by", "This may bear on it, as certain as the claim says."
    BEARS_ON = "bears_on", "Bears on", "May bear on this outcome, as certain as the claim says."
    BORNE_ON_BY = "borne_on_by", "Borne on by", "This may bear on the outcome, as certain as the claim says."
    INVOLVES = "involves", "Involves", "Takes part in it."
    INVOLVED_IN = "involved_in", "Involved in", "Takes part in this mechanism."
    PROVIDES = "provides", "Source of", "Is a source of this nutrient."
    PROVIDED_BY = "provided_by", "Provided by", "This food is a source of it."
    PAIRS_WITH = "pairs_with", "Goes with", "Goes well with it on the plate."
    USES = "uses", "Uses", "Makes use of it."
    USED_IN = "used_in", "Used in", "Is used in this."
    TESTED_IN = "tested_in", "Tested in", "Was tested in this study."
    TESTS = "tests", "Tests", "This study tested it."
    ABOUT = "about", "About", "The claim is about it."
    SUBJECT_OF = "subject_of", "Claim", "This claim is about it."
    GRADED_BY = "graded_by", "Graded by", "This claim grades it."
    GRADES = "grades", "Grades", "The claim grades a statement of it."
    RESTS_ON = "rests_on", "Rests on", "Rests on this source."
    CITED_BY = "cited_by", "Cited by", "This rests on the source."
    WARNS_ABOUT = "warns_about", "Warns about", "The caution applies to it."
    WARNED_BY = "warned_by", "Caution", "This caution applies to it."
    CONCERNS = "concerns", "Concerns", "The caution concerns this group of people."
    CONCERNED_BY = "concerned_by", "Caution", "This caution concerns the group of people."
    COVERS = "covers", "Covers", "The article covers it."
    COVERED_BY = "covered_by", "Covered by", "This article covers it."
    BELONGS_TO = "belongs_to", "Belongs to", "Belongs to this larger group."
    INCLUDES = "includes", "Includes", "Includes this member."
    SEE_ALSO = "see_also", "See also", "Worth reading with it."

    @property
    def inverse(self) -> "Relation":
        """Return the same relation seen from the other end."""
        return _inverses()[self]


@cache
def _inverses() -> dict[Relation, Relation]:
    """Return the inverse of each relation: pairs are declared in sequence, two relations are symmetric."""
    own = {Relation.PAIRS_WITH, Relation.SEE_ALSO}
    paired = [relation for relation in Relation if relation not in own]
    pairs = list(zip(paired[::2], paired[1::2], strict=True))
    back = {there: here for here, there in pairs}
    return dict(pairs) | back | {relation: relation for relation in own}
