"""Dates, and times with their date, in the layouts of Presidio's date recogniser and in words.

Layout: ``2024-03-15T14:30:00Z`` (RFC 3339), ``21/05/2021``, ``5-21-2021``, ``2021/5/21``,
``21.5.21``, ``5-MAY-2021``, ``May-21``, ``05/2021``, and ``4 May 1982``, ``May 4th, 1982``.
Check digit: none; months and days have to exist. A date alone tells little of a person, so
policies let this type through unless they say otherwise; a date of birth is its own type.
Source: RFC 3339, 5.6; ISO 8601-1:2019; Presidio's DateRecognizer (layouts), read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.numbers import partial_date
from detectors.types import Finding, Input, Pattern
from detectors.values import plain

NAME = "date_time"

_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:[0-9]{4}|[0-9]{2})"
_SHORT = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_ENGLISH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
MONTH_NAME = f"(?:{_ENGLISH})"
# In the languages of the labels; with and without accents.
_ABROAD = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    "|janvier|f(?:\u00e9|e)vrier|mars|avril|mai|juin|juillet|ao(?:\u00fb|u)t|septembre|octobre"
    "|novembre|d(?:\u00e9|e)cembre|januari?|februari?|j(?:\u00e4|a)nner|m(?:\u00e4|a)rz|april|juni"
    "|juli|august(?:us|i)?|september|oktober|november|dezember|gennaio|febbraio|aprile|maggio"
    "|giugno|luglio|settembre|ottobre|dicembre|janeiro|fevereiro|mar(?:\u00e7|c)o|maio|junho|julho"
    "|setembro|outubro|novembro|dezembro|maart|mei|stycznia|lutego|marca|kwietnia|maja|czerwca"
    "|lipca|sierpnia|wrze(?:\u015b|s)nia|pa(?:\u017a|z)dziernika|listopada|grudnia"
    "|(?:tammi|helmi|maalis|huhti|touko|kes(?:\u00e4|a)|hein(?:\u00e4|a)|elo|syys|loka|marras|joulu)"
    "kuu(?:ta|n|ssa)?|jaanuar|veebruar|m(?:\u00e4|a)rts|aprill|juuni|juuli|oktoober|detsember|maj"
    "|december"
)
MONTH_ABROAD = rf"(?:{_ABROAD})(?![^\W_])"
_OF = r"(?:de |del |di |do )?"
_TIME = (
    r"(?:[T ][0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
    r"(?:[+\-][0-2][0-9]:[0-5][0-9]|Z)?)"
)
_EDGE, _END = r"(?<![0-9A-Za-z_])(?<![0-9][\-./])", r"(?![0-9A-Za-z_])(?![\-./][0-9])"

# In figures, with a year: what a date of birth looks like too.
_IN_ORDER = "|".join(
    rf"[0-9]{{4}}{mark}{_MONTH}{mark}{_DAY}{_TIME}?"
    rf"|(?:{_DAY}{mark}{_MONTH}|{_MONTH}{mark}{_DAY}){mark}{_YEAR}"
    for mark in ("-", "/", r"\.")
)
FIGURES = f"(?:{_IN_ORDER})"
IN_WORDS_ABROAD = (
    rf"(?:(?:{_DAY}|1er|1\u00ba)\.?[ \-]{{1,2}}{_OF}{MONTH_ABROAD}\.?[ \-]{{1,2}}{_OF}"
    r"(?:19|20)?[0-9]{2})"
)
IN_WORDS = (
    rf"(?:{_DAY}(?:st|nd|rd|th)?[ ,.\-]{{1,2}}(?:of )?{MONTH_NAME}[ ,.\-]{{1,3}}{_YEAR}"
    rf"|{MONTH_NAME}[ .]{{1,2}}{_DAY}(?:st|nd|rd|th)?,?[ ]{{1,2}}[0-9]{{4}})"
)
# Before a year.
_BEFORE_YEAR = (
    *("in", "since", "during", "en", "desde", "desde el", "finales de", "a\u00f1o", "depuis"),
    *("seit", "nel", "em"),
)
_SINCE = "|".join(f"(?<={word} )" for word in _BEFORE_YEAR)
_LAYOUTS = tuple(
    re.compile(rf"{_EDGE}(?:{layout}){_END}", re.IGNORECASE)
    for layout in (
        FIGURES,
        IN_WORDS,
        rf"{_DAY}-{_SHORT}(?:-{_YEAR})?|{_SHORT}-{_YEAR}",
        rf"{_MONTH}/{_YEAR}",
        rf"(?=19|20)(?:{_SINCE})(?:19|20)[0-9]{{2}}",
    )
)
_LAYOUTS_ABROAD = tuple(
    re.compile(rf"{_EDGE}(?:{layout}){_END}", re.IGNORECASE)
    for layout in (
        IN_WORDS_ABROAD,
        rf"(?<![^\W_]){MONTH_ABROAD} {_OF}(?:19|20)[0-9]{{2}}",
        rf"{_DAY}\.? {_OF}{MONTH_ABROAD}",
    )
)
# How these months begin: most surroundings of a date are dismissed at once.
_BEGINNINGS = (
    "ene feb mar abr may jun jul ago sep set oct okt out nov dic dec dez det jan jaa fev vee avr "
    "apr mai maj maa mag mei jui juu aou aug gen giu lug ott sty lut kwi cze lip sie wrz paz lis "
    "gru tam hel huh tou kes hei elo syy lok jou"
)
_STEMS = tuple(_BEGINNINGS.split())
# Less than a layout is worth elsewhere: what is let through must not outdo what is not.
_SCORE = 0.5


class DateTimeDetector:
    """Finds dates."""

    name = NAME
    entity_types = ("DATE_TIME",)
    patterns = (
        Pattern(
            expression=r"[0-9]{1,4}[\-/.][0-9]{1,2}[\-/.][0-9]{2,4}(?:[^0-9]|\z)", max_length=16
        ),
        Pattern(expression=r"[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?:[^0-9]|\z)", max_length=12),
        Pattern(
            expression=rf"\b(?:{'|'.join(_BEFORE_YEAR)}) (?:19|20)[0-9]{{2}}(?:[^0-9]|\z)",
            max_length=18,
        ),
        Pattern(
            expression=rf"[0-9](?:st|nd|rd|th)?[ ,.\-]{{1,2}}(?:of )?{_SHORT}[a-z]{{0,6}}",
            max_length=24,
        ),
        Pattern(
            expression=rf"\b{_SHORT}[a-z]{{0,6}}[ .\-]{{1,2}}[0-9]{{2,4}}(?:[^0-9]|\z)",
            max_length=20,
        ),
        Pattern(
            expression=rf"\b{_SHORT}[a-z]{{0,6}}[ .]{{1,2}}[0-9]{{1,2}}(?:st|nd|rd|th)?,?"
            r"[ ]{1,2}[0-9]{4}",
            max_length=28,
        ),
        Pattern(
            expression=rf"[0-9](?:er|\x{{ba}})?\.?[ \-]{{1,2}}{_OF}(?:{_ABROAD})",
            max_length=24,
        ),
        Pattern(
            expression=rf"(?:{_ABROAD})\.? {_OF}(?:19|20)[0-9]{{2}}(?:[^0-9]|\z)",
            max_length=26,
        ),
        *partial_date.PATTERNS,
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        seen.check()
        low, high = max(0, start - 4), min(len(seen.text), end + 36)
        layouts = _LAYOUTS
        around = plain(seen.text[low:high])
        if any(stem in around for stem in _STEMS):
            layouts += _LAYOUTS_ABROAD
        for expression in layouts:
            for match in expression.finditer(seen.text, low, high):
                yield Finding(
                    entity_type="DATE_TIME",
                    start=match.start(),
                    end=match.end(),
                    score=_SCORE,
                    detector=NAME,
                    evidence=("layout",),
                )
        low = max(0, start - partial_date.BACK)
        for first, last in partial_date.partial_dates(seen.text, low=low, high=high):
            yield Finding(
                entity_type="DATE_TIME",
                start=first,
                end=last,
                score=partial_date.SCORE,
                detector=NAME,
                evidence=("part",),
            )
