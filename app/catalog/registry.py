"""The one list of kinds, each after the kinds it refers to most."""

from app.kinds.activities.kind import KIND as ACTIVITIES
from app.kinds.articles.kind import KIND as ARTICLES
from app.kinds.cautions.kind import KIND as CAUTIONS
from app.kinds.claims.kind import KIND as CLAIMS
from app.kinds.compounds.kind import KIND as COMPOUNDS
from app.kinds.conditions.kind import KIND as CONDITIONS
from app.kinds.daily_actions.kind import KIND as DAILY_ACTIONS
from app.kinds.food_sources.kind import KIND as FOOD_SOURCES
from app.kinds.lifestyle_tips.kind import KIND as LIFESTYLE_TIPS
from app.kinds.mechanisms.kind import KIND as MECHANISMS
from app.kinds.medicines.kind import KIND as MEDICINES
from app.kinds.microbes.kind import KIND as MICROBES
from app.kinds.nutrients.kind import KIND as NUTRIENTS
from app.kinds.outcomes.kind import KIND as OUTCOMES
from app.kinds.prebiotics.kind import KIND as PREBIOTICS
from app.kinds.sources.kind import KIND as SOURCES
from app.kinds.supplement_guidance.kind import KIND as SUPPLEMENT_GUIDANCE
from app.kinds.supplements.kind import KIND as SUPPLEMENTS
from app.kinds.terms.kind import KIND as TERMS
from app.schemas.kind import Kind

KINDS: tuple[Kind, ...] = (
    MECHANISMS,
    OUTCOMES,
    NUTRIENTS,
    COMPOUNDS,
    MICROBES,
    FOOD_SOURCES,
    PREBIOTICS,
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
