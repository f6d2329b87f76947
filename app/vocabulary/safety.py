"""Enumerations of safety: severity, concerns, forms, life stages, allergens."""

from app.vocabulary.base import Vocabulary


class Severity(Vocabulary):
    """How serious a caution is, in rising order. Treat an unknown value as `avoid`."""

    INFO = "info", "Good to know", "Useful to know."
    CAUTION = "caution", "Take care", "Take care, or adjust the amount or the timing."
    SEEK_MEDICAL_ADVICE = "seek_medical_advice", "Ask first", "Talk to a clinician before use, or soon."
    AVOID = "avoid", "Avoid", "The people named should not use it."

    @property
    def rank(self) -> int:
        """Return 0 for the mildest and rising from there."""
        return _SEVERITY_RANKS[self]

    @property
    def needs_advice(self) -> bool:
        """Return whether to avoid the thing, or to ask a clinician first."""
        return self.rank >= Severity.SEEK_MEDICAL_ADVICE.rank


_SEVERITY_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class KindOf(Vocabulary):
    """What a caution asks for. Treat an unknown value as `danger`."""

    DANGER = "danger", "Danger", "The combination, or the food itself, can harm."
    TIMING = "timing", "Timing", "Move the moment; nothing needs to be given up."
    AMOUNT = "amount", "Amount", "The portion decides."
    FORM = "form", "Form", "Choose another product or form of it."
    INFORMATION = "information", "Information", "Worth knowing; it asks for nothing to be changed."


class Concern(Vocabulary):
    """What a caution is about. Treat an unknown value as `infection`: always show it."""

    INFECTION = "infection", "Infection", "Live microbes or germs may cause an infection."
    FOOD_POISONING = "food_poisoning", "Food poisoning", "Food may carry germs or their toxins."
    ALLERGY = "allergy", "Allergy", "The immune system may react to a food."
    PREGNANCY = "pregnancy", "Pregnancy", "It matters in pregnancy."
    BREASTFEEDING = "breastfeeding", "Breastfeeding", "It matters while breastfeeding."
    MEDICINE = "medicine", "Medicine", "It may change how a medicine works."
    DIGESTION = "digestion", "Digestion", "It may upset or block the gut."
    GLUTEN = "gluten", "Gluten", "It may hold gluten."
    METABOLISM = "metabolism", "Metabolism", "It may upset the body's balance of sugar, salt or acid."
    ALCOHOL = "alcohol", "Alcohol", "It may hold alcohol."
    CHOKING = "choking", "Choking", "It may block the airway."
    TEETH = "teeth", "Teeth", "It may harm teeth."
    BONE = "bone", "Bone", "It bears on the safety of bone or of bone treatment."
    PRODUCT_QUALITY = "product_quality", "Product quality", "Products differ from what labels suggest."
    MISUNDERSTANDING = "misunderstanding", "Misunderstanding", "A word or claim is easily misread."


class Form(Vocabulary):
    """The form of a food or product that a caution holds for. Treat an unknown value as holding always."""

    UNPASTEURISED = "unpasteurised", "Unpasteurised", "Made from raw milk, or a ferment that was not heated."
    MOULD_RIPENED = "mould_ripened", "Mould-ripened", "A soft cheese ripened with mould, pasteurised or not."
    HOME_MADE = "home_made", "Home-made", "Made at home."
    RAW = "raw", "Raw", "Eaten or handled raw."
    CANNED = "canned", "Canned", "From a can or jar, heated."
    SWEETENED = "sweetened", "Sweetened", "With added sugar."
    LARGE_AMOUNT = "large_amount", "Large amount", "Much more than a usual serving."
    SUPPLEMENT_DOSE = "supplement_dose", "Supplement dose", "As a concentrated supplement, not as food."
    COOKED_AND_STORED = "cooked_and_stored", "Cooked and stored", "Cooked ahead and kept."
    CONTAINS_ALLERGEN = (
        "contains_allergen",
        "Holds the allergen",
        "The allergen is in it, or the label does not rule it out.",
    )
    CONTAINS_GLUTEN = "contains_gluten", "Holds gluten", "Gluten is in it, or the label does not rule it out."


class LifeStage(Vocabulary):
    """A stage of life. Treat an unknown value as one that needs advice first."""

    INFANT = "infant", "Infant", "A baby in the first year of life."
    CHILD = "child", "Child", "From the first birthday to the teens."
    ADOLESCENT = "adolescent", "Adolescent", "A teenager."
    ADULT = "adult", "Adult", "An adult."
    PREGNANCY = "pregnancy", "Pregnancy", "During pregnancy."
    TRYING_FOR_A_BABY = "trying_for_a_baby", "Trying for a baby", "Before a pregnancy that is hoped for."
    BREASTFEEDING = "breastfeeding", "Breastfeeding", "While breastfeeding."
    PERIMENOPAUSE = "perimenopause", "Around menopause", "The years around the last period."
    POSTMENOPAUSE = "postmenopause", "After menopause", "The years after the last period."
    OLDER_ADULT = "older_adult", "Older adult", "An older adult."


class Allergen(Vocabulary):
    """A food that people are commonly allergic to. Treat an unknown value as present."""

    MILK = "milk", "Milk", "Cow's milk and foods made from it."
    SOY = "soy", "Soy", "Soybeans and foods made from them."
    WHEAT = "wheat", "Wheat", "Wheat and foods made from it."
    FISH = "fish", "Fish", "Fish, fish sauce and fish stock."
    SHELLFISH = "shellfish", "Shellfish", "Shrimp, crab and other shellfish."
    EGG = "egg", "Egg", "Eggs and foods made from them."
    SESAME = "sesame", "Sesame", "Sesame seeds and oil."
    NUTS = "nuts", "Nuts", "Peanuts and tree nuts."
    PEANUT = "peanut", "Peanut", "Peanuts and foods made from them."
    YEAST = "yeast", "Yeast", "Yeast and foods made with it."
    LATEX = "latex", "Latex", "Natural rubber; some fruits can set off the same allergy."
    BIRCH_POLLEN = (
        "birch_pollen",
        "Birch pollen",
        "Birch pollen; some raw fruits set off the same allergy.",
    )


GLUTEN_CEREALS = frozenset({Allergen.WHEAT})
"""Allergens that are cereals with gluten, which people with coeliac disease do not tolerate."""
