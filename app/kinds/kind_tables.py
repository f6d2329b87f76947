"""The table of every kind. A server does not import it: it reads `app.db.read_model` only."""

from collections.abc import Mapping

from app.db.tables import Base, EntryRow
from app.kinds.activities.table import ActivityRow
from app.kinds.articles.table import ArticleRow
from app.kinds.cautions.table import CautionRow
from app.kinds.claims.table import ClaimRow
from app.kinds.compounds.table import CompoundRow
from app.kinds.conditions.table import ConditionRow
from app.kinds.daily_actions.table import ActionRow
from app.kinds.food_sources.table import FoodSourceRow
from app.kinds.lifestyle_tips.table import TipRow
from app.kinds.mechanisms.table import MechanismRow
from app.kinds.medicines.table import MedicineRow
from app.kinds.microbes.table import MicrobeRow
from app.kinds.nutrients.table import NutrientRow
from app.kinds.outcomes.table import OutcomeRow
from app.kinds.prebiotics.table import PrebioticRow
from app.kinds.sources.table import SourceRow
from app.kinds.supplement_guidance.table import GuidanceRow
from app.kinds.supplements.table import SupplementRow
from app.kinds.terms.table import TermRow

ROWS: tuple[type[EntryRow], ...] = (
    ActivityRow,
    ArticleRow,
    CautionRow,
    ClaimRow,
    CompoundRow,
    ConditionRow,
    ActionRow,
    FoodSourceRow,
    TipRow,
    MechanismRow,
    MedicineRow,
    MicrobeRow,
    NutrientRow,
    OutcomeRow,
    PrebioticRow,
    SourceRow,
    GuidanceRow,
    SupplementRow,
    TermRow,
)

TABLES: Mapping[str, type[EntryRow]] = {row.path: row for row in ROWS}
"""The mapped class of each kind, by the path of the kind."""

METADATA = Base.metadata
"""All tables; complete in this module, which imports the table of every kind."""
