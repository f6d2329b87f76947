"""Enumerations of daily reference values: who set them, for whom, and what they are."""

from app.vocabulary.base import Vocabulary


class ReferenceAuthority(Vocabulary):
    """Who set a reference value. Treat an unknown value as an authority of its own."""

    IOM = "iom", "IOM/NASEM (US, Canada)", "The National Academies, for the United States and Canada."
    EFSA = "efsa", "EFSA (EU)", "The European Food Safety Authority, for the European Union."
    UK = "uk", "SACN/COMA (UK)", "The scientific committees on nutrition of the United Kingdom."


class Sex(Vocabulary):
    """For which sex a reference value was set. Treat an unknown value as `any`."""

    ANY = "any", "Any", "The same for everyone."
    FEMALE = "female", "Female", "For women and girls."
    MALE = "male", "Male", "For men and boys."


class ReferenceValueType(Vocabulary):
    """What a reference value is. Treat an unknown value as not comparable with the others."""

    RDA = "RDA", "Recommended dietary allowance", "Enough for nearly everyone in the group."
    PRI = "PRI", "Population reference intake", "Enough for nearly everyone in the group, in the EU."
    RNI = "RNI", "Reference nutrient intake", "Enough for nearly everyone in the group, in the UK."
    AI = "AI", "Adequate intake", "What healthy people take in, where too little is known for more."
    UL = "UL", "Upper level", "The most that is unlikely to do harm from day to day; not a goal."
    SAFE_INTAKE = "safe_intake", "Sufficient intake", "Taken as enough, where too little is known for more."
    LABEL_RI = "label_RI", "Label reference intake", "A figure for food labels."
    CDRR = (
        "CDRR",
        "Chronic disease risk reduction intake",
        "Eating less than this is expected to lower disease.",
    )
