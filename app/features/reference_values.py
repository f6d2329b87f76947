"""Daily reference values that apply to one person: by age, sex and stage of life."""

from collections.abc import Collection, Iterator

from pydantic import Field

from app.catalog.catalog import Catalog
from app.core.base_model import Model, RequestModel
from app.core.field_types import SlugOrSynonym
from app.core.references import Reference
from app.features.embedded_cards import reference_to
from app.kinds.nutrients import Nutrient, ReferenceValue
from app.schemas.envelopes import Envelope
from app.schemas.filters import without_null
from app.vocabulary.nutrition import ReferenceAuthority, Sex
from app.vocabulary.safety import LifeStage

MONTHS_PER_YEAR = 12
OWN_VALUES = frozenset({LifeStage.PREGNANCY, LifeStage.BREASTFEEDING})
"""Stages of life that some authorities set values of their own for."""

STAGE_AGES = {
    LifeStage.ADOLESCENT: 15,
    LifeStage.PREGNANCY: 30,
    LifeStage.BREASTFEEDING: 30,
    LifeStage.TRYING_FOR_A_BABY: 30,
    LifeStage.OLDER_ADULT: 75,
    LifeStage.POSTMENOPAUSE: 60,
    LifeStage.PERIMENOPAUSE: 49,
}
USUAL_AGE = 40
"""Ages that stand for a stage of life where no age was said; the first stage that is met counts."""

STAGES_WITHOUT_AGE = frozenset({LifeStage.INFANT, LifeStage.CHILD})
"""Stages of life too wide for one age."""

FEMALE_STAGES = frozenset({*STAGE_AGES} - {LifeStage.ADOLESCENT, LifeStage.OLDER_ADULT})


class ReferenceValueQuery(RequestModel):
    """For whom, of which nutrients and by which authority."""

    age: int | None = Field(
        None,
        ge=0,
        le=120,
        description="Age in years; left out: every age. Of a year with two groups of age, both are given.",
        json_schema_extra=without_null,
    )
    sex: Sex | None = Field(
        None,
        description="Values for this sex and those for any; left out or `any`: all.",
        json_schema_extra=without_null,
    )
    life_stage: LifeStage | None = Field(
        None,
        description="`pregnancy` and `breastfeeding` have values of their own, in place of the general ones. "
        "Any other stage leaves these out, and so does an age without a stage. Left out, as the age: all.",
        json_schema_extra=without_null,
    )
    nutrient: tuple[SlugOrSynonym, ...] = Field(
        (), max_length=20, description="Only these nutrients, by slug or synonym; left out: all."
    )
    authority: tuple[ReferenceAuthority, ...] = Field(
        (), description="Only values of these authorities; left out: all."
    )


def query_of_stages(
    stages: Collection[str], authority: tuple[ReferenceAuthority, ...]
) -> ReferenceValueQuery | None:
    """Return the query for a person of whom only stages of life are known; None for young children."""
    if not STAGES_WITHOUT_AGE.isdisjoint(stages):
        return None
    return person_query(stages, None, Sex.ANY, authority)


def person_query(
    stages: Collection[str], age: int | None, sex: Sex, authority: tuple[ReferenceAuthority, ...] = ()
) -> ReferenceValueQuery:
    """Return the query for a person; where no age or sex was said, a stage of life stands for it."""
    met = [stage for stage in STAGE_AGES if stage.value in stages]
    return ReferenceValueQuery(
        age=age if age is not None else next((STAGE_AGES[one] for one in met), USUAL_AGE),
        sex=Sex.FEMALE if sex is Sex.ANY and FEMALE_STAGES.intersection(met) else sex,
        life_stage=next((stage for stage in met if stage in OWN_VALUES), None),
        authority=authority,
    )


class NutrientReferenceValues(Model):
    """The reference values of one nutrient that apply."""

    nutrient: Reference = Field(description="The nutrient.")
    values: tuple[ReferenceValue, ...] = Field(description="In the order of the authorities; never added up.")


class ReferenceValueList(Model):
    """Reference values by nutrient."""

    nutrients: tuple[NutrientReferenceValues, ...] = Field(
        description="Nutrients with a value that applies, in their order."
    )
    note: str = Field(description="What such values are for, to be shown with them.")


class ReferenceValueItem(Envelope[ReferenceValueList]):
    """The reference values for a person."""


NOTE = (
    "Reference values are for healthy people and include what food gives. "
    "With an illness or a medicine, ask your clinic what is right for you."
)


def reference_values_of(
    catalog: Catalog, query: ReferenceValueQuery, slugs: tuple[str, ...]
) -> ReferenceValueList:
    """Return the values that apply; `slugs` are those of the requested nutrients, empty for all."""
    return ReferenceValueList(nutrients=tuple(_nutrients(catalog, query, slugs)), note=NOTE)


def _nutrients(
    catalog: Catalog, query: ReferenceValueQuery, slugs: tuple[str, ...]
) -> Iterator[NutrientReferenceValues]:
    for nutrient in catalog.entries_by_kind["nutrients"]:
        if isinstance(nutrient, Nutrient) and (not slugs or nutrient.slug in slugs):
            values = _applying(nutrient.reference_values, query)
            if values:
                yield NutrientReferenceValues(nutrient=reference_to(nutrient), values=values)


def _applying(values: tuple[ReferenceValue, ...], query: ReferenceValueQuery) -> tuple[ReferenceValue, ...]:
    fitting = [value for value in values if _applies(value, query)]
    own = {(value.authority, value.type) for value in fitting if value.life_stages and not value.is_added}
    replaced = query.life_stage in OWN_VALUES
    return tuple(
        value
        for value in fitting
        if not replaced or value.life_stages or (value.authority, value.type) not in own
    )


def _applies(value: ReferenceValue, query: ReferenceValueQuery) -> bool:
    if query.authority and value.authority not in query.authority:
        return False
    if query.sex not in {None, Sex.ANY} and value.sex not in {Sex.ANY, query.sex}:
        return False
    if value.life_stages and query.life_stage not in value.life_stages:
        # Without a person to fit, everything is listed.
        return query.life_stage is None and query.age is None
    if query.age is None:
        return True
    first, last = query.age * MONTHS_PER_YEAR, query.age * MONTHS_PER_YEAR + MONTHS_PER_YEAR - 1
    below = value.age_below_months
    return value.age_from_months <= last and (below is None or below > first)
