"""Dates of birth: a date that words, or the turn before, call one.

Layout: any date in figures or words, with two or four digits of the year, and bare six or
eight digits. Check digit: none: "born", "dob" and the like have to stand before it or in
the question.
Source: ISO 8601-1:2019; HIPAA 45 CFR 164.514(b)(2)(i)(C) (dates of birth identify), read
2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.context import REACH_QUESTION
from detectors.numbers.date_time import FIGURES, IN_WORDS, IN_WORDS_ABROAD, MONTH_NAME
from detectors.types import Finding, Input, Pattern

NAME = "birth_date"

_NAMES = (
    r"d\.? ?o\.? ?b\.?|dates? of birth|year of birth|birth ?dates?|birth ?days?|bday|born"
    r"|geb\.|geboren|geburtsdatum|geburtstag|fecha de nacimiento|f\. ?nac\.?|fec\. ?nac\.?"
    r"|nacid[oa]|nac\u00ed|naci|nacimiento|cumplea\u00f1os|date de naissance|n\u00e9e?(?: le)?"
    r"|nee? le|naissance|anniversaire|data di nascita|nat[oa] (?:il|nel|a)|compleanno"
    r"|data de nascimento|nascid[oa]|nasci"
    r"|geboortedatum|data urodzenia|urodzon[ya]|urodzi(?:\u0142|l)em|urodzi(?:\u0142|l)am|ur\."
    r"|syntym(?:\u00e4|a)(?:aika|p(?:\u00e4|a)iv(?:\u00e4|a))|syntynyt"
    r"|s(?:\u00fc|u)nni(?:kuup(?:\u00e4|a)ev|aeg|p(?:\u00e4|a)ev)|s(?:\u00fc|u)ndinud"
    r"|f(?:\u00f6|o)d(?:d|elsedatum|elsedag)|dogum tarihi"
)
_EAST = r"\u51fa\u751f|\u751f\u65e5|\u751f\u4e8e|\u751f\u5e74\u6708\u65e5|\uc0dd\ub144\uc6d4\uc77c"
_LITTLE = (
    r"(?:is|was|are|on|in|the|my|his|her|it|s|am|ist|es|est|le|el|il|den|dnia|em|op|jest|on|del?"
    r"|n|mijn|jag)"
)
_BETWEEN = (
    rf"(?:\W{{0,3}}(?<![^\W_]){_LITTLE}(?![^\W_])){{0,4}}"
    r"(?:\W{0,3}[dmy]{2,4}[/\-][dmy]{2,4}[/\-][dmy]{2,4})?\W{0,4}"
)
_EASTERN = (
    r"(?:[0-9]{4}|[0-9]{2})\s?\u5e74\s?[0-9]{1,2}\s?\u6708(?:\s?[0-9]{1,2}\s?[\u65e5\u53f7])?"
)
_SPACED = (
    r"[0-9]{1,2}[ ,]{1,2}[0-9]{1,2}[ ,]{1,2}(?:19|20)?[0-9]{2}"
    r"|(?:19|20)[0-9]{2} [0-9]{1,2} [0-9]{1,2}"
)
_FULL = rf"(?:{FIGURES}|{IN_WORDS}|{IN_WORDS_ABROAD}|{_EASTERN}|{_SPACED}|[0-9]{{8}})"
# A birthday, two figures of a year run together, or a year alone.
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_PART = rf"(?:{_DAY}[ \-](?:of )?{MONTH_NAME}|{MONTH_NAME} {_DAY}|[0-9]{{6}}|(?:19|20)[0-9]{{2}})"
_START, _END = r"(?<![0-9A-Za-z_])(?<![0-9][\-./])", r"(?![0-9A-Za-z_])(?![\-./][0-9])"
_NAMED = re.compile(
    rf"(?:(?<![^\W_])(?:{_NAMES})(?![^\W_])|(?:{_EAST})[^0-9\n]{{0,6}}){_BETWEEN}"
    rf"(?P<date>{_FULL}|{_PART}){_END}",
    re.IGNORECASE,
)
_ANSWER = re.compile(rf"{_START}(?P<date>{_FULL}){_END}", re.IGNORECASE)
_SHORT_ANSWER = re.compile(rf"{_START}(?P<date>{_FULL}|{_PART}){_END}", re.IGNORECASE)
# "Jake's birthday is on march 22" tells no year; one's own birthday is told to be known by.
_BIRTHDAY = re.compile(
    rf"(?:birth ?days?|bday|geburtstag|cumplea\u00f1os|anniversaire|compleanno){_BETWEEN}"
    rf"(?:{_DAY}[ \-](?:of )?{MONTH_NAME}|{MONTH_NAME} {_DAY})\Z",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?<![^\W_])(?:my|our|mein|mi|mon|il mio|mijn)\W(?:\w+\W)?\Z", re.IGNORECASE)
_SHORT = 30
_ASKED = re.compile(rf"(?<![^\W_])(?:{_NAMES})(?![^\W_])|{_EAST}", re.IGNORECASE)
# Every name of a birth date holds one of these, so most surroundings are dismissed at once.
_HINTS = (
    *(
        "birth",
        "born",
        "bday",
        "ob",
        "o.b",
        "o. b",
        "o b",
        "geb",
        "nac",
        "nai",
        "n\u00e9",
        "nee le",
    ),
    *(
        "nat",
        "nasc",
        "urodz",
        "ur.",
        "synt",
        "s\u00fcn",
        "sun",
        "f\u00f6d",
        "fod",
        "dogum",
        "cumple",
    ),
    *("comple", "anniv", "\u51fa\u751f", "\u751f", "\uc0dd\ub144"),
)
_STEM = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"


class BirthDateDetector:
    """Finds dates of birth."""

    name = NAME
    entity_types = ("DATE_OF_BIRTH",)
    patterns = (
        Pattern(
            expression=r"(?:\bd\.?[ ]?o\.?[ ]?b|birth|born|bday|\bgeb\.|gebor|geburt|naci|\bnac\."
            r"|nac\x{ed}|cumplea|naiss|anniv|\bn\x{e9}e?\b|\bnee? le|\bnat[oa] (?:il|nel|a)|nasc"
            r"|complean|urodz|\bur\.|synty|s(?:\x{fc}|u)nni|s(?:\x{fc}|u)ndin|f(?:\x{f6}|o)d(?:d|els))"
            r"[^0-9]{0,40}[0-9]",
            max_length=70,
        ),
        Pattern(
            expression=r"(?:\x{51fa}\x{751f}|\x{751f}\x{65e5}|\x{751f}\x{4e8e}|\x{c0dd}\x{b144})"
            r"[^0-9]{0,10}[0-9]",
            max_length=30,
        ),
        # Dates that may answer a question.
        Pattern(expression=r"[0-9][^0-9a-z]{1,2}[0-9]{1,2}[^0-9a-z]{1,2}[0-9]{2}", max_length=60),
        Pattern(
            expression=r"(?:[^0-9]|\A)(?:[0-9]{6}|[0-9]{8}|[0-9]{4})(?:[^0-9]|\z)", max_length=60
        ),
        Pattern(
            expression=rf"[0-9](?:st|nd|rd|th)?[ \-](?:of )?{_STEM}"
            rf"|\b{_STEM}[a-z]{{0,6}} [0-9]{{1,2}}",
            max_length=60,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        seen.check()
        text = seen.text
        window = (start, min(len(text), end + 40))
        around = text[window[0] : window[1]].lower()
        if any(hint in around for hint in _HINTS):
            for match in _NAMED.finditer(text, *window):
                if not _BIRTHDAY.match(match.group()) or _OWN.search(text[: match.start()][-24:]):
                    yield _finding(match, score=0.8)
        if seen.before and _asked(seen):
            answer = _SHORT_ANSWER if len(text) <= _SHORT else _ANSWER
            for match in answer.finditer(text, *window):
                yield _finding(match, score=0.8)


def _asked(seen: Input) -> bool:
    known: bool | None = seen.asked.get(NAME)
    if known is None:
        known = bool(_ASKED.search(seen.before[-REACH_QUESTION:]))
        seen.asked[NAME] = known
    return known


def _finding(match: re.Match[str], *, score: float) -> Finding:
    return Finding(
        entity_type="DATE_OF_BIRTH",
        start=match.start("date"),
        end=match.end("date"),
        score=score,
        detector=NAME,
        evidence=("context", "layout"),
    )
