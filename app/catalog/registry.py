"""The one list of kinds, each after the kinds it refers to most."""

from collections.abc import Mapping

from app.kinds.activities import KIND as ACTIVITIES
from app.kinds.articles import KIND as ARTICLES
from app.kinds.bone_foods import KIND as BONE_FOODS
from app.kinds.cautions import KIND as CAUTIONS
from app.kinds.claims import KIND as CLAIMS
from app.kinds.compounds import KIND as COMPOUNDS
from app.kinds.conditions import KIND as CONDITIONS
from app.kinds.daily_actions import KIND as DAILY_ACTIONS
from app.kinds.food_sources import KIND as FOOD_SOURCES
from app.kinds.lifestyle_tips import KIND as LIFESTYLE_TIPS
from app.kinds.mechanisms import KIND as MECHANISMS
from app.kinds.medicines import KIND as MEDICINES
from app.kinds.microbes import KIND as MICROBES
from app.kinds.nutrients import KIND as NUTRIENTS
from app.kinds.outcomes import KIND as OUTCOMES
from app.kinds.prebiotics import KIND as PREBIOTICS
from app.kinds.sources import KIND as SOURCES
from app.kinds.supplement_guidance import KIND as SUPPLEMENT_GUIDANCE
from app.kinds.supplements import KIND as SUPPLEMENTS
from app.kinds.terms import KIND as TERMS
from app.schemas.kind import Kind

KINDS: tuple[Kind, ...] = (
    MECHANISMS,
    OUTCOMES,
    NUTRIENTS,
    COMPOUNDS,
    MICROBES,
    FOOD_SOURCES,
    PREBIOTICS,
    BONE_FOODS,
    SUPPLEMENTS,
    SUPPLEMENT_GUIDANCE,
    LIFESTYLE_TIPS,
    ACTIVITIES,
    DAILY_ACTIONS,
    CONDITIONS,
    MEDICINES,
    CAUTIONS,
    CLAIMS,
    SOURCES,
    ARTICLES,
    TERMS,
)

KINDS_BY_PATH: Mapping[str, Kind] = {kind.path: kind for kind in KINDS}
