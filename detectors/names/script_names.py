"""Names of persons in scripts that no model knows, found by lists alone.

Where words are spaced, a word is a name if the lists say so and do not call it a common
word too; one that they call both counts beside another name. Chinese, Japanese and Korean
names are a family name and a given name of the lists, side by side; a family name is enough
before "Mr", and after "my name is" the given name may be any. Thai writes no spaces either,
and its names are long enough to be looked for anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Protocol

from detectors.names.flags import ANY_FAMILY, ANY_GIVEN, WORD
from detectors.names.folding import fold

_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
_HANGUL = "\uac00-\ud7a3"
_CLOSE = f"{_HAN}{_KANA}{_HANGUL}"
_THAI = "\u0e00-\u0e7f"
_VOWEL_SIGNS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff\u0f00-\u109f\u1780-\u17ff"
)
# A name goes on over these: a space, a hyphen, the dots of Chinese and Japanese.
_GAPS = " \u00a0\u3000\u00b7\u30fb-"
_RUN = re.compile(
    f"(?P<close>[{_CLOSE}]+(?:[{_GAPS}][{_CLOSE}]+)*)|(?P<thai>[{_THAI}]+)"
    f"|(?P<word>(?![A-Za-zªµºÀ-ʯḀ-ỿ])[^\\W\\d_](?:[^\\W\\d_]|[{_VOWEL_SIGNS}\u200c\u200d]"
    "|['’\u05f3](?=[^\\W\\d_]))*)"
)
# In code points of the text; folding makes two of one at most.
_LONGEST_FAMILY, _LONGEST_GIVEN = 4, 6
_THAI_SHORTEST, _THAI_LONGEST = 4, 24
_REACH = 2 * max(_THAI_LONGEST, _LONGEST_FAMILY + 1 + _LONGEST_GIVEN)
_DOUBLE = re.compile("[\u0e33\u309f\u30ff]")
# Thai marks that folding sorts, and a place where it would. Sorting many marks at once takes
# time in proportion to their square.
_MARKS = re.compile(f"[\u0e38-\u0e3a\u0e48-\u0e4b]{{2,{_THAI_LONGEST}}}")
_UNSORTED = re.compile("(?<=[\u0e48-\u0e4b])(?=[\u0e38-\u0e3a])|(?<=[\u0e38\u0e39])(?=\u0e3a)")
_TITLE = re.compile("先生|女士|小姐|太太|医生|醫生|さん|さま|様|氏|くん|ちゃん|\\s?씨|님")
_INTRODUCTIONS = (
    *("我叫", "名叫", "叫做", "叫作", "姓名", "名字是", "名字叫", "患者", "名前は", "氏名"),
    *("联系人", "聯絡人", "收货人", "收件人", "이름은", "성함은", "저는"),
)
_LINKS = "是为為:\uff1a"
_CALLED = re.compile(f"(?:{'|'.join(_INTRODUCTIONS)})[{_LINKS}\\s]{{0,3}}\\Z")
# What such words can end in: most names are not looked behind any further.
_CALLED_END = frozenset((*_LINKS, *(words[-1] for words in _INTRODUCTIONS)))
_CALLED_REACH = 8
_ANY_GIVEN_NAME = re.compile(f"[{_HAN}]{{1,2}}(?![{_HAN}])|[{_HANGUL}]{{2}}")
# With all its marks.
_LONGEST_WORD = 256
_UNCHECKED_RUNS, _UNCHECKED_PLACES = 64, 256
_REMEMBERED_PLACES = 32
# Ends of entries, nearest first, with the flags of each.
_Entries = Sequence[tuple[int, int]]


class Lists(Protocol):
    """What is known of folded words."""

    def flags(self, folded_word: str) -> int:
        """What the lists say of a word, as bits; 0 if they do not know it."""
        ...

    def beginnings(self, folded_text: str) -> Sequence[str]:
        """The entries that a text begins with, shortest first."""
        ...


def find(text: str, lists: Lists, *, check: Callable[[], None]) -> Iterator[tuple[int, int]]:
    """Spans of names, sorted and disjoint; names side by side are one span.

    Args:
        text: any text; Latin letters are passed over.
        lists: the names and words.
        check: called between units of work; what it raises ends the search.
    """
    waiting: tuple[int, int, bool] | None = None
    for start, end, sure in _pieces(text, lists, check=check):
        if waiting is not None and _is_gap(text[waiting[1] : start]):
            # Two doubtful words side by side are as good as one sure name.
            waiting = (waiting[0], end, True)
            continue
        if waiting is not None and waiting[2]:
            yield waiting[:2]
        waiting = (start, end, sure)
    if waiting is not None and waiting[2]:
        yield waiting[:2]


def _is_gap(between: str) -> bool:
    """Whether two words with this between them stand side by side."""
    return not between or (len(between) == 1 and between in _GAPS)


def _pieces(
    text: str, lists: Lists, *, check: Callable[[], None]
) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each word or name of the lists, and whether it is surely a name."""
    flags = cache(lists.flags)
    for number, match in enumerate(_RUN.finditer(text)):
        if number % _UNCHECKED_RUNS == 0:
            check()
        start, end = match.span()
        if match.lastgroup == "word":
            if end - start > _LONGEST_WORD:
                continue
            known = lists.flags(fold(match[0]))
            if known & (ANY_GIVEN | ANY_FAMILY) and end - start > 1:
                yield start, end, not known & WORD
            continue
        run = _Run(text, (start, end), beginnings=lists.beginnings, flags=flags)
        name_end = _thai_name_end if match.lastgroup == "thai" else _full_name_end
        for start, end in _names(run, name_end, check=check):
            yield start, end, True


class _Run:
    """A stretch of a text in a script without spaces, folded, and the entries in it.

    Thai marks in another order than the lists write are read in both orders.

    Attributes:
        text: the whole text.
        end: where in it the run ends.
        places: for each place of the folded run, and for its end, the place of the text;
            -1 between two letters that stand for one.
    """

    __slots__ = (
        *("_beginnings", "_flags", "_folded", "_recent", "_sorted", "_within"),
        *("end", "places", "text"),
    )

    def __init__(
        self,
        text: str,
        span: tuple[int, int],
        *,
        beginnings: Callable[[str], Sequence[str]],
        flags: Callable[[str], int],
    ) -> None:
        self._beginnings, self._flags = beginnings, flags
        self.text = text
        start, self.end = span
        letters = text[start : self.end]
        parts = _UNSORTED.split(letters)
        self._folded = "".join(map(fold, parts))
        self._sorted = _MARKS.sub(_folded, self._folded) if len(parts) > 1 else ""
        self._within = frozenset(_within_unsorted(self._folded) if self._sorted else ())
        self.places: Sequence[int] = range(start, self.end + 1)
        if len(self._folded) > len(letters):
            self.places = [*_places(text, span)]
        self._recent: dict[int, _Entries] = {}

    def entries(self, first: int) -> _Entries:
        """Where entries end that start at a place, nearest first, and what they are.

        Places are those of the folded run.
        """
        known = self._recent.get(first)
        if known is None:
            found = self._beginnings(self._folded[first : first + _REACH])
            flags = self._flags
            known = [(first + len(entry), flags(entry)) for entry in found] if found else ()
            if self._sorted and first not in self._within:
                known = sorted({*known, *self._sorted_entries(first)})
            if len(self._recent) == _REMEMBERED_PLACES:
                self._recent.clear()
            self._recent[first] = known
        return known

    def _sorted_entries(self, first: int) -> Iterator[tuple[int, int]]:
        for entry in self._beginnings(self._sorted[first : first + _REACH]):
            last = first + len(entry)
            if last not in self._within:
                yield last, self._flags(entry)


def _folded(match: re.Match[str]) -> str:
    return fold(match[0])


def _within_unsorted(folded: str) -> Iterator[int]:
    """The places between marks that sorting moves."""
    for match in _MARKS.finditer(folded):
        if _folded(match) != match[0]:
            yield from range(match.start() + 1, match.end())


def _places(text: str, span: tuple[int, int]) -> Iterator[int]:
    at, end = span
    for match in _DOUBLE.finditer(text, at, end):
        yield from range(at, match.end())
        yield -1
        at = match.end()
    yield from range(at, end + 1)


def _names(
    run: _Run, name_end: Callable[[_Run, int], int], *, check: Callable[[], None]
) -> Iterator[tuple[int, int]]:
    """The names of a run, in places of the text.

    Args:
        run: where to look.
        name_end: where the longest name that starts at a place ends; 0 if none does.
        check: as for ``find``.
    """
    places = run.places
    after = 0
    for first in range(len(places) - 1):
        if first % _UNCHECKED_PLACES == 0:
            check()
        if first >= after and places[first] >= 0:
            last = name_end(run, first)
            if last:
                yield places[first], places[last]
                after = last


def _thai_name_end(run: _Run, first: int) -> int:
    """The end of the longest name of the lists."""
    places = run.places
    for last, known in reversed(run.entries(first)):
        if not known & (ANY_GIVEN | ANY_FAMILY) or known & WORD:
            continue
        if _THAI_SHORTEST <= places[last] - places[first] <= _THAI_LONGEST:
            return last
    return 0


def _full_name_end(run: _Run, first: int) -> int:
    """The end of a family name with a given name or a title."""
    text, places = run.text, run.places
    start, best = places[first], 0
    for middle, known in run.entries(first):
        end = places[middle]
        if not known & ANY_FAMILY or not 0 < end - start <= _LONGEST_FAMILY:
            continue
        if _TITLE.match(text, end):
            best = max(best, middle)
        after = middle + (end < run.end and text[end] in _GAPS)
        if _is_called(text, start):
            any_given = _ANY_GIVEN_NAME.match(text, places[after], run.end)
            if any_given:
                # Folding takes these letters one by one.
                best = max(best, after + len(any_given[0]))
        best = max(best, _given_name_end(run, first, after=after))
    return best


def _given_name_end(run: _Run, first: int, *, after: int) -> int:
    """The end of the longest given name at a place, if it does not complete a word.

    Args:
        run: where to look.
        first: where the family name before it starts.
        after: where the given name starts.
    """
    places = run.places
    for last, known in reversed(run.entries(after)):
        if not known & ANY_GIVEN or not 0 < places[last] - places[after] <= _LONGEST_GIVEN:
            continue
        if (last, WORD) not in ((end, known & WORD) for end, known in run.entries(first)):
            return last
    return 0


def _is_called(text: str, start: int) -> bool:
    """Whether words such as "my name is" stand before a place."""
    sign = text[start - 1 : start]
    if sign not in _CALLED_END and not sign.isspace():
        return False
    return _CALLED.search(text, max(0, start - _CALLED_REACH), start) is not None
