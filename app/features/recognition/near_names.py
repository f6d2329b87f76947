"""Near names: what a misspelled word may be. A wrong suggestion is worse than none."""

from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.catalog.name_schemas import NameField
from app.features.recognition.name_index import MIN_LENGTH, NameGroup, NameIndex, Offer
from app.features.recognition.normalization import key_of, letters_of

MIN_LENGTH_FOR_TWO = 8
"""Letters from which two edits are a typing error; one is from `MIN_LENGTH`. Shorter ones are listed."""


@dataclass(frozen=True, slots=True)
class NearName:
    """A name that may be meant."""

    name: str
    field: NameField
    group: NameGroup = dataclass_field(compare=False)


def allowed_distance(word: str) -> int:
    """Return how many edits a word may be away from a name: 0, 1 or 2."""
    if len(word) < MIN_LENGTH:
        return 0
    return 2 if len(word) >= MIN_LENGTH_FOR_TWO else 1


def may_be_misspelt(index: NameIndex, key: str, letters: str) -> bool:
    """Return whether a word may be corrected: it is long enough, no name of anything and no real word."""
    is_word = len(letters) >= MIN_LENGTH and letters.isalpha()
    return is_word and not index.is_known(key) and key not in index.words.real_words


def near_name(index: NameIndex, name_field: NameField, written: str) -> NearName | None:
    """Return the one name that a word is a misspelling of.

    None for a name or an everyday word, if names of several things are as near, or if the two are known to
    be confused. The first letter is never wrong, and a word of one field is never a name of another.
    """
    key, word = key_of(written), letters_of(written)
    listed = index.misspelt(name_field, key)
    if listed and not index.is_known(key):
        group = index.find(name_field, key_of(listed))
        return NearName(listed, name_field, group) if group else None
    distance = allowed_distance(word)
    if not may_be_misspelt(index, key, word):
        return None
    choices = index.offered_within(name_field, word[0], len(word), distance)
    scorer = OSA.distance
    matches = process.extract(word, choices, scorer=scorer, score_cutoff=distance, limit=None)
    fewest = min((edits for _, edits, _ in matches), default=0)
    offers = [index.offers[name_field][letters] for letters, edits, _ in matches if edits == fewest]
    if len({_meant(offer.group) for offer in offers}) != 1:
        return None
    offer = min(offers, key=lambda one: _preference(index, one)) if offers[1:] else offers[0]
    if offer.group is None or offer.name is None or index.are_look_alikes(key, offer.key):
        return None
    return NearName(offer.name, name_field, offer.group)


def _preference(index: NameIndex, offer: Offer) -> tuple[bool, str]:
    """Return the place of an offer among those as near: the name of the entry first, then by letter."""
    name, group = offer.name or "", offer.group
    own = {index.concept_name(group.field, slug).lower() for slug in group.means} if group else ()
    return name.lower() not in own, name


def _meant(group: NameGroup | None) -> object:
    """Return what a name stands for: an entry's own name and further names of it stand for the same."""
    if group is None or not group.means:
        return group
    return replace(group, names=(), lay=False)
