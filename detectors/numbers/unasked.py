"""A message that is nothing but a name and a number, or nothing but a code.

"john and 6767", "jfo 98 e": in chat that is how people answer who they are. It counts only
where the turn before is not known (a first message, a scanned line); where it is known,
its question decides (``detectors.numbers.answer``). Layout: up to four words that are no
everyday words and a number of at least four digits that is no year, amount or quantity; or
letters and digits in turn, five and more. Check digit: none; a number that stands all
alone is left, unless it is as long as a card's.
Source: observation of chat logs, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.grammar import Named
from detectors.numbers.labelled import LEXICON, read
from detectors.types import Finding, Input, Pattern
from detectors.vocabulary import COPULAS, FILLERS, NOUNS, ORDINARY

NAME = "unasked"

_LONGEST = 60
_MOST_NAMES = 4
_LONGEST_NAME = 13
_LEAST_CODE = 4
_FRAGMENT = range(4, 13)
_CARD = range(14, 20)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
# Letters that are a name rather than a piece of a code.
_NAME = re.compile(r"[A-Za-z]{4,}[ ](?=[0-9 ]+\Z)")
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = re.compile(r"[\w\s.,'\-]*")
_GROUPS = re.compile(r"[0-9]{14,19}|[0-9]{4}(?:[ \-][0-9]{2,6}){2,4}")
_DIGITS = re.compile(r"[0-9 ]+")
_GLUED = re.compile(r"[0-9][A-Za-z]|[A-Za-z][0-9]|[\-._/]")
_INTRODUCED = re.compile(r"\s*(?:(?:my|full|last|first) )*name(?: is)?\s", re.IGNORECASE)
_AROUND = FILLERS - {"for", "at", "by", "first", "last", "with", "of", "four"}
_BEGIN = frozenset(("its", "it", "s", "is", "are"))
# After these a number is that of something else.
_THINGS = frozenset(("hash", "currency", "isbn", "version", "build", "color", "colour", "port"))
# No value holds words of four letters that are no names either; most texts do.
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_RULING_OUT = (ORDINARY | NOUNS | COPULAS | _THINGS | LEXICON.firsts) - (_AROUND | {"name", "last"})


class UnaskedDetector:
    """Finds the number in a message that is only a name and a number."""

    name = NAME
    entity_types = ("ACCOUNT_FRAGMENT", "CREDIT_CARD", "OTHER_ID")
    patterns = (Pattern(expression=r"\A.{0,40}[0-9].{0,24}\z", max_length=_LONGEST + 8),)

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        if seen.before or start or len(text) > _LONGEST or not _PLAIN.fullmatch(text):
            return ()
        if not _RULING_OUT.isdisjoint(_LONG_WORD.findall(text.lower())):
            return ()
        seen.check()
        values = read(text, (0, len(text))).values
        if not values or any(map(_is_said, values)):
            return ()
        names = _names(text, values)
        if names is None:
            return ()
        return [
            found for named in values if (found := _taken(text, named, names=names)) is not None
        ]


def _is_said(named: Named) -> bool:
    """Whether words say what a value is, or that it is none."""
    return named.value.ruled_out or (named.family is not None and not named.family.vague)


def _names(text: str, values: tuple[Named, ...]) -> int | None:
    """How many words beside the values may be names; None if others stand there."""
    introduced = _INTRODUCED.match(text)
    place, rest = introduced.end() if introduced else 0, ""
    for named in values:
        rest += text[place : named.value.start] + " "
        place = named.value.end
    words = [word for word in _WORD.findall(rest + text[place:]) if word.lower() not in _AROUND]
    while words and words[0].lower() in _BEGIN:
        del words[0]
    if len(words) > _MOST_NAMES or not all(map(_may_be_name, words)):
        return None
    return len(words)


def _may_be_name(word: str) -> bool:
    lower = word.lower()
    return (
        1 < len(word) <= _LONGEST_NAME
        and not word.isupper()
        and lower not in ORDINARY
        and lower not in NOUNS
        and lower not in COPULAS
        and lower not in _THINGS
        and lower not in LEXICON.firsts
    )


def _counts(text: str, end: int) -> bool:
    """Whether a word follows a number that may be what it counts ("1234 photos")."""
    word = _WORD.search(text, end)
    return word is not None and word.group().lower() not in _AROUND


def _taken(text: str, named: Named, *, names: int) -> Finding | None:
    value = named.value
    start, end = value.start, value.end
    name = _NAME.match(text, start, end)
    if name is not None and not _may_be_name(name.group().strip()):
        return None
    if name is not None:
        start, names = name.end(), names + 1
    written = text[start:end]
    if value.letters and name is None:
        code = value.digits > 1 and value.letters + value.digits >= _LEAST_CODE
        pieces = any(len(word) > 3 and word.isupper() for word in _WORD.findall(written))
        dated = _YEAR.search(written) is not None
        entity_type = "OTHER_ID"
        fits = code and not pieces and not dated and not _GLUED.search(written)
    elif value.digits in _CARD:
        # Beside words, a wrong check digit says that it is none.
        entity_type = "CREDIT_CARD"
        fits = not names and _GROUPS.fullmatch(written) is not None
    else:
        entity_type = "ACCOUNT_FRAGMENT"
        fits = (
            names > 0
            and value.digits in _FRAGMENT
            and not _counts(text, end)
            and _DIGITS.fullmatch(written) is not None
            and not _YEAR.fullmatch(written)
        )
    if not fits:
        return None
    return Finding(
        entity_type=entity_type,
        start=start,
        end=end,
        score=0.5,
        detector=NAME,
        evidence=("alone",),
    )
