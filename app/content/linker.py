"""Find the claims, cautions and related entries of every entry."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.core.base_model import shared_fields
from app.core.entry_keys import kind_of
from app.core.references import PERSONAL_KINDS, USABLE_KINDS, Resolver
from app.db.tables import LinkRow
from app.kinds.broader import CERTAIN_FIELDS, POSSIBLE_FIELDS
from app.kinds.caution_sentence import caution_sentence
from app.kinds.cautions import CautionFields, target_ids
from app.kinds.sentence_words import SentenceWords
from app.kinds.sources import label
from app.schemas.entries import CautionCard, CautionLine, Citation, ClaimCard, ClaimGrade, Related
from app.schemas.grading import answer_verdict, counts_as_test
from app.vocabulary.content import Relation
from app.vocabulary.grading import About

INHERITING_RELATIONS = frozenset({Relation.USES})
"""An entry inherits the claims and cautions of the entries that it uses."""

BROADER_FIELDS = frozenset({*CERTAIN_FIELDS, *POSSIBLE_FIELDS})
"""A condition or medicine inherits the cautions of the entries that these fields name, all the way up."""

CAUTION_RELATIONS = frozenset({Relation.WARNS_ABOUT, Relation.CONCERNS})
CLAIM_RELATIONS = frozenset({Relation.ABOUT, Relation.RESTS_ON})

CARD_RELATIONS = frozenset(
    {Relation.WARNED_BY, Relation.CONCERNED_BY, Relation.SUBJECT_OF, Relation.GRADED_BY}
)
"""Relations of an entry to what it names as its claims and cautions."""

Fields = Mapping[str, Any]
Card = TypeVar("Card", bound=ClaimCard | CautionCard)


@dataclass(frozen=True)
class CautionSentences:
    """Makes the sentences of all cautions, from the words for all entries."""

    cautions: Mapping[str, CautionFields]
    words: SentenceWords

    def sentence(self, key: str, items: Sequence[str] = ()) -> str:
        """Return the sentence of a caution, for entries or for all that it applies to."""
        caution = self.cautions[key]
        return caution_sentence(caution, self.words, items or target_ids(caution))


def claim_grade(card: ClaimCard) -> ClaimGrade:
    """Return the grade of a claim, and what it answers."""
    return ClaimGrade(**shared_fields(card, ClaimGrade))


def claim_card(claim: Fields, sources: Mapping[str, Fields], resolver: Resolver) -> ClaimCard:
    """Return the card of a claim, its citations included."""
    evidence = [(item["stance"], sources[item["source"]]) for item in claim["evidence"]]
    citations = [
        Citation(source=source["slug"], label=label(source), stance=stance, url=source["url"])
        for stance, source in evidence
    ]
    card = {name: claim[name] for name in ClaimCard.model_fields if name in claim}
    studied = any(
        counts_as_test(stance, source["type"], source["retraction_status"]) for stance, source in evidence
    )
    # What to do is no question that studies answer by helping or harming.
    direction = None if claim["about"] == About.PRACTICE else claim["direction"]
    verdict = answer_verdict(direction, claim["certainty"], studied=studied)
    return ClaimCard.model_validate(card | {"verdict": verdict, "citations": citations}, context=resolver)


def caution_card(caution: Fields, sentence: str, resolver: Resolver) -> CautionCard:
    """Return the card of a caution, with its sentence for all that it applies to."""
    card = {name: caution[name] for name in CautionCard.model_fields if name in caution}
    return CautionCard.model_validate(
        card | {"title": caution["name"], "sentence": sentence}, context=resolver
    )


class Linker:
    """Finds the claims, cautions and related entries of an entry."""

    def __init__(
        self,
        links: Iterable[LinkRow],
        resolver: Resolver,
        claims: Mapping[str, ClaimCard],
        cautions: Mapping[str, CautionCard],
        sentences: CautionSentences,
    ) -> None:
        """Index the links and cards."""
        self._resolver = resolver
        self._claims = claims
        self._cautions = cautions
        self._order = {key: place for place, key in enumerate((*claims, *cautions))}
        self._sentences = sentences
        self._any_activity = {
            key for key, caution in sentences.cautions.items() if caution.applies_to.any_activity
        }
        self._out: dict[str, list[LinkRow]] = defaultdict(list)
        self._in: dict[str, list[LinkRow]] = defaultdict(list)
        for link in links:
            self._out[link.source_id].append(link)
            self._in[link.target_id].append(link)

    def claims(self, key: str) -> list[ClaimGrade]:
        """Return the claims about an entry, those that grade its parts, and those of the entries it uses.

        They are in the order of claims. A claim has none.
        """
        found = [] if key in self._claims else self._linked(key, CLAIM_RELATIONS, self._claims)
        return [claim_grade(card) for card in found]

    def cautions(self, key: str) -> list[CautionLine]:
        """Return the cautions of an entry and of those it uses, most serious first; a caution has none.

        A condition or medicine has those of everything broader too, but none that another of them supersedes.
        """
        found = [] if key in self._cautions else self._linked(key, CAUTION_RELATIONS, self._cautions)
        if kind_of(key) in PERSONAL_KINDS:
            shown = {f"cautions/{card.slug}" for card in found}
            found = [card for card in found if shown.isdisjoint(self._superseding(f"cautions/{card.slug}"))]
        return [
            CautionLine(slug=card.slug, severity=card.severity, sentence=self._sentence(key, card.slug))
            for card in sorted(found, key=lambda card: -card.severity.rank)
        ]

    def _sentence(self, key: str, slug: str) -> str:
        """Return the sentence of a caution for an entry, or for those of its used entries that it names."""
        caution = f"cautions/{slug}"
        warned = {link.target_id for link in self._out[caution] if link.relation is Relation.WARNS_ABOUT}
        used = [link.target_id for link in self._out[key] if link.relation in INHERITING_RELATIONS]
        named = [one for one in used if one in warned]
        if key in warned or (not named and kind_of(key) in USABLE_KINDS):
            named = [key]
        return self._sentences.sentence(caution, named)

    def _linked(self, key: str, relations: frozenset[Relation], cards: Mapping[str, Card]) -> list[Card]:
        """Return the cards that an entry links to, or that link to it by one of the relations.

        It inherits the cards of the entries that it uses.
        """
        found: set[str] = set()
        used = [link.target_id for link in self._out[key] if link.relation in INHERITING_RELATIONS]
        for one in (*self._broader(key), *used):
            found |= {link.source_id for link in self._in[one] if link.relation in relations}
            found |= {link.target_id for link in self._out[one]}
            if one.startswith("activities/"):
                found |= self._any_activity
        return [cards[one] for one in sorted(found & cards.keys(), key=self._order.__getitem__)]

    def _superseding(self, caution: str) -> list[str]:
        """Return the cautions that supersede a caution."""
        return [link.target_id for link in self._out[caution] if link.field == "superseded_by"]

    def _broader(self, key: str) -> list[str]:
        """Return an entry and everything broader, all the way up."""
        found = [key]
        for one in found:
            wider = [link.target_id for link in self._out[one] if link.field in BROADER_FIELDS]
            found += [other for other in wider if other not in found]
        return found

    def related(self, key: str) -> list[Related]:
        """Return the related entries: outgoing links as written, then the inverse of incoming links.

        They do not repeat the claims and cautions of the entry.
        """
        pairs = [(link.relation, link.target_id) for link in self._out[key]]
        pairs += [(link.relation.inverse, link.source_id) for link in self._in[key]]
        shown = {f"claims/{grade.slug}" for grade in self.claims(key)}
        shown |= {f"cautions/{line.slug}" for line in self.cautions(key)}
        return [
            self._relative(relation, other)
            for relation, other in dict.fromkeys(pairs)
            if relation not in CARD_RELATIONS or other not in shown
        ]

    def _relative(self, relation: Relation, key: str) -> Related:
        kind, _, slug = key.partition("/")
        found = self._resolver.find(kind, slug, relation)
        if found is None:
            raise LookupError(key)
        return Related.model_construct(relation=relation, href=found.href, name=found.name)
