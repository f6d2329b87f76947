"""What an entry shows of others: its claims, its cautions and its relatives, both ways."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from app.core.references import Resolver
from app.db.tables import LinkRow
from app.kinds.sources.citation import label
from app.schemas.entries import CautionCard, Citation, ClaimCard, Related
from app.vocabulary.content import Relation

CARRIED = frozenset({Relation.USES})
"""An entry that uses another one carries its claims and cautions too."""

PEOPLE_OR_THINGS = frozenset({Relation.WARNS_ABOUT, Relation.CONCERNS})
CLAIMED = frozenset({Relation.ABOUT, Relation.RESTS_ON})

Fields = Mapping[str, Any]


def claim_card(claim: Fields, sources: Mapping[str, Fields], names: Resolver) -> ClaimCard:
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
    return ClaimCard.model_validate(card | {"citations": citations}, context=names)


def caution_card(caution: Fields, names: Resolver) -> CautionCard:
    """Return the card of a caution."""
    card = {name: caution[name] for name in CautionCard.model_fields if name in caution}
    return CautionCard.model_validate(card | {"title": caution["name"]}, context=names)


class Linker:
    """Answers, for any entry, which claims, cautions and relatives it has."""

    def __init__(
        self,
        links: Iterable[LinkRow],
        names: Resolver,
        claims: Mapping[str, ClaimCard],
        cautions: Mapping[str, CautionCard],
        any_activity: Iterable[str],
    ) -> None:
        """Take all links and cards, and the cautions that hold for every activity."""
        self._names = names
        self._claims = claims
        self._cautions = cautions
        self._order = {key: place for place, key in enumerate((*claims, *cautions))}
        self._any_activity = list(any_activity)
        self._out: dict[str, list[LinkRow]] = defaultdict(list)
        self._in: dict[str, list[LinkRow]] = defaultdict(list)
        for link in links:
            self._out[link.source_id].append(link)
            self._in[link.target_id].append(link)

    def claims(self, key: str) -> list[ClaimCard]:
        """Return the claims about an entry, those that grade its steps, and those of all it uses.

        They stand in the article's order. A claim has none: it is one.
        """
        if key in self._claims:
            return []
        found = self._direct_claims(key)
        for link in self._out[key]:
            if link.relation in CARRIED:
                found |= self._direct_claims(link.target_id)
        return [
            self._claims[claim] for claim in sorted(found & self._claims.keys(), key=self._order.__getitem__)
        ]

    def _direct_claims(self, key: str) -> set[str]:
        about = {link.source_id for link in self._in[key] if link.relation in CLAIMED}
        return about | {link.target_id for link in self._out[key]}

    def cautions(self, key: str) -> list[CautionCard]:
        """Return the cautions of an entry and of all it uses, most serious first; a caution has none."""
        if key in self._cautions:
            return []
        found = self._direct_cautions(key)
        for link in self._out[key]:
            if link.relation in CARRIED:
                found |= self._direct_cautions(link.target_id)
        cards = [
            self._cautions[one] for one in sorted(found & self._cautions.keys(), key=self._order.__getitem__)
        ]
        return sorted(cards, key=lambda card: -card.severity.rank)

    def _direct_cautions(self, key: str) -> set[str]:
        warned = {link.source_id for link in self._in[key] if link.relation in PEOPLE_OR_THINGS}
        named = {link.target_id for link in self._out[key]}
        always = self._any_activity if key.startswith("activities/") else []
        return warned | named | set(always)

    def related(self, key: str) -> list[Related]:
        """Return every other entry it relates to, first as written, then the way back."""
        pairs = [(link.relation, link.target_id) for link in self._out[key]]
        pairs += [(link.relation.inverse, link.source_id) for link in self._in[key]]
        return [self._relative(relation, other) for relation, other in dict.fromkeys(pairs)]

    def _relative(self, relation: Relation, key: str) -> Related:
        kind, _, slug = key.partition("/")
        found = self._names.find(kind, slug, relation)
        if found is None:
            raise LookupError(key)
        return Related.model_construct(
            relation=relation, kind=kind, slug=slug, name=found.name, href=found.href
        )
