"""Medical terms: which words of a text are one, of which kind.

Terms are kept by the stems of their words, so that a plural, a British spelling, a hyphen
or the 's of "Parkinson's" makes no difference. A word of seven letters or more that is one
edit away from a word of a common term is read as that word, unless it is a word of some
language or a name itself: "facture" is no fracture.

The data file is made by ``detectors.health.build_lexicon``; its sources are named there.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import marisa_trie

from detectors.errors import ConfigurationError
from detectors.names.flags import WORLD
from detectors.names.folding import fold
from detectors.names.gazetteer import Gazetteer
from detectors.tagger.model import packaged

FILE = "lexicon.trie"
MAGIC = b"health-lexicon-1"
# Of a term: its kind, and how much it says alone.
CONDITION, MEDICATION, PROCEDURE, TEST = 0, 1, 2, 3
WEAK = 4  # a word of every day as well: says nothing without the tagger
COMMON = 8  # written by hand: what people say
EVERYDAY = 16  # a phrase in which a word of medicine means something else
KIND = 3
# Of a word: whether it calls for a closer look, and of which terms it is a part.
TRIGGER, OF_CONDITIONS, OF_MEDICATIONS, HEAD_OF_CONDITIONS = 1, 2, 4, 8
LONGEST_WORD = 40
LEAST_MISSPELT = 7
_LONGEST_TERM = 90
_ES = ("ches", "shes", "sses", "xes", "zes")
_SIGNS_INSIDE = frozenset("-'\u2019/\u2010\u2011\u2013")
_BREAK = "|"

_DIGRAPH = re.compile(r"[ao]e(?!i)")


class Match(NamedTuple):
    """Words ``first`` to ``last`` (one past the end) that are a term."""

    first: int
    last: int
    code: int


def stem(word: str) -> str:
    """A lower-cased word without its plural, in American spelling.

    >>> [stem(word) for word in ("headaches", "biopsies", "tumours", "anaemia", "virus")]
    ['headache', 'biopsy', 'tumor', 'anemia', 'virus']
    """
    size = len(word)
    if size > 3 and word[-1] == "s" and word[-2] not in "sui":
        if word[-3:] == "ies" and size > 4:
            word = word[:-3] + "y"
        elif word.endswith(_ES) and not word.endswith("aches"):
            word = word[:-2]
        else:
            word = word[:-1]
    if len(word) > 5:
        if "ae" in word or "oe" in word:
            word = _DIGRAPH.sub("e", word)
        if word[-3:] == "our":
            word = word[:-3] + "or"
    return word


def phrase(words: Sequence[str]) -> tuple[str, list[int], list[int]]:
    """Lower-cased words as one line of stems.

    Returns:
        The line, where each word that it holds starts in it, and the places of these
        words. Hyphens, the 's of a genitive and full stops between initials ("H.I.V.") are
        left out, other signs are a break.
    """
    parts: list[str] = []
    offsets: list[int] = []
    places: list[int] = []
    offset = 0
    for place, word in enumerate(words):
        if word in _SIGNS_INSIDE or word == "'s":
            continue
        if word == "s" and place and words[place - 1] in _SIGNS_INSIDE:
            continue
        if word == "." and _between_initials(words, place):
            continue
        part = stem(word) if word[:1].isalnum() else _BREAK
        parts.append(part)
        offsets.append(offset)
        places.append(place)
        offset += len(part) + 1
    return " ".join(parts), offsets, places


def _between_initials(words: Sequence[str], place: int) -> bool:
    beside = (*words[max(0, place - 1) : place], *words[place + 1 : place + 2])
    return len(beside) == 2 and all(len(word) == 1 and word.isalpha() for word in beside)


def _no_word(_: str) -> bool:
    return False


class Lexicon:
    """The terms, the words they are made of, and how these are misspelt."""

    def __init__(self, content: bytes, *, is_word: Callable[[str], bool] = _no_word) -> None:
        """Takes the bytes of a data file that have been checked.

        Args:
            content: of the file.
            is_word: whether something in lower case is a word of its own, never a slip.

        Raises:
            ConfigurationError: they are of another layout.
        """
        head = len(MAGIC)
        if content[:head] != MAGIC:
            raise ConfigurationError(f"the data file {FILE} is of another layout")
        self._is_word = is_word
        sizes = struct.unpack_from("<5I", content, head)
        start = head + 20
        pieces = []
        for size in sizes:
            pieces.append(content[start : start + size])
            start += size
        self._terms = marisa_trie.Trie().frombytes(pieces[0])
        self._codes = pieces[1]
        self._slips = marisa_trie.RecordTrie("<H").frombytes(pieces[2])
        spelt, plain = content[start:].decode("utf-8").split("\n\n")
        self._spelt: list[str] = spelt.split("\n")
        self._plain = frozenset(plain.split("\n"))
        self._words = marisa_trie.Trie().frombytes(pieces[3])
        self._uses = pieces[4]
        self.triggers = frozenset(
            word for word in list(self._words) if self._uses[self._words.key_id(word)] & TRIGGER
        )

    def __repr__(self) -> str:
        return f"Lexicon({len(self._terms)} terms)"

    def matches(self, words: Sequence[str]) -> Iterator[Match]:
        """The longest terms of lower-cased words, from left to right, disjoint."""
        line, offsets, places = phrase(words)
        terms = self._terms
        ends = {offsets[i + 1] - 1: i for i in range(len(offsets) - 1)}
        ends[len(line)] = len(offsets) - 1
        after = 0
        for number, offset in enumerate(offsets):
            if number < after or line[offset] == _BREAK:
                continue
            for term in reversed(terms.prefixes(line[offset : offset + _LONGEST_TERM])):
                last = ends.get(offset + len(term))
                if last is not None:
                    after = last + 1
                    code = self._codes[terms.key_id(term)]
                    yield Match(places[number], places[last] + 1, code)
                    break

    def items(self) -> Iterator[tuple[str, int]]:
        """All terms, as lines of stems, with their codes."""
        for term in sorted(self._terms):
            yield term, self._codes[self._terms.key_id(term)]

    def code(self, term: str) -> int | None:
        """The code of a term, given as a line of stems."""
        number: int | None = self._terms.get(term)
        return None if number is None else self._codes[number]

    def use(self, word: str) -> int:
        """Of which terms a stem is a part: the ``OF_...`` bits; 0 for a word of every day."""
        number = self._words.get(word)
        return 0 if number is None else self._uses[number] & ~TRIGGER

    def corrected(self, word: str) -> str | None:
        """The word of a common term that a lower-cased word is a slip for, if it is one.

        Nobody mistypes the first letter: "stable" is not "table".
        """
        slips = self._slips
        size = len(word)
        if (
            not LEAST_MISSPELT - 1 <= size <= LONGEST_WORD
            or word in self._plain
            or word in self.triggers
        ):
            return None
        for place in range(-1, size):
            shorter = word if place < 0 else word[:place] + word[place + 1 :]
            found = slips.get(shorter)
            if found:
                for (number,) in found:
                    candidate: str = self._spelt[number]
                    if candidate[0] == word[0] and one_edit(word, candidate):
                        return None if self._is_word(word) else candidate
        return None


def one_edit(word: str, other: str) -> bool:
    """Whether one letter more, less, changed, or two neighbours swapped, part two words.

    >>> one_edit("diabeetes", "diabetes"), one_edit("ibuprofin", "ibuprofen")
    (True, True)
    >>> one_edit("diabtees", "diabetes"), one_edit("dibeets", "diabetes")
    (True, False)
    """
    if abs(len(word) - len(other)) > 1:
        return False
    same = 0
    for left, right in zip(word, other, strict=False):
        if left != right:
            break
        same += 1
    rest, expected = word[same:], other[same:]
    if len(rest) > len(expected):
        return rest[1:] == expected
    if len(rest) < len(expected):
        return rest == expected[1:]
    if rest[1:] == expected[1:]:
        return bool(rest)
    return rest[:2] == expected[1::-1] and rest[2:] == expected[2:]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package.

    Raises:
        ConfigurationError: its file is missing or damaged; names it.
    """
    names = Gazetteer.load()

    def is_word(word: str) -> bool:
        return bool(names.flags(fold(word)) & ~WORLD)

    return Lexicon(packaged("detectors.health", FILE), is_word=is_word)
