"""Parts of dates and feasts: "March 9", "in Feb 2020", "on 5/3", "in March", "Christmas Day 2020".

Layout: a month by name with a day or a year; two figures, a day in letters or a month alone
only after words that make them a date. "may", "march" and their like count in small letters
only with a day or a year, and with a word such as "on" before. They score less than whole dates:
most policies let dates through, one for health data asks for these, too.
Source: 45 CFR 164.514(b)(2)(i)(C): all elements of dates but the year; read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.types import Pattern

SCORE = 0.4
# How far a word that makes a date of something can stand before it.
BACK = 40

_UNITS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    "|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth"
)
_SPELLED = (
    rf"(?:{_UNITS}|twentieth|thirtieth|(?:twenty|thirty)[- ](?:first|second|third|fourth"
    rf"|fifth|sixth"
    r"|seventh|eighth|ninth))"
)
_FIGURE = r"(?:3[01]|[12][0-9]|0?[1-9])"
_ORDINAL = rf"(?:{_FIGURE}(?:st|nd|rd|th)|{_SPELLED})"
_TO = r"[ ]?(?:-|–|to|and|or|through|until)[ ]?"
_DAYS = rf"(?:(?:{_ORDINAL}|{_FIGURE})(?:{_TO}(?:{_ORDINAL}|{_FIGURE}))?)"
_ORDINALS = rf"(?:(?:(?:{_ORDINAL}|{_FIGURE}){_TO})?{_ORDINAL})"
# Months that are no other word, whatever the letters.
_PLAIN = (
    "january|february|april|june|july|august|september|october|november|december"
    r"|(?:jan|feb|apr|aug|sept|oct|nov)\b\.?"
)
_ANY = rf"(?:{_PLAIN}|march|may|(?:mar|jun|jul|sep|dec)\b\.?)"
_CAPITAL = (
    r"(?-i:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV"
    r"|DEC)\b\.?)"
)
_SURE = rf"(?:{_CAPITAL}|{_PLAIN})"
_BEFORE_DAY = (
    "on|by|until|till|since|from|before|after|for|to|the|last|next|this|of|around|dated?|seen"
    "|admitted|discharged|treated|visit|visited|born|died|appointment|surgery|due"
)
_BEFORE_MONTH = (
    r"(?:in|on|of|since|until|till|last|next|this|by|during|before|after|from|to|through|around"
    r"|every|each|late|early|mid)(?:[ ](?:early|late|mid|last|next|the end of))?[ -]"
)
_YEAR = r"(?:(?:19|20)[0-9]{2}|['\u2019][0-9]{2})"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[ ](?:the[ ])?"
_FEAST = (
    r"(?:christmas|xmas|easter|thanksgiving|halloween|boxing|independence|labou?r|memorial"
    r"|veterans'?"
    r"|valentine'?s|(?:st\.?|saint) patrick'?s|columbus|presidents?'?s?|mother'?s|father'?s"
    r"|new year'?s"
    r"|martin luther king|mlk|canada|bastille|anzac|australia|may)"
)
_ALONE = r"christmas|xmas|easter|thanksgiving|halloween|hanukkah|diwali|ramadan|good friday"
_EDGE, _END = r"(?<![^\W_])(?<![0-9][\-./:,])", r"(?![^\W_])(?![\-/.:,][0-9])"
_NO_SUM = r"(?![ ]?(?:of|cups?|inch|in\b|stars?|%|people|times|points?|out)\b)"

# In other languages: a preposition with a month or with figures, without its year.
_MONTHS_DE = (
    r"Januar|J\u00e4nner|Februar|M\u00e4rz|April|Mai|Juni|Juli|August|September"
    r"|Oktober|November|Dezember"
)
_MONTHS_ES = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
)
_MONTHS_FR = (
    r"janvier|f\u00e9vrier|mars|avril|mai|juin|juillet|ao\u00fbt|septembre|octobre"
    r"|novembre|d\u00e9cembre"
)
_MONTHS_IT = (
    "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
)
_MONTHS_PT = (
    r"janeiro|fevereiro|mar\u00e7o|abril|maio|junho|julho|agosto|setembro|outubro|novembro"
    r"|dezembro"
)
_MONTHS_NL = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
)
_ABROAD = "|".join(
    rf"(?:{before})[ ]{{1,2}}(?P<{language}>{months})(?![^\W_])"
    for language, before, months in (
        ("de", "im|seit|bis|ab|vom|zum|letzten|n\u00e4chsten|Anfang|Mitte|Ende", _MONTHS_DE),
        ("es", "en|desde|hasta|de|el pasado|este|pr\u00f3ximo", _MONTHS_ES),
        ("fr", "en|depuis|d\u00e8s|fin|d\u00e9but|mi|de", _MONTHS_FR),
        ("it", "in|a|ad|nel|da|di|dal|fino a|lo scorso|a fine", _MONTHS_IT),
        ("pt", "em|desde|at\u00e9|de|no", _MONTHS_PT),
        ("nl", "in|sinds|tot|vanaf|begin|eind|vorige|afgelopen", _MONTHS_NL),
    )
)
_ENGLISH = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        rf"{_EDGE}(?P<date>(?:{_WEEKDAY})?{_SURE}[ ]{{1,2}}(?:the[ ])?{_DAYS}){_END}",
        rf"{_EDGE}(?P<date>(?:{_WEEKDAY})?{_DAYS}[ \-]{{1,2}}(?:of[ ])?{_SURE}){_END}",
        rf"{_EDGE}(?P<date>{_ORDINALS}[ ]{{1,2}}(?:of[ ])?{_ANY}){_END}",
        rf"{_EDGE}(?:{_BEFORE_DAY})[ ](?P<date>{_DAYS}[ ]{_ANY}){_END}",
        rf"{_EDGE}(?:{_BEFORE_DAY})[ ](?P<date>{_ANY}[ ]{{1,2}}(?:the[ ])?{_DAYS}){_END}{_NO_SUM}",
        rf"{_EDGE}(?P<date>{_ANY},?[ ]{{1,2}}(?:of[ ])?{_YEAR}){_END}",
        rf"{_EDGE}{_BEFORE_MONTH}(?P<date>{_SURE}){_END}",
        (
            rf"{_EDGE}(?:{_BEFORE_DAY})[: ]{{1,2}}(?P<date>{_FIGURE}/{_FIGURE}"
            rf"(?:{_TO}{_FIGURE}/{_FIGURE})?){_END}{_NO_SUM}"
        ),
        (
            rf"{_EDGE}on the (?P<date>{_ORDINAL})(?=[ ]?(?:$|[.,;!?)\n]|of (?:this|last|next"
            rf"|the) month))"
        ),
        rf"{_EDGE}(?P<date>{_FEAST} (?:day|eve|sunday|monday)(?:,?[ ](?:of |in )?{_YEAR})?){_END}",
        rf"{_EDGE}(?P<date>(?:{_ALONE}),?[ ](?:of |in )?{_YEAR}){_END}",
        (
            rf"{_EDGE}(?:on|at|since|before|after|until|by|last|this|next)[ ]"
            rf"(?P<date>{_ALONE})(?=[ ]?"
            r"(?:$|[.,;!?)\n]|and\b|with\b|when\b|i\b|he\b|she\b|we\b))"
        ),
        rf"{_EDGE}(?P<date>{_WEEKDAY})(?=[0-9]{{1,4}}[\-/. ][0-9a-z]|{_SURE}[ ])",
    )
)
_FOREIGN = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        rf"(?<![^\W_])(?:{_ABROAD})",
        r"(?<![^\W_])(?:am|vom|seit|bis|zum|ab)[ ](?P<date>[0-9]{1,2}\.[ ]?[0-9]{1,2}\.)(?![0-9])",
        rf"{_EDGE}(?P<date>{_FIGURE}\.)(?=[ ]?(?:bis|und|oder|-)[ ]?{_FIGURE}\. (?:{_MONTHS_DE}))",
    )
)

_STEM = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
PATTERNS = (
    Pattern(
        expression=rf"[0-9](?:st|nd|rd|th)?[ \-]{{1,2}}(?:of )?\b{_STEM}"
        rf"[a-z]{{0,6}}",
        max_length=24,
    ),
    Pattern(expression=rf"\b{_STEM}[a-z]{{0,6}}[., ]{{1,3}}(?:of |the )?['0-9]", max_length=24),
    Pattern(
        expression=rf"(?:st|nd|rd|th|eth)[ ]{{1,2}}(?:of )?\b{_STEM}[a-z]{{0,6}}", max_length=32
    ),
    Pattern(expression=rf"\b{_STEM}[a-z]{{0,6}} (?:the )?(?:{_UNITS}|twent|thirt)", max_length=32),
    Pattern(
        expression=rf"\b(?:in|on|of|since|until|till|last|next|this|by|during|before|after|from|to"
        rf"|through|around|every|each|late|early|mid|end of)[ \-]{_STEM}[a-z]{{0,6}}\b",
        max_length=28,
    ),
    Pattern(expression=rf"\b(?:{_BEFORE_DAY})[: ]{{1,2}}[0-9]{{1,2}}/[0-9]{{1,2}}", max_length=24),
    Pattern(
        expression=r"\bon the (?:[0-9]{1,2}(?:st|nd|rd|th)\b|[a-z\-]{4,16}th\b)", max_length=28
    ),
    Pattern(expression=rf"\b{_FEAST} (?:day|eve|sunday|monday)\b", max_length=32),
    Pattern(expression=rf"\b(?:{_ALONE})\b", max_length=24),
    Pattern(
        expression=r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?(?:[0-9]|"
        rf"{_STEM})",
        max_length=24,
    ),
    Pattern(
        expression=r"\b(?:im|seit|bis|ab|vom|zum|letzten|anfang|mitte|ende|en|desde|hasta"
        r"|de|depuis"
        r"|fin|in|a|ad|nel|da|di|dal|em|no|sinds|tot|vanaf|begin|eind|vorige|afgelopen|este|mi"
        rf"|n\x{{e4}}chsten|d\x{{e8}}s|d\x{{e9}}but|at\x{{e9}}|scorso|pasado"
        rf"|pr\x{{f3}}ximo)[ ]{{1,2}}"
        rf"(?:{_MONTHS_ES}|{_MONTHS_IT}|{_MONTHS_NL}|januar|februar|m.{{0,2}}rz|april|mai"
        rf"|juni|juli"
        r"|august|oktober|dezember|janvier|f.{0,2}vrier|mars|avril|juin|juillet|ao.{0,2}t"
        r"|septembre"
        r"|octobre|novembre|d.{0,2}cembre|janeiro|fevereiro|mar.{0,2}o|abril|maio|junho"
        r"|julho|setembro"
        r"|outubro|novembro|dezembro|j.{0,2}nner)\b",
        max_length=32,
    ),
    Pattern(expression=r"\b(?:am|vom|seit|bis|zum|ab) [0-9]{1,2}\.[ ]?[0-9]{1,2}\.", max_length=14),
)


def partial_dates(text: str, *, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Start and end of each part of a date in a stretch of a text."""
    for expression in (*_ENGLISH, *_FOREIGN):
        for match in expression.finditer(text, low, high):
            group = match.lastgroup
            if group is not None:
                start, end = match.span(group)
                while text[end - 1] == " ":
                    end -= 1
                yield start, end
