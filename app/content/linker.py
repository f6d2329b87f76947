"""Find the claims, cautions and related entries of every entry."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from app.core.references import Resolver
from app.db.tables import LinkRow
from app.kinds.sources import label
from app.schemas.entries import CautionCard, Citation, ClaimCard, Related
from app.vocabulary.content import Relation

INHERITING_RELATIONS = frozenset({Relation.USES})
"""An entry inherits the claims and cautions of the entries that it uses."""

CAUTION_RELATIONS = frozenset({Relation.WARNS_ABOUT, Relation.CONCERNS})
CLAIM_RELATIONS = frozenset({Relation.ABOUT, Relation.RESTS_ON})

Fields = Mapping[str, Any]
Card = TypeVar("Card", bound=ClaimCard | CautionCard)


def claim_card(claim: Fields, sources: Mapping[str, Fields], resolver: Resolver) -> ClaimCard:
    """Return the card of a claim, its citations included."""
    citations = [
        Citation(
            source=sources[item["source"]]["slug"],
            label=label(sources[item["source"]]),
            stance=item["stance"],
            url=sources[item["source"]]["url"],
        )
        for item in claim["evidence"]
    ]
    card = {name: claim[name] for name in ClaimCard.model_fields if name in claim}
    return ClaimCard.model_validate(card | {"citations": citations}, context=resolver)


def caution_card(caution: Fields, resolver: Resolver) -> CautionCard:
    """Return the card of a caution."""
    card = {name: caution[name] for name in CautionCard.model_fields if name in caution}
    return CautionCard.model_validate(card | {"title": caution["name"]}, context=resolver)


class Linker:
    """Finds the claims, cautions and related entries of an entry."""

    def __init__(
        self,
        links: Iterable[LinkRow],
        resolver: Resolver,
        claims: Mapping[str, ClaimCard],
        cautions: Mapping[str, CautionCard],
        any_activity: Iterable[str],
    ) -> None:
        """Index the links and cards; `any_activity` lists the cautions that apply to every activity."""
        self._resolver = resolver
        self._claims = claims
        self._cautions = cautions
        self._order = {key: place for place, key in enumerate((*claims, *cautions))}
        self._any_activity = set(any_activity)
        self._out: dict[str, list[LinkRow]] = defaultdict(list)
        self._in: dict[str, list[LinkRow]] = defaultdict(list)
        for link in links:
            self._out[link.source_id].append(link)
            self._in[link.target_id].append(link)

    def claims(self, key: str) -> list[ClaimCard]:
        """Return the claims about an entry, those that grade its parts, and those of the entries it uses.

        They are in the order of claims. A claim has none.
        """
        return [] if key in self._claims else self._linked(key, CLAIM_RELATIONS, self._claims)

    def cautions(self, key: str) -> list[CautionCard]:
        """Return the cautions of an entry and of those it uses, most serious first; a caution has none."""
        found = [] if key in self._cautions else self._linked(key, CAUTION_RELATIONS, self._cautions)
        return sorted(found, key=lambda card: -card.severity.rank)

    def _linked(self, key: str, relations: frozenset[Relation], cards: Mapping[str, Card]) -> list[Card]:
        """Return the cards that an entry links to, or that link to it by one of the relations.

        It inherits the cards of the entries that it uses.
        """
        found: set[str] = set()
        used = [link.target_id for link in self._out[key] if link.relation in INHERITING_RELATIONS]
        for one in (key, *used):
            found |= {link.source_id for link in self._in[one] if link.relation in relations}
            found |= {link.target_id for link in self._out[one]}
            if one.startswith("activities/"):
                found |= self._any_activity
        return [cards[one] for one in sorted(found & cards.keys(), key=self._order.__getitem__)]

    def related(self, key: str) -> list[Related]:
        """Return all related entries: outgoing links as written, then the inverse of incoming links."""
        pairs = [(link.relation, link.target_id) for link in self._out[key]]
        pairs += [(link.relation.inverse, link.source_id) for link in self._in[key]]
        return [self._relative(relation, other) for relation, other in dict.fromkeys(pairs)]

    def _relative(self, relation: Relation, key: str) -> Related:
        kind, _, slug = key.partition("/")
        found = self._resolver.find(kind, slug, relation)
        if found is None:
            raise LookupError(key)
        return Related.model_construct(
            relation=relation, kind=kind, slug=slug, name=found.name, href=found.href
        )
