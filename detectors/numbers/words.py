"""What the words around a number name: one bit an identifier, three ways of naming it.

A name of its own ("isikukood"), the kind of document ("passport number"), its country
("Estonian"). The words before a number count up to the nearest label of something else
("order number"), so that a number belongs to its own label; those right after it and the
question of the turn before count as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.context import REACH_AFTER, REACH_QUESTION, words_of
from detectors.numbers.identifier import Identifier, Kind
from detectors.numbers.kind_words import COUNTRY_WORDS, GENERIC_WORDS, KIND_WORDS, OTHER_LABELS
from detectors.types import Input

_REACH_BEFORE = 70
# The longest phrase, and the longest ending, that is looked for.
_PHRASE = 4
_ENDING = 7
# Letters that a word with endings has at the least.
_HEAD = 3
_UNSPACED = "\u0e00"


@dataclass(frozen=True, slots=True)
class Named:
    """Which identifiers a stretch of words names, a bit each.

    Attributes:
        own: by a name of its own.
        kind: by the kind of document.
        country: by its country.
        generic: whether a word like "number" or "code" stands there.
        stopped: whether a label of something else ended the look.
    """

    own: int = 0
    kind: int = 0
    country: int = 0
    generic: bool = False
    stopped: bool = False

    def __or__(self, other: Named) -> Named:
        if other is NOTHING:
            return self
        if self is NOTHING:
            return other
        return Named(
            self.own | other.own,
            self.kind | other.kind,
            self.country | other.country,
            self.generic or other.generic,
            self.stopped or other.stopped,
        )


NOTHING = Named()


def folded(text: str) -> str:
    """Lower-case and without diacritics."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered)
    return unicodedata.normalize(
        "NFC", "".join(each for each in decomposed if not "\u0300" <= each <= "\u036f")
    ).replace("\u00df", "ss")


class WordTable:
    """The words of a table of identifiers, turned around: from word to identifiers."""

    def __init__(self, identifiers: Sequence[Identifier]) -> None:
        """Takes the table; bit ``n`` stands for its ``n``-th identifier."""
        self._names: dict[str, Named] = {}
        self._stems: dict[str, Named] = {}
        self._capitals: dict[str, Named] = {}
        self._unspaced: dict[str, Named] = {}
        kinds = dict.fromkeys(Kind, 0)
        countries: dict[str, int] = {}
        for number, each in enumerate(identifiers):
            bit = 1 << number
            for kind in each.kinds:
                kinds[kind] |= bit
            countries[each.country] = countries.get(each.country, 0) | bit
            for word in each.words:
                self._add(word, Named(own=bit))
        for kind, bits in kinds.items():
            for word in KIND_WORDS[kind]:
                self._add(word, Named(kind=bits))
        for country, words in COUNTRY_WORDS.items():
            for word in words.split():
                self._add(word.replace("_", " "), Named(country=countries.get(country, 0)))
        for word in GENERIC_WORDS:
            self._add(word, Named(generic=True))
        # The first words of phrases, and which words may follow each.
        self._firsts: dict[str, set[str]] = {}
        for key in self._names:
            first, *more = key.split(" ")
            if more:
                self._firsts.setdefault(first, set()).add(more[0])
        self._telling = self._firsts.keys() | self._names.keys()
        self._heads = {key[:_HEAD] for key in self._stems}

    def _add(self, word: str, named: Named) -> None:
        if word.isascii() and word.isupper():
            table, key = self._capitals, word
        elif word[0] >= _UNSPACED:
            table, key = self._unspaced, word
        elif word.endswith("*"):
            table, key = self._stems, folded(word[:-1])
        else:
            table, key = self._names, folded(word)
        table[key] = table.get(key, NOTHING) | named

    def knows(self, word: str) -> bool:
        """Whether a word names an identifier by itself."""
        if len(word) < _HEAD:
            # Two letters are as likely the beginning of the number: "AK1234567".
            return False
        named = self._capitals.get(word) or self._one(folded(word))
        return named is not None and bool(named.own or named.kind)

    def anywhere(self, seen: Input, span: tuple[int, int]) -> int:
        """The identifiers, a bit each, that words near a span or the turn before may name."""
        start, end = max(0, span[0] - _REACH_BEFORE), min(len(seen.text), span[1] + REACH_AFTER)
        named = self._walked(words_of(seen.text[start:end]))
        if seen.before:
            named |= self._asked(seen)
        return named.own | named.kind | (named.country if named.generic else 0)

    def around(self, seen: Input, *, start: int, end: int) -> Named:
        """What is named near a span of the text, or in the turn before."""
        low = start - _REACH_BEFORE if start > _REACH_BEFORE else 0
        named = self._walked(_whole_words(seen.text, (low, start)), towards_end=True)
        stopped = named.stopped
        if end < len(seen.text):
            named |= self._walked(_whole_words(seen.text, (end, end + REACH_AFTER)))
        if seen.before and not stopped:
            named |= self._asked(seen)
        return named

    def unlabelled(self, seen: Input, start: int) -> bool:
        """Whether the words before a place name nothing else."""
        low = start - _REACH_BEFORE if start > _REACH_BEFORE else 0
        words = _whole_words(seen.text, (low, start))
        return OTHER_LABELS.isdisjoint(map(folded, words))

    def _asked(self, seen: Input) -> Named:
        known: Named | None = seen.asked.get(self)
        if known is None:
            before = seen.before
            words = _whole_words(before, (len(before) - REACH_QUESTION, len(before)))
            known = seen.asked[self] = self._walked(words)
        return known

    def _walked(self, words: list[str], *, towards_end: bool = False) -> Named:
        """What words name; towards the end, only those after the last label of something else."""
        plain = folded(" ".join(words)).split(" ")
        stopped = False
        if towards_end and not OTHER_LABELS.isdisjoint(plain):
            stopped = True
            last = max(place for place, word in enumerate(plain) if word in OTHER_LABELS)
            plain, words = plain[last:], words[last:]
        own = kind = country = 0
        generic = False
        for named in self._all_named(words, plain):
            own |= named.own
            kind |= named.kind
            country |= named.country
            generic = generic or named.generic
        if not (own or kind or country or generic or stopped):
            return NOTHING
        return Named(own, kind, country, generic, stopped)

    def _all_named(self, words: list[str], plain: list[str]) -> Iterator[Named]:
        names, heads, telling = self._names, self._heads, self._telling
        told = [place for place, word in enumerate(plain) if word in telling]
        for place in told:
            named = names.get(plain[place])
            if named is not None:
                yield named
            following = self._firsts.get(plain[place])
            if following and not following.isdisjoint(plain[place + 1 : place + 2]):
                for length in range(2, _PHRASE + 1):
                    named = names.get(" ".join(plain[place : place + length]))
                    if named is not None:
                        yield named
        for word in [word for word in plain if word[:_HEAD] in heads]:
            named = self._stem(word)
            if named is not None:
                yield named
        if max(plain) >= _UNSPACED:
            for word in plain:
                if word >= _UNSPACED:
                    yield from (named for name, named in self._unspaced.items() if name in word)
        if not self._capitals.keys().isdisjoint(words):
            yield from (self._capitals[word] for word in words if word in self._capitals)

    def _one(self, word: str) -> Named | None:
        """What a single word names, with an ending or without."""
        named, stem = self._names.get(word), self._stem(word)
        return named | stem if named and stem else named or stem

    def _stem(self, word: str) -> Named | None:
        for length in range(len(word), max(_HEAD, len(word) - _ENDING) - 1, -1):
            named = self._stems.get(word[:length])
            if named is not None:
                return named
        return None


def _whole_words(text: str, span: tuple[int, int]) -> list[str]:
    """The words that stand whole in a span of a text; both ends may lie outside it."""
    start, end = max(0, span[0]), min(len(text), span[1])
    words = words_of(text[start:end])
    if not words:
        return words
    if start and text[start].isalpha() and text[start - 1].isalpha():
        del words[0]
    if words and end < len(text) and text[end - 1].isalpha() and text[end].isalpha():
        del words[-1]
    return words
