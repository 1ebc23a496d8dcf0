"""Of whom a medical word speaks: of a person, or of medicine in general.

"i have asthma" and "any chest pain?" are about a person; "what is asthma" is not. Read are
the sentence around the word and, where it holds no sign or only asks, one sentence before and
one after; so the cost of a call has a bound, whatever the text. A sentence without any sign
is taken for a person's where it is short or spoken, and for general where it reads like a
book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from detectors.health import subject_words as words
from detectors.health.asking import without_asking

Subject = Literal["about_person", "in_general"]

ABOUT_PERSON: Final = "about_person"
IN_GENERAL: Final = "in_general"

# How far a sentence is read on each side of the word, in code points.
REACH = 160
# A sentence of so many words without any sign of a person reads like a book.
_LONG = 9
# In a longer one, slight signs of a person weigh less than those of a book.
_RAMBLING = 15

_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|')*")
# The same in texts of plain letters, where it is faster.
_PLAIN_TOKEN = re.compile("[a-z][a-z']*")
_OWNER = re.compile(r"(?<![^\W_])([^\W\d_]{2,30})['\u2019]s? (?:[^\W\d_]{2,20} )?\Z")
_TITLE = re.compile(r"\b(?:mrs?|ms|pt)\. \Z", re.IGNORECASE)
_ENDS = ("? ", "! ", "\n", ". ")


class _Signs:
    """Words and phrases of one kind; phrases are looked up by their first words."""

    __slots__ = ("_by_first", "_firsts", "_single")

    def __init__(self, single: frozenset[str], phrases: Iterable[str] = ()) -> None:
        by_first: dict[str, list[str]] = {}
        for phrase in phrases:
            by_first.setdefault(phrase.split()[0], []).append(f" {phrase} ")
        self._single = single
        self._by_first = {first: tuple(each) for first, each in by_first.items()}
        self._firsts = frozenset(by_first)

    def in_(self, present: frozenset[str], joined: str) -> bool:
        if not self._single.isdisjoint(present):
            return True
        for first in self._firsts & present:
            for phrase in self._by_first[first]:
                if phrase in joined:
                    return True
        return False


_PERSON = _Signs(words.PERSON, words.PERSON_PHRASES)
_MAYBE = _Signs(words.MAYBE, words.MAYBE_PHRASES)
_GENERAL = _Signs(words.GENERAL, words.GENERAL_PHRASES)
_AFFLICTED = _Signs(words.AFFLICTED, words.AFFLICTED_PHRASES)


def speaks_of(text: str, start: int, *, end: int) -> Subject:
    """Whether a medical word is said of a person.

    Args:
        text: any text.
        start: first code point of the word.
        end: one past its last.

    Returns:
        "about_person" or "in_general".
    """
    first, last = _sentence(text, start, end=end)
    own = _tokens(text[first:last])
    # The word itself ("prostate cancer patients") tells nothing of who has it.
    named = _tokens(text[start:end])
    person, general = _weighed(own, named)
    if person < 2 and _is_owned(text, first, start=start):
        person = 2
    if person <= general and len(own) < _RAMBLING and words.WITH_ARTICLE.isdisjoint(named):
        pointed = _tokens(text[max(first, start - 12) : start])[-1:]
        if pointed == ["this"]:
            person = 2
        elif general < 2 and pointed and pointed[0] in words.POINTED_AT:
            person += 1
    if general and person < 2 and any(map(_afflicted, _neighbours(text, first, last=last))):
        return ABOUT_PERSON
    if person or general:
        tied = person == 2 or len(own) < _RAMBLING
        return ABOUT_PERSON if person > general or (person == general and tied) else IN_GENERAL
    for near in _neighbours(text, first, last=last):
        person, general = _weighed(_tokens(near), [])
        if person or general:
            return ABOUT_PERSON if person >= general else IN_GENERAL
    return ABOUT_PERSON if len(own) < _LONG else IN_GENERAL


def _is_owned(text: str, first: int, *, start: int) -> bool:
    """Whether a name stands before a word as its owner: "John's diabetes"."""
    owner = _OWNER.search(text, max(first, start - 56), start)
    return owner is not None and owner[1].lower() not in words.NOBODY


def _afflicted(sentence: str) -> bool:
    """Whether a sentence beside a question says that somebody has what it asks about."""
    tokens = _tokens(sentence)
    present = frozenset(tokens)
    if present.isdisjoint(words.SELF) or (tokens and tokens[0] in words.ASKS):
        return False
    return _AFFLICTED.in_(present, f" {' '.join(tokens)} ")


def _tokens(piece: str) -> list[str]:
    piece = piece.lower()
    if piece.isascii():
        return _PLAIN_TOKEN.findall(piece)
    return _TOKEN.findall(piece.replace("\u2019", "'"))


def _weighed(tokens: list[str], named: list[str]) -> tuple[int, int]:
    """How strongly a sentence speaks of a person, and of something in general: 0, 1 or 2."""
    present = frozenset(tokens)
    if "i" in present and not words.OTHER_I.isdisjoint(present):
        present -= {"i"}
    joined = f" {' '.join(tokens)} "
    others = present.difference(named) if named else present
    general = 0
    if _GENERAL.in_(others, joined):
        general = 2
    elif (tokens and tokens[0] in words.ASKS) or not words.LOOSE.isdisjoint(others):
        general = 1
    person = _person(others, joined)
    if person and general == 2:
        # Who asks is not who has it: what remains without the asking decides.
        rest = without_asking(joined)
        if rest != joined:
            person = _person(frozenset(rest.split()).difference(named), rest)
        if person == 1:
            person = 0
    return person, general


def _person(present: frozenset[str], joined: str) -> int:
    if _PERSON.in_(present, joined):
        return 2
    return 1 if _MAYBE.in_(present, joined) else 0


def _sentence(text: str, start: int, *, end: int) -> tuple[int, int]:
    """Start and end of the sentence around a span, at most ``REACH`` to each side."""
    low = max(0, start - REACH)
    high = min(len(text), end + REACH)
    starts = [at + len(mark) for mark in _ENDS if (at := text.rfind(mark, low, start)) >= 0]
    ends = [at for mark in _ENDS if (at := text.find(mark, end, high)) >= 0]
    first = max(starts, default=low)
    # "Mrs. " ends no sentence.
    title = _TITLE.search(text, max(low, first - 6), first)
    return title.start() if title else first, min(ends, default=high)


def _neighbours(text: str, first: int, *, last: int) -> Iterable[str]:
    """The sentence before a sentence, then the one after it."""
    if first > 2:
        before, _ = _sentence(text, first - 2, end=first - 2)
        yield text[before:first]
    if last + 2 < len(text):
        _, after = _sentence(text, last + 2, end=last + 2)
        yield text[last:after]
