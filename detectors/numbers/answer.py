"""Values that answer a question of the turn before.

"What are the last four digits of your card?" "5273": nothing in the answer says what it
is. The question is read with the grammar that reads labels in a text; what it asks for is
each family that it names without a value. A number of the answer that has a label of its
own ("order number 123456789"), an amount, a time, a year or a quantity answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches

from detectors.grammar import Family, Named, Reading
from detectors.numbers import card_details, phone
from detectors.numbers.account_fragment import CARD, EXPIRY
from detectors.numbers.labelled import LEXICON, SAID, asked, read, reported
from detectors.types import Finding, Input, Pattern

NAME = "answer"

# Who asks back does not answer.
_QUESTIONS = frozenset(("what", "how", "where", "when", "why", "which", "who", "does", "do"))
# How alike a misspelt label is to the label, as difflib counts.
_ALIKE = 0.75
_CARD_DIGITS = range(13, 20)
# Tokens of an answer to a question for a name.
_SHORT = 14
# A text up to this length is read whole, a longer one around its numbers.
_WHOLE = 400
_REACH = 120
# Only the beginning and the end of a document can answer.
_FIRST = 2_000


class AnswerDetector:
    """Finds numbers, codes and dates by the question that they answer."""

    name = NAME
    entity_types = (*LEXICON.entity_types, "PHONE_NUMBER")
    patterns = (Pattern(expression=r"[0-9](?:[^0-9]|\z)", max_length=_REACH),)

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        if not seen.before:
            return ()
        length = len(seen.text)
        if length <= _WHOLE:
            windows = [(0, length)]
        else:
            parts = ((0, _FIRST), (max(_FIRST, length - _FIRST), length))
            windows = [(max(low, start), min(high, end + _REACH)) for low, high in parts]
        findings: list[Finding] = []
        for window in windows:
            if window[0] < window[1]:
                seen.check()
                findings += _answers(seen, window)
        return findings


def _answers(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    families = asked(seen)
    reading: Reading | None = None
    if families:
        reading = read(seen.text, window)
        yield from _values(seen.text, reading, families=families)
        if EXPIRY in families:
            yield from card_details.expiry_dates(seen, window)
    for finding in phone.answers(seen, window):
        reading = reading or read(seen.text, window)
        if not any(_apart(named, finding) for named in reading.values):
            yield finding


def _apart(named: Named, finding: Finding) -> bool:
    """Whether a finding lies in a value that something else names or rules out."""
    value = named.value
    if finding.end <= value.start or value.end <= finding.start:
        return False
    other = named.family is not None and bool(named.family.entity_type) and named.strong
    return other or (value.ruled_out and value.digits < 6)


def _values(text: str, reading: Reading, *, families: tuple[Family, ...]) -> Iterator[Finding]:
    """The values of a text as answers; several questions take several values in turn."""
    turn = 0
    if reading.first in _QUESTIONS or (families[0].vague and reading.words > _SHORT):
        families = ()
    for named in reading.values:
        own = named.family
        if named.value.ruled_out:
            continue
        if CARD in families and own is not None and _is_long_account(named, own):
            own = CARD
        if (
            own is not None
            and not own.vague
            and (named.strong or own in families or not own.entity_type)
        ):
            yield from _answer(text, named, family=own)
            continue
        if not families or (named.other and not _misspelt(named.other, families)):
            continue
        for family in (*families[turn:], *families[:turn]):
            found = list(_answer(text, named, family=family))
            if found:
                yield from found
                turn = min(turn + 1, len(families) - 1)
                break


def _is_long_account(named: Named, own: Family) -> bool:
    """Whether a number called an account's is as long as a card's: who is asked for a card."""
    return own.entity_type == "BANK_ACCOUNT" and named.value.digits in _CARD_DIGITS


def _misspelt(word: str, families: tuple[Family, ...]) -> bool:
    """Whether a word is nearly one that names what was asked for."""
    near = {
        part
        for each in families
        for name in each.labels + each.heads
        for part in name.split()
        if part[0] == word[0] and abs(len(part) - len(word)) < 3
    }
    return bool(get_close_matches(word, near, n=1, cutoff=_ALIKE))


def _answer(text: str, named: Named, *, family: Family) -> Iterator[Finding]:
    value = named.value
    letters = value.letters if value.letters <= family.shape.letters else 0
    if value.digits + letters >= family.shape.answer:
        strong = Named(value=value, family=family, strong=True)
        for found in reported(text, strong, family=family, score=SAID):
            yield replace(found, detector=NAME)
