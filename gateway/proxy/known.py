"""Known values: every value of a request, found wherever else it stands.

Texts are compared as the case-folded letters and digits of their canonical view, by whole
tokens: "4111 1111 1111 1111" is found as "4111-1111-1111-1111", "Malathi" in "malathi,",
but not in "malathis". Between the tokens of an occurrence stand at most three other
characters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

from detectors.canonical import View, canonical_view
from detectors.titles import without_title

MIN_CHARACTERS = 4
MAX_GAP = 3

# Up to so many characters times values, texts are asked for each value before their tokens
# are looked at.
_CHEAP = 2_000_000

# Values are told apart by their first characters, as many of these as they have.
_GATES = (64, 32, 16, 8, 4)


def _marks() -> str:
    """Combining marks of the scripts in use: part of a word, though no letters."""
    codes = (*range(0x0300, 0x1E00), *range(0x20D0, 0x2100), *range(0xA66F, 0xAC00))
    return "".join(chr(code) for code in codes if unicodedata.category(chr(code))[0] == "M")


_MARKS = _marks()
_ASCII_TOKEN = re.compile(r"[a-z0-9]+")
_WIDE_GAP = re.compile(rf"[\W_]{{{MAX_GAP + 1}}}")
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")


@dataclass(frozen=True, slots=True)
class TextIndex:
    """The tokens of a text, ready for any number of look-ups.

    Attributes:
        folded: the tokens, case-folded and joined without anything between.
        starts: where each token begins in ``folded``, ascending.
        ends: where each token ends in ``folded``, ascending.
        reach: for each token, where in ``folded`` the last token ends that an
            occurrence beginning there may include.
        spans: start and end of each token in the canonical view.
        view: the canonical view.
    """

    folded: str = field(repr=False)
    starts: list[int]
    ends: list[int]
    reach: list[int]
    spans: list[tuple[int, int]]
    view: View


def index(text: str) -> TextIndex:
    """Splits a text into tokens; the result can be kept and used with other values.

    Args:
        text: any text.
    """
    view = canonical_view(text)
    if view.text.isascii():
        text = view.text.lower()
        spans = [match.span() for match in _ASCII_TOKEN.finditer(text)]
        tokens = _ASCII_TOKEN.findall(text)
    else:
        text = view.text
        spans = [match.span() for match in _TOKEN.finditer(text)]
        tokens = [unicodedata.normalize("NFKC", text[start:end].casefold()) for start, end in spans]
    ends = list(accumulate(map(len, tokens)))
    starts = [0, *ends[:-1]] if ends else []
    reach = [ends[-1]] * len(ends) if ends else []
    if _WIDE_GAP.search(text) is not None:
        last = 0
        for token in range(len(spans) - 1, -1, -1):
            if token + 1 == len(spans) or spans[token + 1][0] - spans[token][1] > MAX_GAP:
                last = ends[token]
            reach[token] = last
    return TextIndex("".join(tokens), starts, ends, reach, spans, view)


def fold(text: str) -> str:
    """The letters and digits of a text, case-folded: ``index(text).folded``, but cheaper."""
    seen = canonical_view(text).text
    if seen.isascii():
        return "".join(_ASCII_TOKEN.findall(seen.lower()))
    return index(text).folded


class KnownValues:
    """The values of one request."""

    def __init__(self, values: Iterable[tuple[str, str]]) -> None:
        """Takes the values; of two equal ones the first names the type.

        Args:
            values: (entity type, text). Those with fewer than four letters or digits
                are left out.
        """
        self._types: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        for entity_type, text in values:
            key = self._keys[text] = fold(text)
            if len(key) >= MIN_CHARACTERS and key not in self._types:
                self._types[key] = entity_type
            if entity_type == "PERSON" and (bare := without_title(text)) != text:
                # "Dr. Rao" in one place is "Rao" in another.
                key = fold(bare)
                if len(key) >= MIN_CHARACTERS:
                    self._types.setdefault(key, entity_type)
        self._lengths: dict[str, list[int]] = {}
        self._gates: list[int] = []
        self._first: set[str] = set()

    def __repr__(self) -> str:
        return f"KnownValues({len(self._types)})"

    def __len__(self) -> int:
        return len(self._types)

    def stand_outside(self, texts: Iterable[str], found: Iterable[str]) -> bool:
        """Whether a value may stand in a text beside these findings; False is certain.

        Args:
            texts: all texts.
            found: the text of each finding in them.
        """
        folded = "\n".join(map(fold, texts))
        if len(self._types) * len(folded) > _CHEAP:
            return True
        here = Counter(map(self._keys.get, found))
        return any(folded.count(key) > here[key] for key in self._types)

    def find(self, text: str | TextIndex) -> list[tuple[int, int, str]]:
        """Every occurrence of a value: the longest at each place, sorted and disjoint.

        Args:
            text: a text, or the index of one.

        Returns:
            (start, end, entity type); code points of the original text, half-open.
        """
        if not self._types:
            return []
        if not self._first:
            self._prepare()
        seen = index(text) if isinstance(text, str) else text
        folded, first = seen.folded, self._first
        found: list[tuple[int, int, str]] = []
        free = 0
        for token, start in enumerate(seen.starts):
            if folded[start : start + MIN_CHARACTERS] not in first or start < free:
                continue
            last = self._longest(seen, token)
            if last is None:
                continue
            free = seen.ends[last]
            begin, end = seen.view.original(seen.spans[token][0], seen.spans[last][1])
            found.append((begin, end, self._types[folded[start:free]]))
        return found

    def _prepare(self) -> None:
        lengths: dict[str, set[int]] = defaultdict(set)
        for key in self._types:
            gate = next(each for each in _GATES if each <= len(key))
            lengths[key[:gate]].add(len(key))
        self._lengths = {gate: sorted(each, reverse=True) for gate, each in lengths.items()}
        self._gates = [each for each in _GATES if any(len(gate) == each for gate in lengths)]
        self._first = {gate[:MIN_CHARACTERS] for gate in lengths}

    def _longest(self, seen: TextIndex, token: int) -> int | None:
        """The last token of the longest value that begins with a token."""
        start, reach, ends = seen.starts[token], seen.reach[token], seen.ends
        for gate in self._gates:
            for length in self._lengths.get(seen.folded[start : start + gate], ()):
                end = start + length
                if end > reach or seen.folded[start:end] not in self._types:
                    continue
                last = bisect_left(ends, end, lo=token)
                if ends[last] == end:
                    return last
        return None
