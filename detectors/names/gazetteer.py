"""What lists know of a word: given and family names, places, words of the language.

The lists are one file of the package, built by ``detectors.names.build_gazetteer``: a trie
from folded words to sets of flags. Names are there with how common they are; so are common
words of eleven languages, because "will", "may" and "price" are both. Which lists, and their
licences: docs/models.md.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import marisa_trie

from detectors.errors import ConfigurationError
from detectors.names import script_names
from detectors.names.flags import FLAGS, STARTS_PLACE, WORLD
from detectors.names.flags import names as flag_names
from detectors.names.folding import fold
from detectors.names.membership import Membership, filled
from detectors.tagger.model import checked

__all__ = ["FILE", "FLAGS", "Gazetteer", "fold"]

FILE = "gazetteer.trie"
MAGIC = b"discreet gazetteer 1\n"

_SHOWN = STARTS_PLACE - 1

# Words of the longest place name; more would only cost time.
MOST_WORDS = 6
_ELSEWHERE = 255
_HEADER = 16
_LEAST_LETTERS, _MOST_LETTERS = 4, 9
_JOINTS = frozenset({"-", ".", "'"})


class Gazetteer:
    """The lists. Safe to use from many threads; nothing is looked up twice at a cost.

    Attributes:
        beginnings: the entries that a folded text begins with, shortest first.
    """

    __slots__ = ("_find", "_numbers", "_rest", "_sets", "_trie", "_world", "beginnings")

    def __init__(self, content: bytes) -> None:
        """Takes the content of a data file.

        Raises:
            ConfigurationError: this is no such file.
        """
        parts = _unpacked(content)
        self._trie, self._numbers, self._sets, self._rest, self._world = parts
        self._find = self._trie.get
        self.beginnings: Callable[[str], list[str]] = self._trie.prefixes

    @classmethod
    def load(cls, path: Path | None = None) -> Gazetteer:
        """The lists of the package, or of another file with its ``.sha256`` beside it.

        Raises:
            ConfigurationError: the file is missing or damaged; names it.
        """
        if path is None:
            return _packaged()
        return cls(checked(path, path.with_name(f"{path.name}.sha256"), name=path.name))

    def __len__(self) -> int:
        return len(self._trie)

    def __repr__(self) -> str:
        return f"Gazetteer({len(self)} entries)"

    def _all_flags(self, key: str) -> int:
        place = self._find(key)
        if place is None:
            return 0
        number = self._numbers[place]
        return self._sets[number if number < _ELSEWHERE else self._rest[place]]

    def flags(self, folded_word: str) -> int:
        """What the lists know of a word, as bits; 0 for a word that they do not know."""
        flags = self._all_flags(folded_word) & _SHOWN
        if not flags and "'" in folded_word:
            # "o'brien", "d'angelo": censuses write these without the apostrophe.
            flags = self._all_flags(folded_word.replace("'", "")) & _SHOWN
        if not flags and world_word(folded_word) and folded_word in self._world:
            return WORLD
        return flags

    def names(self, flags: int) -> tuple[str, ...]:
        """The names of flags, in the order of their bits."""
        return flag_names(flags)

    def place(self, folded_words: Sequence[str], start: int) -> tuple[int, int]:
        """The longest place name of several words that starts at a word.

        Hyphens, full stops and apostrophes between its words count as words of the text,
        and are not part of the name: "st", ".", "louis" are three.

        Returns:
            How many words of the text, and its flags; ``(0, 0)`` if there is none.
        """
        key = folded_words[start]
        if not self._all_flags(key) & STARTS_PLACE:
            return 0, 0
        best, words, at = (0, 0), 1, start + 1
        while at < len(folded_words) and words < MOST_WORDS:
            word = folded_words[at]
            at += 1
            if word in _JOINTS:
                if folded_words[at - 2] in _JOINTS and word != "-":
                    break
                continue
            key = f"{key} {word}"
            words += 1
            flags = self._all_flags(key) & _SHOWN
            if flags:
                best = at - start, flags
            if next(self._trie.iterkeys(f"{key} "), None) is None:
                break
        return best

    def script_names(self, text: str, *, check: Callable[[], None]) -> Iterator[tuple[int, int]]:
        """Names of persons in scripts other than Latin, sorted and disjoint.

        See detectors.names.script_names; offsets are code points, half-open.
        """
        return script_names.find(text, self, check=check)


@cache
def _packaged() -> Gazetteer:
    folder = files("detectors.names")
    content = checked(folder.joinpath(FILE), folder.joinpath(f"{FILE}.sha256"), name=FILE)
    return Gazetteer(content)


def world_word(word: str) -> bool:
    """Whether a word is of the form that the world's given names are kept for."""
    return _LEAST_LETTERS <= len(word) <= _MOST_LETTERS and word.isascii() and word.isalpha()


def packed(entries: Mapping[str, int], world: Iterable[str] = ()) -> bytes:
    """The content of a data file; the same for the same entries, in whatever order.

    Layout: magic; the counts of the parts that follow; the sets of flags, most used first,
    32 bits each; the trie; for each of its keys the number of its set, one byte; for keys
    whose set has no number that small (the byte is 255), key and number, 32 bits each; the
    filter of the world's given names. All little-endian.
    """
    trie = marisa_trie.Trie(sorted(entries))
    used = Counter(entries.values())
    sets = sorted(used, key=lambda flags: (-used[flags], flags))
    number_of = {flags: number for number, flags in enumerate(sets)}
    numbers = bytearray(len(entries))
    rest: list[tuple[int, int]] = []
    for key, flags in entries.items():
        number = number_of[flags]
        numbers[trie[key]] = min(number, _ELSEWHERE)
        if number >= _ELSEWHERE:
            rest.append((trie[key], number))
    body: bytes = trie.tobytes()
    pairs = [value for pair in sorted(rest) for value in pair]
    counts = (len(sets), len(body), len(entries), len(rest))
    head = MAGIC + _little([*counts, *sets]) + body + bytes(numbers)
    return head + _little(pairs) + filled(world)


def _unpacked(content: bytes) -> tuple[Any, bytes, tuple[int, ...], dict[int, int], Membership]:
    """The trie, each key's number of a set, the sets, numbers kept elsewhere, the filter."""
    first = len(MAGIC) + _HEADER
    if not content.startswith(MAGIC) or len(content) < first:
        raise _damaged()
    set_count, size, key_count, rest_count = _read(content[len(MAGIC) : first])
    lengths = (4 * set_count, size, key_count, 8 * rest_count)
    borders = [*accumulate(lengths, initial=first), len(content)]
    if borders[-2] > borders[-1]:
        raise _damaged()
    sets, body, numbers, rest, world = (content[a:b] for a, b in pairwise(borders))
    trie = marisa_trie.Trie()
    try:
        trie.frombytes(body)
        filter_ = Membership(world)
    except (RuntimeError, ValueError):
        raise _damaged() from None
    pairs = _read(rest)
    elsewhere = dict(zip(pairs[::2], pairs[1::2], strict=True))
    used = {number for number in set(numbers) if number < _ELSEWHERE} | {*elsewhere.values(), 0}
    if len(trie) != key_count or max(used) >= max(1, set_count):
        raise _damaged()
    if numbers.count(_ELSEWHERE) != len(elsewhere):
        raise _damaged()
    return trie, numbers, tuple(_read(sets)), elsewhere, filter_


def _damaged() -> ConfigurationError:
    return ConfigurationError(f"{FILE} is damaged: it is no gazetteer")


def _little(values: Sequence[int]) -> bytes:
    found = array("I", values)
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def _read(content: bytes) -> array[int]:
    found = array("I")
    found.frombytes(content)
    if sys.byteorder == "big":
        found.byteswap()
    return found
