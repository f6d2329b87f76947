"""The rules of check, plans, search and citations as data, for a client that answers without a server.

With the bundle and the names they are all that such a client needs: it holds no table of its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

from app.catalog.catalog import Catalog
from app.core.base_model import Model
from app.core.compact_json import compact_json
from app.core.references import FOOD_KINDS, PERSONAL_KINDS, USABLE_KINDS, Reference
from app.features.check.sentences import NOT_COVERED, SENTENCES
from app.features.citations import bibliographic_record, bibtex
from app.features.citations.schemas import MAX_ITEMS
from app.features.recognition import normalization, recogniser
from app.features.recognition.figures import figure_rules
from app.features.recognition.name_index import KINDS
from app.features.search import query_parser, ranking, search_index, searchable_text, tokenizer
from app.features.search.stopwords import BENEFIT_WORDS, SAFETY_WORDS, STOP_WORDS
from app.features.search.synonyms import SYNONYM_GROUPS
from app.kinds.sources import NO_DATE, TAKEN_BACK

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
            "recognition": _recognition(),
            "check": {"sentences": SENTENCES, "not_covered": NOT_COVERED},
            "citations": _citations(catalog),
            "search": _search(),
        }
    )


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
        "givers": sorted(recogniser.GIVERS),
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
