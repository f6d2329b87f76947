"""Enumerations of grading: certainty, direction, basis, study designs."""

from app.vocabulary.base import Vocabulary


class Certainty(Vocabulary):
    """How sure we can be of a graded statement. Treat an unknown value as `not_graded`."""

    HIGH = "high", "High", "We can be sure. New studies are very unlikely to change this."
    MODERATE = "moderate", "Moderate", "Probably so. New studies could change this."
    LOW = "low", "Low", "It may be so. New studies are likely to change this."
    VERY_LOW = "very_low", "Very low", "Very uncertain, or not known."
    NOT_GRADED = "not_graded", "Not graded", "No study was found, so nothing can be graded."


class Direction(Vocabulary):
    """Which way the evidence on a statement points. Treat an unknown value as `insufficient`."""

    BENEFIT = "benefit", "Benefit", "The evidence points to a benefit."
    HARM = "harm", "Harm", "The evidence points to a harm."
    NO_EFFECT = "no_effect", "No effect", "The evidence points to no difference."
    MIXED = "mixed", "Mixed", "The evidence points both ways."
    INSUFFICIENT = "insufficient", "Not enough", "There is too little evidence to point anywhere."


class StudyDirection(Vocabulary):
    """Which way one study points. Treat an unknown value as `not_applicable`."""

    BENEFIT = "benefit", "Benefit", "The study found a benefit."
    HARM = "harm", "Harm", "The study found a harm."
    NO_EFFECT = "no_effect", "No effect", "The study found no difference."
    MIXED = "mixed", "Mixed", "The study found different things for different outcomes."
    NOT_APPLICABLE = "not_applicable", "Not applicable", "The source does not measure an effect."


class Directness(Vocabulary):
    """Whether the evidence is about the statement itself. Treat an unknown value as `indirect`."""

    DIRECT = "direct", "Direct", "Studied as stated: these people, this food or strain, this outcome."
    INDIRECT = "indirect", "Indirect", "Carried over from other people, products or outcomes."


class Basis(Vocabulary):
    """The best kind of study behind a statement. Treat an unknown value as `none`."""

    SYSTEMATIC_REVIEW = "systematic_review", "Systematic review", "A synthesis that includes trials."
    RANDOMIZED_TRIAL = "randomized_trial", "Randomised trial", "At least one randomised trial."
    OBSERVATIONAL = "observational", "Observation", "People were only watched."
    ANIMAL = "animal", "Animals", "Seen in animals only."
    IN_VITRO = "in_vitro", "Laboratory", "Seen in the laboratory only."
    CONSENSUS = "consensus", "Consensus", "A consensus, guideline or official fact sheet."
    NONE = "none", "None", "No study tests the statement."


class About(Vocabulary):
    """What a statement is about. Treat an unknown value as `people`."""

    PEOPLE = "people", "People", "An effect or link in people."
    ANIMALS = "animals", "Animals", "An effect in animals."
    CELLS = "cells", "Cells", "What is seen or counted in a laboratory, microbes in foods included."
    DEFINITION = "definition", "Definition", "What a word means."
    PRACTICE = "practice", "Practice", "What to do or not to do."


class Scope(Vocabulary):
    """How widely a statement holds. Treat an unknown value as `general`."""

    STRAIN = "strain", "One strain", "Holds for the named strain only."
    SPECIES = "species", "One species", "Holds for a species."
    FORMULA = "formula", "One formula", "Holds for one product or mixture of strains."
    FOOD = "food", "One food", "Holds for one food."
    FOOD_GROUP = "food_group", "Food group", "Holds for a group of foods."
    FIBRE = "fibre", "Fibre", "Holds for a purified fibre."
    BEHAVIOUR = "behaviour", "Behaviour", "Holds for something people do."
    GENERAL = "general", "General", "A general statement."


class ArticleVerdict(Vocabulary):
    """What the evidence says of the article's sentence. Treat an unknown value as `unsupported`."""

    SUPPORTED = "supported", "Supported", "The evidence agrees with the article."
    PARTLY_SUPPORTED = "partly_supported", "Partly supported", "Some of it holds, some does not."
    OVERSTATED = "overstated", "Overstated", "The article says more than the evidence does."
    UNSUPPORTED = "unsupported", "Unsupported", "The evidence does not carry the article's sentence."
    NOT_IN_ARTICLE = "not_in_article", "Not in the article", "We added it, because studies speak of it."


class Verdict(Vocabulary):
    """What graded evidence answers. Treat an unknown value as `not_known`."""

    HELPS = "helps", "Helps", "The evidence points to a benefit; the certainty says how surely."
    NO_DIFFERENCE = "no_difference", "No difference", "The evidence points to no difference."
    HARMS = "harms", "Harms", "The evidence points to a harm; the certainty says how surely."
    STUDIES_DISAGREE = "studies_disagree", "Studies disagree", "Studies point different ways."
    NOT_KNOWN = "not_known", "Not known", "There is too little evidence to say."
    NOT_STUDIED = "not_studied", "Not studied", "No study that tests it was found."


class Stance(Vocabulary):
    """What a source says of the graded statement. Treat an unknown value as `context`."""

    SUPPORTS = "supports", "Supports", "Speaks for the graded statement."
    QUALIFIES = "qualifies", "Qualifies", "Bears on it, but limits it, is indirect or points both ways."
    CONTRADICTS = "contradicts", "Contradicts", "Speaks against the graded statement."
    CONTEXT = "context", "Context", "Background only: it does not test the statement."


class EvidenceBase(Vocabulary):
    """Where a study's own data come from. Treat an unknown value as `none`."""

    HUMAN = "human", "People", "Data from people."
    ANIMAL = "animal", "Animals", "Data from animals."
    IN_VITRO = "in_vitro", "Laboratory", "Data from a laboratory, product and food tests included."
    NONE = "none", "No data of its own", "A consensus, guideline, fact sheet or calculation."


class Design(Vocabulary):
    """How a study was done. Treat an unknown value as `consensus`."""

    INTERVENTIONAL = "interventional", "Trial", "People or animals were given something."
    OBSERVATIONAL = "observational", "Observation", "People were watched, not given anything."
    SYNTHESIS = "synthesis", "Synthesis", "Other studies were put together."
    CONSENSUS = "consensus", "Consensus", "Experts or an agency set down what they agree on."
    LABORATORY = "laboratory", "Laboratory", "Animals, cells, foods or products in a laboratory."


class SynthesisOf(Vocabulary):
    """What a synthesis put together. Treat an unknown value as `mixed`."""

    INTERVENTIONAL = "interventional", "Trials", "It put trials together."
    OBSERVATIONAL = "observational", "Observations", "It put observational studies together."
    ANIMAL = "animal", "Animal studies", "It put animal studies together."
    MIXED = "mixed", "Mixed", "It put different kinds of study together."


class RetractionStatus(Vocabulary):
    """Whether a publication still stands. Treat an unknown value as `retracted`."""

    NONE_KNOWN = "none_known", "None known", "No notice was met. No database of retractions was searched."
    CORRECTED = "corrected", "Corrected", "A correction was published; the publication stands."
    CONCERN = "expression_of_concern", "Expression of concern", "The journal doubts it and looks into it."
    RETRACTED = "retracted", "Retracted", "The journal took it back. It carries no grade."
    WITHDRAWN = "withdrawn", "Withdrawn", "The authors or the publisher took it back. It carries no grade."


class UpgradeReason(Vocabulary):
    """Why evidence that only followed people was raised one step. Treat an unknown value as none."""

    LARGE_EFFECT = "large_effect", "Large effect", "The risk was at least doubled or halved, in all studies."
    DOSE_RESPONSE = "dose_response", "Dose-response", "More of it went with more of the effect."


class SizeExemption(Vocabulary):
    """Why a grade needs no number of studies and people. Treat an unknown value as `definition`."""

    DEFINITION = "definition", "Definition", "It says what a word means."
    GUIDELINE = "guideline", "Guideline statement", "It repeats advice that a guideline or consensus gives."
    NO_DIRECTION = "no_direction", "No direction", "It is a count or a meaning, not an effect."


class SourceType(Vocabulary):
    """What kind of publication a source is. Treat an unknown value as `reference_page`."""

    RCT = "rct", "Randomised trial", "People were assigned to groups by chance."
    META_ANALYSIS = "meta_analysis", "Meta-analysis", "The numbers of several studies, put together."
    SYSTEMATIC_REVIEW = (
        "systematic_review",
        "Systematic review",
        "All studies on a question, searched for by plan.",
    )
    COHORT = "cohort", "Observational study", "People watched over time or at one time."
    ANIMAL = "animal", "Animal study", "A study in animals."
    IN_VITRO = "in_vitro", "Laboratory study", "A study of cells, foods or products."
    CONSENSUS = "consensus", "Consensus", "A statement agreed by experts."
    GUIDELINE = "guideline", "Guideline", "Advice by an authority or a society."
    STUDY = "study", "Other study", "A single study or case report that backs a food fact or a caution."
    REVIEW = "review", "Review", "A review article that backs a food fact or a caution."
    AGENCY_PAGE = "agency_page", "Agency page", "A page of a public agency or a health service."
    STANDARD = "standard", "Standard", "A food standard or legal text."
    REFERENCE_PAGE = "reference_page", "Reference page", "A page of a charity, maker, clinic or trade body."
    DATA_SET = "data_set", "Data set", "A table of figures."
    ARTICLE = "article", "Article", "A popular article."


class SeenIn(Vocabulary):
    """In whom something was seen. Treat an unknown value as `not_known`."""

    PEOPLE = "people", "People", "Seen in people."
    ANIMALS = "animals", "Animals", "Seen in animals."
    CELLS = "cells", "Cells", "Seen in cells or in the laboratory."
    NOT_KNOWN = "not_known", "Not known", "Not shown by a study of the record."


class Verification(Vocabulary):
    """How closely a fact was checked against its source. Treat an unknown value as `unverified`."""

    DATA = "data", "Data", "Read by program from a data file."
    EXCERPT = "excerpt", "Seen", "The statement was seen in the source."
    PARTIAL = "partial", "Partly seen", "The source was met; the exact statement was not visible."
    SECONDARY = "secondary", "Second hand", "A third party repeats it."
    INFERENCE = "inference", "Inferred", "Derived from a stated rule."
    GENERAL_KNOWLEDGE = "general_knowledge", "General knowledge", "Commonly known; no source was checked."
    UNVERIFIED = "unverified", "Unverified", "Background knowledge that was not confirmed."
