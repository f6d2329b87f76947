"""The rules of check, plans, search and citations as data, for a client that answers without a server.

With the bundle and the names they are all that such a client needs: it holds no table of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.core.compact_json import compact_json
from app.core.references import FOOD_KINDS, PERSONAL_KINDS, USABLE_KINDS, Reference
from app.features import reference_values
from app.features.check.caution_index import USED, caution_index_of
from app.features.check.schemas import AskedAs
from app.features.check.sentences import NOT_COVERED, SENTENCES
from app.features.check.stage_medicines import STAGE_WORDS
from app.features.citations import bibliographic_record, bibtex
from app.features.citations.schemas import MAX_ITEMS
from app.features.plan import (
    candidates,
    caution_effects,
    day_composer,
    food_rules,
    free_from,
    person,
    plan,
    plan_index,
    plan_notes,
    plan_texts,
    reasons,
    rules,
)
from app.features.recognition import normalization, recogniser
from app.features.recognition.figures import figure_rules
from app.features.recognition.name_index import KINDS
from app.features.search import query_parser, ranking, search_index, searchable_text, tokenizer
from app.features.search.stopwords import AMOUNT_WORDS, BENEFIT_WORDS, SAFETY_WORDS, STOP_WORDS
from app.features.search.synonyms import SYNONYM_GROUPS
from app.kinds import caution_sentence
from app.kinds.sentence_words import noun
from app.kinds.sources import NO_DATE, TAKEN_BACK
from app.schemas.entries import MAX_SENTENCE
from app.vocabulary.safety import Allergen, LifeStage

ReferenceFields = dict[str, Any]
"""The fields of a model that refer to entries, in order: true, or those of the models in the field."""


def kit_rules(catalog: Catalog) -> bytes:
    """Return the rules of a release as JSON; a pattern is a regular expression as Python writes it."""
    return compact_json(
        {
            "release": catalog.release,
            "language": catalog.meta.language,
            "kinds": list(catalog.entry_types),
            "usable_kinds": USABLE_KINDS,
            "food_kinds": FOOD_KINDS,
            "personal_kinds": PERSONAL_KINDS,
            "order": _order(catalog),
            "moved": dict(catalog.moved),
            "caution_sentences": {
                slug: catalog.caution_card(slug).sentence for slug in catalog.slugs("cautions")
            },
            "sentences": _sentences(catalog),
            "recognition": _recognition(),
            "check": {"sentences": SENTENCES, "not_covered": NOT_COVERED, "stage_words": STAGE_WORDS},
            "citations": _citations(catalog),
            "search": _search(),
            "plan": _plan(catalog),
        }
    )


def _sentences(catalog: Catalog) -> dict[str, Any]:
    """Return what the sentence of a caution for one reader is made from."""
    index = caution_index_of(catalog)
    traits = dict.fromkeys((*index.traits, *((AskedAs.LIFE_STAGE, one.value) for one in LifeStage)))
    keys = (key for kind in plan_index.PLANNED_KINDS for key in catalog.keys(kind))
    words = index.words_for_all()
    return {
        "clauses": {f"{by}/{value}": index.clause((by, value)) for by, value in traits},
        "nouns": {**words.nouns, **{key: noun(catalog.reference(key).name) for key in keys}},
        "item_verbs": words.verbs,
        "wider": {key: sorted(found) for key, found in words.wider.items() if found},
        "perhaps": {key: sorted(found) for key, found in words.perhaps.items() if found},
        "verbs": caution_sentence.VERBS,
        "forms": caution_sentence.FORM_CONDITIONS,
        "holds": caution_sentence.HOLDS,
        "allergens": {one.value: one.label.lower() for one in Allergen},
        "adult_stages": sorted(caution_sentence.ADULT_STAGES),
        "any_food_allergy": caution_sentence.ANY_FOOD_ALLERGY,
        "used_fields": USED,
        "most_items": caution_sentence.MAX_ITEMS,
        "most_people": caution_sentence.MAX_PEOPLE,
        "longest": MAX_SENTENCE,
    }


def _order(catalog: Catalog) -> dict[str, list[str]]:
    """Return the slugs of each kind that is not in the order of its slugs."""
    slugs = {kind: catalog.slugs(kind) for kind in catalog.entry_types}
    return {kind: found for kind, found in slugs.items() if found != sorted(found)}


def _recognition() -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "other_fields": recogniser.OTHER_FIELDS,
        "allergy_words": sorted(recogniser.ALLERGY_WORDS),
        "joining_words": sorted(recogniser.JOINING_WORDS),
        "reader_words": sorted(recogniser.READER_WORDS),
        "shared_words": sorted(recogniser.SHARED_WORDS),
        "givers": sorted(recogniser.GIVERS),
        "not_of_others": sorted(recogniser.NOT_OF_OTHERS),
        "letters": _letters(normalization.LETTERS),
        "word": normalization.WORD.pattern,
        "separator": normalization.SEPARATOR.pattern,
        "spellings": [[pattern.pattern, new] for pattern, new in normalization.SPELLINGS],
        "figures": figure_rules(),
    }


def _citations(catalog: Catalog) -> dict[str, Any]:
    return {
        "most_items": MAX_ITEMS,
        "reference_fields": {kind: _reference_fields(model) for kind, model in catalog.entry_types.items()},
        "no_date": NO_DATE,
        "taken_back": TAKEN_BACK,
        "publication_types": {
            one.value: form.value for one, form in bibliographic_record.PUBLICATION_TYPES.items()
        },
        "journal_article": bibliographic_record.PublicationType.JOURNAL_ARTICLE.value,
        "page_range": bibliographic_record.PAGE_RANGE.pattern,
        "tex_escapes": _letters(bibtex.TEX_ESCAPES),
        "unbalanced_braces": bibtex.UNBALANCED_BRACES,
        "ligatures": bibtex.LIGATURES.pattern,
    }


def _reference_fields(model: type[Model]) -> ReferenceFields:
    found = {name: _references_in(field.annotation) for name, field in model.model_fields.items()}
    return {name: fields for name, fields in found.items() if fields}


def _references_in(annotation: object) -> ReferenceFields | bool:
    """Return what in a field refers to entries: true, or the fields of the models in it."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return issubclass(annotation, Reference) or _reference_fields(annotation)
    if get_origin(annotation) is dict:
        return False
    found = [fields for one in get_args(annotation) if (fields := _references_in(one))]
    return found[0] if found else False


def _plan(catalog: Catalog) -> dict[str, Any]:
    return {
        "document": dict(catalog.plan_rules),
        "kinds": plan_index.PLANNED_KINDS,
        "impact": plan_index.IMPACT,
        "figures": food_rules.AMOUNT_FIGURES,
        "limited_figures": rules.LIMITED_FIGURES,
        "units": food_rules.UNITS_PER_FIGURE,
        "fodmap_reasons": food_rules.FODMAP_REASONS,
        "not_served": sorted(caution_effects.NOT_SERVED),
        "served_to_all": sorted(caution_effects.SERVED_TO_ALL),
        "around_a_name": sorted(free_from.AROUND_A_NAME),
        "least_uptake_percent": food_rules.LEAST_UPTAKE_PERCENT,
        "least": reasons.LEAST,
        "reasons": reasons.SENTENCES,
        "without_known_benefit": sorted(reasons.WITHOUT_KNOWN_BENEFIT),
        "meal_words": plan_texts.MEAL_WORDS,
        "parts_of_a_meal": plan_texts.PARTS_OF_A_MEAL,
        "least_drink_grams": food_rules.LEAST_DRINK_GRAMS,
        "calcium_percent": plan.CALCIUM_PERCENT,
        "usual_calcium_percent": plan.USUAL_CALCIUM_PERCENT,
        "reference": {
            "own_values": sorted(reference_values.OWN_VALUES),
            "stage_ages": reference_values.STAGE_AGES,
            "usual_age": reference_values.USUAL_AGE,
            "female_stages": sorted(reference_values.FEMALE_STAGES),
        },
        "days": _plan_days(),
        "notes": _plan_notes(),
        "texts": _plan_texts(),
    }


def _plan_days() -> dict[str, Any]:
    return {
        "habits": day_composer.HABITS_A_DAY,
        "most_foods": day_composer.MOST_FOODS,
        "most_uses_a_week": day_composer.MOST_USES_A_WEEK,
        "few_foods": day_composer.FEW_FOODS,
        "fibre_aims": day_composer.FIBRE_AIMS,
        "usual_fibre_aim": day_composer.USUAL_FIBRE_AIM,
        "max_rise": day_composer.MAX_RISE,
        "most_fibre_foods": day_composer.MOST_FIBRE_FOODS,
        "usual_most_fibre_foods": day_composer.USUAL_MOST_FIBRE_FOODS,
        "shortlist": day_composer.SHORTLIST,
        "most_of_a_group": day_composer.MOST_OF_A_GROUP,
        "most_for_calcium": day_composer.MOST_FOR_CALCIUM,
        "richest_weeks": day_composer.RICHEST_WEEKS,
        "calcium_mg_per_cost": day_composer.CALCIUM_MG_PER_COST,
        "rich": day_composer.RICH,
        "days_apart": day_composer.DAYS_APART,
        "lasting_percent": day_composer.LASTING_PERCENT,
        "minded": day_composer.COST_WITH_CAUTION,
        "wanted": day_composer.COST_WANTED,
        "used_yesterday": day_composer.COST_USED_YESTERDAY,
        "used_two_days_ago": day_composer.COST_USED_TWO_DAYS_AGO,
        "group_used_yesterday": day_composer.COST_GROUP_USED_YESTERDAY,
        "each_use": day_composer.COST_PER_USE,
        "attempts": day_composer.ATTEMPTS,
    }


def _plan_notes() -> dict[str, Any]:
    return {
        "min_entries_a_week": plan_notes.MIN_ENTRIES_A_WEEK,
        "min_foods": plan_notes.MIN_FOODS,
        "min_grams_a_day": plan_notes.MIN_GRAMS_A_DAY,
        "low_share": plan_notes.LOW_SHARE,
        "met_share": plan_notes.MET_SHARE,
        "max_choices_listed": plan_notes.MAX_CHOICES_LISTED,
        "share_in_the_way": plan_notes.SHARE_IN_THE_WAY,
        "needs_own_servings": sorted(plan_notes.NEEDS_OWN_SERVINGS),
    }


def _plan_texts() -> dict[str, Any]:
    return {
        "no_figures": plan_index.NO_FIGURES,
        "no_claim": plan_index.NO_CLAIM,
        "not_understood": person.NOT_UNDERSTOOD,
        "no_dish": candidates.NO_DISH,
        "no_step": candidates.NO_STEP,
        "variety": reasons.VARIETY,
        "on_label": reasons.ON_LABEL,
        "general": plan_notes.GENERAL,
        "choices": plan_notes.choice_texts(),
        "ask_pharmacist": plan_notes.ASK_PHARMACIST,
        "too_few_foods": plan_notes.TOO_FEW_FOODS,
        "nothing_fits": plan_notes.NOTHING_FITS,
        "small_start": plan_notes.SMALL_START,
        "small_start_limited_fluid": plan_notes.SMALL_START_LIMITED_FLUID,
        "no_calcium_goal": plan_notes.NO_CALCIUM_GOAL,
        "timed": plan_notes.TIMED,
        "midday": plan_notes.MIDDAY,
        "stage_medicines": plan_notes.STAGE_MEDICINES,
        "keep_medicines": plan_notes.KEEP_MEDICINES,
        "keep_others": plan_notes.KEEP_OTHERS,
        "no_more_calcium": plan_notes.NO_MORE_CALCIUM,
        "few_calcium_foods": plan_notes.FEW_CALCIUM_FOODS,
        "calcium_met": plan_notes.CALCIUM_MET,
        "calcium_near": plan_notes.CALCIUM_NEAR,
        "ask": plan.ASK,
        "no_movement": plan_notes.NO_MOVEMENT,
        "adult_servings": plan_notes.ADULT_SERVINGS,
    }


def _search() -> dict[str, Any]:
    return {
        "word": tokenizer.WORD.pattern,
        "marks": tokenizer.MARKS.pattern,
        "possessive": tokenizer.POSSESSIVE.pattern,
        "digraphs": tokenizer.DIGRAPHS.pattern,
        "colour": tokenizer.COLOUR.pattern,
        "spellings": tokenizer.SPELLINGS,
        "identifier": query_parser.IDENTIFIER.pattern,
        "stop_words": _words(STOP_WORDS),
        "safety_words": _words(SAFETY_WORDS),
        "benefit_words": _words(BENEFIT_WORDS),
        "amount_words": _words(AMOUNT_WORDS),
        "how_much": _words(query_parser.HOW_MUCH),
        "synonyms": SYNONYM_GROUPS,
        "field_boosts": ranking.FIELD_BOOSTS,
        "tie_breaker": ranking.TIE_BREAKER,
        "whole_name": ranking.WHOLE_NAME,
        "all_in_names": ranking.ALL_TERMS_IN_NAMES,
        "intent_match": ranking.INTENT_MATCH,
        "meant": ranking.MEANT,
        "safety_stems": ranking.SAFETY_STEMS,
        "safety_score": ranking.SAFETY_SCORE,
        "kind_boosts": search_index.KIND_BOOST,
        "named_by_sentences": sorted(search_index.NAMED_BY_SENTENCES),
        "other_names": searchable_text.OTHER_NAMES,
        "separate": sorted(searchable_text.SEPARATE_FIELDS),
        "about": sorted(searchable_text.ABOUT),
        "not_indexed": sorted(searchable_text.NOT_INDEXED),
    }


def _letters(table: Mapping[int, str]) -> dict[str, str]:
    return {chr(code): letters for code, letters in table.items()}


def _words(words: Iterable[str]) -> str:
    return " ".join(sorted(words))
