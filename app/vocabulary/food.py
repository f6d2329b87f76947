"""Enumerations of food: diets, amounts, microbes and compounds."""

from app.vocabulary.base import Vocabulary


class Diet(Vocabulary):
    """A way of eating that a food definitely fits. Treat an unknown value as not fitting."""

    OMNIVORE = "omnivore", "Omnivore", "Eats everything."
    PESCATARIAN = "pescatarian", "Pescatarian", "Eats fish, no meat."
    VEGETARIAN = "vegetarian", "Vegetarian", "Eats no meat and no fish."
    VEGAN = "vegan", "Vegan", "Eats nothing from animals."


class FreeFrom(Vocabulary):
    """Something a food is definitely free from. Treat an unknown value as not free from it."""

    DAIRY = "dairy", "Dairy", "No milk or milk products."
    LACTOSE = "lactose", "Lactose", "No milk sugar."
    SOY = "soy", "Soy", "No soy."
    GLUTEN = "gluten", "Gluten", "No gluten."
    FISH = "fish", "Fish", "No fish and no shellfish."
    ALCOHOL = "alcohol", "Alcohol", "No alcohol."


class Live(Vocabulary):
    """Whether live microbes are in a food. Treat an unknown value as `depends`."""

    YES = "yes", "Yes", "In the usual product."
    DEPENDS = "depends", "Depends", "The brand or the cooking decides."
    NO = "no", "No", "Heat normally kills them."


class Fodmap(Vocabulary):
    """How much fermentable carbohydrate a stated portion holds. Treat an unknown value as `unknown`."""

    LOW = "low", "Low", "Low at the portion stated."
    DEPENDS = "depends", "Depends", "The portion or the recipe decides."
    HIGH = "high", "High", "High at a usual portion."
    UNKNOWN = "unknown", "Unknown", "No rating was found."


class SodiumLevel(Vocabulary):
    """Sodium in the stated serving against a daily value of 2,300 mg. Treat an unknown value as `high`."""

    LOW = "low", "Low", "5 percent of the daily value or less."
    MEDIUM = "medium", "Medium", "Between 5 and 20 percent of the daily value."
    HIGH = "high", "High", "20 percent of the daily value or more."


class FoodGroup(Vocabulary):
    """The group a food belongs to, for variety. Treat an unknown value as a group of its own."""

    DAIRY = "dairy", "Milk foods", "Milk, and foods made from it."
    FERMENTED_VEGETABLE = "fermented_vegetable", "Fermented vegetables", "Vegetables fermented in salt."
    SOY = "soy", "Soy foods", "Soybeans, and foods made from them."
    TEA = "tea", "Tea ferments", "Fermented tea."
    DRINK = "drink", "Drinks", "Water, juice and other drinks."
    FISH = "fish", "Fish", "Fresh and canned fish."
    EGG = "egg", "Eggs", "Eggs of hens."
    ALLIUM = "allium", "Onion family", "Garlic, onions and leeks."
    LEAFY_GREEN = "leafy_green", "Leafy greens", "Green leaves and broccoli."
    VEGETABLE = "vegetable", "Vegetables", "Other vegetables and roots."
    PULSE = "pulse", "Pulses", "Beans, peas and lentils."
    NUT_OR_SEED = "nut_or_seed", "Nuts and seeds", "Nuts, seeds, and pastes made from them."
    FRUIT = "fruit", "Fruit", "Fresh and dried fruit."
    WHOLE_GRAIN = "whole_grain", "Whole grains", "Grains and seeds eaten whole."
    STARCH = "starch", "Bread, rice and potatoes", "White bread and rice, and potatoes."
    FIBRE_INGREDIENT = "fibre_ingredient", "Fibre ingredients", "Purified fibre that is added to food."


class Texture(Vocabulary):
    """The texture of a portion as usually eaten. Treat an unknown value as `regular`."""

    LIQUID = "liquid", "Liquid", "A thin drink."
    SMOOTH = "smooth", "Smooth", "Without lumps."
    SOFT = "soft", "Soft", "A fork mashes it."
    REGULAR = "regular", "Needs chewing", "It needs chewing."
    MIXED = "mixed", "Mixed", "A liquid with pieces in it."
    DRY = "dry", "Dry or crumbly", "Dry, or it falls into crumbs."
    STRINGY = "stringy", "Stringy", "Strings or sticky threads."


class NarrowedBowel(Vocabulary):
    """Whether a portion suits a narrowed bowel. Treat an unknown value as `no`."""

    YES = "yes", "Usually fits", "It usually fits a soft diet that is low in fibre."
    ASK = "ask", "Ask first", "It depends on how you prepare it, and on how narrow the bowel is."
    NO = "no", "Leave it out", "Skins, seeds, strings or much fibre."


class Fermentable(Vocabulary):
    """What in a portion gut microbes ferment. Treat an unknown value as `fructans`."""

    FRUCTANS = "fructans", "Fructans", "Inulin and its relatives; a day's amount of them is limited."
    OTHER = "other", "Other carbohydrates", "Other carbohydrates that call for a small start."
    NONE = "none", "None to mind", "No small start is needed."


class FigureBasis(Vocabulary):
    """Where the figures of a portion come from. Treat an unknown value as `label_median`."""

    FOOD_TABLE = "food_table", "Food table", "The figures per 100 g of a food table."
    LABEL_MEDIAN = "label_median", "Product labels", "The medians of product labels, rounded by their makers."


class CompoundClass(Vocabulary):
    """What sort of compound it is. Treat an unknown value as `other`."""

    SHORT_CHAIN_FATTY_ACID = (
        "short_chain_fatty_acid",
        "Short-chain fatty acid",
        "A small acid that gut bacteria make from fibre.",
    )
    PREBIOTIC_FIBRE = (
        "prebiotic_fibre",
        "Prebiotic fibre",
        "A carbohydrate that people do not digest and some gut microbes use.",
    )
    HORMONE = "hormone", "Hormone", "A messenger of the body."
    ISOFLAVONE = "isoflavone", "Isoflavone", "A plant compound of soy."
    ORGANIC_ACID = "organic_acid", "Organic acid", "An acid made in fermentation."
    BIOGENIC_AMINE = (
        "biogenic_amine",
        "Biogenic amine",
        "A compound that forms when microbes break down protein.",
    )
    SUGAR_ALCOHOL = "sugar_alcohol", "Sugar alcohol", "A sweet compound that is poorly absorbed."
    SUGAR = "sugar", "Sugar", "A simple carbohydrate."
    VITAMIN_FORM = "vitamin_form", "Vitamin form", "One chemical form of a vitamin."
    IMMUNE_SIGNAL = "immune_signal", "Immune signal", "A messenger of the immune system."
    OTHER = "other", "Other", "None of the other classes."


class Rank(Vocabulary):
    """The level of a microbe's name. Treat an unknown value as `group`."""

    GROUP = "group", "Group", "Several kinds of microbe under one name."
    GENUS = "genus", "Genus", "A genus."
    SPECIES = "species", "Species", "A species."
    SUBSPECIES = "subspecies", "Subspecies", "A subspecies or variety."
    STRAIN = "strain", "Strain", "One strain, with its designation."


class MicrobeType(Vocabulary):
    """What sort of microbe it is. Treat an unknown value as `community`."""

    BACTERIUM = "bacterium", "Bacterium", "A bacterium."
    YEAST = "yeast", "Yeast", "A yeast."
    MOULD = "mould", "Mould", "A mould."
    COMMUNITY = "community", "Community", "Several microbes together."


class AmountUnit(Vocabulary):
    """What an amount of a compound is counted per. Treat an unknown value as not comparable."""

    G_PER_100G = "g_per_100g", "g per 100 g", "Grams in 100 grams of the food."
    G_PER_DAY = "g_per_day", "g per day", "Grams a day, as given in a study."
    G_PER_CUP = "g_per_cup", "g per cup", "Grams in one cup of the food."
