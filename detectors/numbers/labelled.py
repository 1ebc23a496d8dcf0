"""Values that only the words beside them give away, of many kinds in one pass.

Issuer, layout and source of each kind stand in the file of its family. Check digit: none
of them has one; a value counts where a label names it (``detectors.grammar``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.context import REACH_QUESTION, words_of
from detectors.grammar import Family, Lexicon, Named, Reader, Reading, telling_words
from detectors.numbers import (
    account_fragment,
    bank_account,
    health_reference,
    other_number,
    reference,
)
from detectors.secrets import one_time_code, password
from detectors.types import Finding, Input, Pattern
from detectors.values import plain

NAME = "labelled"

# What names a number outright, in the text or by a question, says more than a town beside it.
SAID = 0.6
_HEADED = 0.57

_FAMILIES = (
    *account_fragment.FAMILIES,
    *bank_account.FAMILIES,
    *password.FAMILIES,
    *one_time_code.FAMILIES,
    *health_reference.FAMILIES,
    *reference.FAMILIES,
    *other_number.FAMILIES,
)
LEXICON = Lexicon(_FAMILIES)
# A label, what may stand between, and the value.
_REACH = 110
_AFTER = 60
_BESIDE = 60
# A value stands so far before its label: "5663 is my ssn".
_BEHIND = 48
_DIGIT = re.compile(r"[0-9]")
_MOST_LETTERS = 12
_DIGITS = re.compile(r"[0-9](?:[^A-Za-z]*[0-9])?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_QUIET = frozenset({account_fragment.CODE, account_fragment.EXPIRY, account_fragment.IDENTITY})
_TELLING = telling_words(
    each for each in _FAMILIES if (each.entity_type or each.layouts) and each not in _QUIET
)


def read(text: str, span: tuple[int, int], *, others: bool = True) -> Reading:
    """What a stretch of a text, widened to whole words, says.

    Args:
        text: a canonical view.
        span: start and end, half-open, within the text.
        others: whether to look for words that stand where a label would.
    """
    low, high = span
    while low > 0 and span[0] - low < 24 and text[low - 1].isalnum():
        low -= 1
    while high < len(text) and high - span[1] < 24 and text[high].isalnum():
        high += 1
    return Reader(text, (low, high), lexicon=LEXICON, others=others).read()


def named_otherwise(text: str, span: tuple[int, int], *, entity_type: str) -> bool:
    """Whether a number has a label of its own that says it is something else.

    Args:
        text: a canonical view.
        span: of the number.
        entity_type: what it is taken for.
    """
    start, end = span
    window = (max(0, start - _BESIDE), min(len(text), end + _BESIDE // 2))
    for named in read(text, window, others=False).values:
        value, family = named.value, named.family
        if value.start < end and start < value.end and family is not None:
            return not family.vague and named.strong and family.entity_type != entity_type
    return False


def reported(text: str, named: Named, *, family: Family, score: float) -> Iterator[Finding]:
    """The findings for a value of a family; none where its shape is another's.

    Args:
        text: the view that the value was read from.
        named: the value.
        family: what it is taken for.
        score: how sure that is.
    """
    value, shape = named.value, family.shape
    spans = [(value.start, value.end)]
    if value.letters > max(shape.letters, _MOST_LETTERS):
        # A hash, not a number that letters touch.
        return
    if value.letters > shape.letters:
        spans = [each.span() for each in _DIGITS.finditer(text, *value.core)]
    for start, end in spans:
        written = text[start:end]
        for layout in family.layouts:
            if layout.expression.fullmatch(written):
                found = _finding(layout.entity_type, (start, end), score=max(score, layout.score))
                break
        else:
            found = _finding(family.entity_type, (start, end), score=score)
            digits = sum(map(str.isdecimal, written))
            size = sum(map(str.isalnum, written))
            least, most = shape.digits
            if digits < least or digits > most:
                continue
            if not named.strong and (size < shape.bare or _YEAR.fullmatch(written)):
                continue
        if found.entity_type:
            yield found


def _near_labels(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """The part of a stretch that a label can name a value in; None for none."""
    piece = plain(text[span[0] : span[1]])
    telling = [word for word in words_of(piece) if word in _TELLING]
    if not telling:
        return None
    first, last = piece.find(telling[0]), piece.rfind(telling[-1])
    low, high = max(0, first - _BEHIND), min(len(piece), last + _REACH)
    if _DIGIT.search(piece, low, high) is None:
        return None
    return span[0] + low, span[0] + high


def asked(seen: Input) -> tuple[Family, ...]:
    """The families that the turn before asks for, in its order."""
    if not seen.before:
        return ()
    known: tuple[Family, ...] | None = seen.asked.get(NAME)
    if known is None:
        known = _asked(seen.before)
        seen.asked[NAME] = known
    return known


def _asked(before: str) -> tuple[Family, ...]:
    question = before[-REACH_QUESTION:]
    if LEXICON.firsts.isdisjoint(words_of(plain(question))):
        return ()
    families = dict.fromkeys(read(question, (0, len(question))).open)
    named = [each for each in families if (each.entity_type or each.layouts) and not each.vague]
    return tuple(named or [each for each in families if each.vague])


def _finding(entity_type: str, span: tuple[int, int], *, score: float) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=span[0],
        end=span[1],
        score=score,
        detector=NAME,
        evidence=("context",),
    )


class LabelledDetector:
    """Finds values that words in the same text name."""

    name = NAME
    entity_types = tuple(
        each for each in LEXICON.entity_types if each not in ("CARD_CVV", "CARD_EXPIRY")
    )
    patterns = (Pattern(expression=r"[0-9](?:[^0-9]|\z)", max_length=_REACH),)

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        seen.check()
        window = _near_labels(text, (start, min(len(text), end + _AFTER)))
        if window is None:
            return ()
        findings: list[Finding] = []
        for named in read(text, window, others=False).values:
            family = named.family
            if family is None or family.shape.digits[0] > named.value.digits or family in _QUIET:
                continue
            if family.vague and any(not each.vague for each in asked(seen)):
                # The question says what these are the last four of.
                continue
            score = max(family.score, SAID if named.strong else _HEADED)
            findings += reported(text, named, family=family, score=score)
        return findings
