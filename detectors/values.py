"""Runs of digits, and of digits and letters, as chat writes numbers and codes.

A value is a run of digits and short pieces of letters with at least one digit in it:
``5663``, ``AB-1234``, ``jfo 98 e`` (speech recognition parts letters from digits). Amounts,
times, dates, years and quantities are marked as ruled out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.vocabulary import (
    AMOUNTS,
    APART,
    COPULAS,
    FILLERS,
    JOINERS,
    MONTHS,
    NO_PREFIX,
    NOUNS,
    ORDINALS,
    ORDINARY,
    UNITS,
    YEARS,
)

_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|[^\w\s]|_")
# The same in texts of plain small letters, where it is twice as fast.
_PLAIN_TOKEN = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9\s]", re.ASCII)
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}[\-./](?:0?[1-9]|1[0-2])[\-./](?:3[01]|[12][0-9]|0?[1-9])"
    r"|(?:3[01]|[12][0-9]|0?[1-9])[\-./](?:3[01]|[12][0-9]|0?[1-9])[\-./](?:(?:19|20)[0-9]{2}|[0-9]{2})"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DECIMAL = re.compile(r"[0-9]{1,9}\.[0-9]{1,2}")
_PIECE_AFTER = re.compile(r":[0-9]{2}(?![0-9])|,[0-9]{3}(?![0-9])")
_PIECE_BEFORE = re.compile(r"(?<![0-9])[0-9]{1,2}:$|(?<![0-9])[0-9]{1,3},$")
_INSIDE = frozenset("-./_")
_PARTING = frozenset(":,")
_PLAIN = str.maketrans(
    "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef\u00f1\u00f2\u00f3\u00f4"
    "\u00f5\u00f6\u00f8\u00f9\u00fa\u00fb\u00fc\u00fd\u0105\u0107\u0119\u0142\u0144\u015b\u0161\u017a\u017c\u017e\u00ba",
    "aaaaaaceeeeiiiinoooooouuuuyacelnsszzzo",
)
_NUMERO = re.compile(r"(?<![^\W\d_])n\.?[\u00b0\u00ba]")
_LONGEST_PREFIX = 6
_LONGEST_TAIL = 3
# Between two groups of digits.
_WIDEST_GAP = 2
_LAST = frozenset(("last", "final", "first"))
_DIGITS = frozenset(("digit", "digits", "numbers"))
# After these words a value has ended.
_CLOSING = JOINERS | FILLERS | COPULAS
# Words that are also letters: more has to follow them before they are one.
_ARTICLES = frozenset(("a", "i"))
_NO_TAIL = (ORDINARY | NOUNS | FILLERS | COPULAS) - {"e"}


def plain(text: str) -> str:
    """A text of the same length in lower case and without the accents of Latin letters."""
    lower = text.lower()
    if lower.isascii():
        return lower
    if len(lower) != len(text):
        lower = "".join(each.lower()[0] for each in text)
    return _NUMERO.sub(_spelt_numero, lower).translate(_PLAIN)


def _spelt_numero(match: re.Match[str]) -> str:
    return "no".ljust(len(match.group()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A run of digits and short pieces of letters.

    Attributes:
        start: first code point, in the text.
        end: one past the last.
        core: the span from the first digit to the last.
        digits: how many.
        letters: how many.
        ruled_out: an amount, a time, a date, a year or a quantity.
    """

    start: int
    end: int
    core: tuple[int, int]
    digits: int
    letters: int
    ruled_out: bool


class Tokens:
    """A stretch of a text as words, runs of digits and marks.

    Attributes:
        words: each token, lower-case and without accents.
        starts: where each begins, in the text.
        ends: one past the end of each.
        near: places where a value can begin: a number, or two tokens before one.
    """

    __slots__ = ("_names", "_text", "ends", "near", "starts", "words")

    def __init__(self, text: str, span: tuple[int, int], *, names: frozenset[str]) -> None:
        """Cuts a stretch into tokens.

        Args:
            text: a canonical view.
            span: start and end, half-open, within the text.
            names: words that begin a label, and so are no part of a code.
        """
        self._text = text
        self._names = names
        place, end = span
        piece = plain(text[place:end])
        self.words: list[str] = (_PLAIN_TOKEN if piece.isascii() else _TOKEN).findall(piece)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.near: set[int] = set()
        base = place
        place, starts, ends, find = 0, self.starts, self.ends, piece.find
        for number, word in enumerate(self.words):
            place = find(word, place)
            starts.append(place + base)
            place += len(word)
            ends.append(place + base)
            if "0" <= word[0] <= "9":
                self.near.update((number - 2, number - 1, number))

    def __len__(self) -> int:
        return len(self.words)

    def word(self, place: int) -> str:
        """The token at a place, or an empty string outside the stretch."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def glued(self, place: int) -> bool:
        """Whether nothing stands between a token and the one before it."""
        return 0 < place < len(self.words) and self.starts[place] == self.ends[place - 1]

    def value_end(self, place: int) -> int | None:
        """One past the last token of the value that begins at a token, or None."""
        words, starts, ends = self.words, self.starts, self.ends
        word = words[place]
        if word.isdecimal():
            if len(word) == 1 and self._counts_digits(place):
                return None
        elif not self._is_prefix(place):
            return None
        last, count = place + 1, len(words)
        while last < count:
            gap, word = starts[last] - ends[last - 1], words[last]
            if not gap:
                step = self._glued_step(last)
            elif gap > _WIDEST_GAP:
                break
            elif word.isdecimal():
                step = int(gap == 1 or words[last - 1].isdecimal())
            else:
                step = int(gap == 1 and len(word) <= _LONGEST_TAIL and self._is_tail(last))
            if not step:
                break
            last += step
        return last

    def _is_ascii(self, place: int) -> bool:
        return self._text[self.starts[place] : self.ends[place]].isascii()

    def leads_code(self, place: int) -> bool:
        """Whether a mark and digits touch a word: ``REF-12``."""
        return (
            self.glued(place + 1)
            and self.words[place + 1] in _INSIDE
            and self.glued(place + 2)
            and self.words[place + 2].isdecimal()
        )

    def value(self, place: int, last: int) -> Value:
        """The value of the tokens ``place:last``."""
        starts, ends = self.starts, self.ends
        if last == place + 1:
            span = starts[place], ends[place]
            return Value(
                start=span[0],
                end=span[1],
                core=span,
                digits=span[1] - span[0],
                letters=0,
                ruled_out=self._ruled_out(place, last),
            )
        first = final = place
        digits = letters = 0
        for number in range(place, last):
            word = self.words[number]
            if word.isdecimal():
                if not digits:
                    first = number
                final = number
                digits += len(word)
            elif word.isalpha():
                letters += len(word)
        return Value(
            start=starts[place],
            end=ends[last - 1],
            core=(starts[first], ends[final]),
            digits=digits,
            letters=letters,
            ruled_out=self._ruled_out(place, last),
        )

    def proper_name(self, last: int, value: Value) -> str:
        """The capitalised word after a short number: "1512 Barber Shop"; else nothing."""
        after = self.word(last)
        if 0 < value.letters < 4 or value.digits > 4 or not after.isalpha() or after in _CLOSING:
            return ""
        written = self._text[self.starts[last] : self.ends[last]]
        return after if written.istitle() and self.word(last + 1).isalpha() else ""

    def _glued_step(self, place: int) -> int:
        word = self.words[place]
        if word.isalnum():
            return int(self._is_ascii(place))
        inside = word in _INSIDE and self.glued(place + 1) and self.words[place + 1].isalnum()
        return 2 if inside else 0

    def _counts_digits(self, place: int) -> bool:
        """Whether a digit is the 4 of "last 4 digits" or "last 4 is"."""
        words = self.words
        if place and words[place - 1] in _LAST:
            return True
        return place + 1 < len(words) and words[place + 1] in _DIGITS

    def _is_prefix(self, place: int) -> bool:
        """Whether letters belong to the digits after them: ``jfo 98 e``, ``AB123``."""
        word, after = self.words[place], self.word(place + 1)
        if not (after and word.isalpha() and self._is_ascii(place)):
            return False
        if self.glued(place + 1):
            if after.isdecimal():
                return True
            # "very good.3 tickets" is two sentences.
            return self.leads_code(place) and not (after == "." and word in ORDINARY)
        return (
            after.isdecimal()
            and self.starts[place + 1] - self.ends[place] == 1
            and len(word) <= _LONGEST_PREFIX
            and (word not in NO_PREFIX or word in _ARTICLES)
            and not (self.glued(place) and self.words[place - 1] == "'")
            and self._is_code(place)
        )

    def _is_code(self, place: int) -> bool:
        """Whether enough digits follow letters that a space parts from them."""
        letters = len(self.words[place])
        if self.words[place] in _ARTICLES and len(self.words[place + 1]) < 4:
            return place + 3 < len(self.words) and self._is_tail(place + 2)
        # "turned 47" is no code, "turned 478" may be one.
        digits, least = 0, 2 if letters < 4 else 3
        for follower in range(place + 1, min(place + 9, len(self.words))):
            word = self.words[follower]
            if word.isdecimal():
                digits += len(word)
            elif not self._is_tail(follower):
                # "found 10 events" is no code; "dhiy 23" at the end may be one.
                closing = not word.isalpha() or word in _CLOSING
                return digits > 3 or (digits >= least and (closing or letters == 1))
        return digits >= least

    def _is_tail(self, place: int) -> bool:
        """Whether letters after digits belong to them: the ``e`` of ``jfo 98 e``."""
        word, after = self.words[place], self.word(place + 1)
        if len(word) > _LONGEST_TAIL or word in APART or word in self._names:
            return False
        if not word.isalpha() or not self._is_ascii(place):
            return False
        if after.isdecimal() and self.starts[place + 1] - self.ends[place] < 2:
            return True
        if len(word) == 1:
            return word not in ("i", "a", "x", "k", "m", "g") or not after
        return (not after.isalpha() or after in _CLOSING) and word not in _NO_TAIL

    def _ruled_out(self, place: int, last: int) -> bool:
        words = self.words[place:last]
        if len(words) > 1:
            if not ORDINALS.isdisjoint(words):
                return True
            if any(map(str.isalpha, words)):
                return len(words) == 2 and words[0].isdecimal() and words[1] in UNITS
        before, after = self.word(place - 1), self.word(last)
        if before in AMOUNTS or before == "at" or after in UNITS or after == "%":
            return True
        if before in ("of", "/") and (
            self.word(place - 2) == "out" or self.word(place - 2).isdecimal()
        ):
            return True
        if self._is_dated(place, last) or self._is_piece(self.starts[place], self.ends[last - 1]):
            return True
        few = self.ends[last - 1] - self.starts[place] <= 3 and after.isalpha()
        return few and (after == "of" or (after not in _CLOSING and after not in NOUNS))

    def _is_dated(self, place: int, last: int) -> bool:
        """Whether digits are a date, a year, or a day beside a month."""
        words, start, end = self.words[place:last], self.starts[place], self.ends[last - 1]
        size = end - start
        by_month = self.word(place - 1) in MONTHS or self.word(last) in MONTHS
        if size <= 2 and by_month:
            return True
        if len(words) == 1:
            return size == 4 and _YEAR.fullmatch(words[0]) is not None and self._is_year(place)
        if len(words) not in (3, 5) or words[1] not in _INSIDE:
            return False
        if size <= 5 and by_month:
            return True
        written = self._text[start:end]
        return bool(_DATE.fullmatch(written) or _DECIMAL.fullmatch(written))

    def _is_year(self, place: int) -> bool:
        """Whether what stands before four digits makes them a year."""
        before, further = self.word(place - 1), self.word(place - 2)
        if before == "of" and further in ("last", "four", "digits"):
            return False
        if before == ",":
            return further.isdecimal() or further in ORDINALS or further in MONTHS
        return before in YEARS or before in MONTHS or before in ORDINALS

    def _is_piece(self, start: int, end: int) -> bool:
        """Whether digits are a piece of a time or an amount: ``10:30``, ``1,200``."""
        text = self._text
        if text[end : end + 1] in _PARTING and _PIECE_AFTER.match(text, end):
            return True
        before = text[max(0, start - 6) : start]
        return before[-1:] in _PARTING and _PIECE_BEFORE.search(before) is not None
