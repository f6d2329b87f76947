"""Recognise what was typed: one text, one or several outcomes, none of them dropped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.catalog.catalog import Catalog
from app.catalog.name_schemas import NameField
from app.features.recognition.figures import Figure, figures_in
from app.features.recognition.name_index import KINDS, Meaning, NameGroup, NameIndex, name_index_of
from app.features.recognition.near_names import NearName, near_name
from app.features.recognition.normalization import SEPARATOR, WordToken, joined, key_of, tokens_of, visible
from app.vocabulary.base import Vocabulary

MAX_WORDS_OF_NAME = 8
MAX_WORDS_OF_NEAR_NAME = 3
OTHER_FIELDS: dict[NameField, tuple[NameField, ...]] = {
    "items": ("items", "medicines", "conditions", "life_stages"),
    "medicines": ("medicines", "items", "conditions", "life_stages"),
    "conditions": ("conditions", "life_stages", "medicines"),
    "life_stages": ("life_stages", "conditions", "medicines"),
    "allergies": ("allergies", "conditions"),
}
"""The fields whose names are understood in a field, its own first."""

ALLERGY_WORDS = frozenset({"allergy", "allergic", "allergys"})
JOINING_WORDS = frozenset({"and", "or", "&"})
"""What stands between the parts of a list in a sentence."""

READER_WORDS = frozenset(
    {"i", "im", "ive", "me", "myself", "on", "take", "taking", "start", "started", "now"}
)
"""Words by which a part of a list says something of its own: `stopped warfarin and now on apixaban`."""

SHARED_WORDS = frozenset({"too", "also", "both"})
"""Words that say that it is so of the reader as well as of somebody else."""


class WordOutcome(Vocabulary):
    """What became of something that was typed. Treat an unknown value as `not_understood`."""

    UNDERSTOOD = "understood", "Understood", "It was looked up."
    KNOWN_NOT_RECORDED = "known_not_recorded", "Nothing recorded", "It is known; nothing is recorded here."
    NOT_UNDERSTOOD = "not_understood", "Not understood", "It was not looked up."


class Status(Vocabulary):
    """Whether what was typed is so. Treat an unknown value as `current`."""

    CURRENT = "current", "Now", "It is so now."
    DENIED = "denied", "Not so", "It was said not to be so."
    PAST = "past", "Over", "It was said to be over."
    SOMEBODY_ELSE = "somebody_else", "Somebody else", "It was said of somebody else; it was looked up."
    FAMILY = "family", "In the family", "It was said to run in the family, or to be a risk."


@dataclass(frozen=True)
class Recognition:
    """What became of one thing that was typed.

    `taken_for` is what it stands for, `follows` that and all that it is a kind of or implies; both are empty
    unless its cautions are looked up. `names` are what it means, whether recorded here or not.
    """

    given: str
    field: NameField
    outcome: WordOutcome
    taken_for: tuple[Meaning, ...] = ()
    follows: tuple[Meaning, ...] = ()
    names: tuple[str, ...] = ()
    status: Status = Status.CURRENT
    ask: str | None = None
    near: NearName | None = None
    names_others: bool = False
    """Whether somebody else was named as well."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a part of an entry says of its names."""

    status: Status = Status.CURRENT
    names_others: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    """A name or a figure in an entry: the tokens it takes, and what it means."""

    start: int
    end: int
    group: NameGroup
    means: tuple[str, ...]


class Recogniser:
    """Recognises the words of one release."""

    def __init__(self, catalog: Catalog) -> None:
        """Take the names of a release."""
        self.index: NameIndex = name_index_of(catalog)
        self._catalog = catalog

    def recognise(self, name_field: NameField, text: str) -> tuple[Recognition, ...]:
        """Return what became of everything in a text, in its order."""
        reference = self._reference(name_field, text)
        if reference:
            return (replace(reference, given=text),)
        is_list = any(separator in text for separator in ",+;")
        whole = self.index.find(name_field, key_of(text)) if is_list else None
        if whole:
            return (
                replace(self._understood(text, name_field, [_Match(0, 0, whole, whole.means)]), given=text),
            )
        plain = visible(text)
        entries = list(_entries(plain))
        found = [one for entry in entries for one in self._entry(name_field, plain, entry)]
        if not found:
            return (Recognition(text, name_field, WordOutcome.NOT_UNDERSTOOD),)
        if len(found) == 1 and found[0].given != text:
            return (replace(found[0], given=text),)
        return tuple(found)

    def near(self, name_field: NameField, word: str) -> NearName | None:
        """Return the one name that a word is a misspelling of, or None."""
        return near_name(self.index, name_field, visible(word).strip())

    def meant(self, near: NearName) -> Recognition:
        """Return what a near name would be understood as."""
        return self._understood(near.name, near.field, [_Match(0, 0, near.group, near.group.means)])

    def _reference(self, name_field: NameField, text: str) -> Recognition | None:
        """Return the entry of a slug of several words, of `<kind>/<slug>` or of its address."""
        path = text.strip().lower().removeprefix("/v1/").strip("/")
        if "-" in text and "/" not in text:
            own = self.index.meaning(name_field, text)
            path = own.key if own and own.key else path
        key = self._catalog.moved.get(path, path)
        kind, _, slug = key.partition("/")
        for field in OTHER_FIELDS[name_field]:
            if kind in KINDS.get(field, ()) and self._catalog.has(key):
                group = NameGroup(field, (self.index.concept_name(field, slug),), (slug,))
                return self._understood(text, name_field, [_Match(0, 0, group, (slug,))])
        return None

    def _entry(self, name_field: NameField, text: str, span: tuple[int, int]) -> Iterator[Recognition]:
        """Yield what became of one entry of a list."""
        start, end = span
        words = self.index.words
        tokens = tokens_of(text, start, end)
        if not tokens:
            return
        whole = joined(token.word for token in tokens)
        given = text[tokens[0].start : tokens[-1].end]
        if whole in words.none:
            yield Recognition(given, name_field, WordOutcome.UNDERSTOOD, status=Status.DENIED)
            return
        figures = [
            replace(one, start=one.start + start, end=one.end + start)
            for one in figures_in(text[start:end], name_field)
        ]
        matches, left = self._matches(name_field, tokens, figures)
        said = self._said(name_field, tokens, [*left, *_named_relatives(tokens, matches)])
        unknown = [place for place in left if not self._is_around(tokens, place)]
        if len(matches) == 1 and not unknown:
            yield self._understood(given, name_field, matches, said[matches[0].start])
        elif matches:
            yield from self._outcomes(name_field, text, tokens, matches, said)
        elif figures:
            yield Recognition(given, name_field, WordOutcome.UNDERSTOOD, names=(given,))
        yield from self._left_over(name_field, text, tokens, unknown)

    def _matches(
        self, name_field: NameField, tokens: list[WordToken], figures: list[Figure]
    ) -> tuple[list[_Match], list[int]]:
        """Return the names in an entry, the longest first from the left, and the tokens left over."""
        fields = OTHER_FIELDS[name_field]
        is_allergy = name_field != "allergies" and any(token.word in ALLERGY_WORDS for token in tokens)
        if is_allergy:
            fields = ("allergies", *fields)
        matches: list[_Match] = []
        left: list[int] = []
        place = 0
        while place < len(tokens):
            figure = next((one for one in figures if one.start <= tokens[place].start < one.end), None)
            if figure:
                end = place
                while end < len(tokens) and tokens[end].start < figure.end:
                    end += 1
                if figure.slug:
                    name = self.index.concept_name(figure.field, figure.slug)
                    group = NameGroup(figure.field, (name,), (figure.slug,))
                    matches.append(_Match(place, end, group, group.means))
                place = end
                continue
            match = self._longest(fields, tokens, place)
            if match is None:
                left.append(place)
                place += 1
                continue
            if match.group is not IGNORED:
                matches.append(match)
            place = match.end
        if is_allergy and _is_said(tokens, ALLERGY_WORDS, matches, left):
            matches = [_as_allergy(match, name_field) for match in matches]
        return [self._in_form(match, tokens) for match in _without_vague(matches)], left

    def _longest(self, fields: Sequence[NameField], tokens: list[WordToken], place: int) -> _Match | None:
        words = self.index.words
        meaningful = [
            token
            for token in _part(tokens, place)
            if not self._is_left_out(token) and token.word not in ALLERGY_WORDS
        ]
        for end in range(min(len(tokens), place + MAX_WORDS_OF_NAME), place, -1):
            is_filler = end > place + 1 and all(token.word in words.left_out for token in tokens[place:end])
            key = joined(token.word for token in tokens[place:end])
            if key in words.ignored and not self.index.find(fields[0], key):
                return _Match(place, end, IGNORED, ())
            for field in fields:
                group = self.index.find(field, key)
                if is_filler and group and key not in map(key_of, group.names):
                    continue  # joined by chance
                if group and self._is_read(key, tokens[place:end], meaningful, group):
                    return _Match(place, end, group, group.means)
        return None

    def _is_read(
        self, key: str, tokens: list[WordToken], meaningful: list[WordToken], group: NameGroup
    ) -> bool:
        """Return whether an abbreviation, or a word that is also an everyday word, is meant as a name."""
        words = self.index.words
        is_alone = all(token in tokens for token in meaningful)
        if key in words.capitals_only and group.field in ("conditions", "medicines"):
            return is_alone and all(token.written.isupper() for token in tokens)
        if key in words.whole_entry_only:
            return is_alone
        return True

    def _in_form(self, match: _Match, tokens: list[WordToken]) -> _Match:
        """Return a match with the class that the form makes it: selegiline as a patch."""
        rest = [token.word for number, token in enumerate(tokens) if not match.start <= number < match.end]
        rest += [joined(pair) for pair in pairwise(rest)]
        own = joined(token.word for token in tokens[match.start : match.end])
        means: dict[str, None] = {}
        for slug in match.means:
            forms = self.index.concept(match.group.field, slug).forms
            other = [new for words, new in forms if not words.isdisjoint(rest)]
            means |= dict.fromkeys(other[0] if other and own else (slug,))
        return replace(match, means=tuple(means))

    def _is_left_out(self, token: WordToken) -> bool:
        words = self.index.words
        return (
            token.word in words.left_out
            or token.word in words.salts
            or token.word in words.units
            or token.word[0].isdigit()
        )

    def _said(self, name_field: NameField, tokens: list[WordToken], left: list[int]) -> list[_Said]:
        """Return what is said of each token: a part that says nothing goes on with the one before."""
        said: list[_Said] = []
        current = _Said()
        for start, end in _parts(tokens):
            own = [place for place in left if start <= place < end]
            found = self._said_in_part(name_field, tokens, own)
            if found != _Said() or any(tokens[place].word in READER_WORDS for place in own):
                current = found
            said += [current] * (end - start)
        return said

    def _said_in_part(self, name_field: NameField, tokens: list[WordToken], left: list[int]) -> _Said:
        """Return what the words of a part that are no names say of it."""
        status = self._status(name_field, tokens, left)
        if status is not Status.CURRENT or not any(
            self._is_somebody_else(name_field, tokens, place) for place in left
        ):
            return _Said(status)
        if any(tokens[place].word in SHARED_WORDS for place in left):
            return _Said(names_others=True)
        return _Said(Status.SOMEBODY_ELSE, names_others=True)

    def _status(self, name_field: NameField, tokens: list[WordToken], left: list[int]) -> Status:
        """Return whether a part of an entry is so, by the words that are no part of a name."""
        words = self.index.words
        for place in left:
            for end in range(min(len(tokens), place + 4), place, -1):
                if any(number not in left for number in range(place, end)):
                    continue
                key = joined(token.word for token in tokens[place:end])
                if key in words.family:
                    return Status.FAMILY
                if key in words.past:
                    return Status.PAST
                if key in words.denied and (len(key) > MAX_SHORT_DENIAL or self._denies(name_field, place)):
                    return Status.DENIED
        return Status.CURRENT

    def _is_somebody_else(self, name_field: NameField, tokens: list[WordToken], place: int) -> bool:
        """Return whether a word such as `aunt` says who takes it; `kimchi from my aunt` is eaten here."""
        if name_field == "items" or tokens[place].word not in self.index.words.relatives:
            return False
        before = [token.word for token in tokens[max(0, place - 2) : place]]
        after = [token.word for token in tokens[place + 1 : place + 2]]
        return NOT_OF_OTHERS.isdisjoint(before[-1:]) and GIVERS.isdisjoint(before) and after != ["of"]

    def _denies(self, name_field: NameField, place: int) -> bool:
        """Return whether a short word denies the entry: `no kefir` does, `kefir with no sugar` does not."""
        return place == 0 and name_field != "items"

    def _outcomes(
        self,
        name_field: NameField,
        text: str,
        tokens: list[WordToken],
        matches: list[_Match],
        said: list[_Said],
    ) -> Iterator[Recognition]:
        for match in matches:
            given = text[tokens[match.start].start : tokens[match.end - 1].end]
            yield self._understood(given, name_field, [match], said[match.start])

    def _understood(
        self, given: str, name_field: NameField, matches: list[_Match], said: _Said | None = None
    ) -> Recognition:
        [match] = matches
        group, said = match.group, said or _Said()
        status = said.status
        names = tuple(self.index.concept_name(group.field, slug) for slug in match.means) or (group.name,)
        ask = group.ask
        if status is Status.PAST:
            after = [self._after_stopping(group, slug) for slug in match.means]
            status, ask = (Status.PAST, next((one for one in after if one), None))
        if status in NOT_LOOKED_UP and not (status is Status.PAST and ask):
            return Recognition(given, name_field, WordOutcome.UNDERSTOOD, names=names, status=status)
        taken = self.index.meanings(group, match.means)
        outcome = WordOutcome.UNDERSTOOD if taken else WordOutcome.KNOWN_NOT_RECORDED
        follows = self.index.closure(group, match.means)
        if status is Status.SOMEBODY_ELSE:
            taken, follows = _perhaps(taken), _perhaps(follows)
        return Recognition(
            given,
            name_field,
            outcome,
            tuple(taken),
            tuple(follows),
            names,
            status,
            ask,
            names_others=said.names_others,
        )

    def _after_stopping(self, group: NameGroup, slug: str) -> str | None:
        """Return what to ask somebody who stopped it, if its cautions still hold."""
        concept = self.index.concept(group.field, slug)
        asked = (self._after_stopping(group, broader) for broader in concept.broader)
        return concept.after_stopping or next((one for one in asked if one), None)

    def _left_over(
        self, name_field: NameField, text: str, tokens: list[WordToken], unknown: list[int]
    ) -> Iterator[Recognition]:
        """Yield each run of words that is neither a name nor a word around names."""
        runs: list[list[int]] = []
        for place in unknown:
            if runs and place == runs[-1][-1] + 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        for run in runs:
            for part, near in self._near_in_run(name_field, tokens, run):
                given = text[tokens[part[0]].start : tokens[part[-1]].end]
                yield Recognition(given, name_field, WordOutcome.NOT_UNDERSTOOD, near=near)

    def _near_in_run(
        self, name_field: NameField, tokens: list[WordToken], run: list[int]
    ) -> list[tuple[list[int], NearName | None]]:
        """Return the parts of a run of words with the name that each is near: one part for each such name."""
        words = [tokens[place].written for place in run]
        if len(words) <= MAX_WORDS_OF_NEAR_NAME:
            near = near_name(self.index, name_field, joined(words))
            if near:
                return [(run, near)]
        found = [near_name(self.index, name_field, word) for word in words]
        several = [one for one in found if one]
        if len(several) <= 1:
            return [(run, several[0] if several else None)]
        return [([place], one) for place, one in zip(run, found, strict=True)]

    def _is_around(self, tokens: list[WordToken], place: int) -> bool:
        """Return whether a token is a word around names: a dose, a filler, a denial."""
        token = tokens[place]
        words = self.index.words
        if token.word in words.salts_of:
            before = {one.word for one in tokens[:place]}
            return not before.isdisjoint(words.salts_of[token.word])
        if self._is_left_out(token) or token.word in ALLERGY_WORDS:
            return True
        sets = (words.left_out, words.denied, words.past, words.family, words.relatives, words.allergic)
        for start in range(max(0, place - 3), place + 1):
            for end in range(place + 1, min(len(tokens), start + 4) + 1):
                key = joined(one.word for one in tokens[start:end])
                if any(key in some for some in sets):
                    return True
        return False


NOT_LOOKED_UP = {Status.DENIED, Status.PAST, Status.FAMILY}


def _perhaps(meanings: list[Meaning]) -> list[Meaning]:
    return [replace(one, certain=False) for one in meanings]


def _named_relatives(tokens: list[WordToken], matches: list[_Match]) -> Iterator[int]:
    """Yield the places of names that also are relatives: `my grandmother` tells an age."""
    for match in matches:
        if match.start and match.end == match.start + 1 and tokens[match.start - 1].word == "my":
            yield match.start


def _parts(tokens: list[WordToken]) -> Iterator[tuple[int, int]]:
    """Yield where each part of a list begins and ends; the word that joins it is its first."""
    starts = [place for place, token in enumerate(tokens) if place and token.word in JOINING_WORDS]
    yield from pairwise([0, *starts, len(tokens)])


def _part(tokens: list[WordToken], place: int) -> list[WordToken]:
    """Return the part of a list that a token stands in: `fish` of `fish and nuts`."""
    start = end = place
    while start and tokens[start - 1].word not in JOINING_WORDS:
        start -= 1
    while end < len(tokens) and tokens[end].word not in JOINING_WORDS:
        end += 1
    return tokens[start:end]


def _without_vague(matches: list[_Match]) -> list[_Match]:
    """Return matches without a vague name beside one that it can mean: `furosemide 40 mg water tablet`.

    A vague name right after one that means less is left out too: `halloumi cheese`.
    """
    exact = {(one.group.field, slug) for one in matches if one.group.ask is None for slug in one.means}
    wider = [other for one, other in pairwise(matches) if one.end == other.start and _means_less(one, other)]
    return [
        one
        for one in matches
        if one.group.ask is None
        or (one not in wider and exact.isdisjoint((one.group.field, slug) for slug in one.means))
    ]


def _means_less(one: _Match, other: _Match) -> bool:
    return one.group.field == other.group.field and set(one.means) < set(other.means)


def _is_said(tokens: list[WordToken], words: frozenset[str], matches: list[_Match], left: list[int]) -> bool:
    """Return whether one of some words stands in an entry for itself, not within a longer name."""
    alone = [*left, *(match.start for match in matches if match.end == match.start + 1)]
    return any(tokens[place].word in words for place in alone)


def _as_allergy(match: _Match, name_field: NameField) -> _Match:
    """Return what is known of an allergy to something: a medicine that one is allergic to is not taken."""
    group = match.group
    if group.field in ("allergies", "conditions") or group.field == name_field == "items":
        return match
    return replace(match, group=NameGroup("allergies", group.names, ()), means=())


IGNORED = NameGroup("items", ("",), ())
"""A phrase in which a name means something else."""

GIVERS = frozenset({"from", "by"})
"""Words before the name of somebody who gave or made a thing."""

NOT_OF_OTHERS = frozenset({"a", "an", "new"})
"""Words before the name of a relative that the reader is: `I am a mother`."""

MAX_SHORT_DENIAL = 7
"""Letters of a word such as `no` or `without`, which denies an entry only at its beginning."""


def _entries(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each entry of a list begins and ends."""
    start = 0
    for match in SEPARATOR.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)
