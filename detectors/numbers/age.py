"""Ages of people: "34 years old", "aged 7", "34 yo", "turning 40", "30 Jahre alt", "lat 40".

Layout: one to three digits up to 120, with words that make them an age. Check digit: none.
An age under 90 tells little of a person (HIPAA 45 CFR 164.514(b)(2)(i)(C)), so policies
let this type through unless they say otherwise.
Source: HIPAA as above, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.numbers import age_words
from detectors.types import Finding, Input, Pattern

NAME = "age"

# What says in other languages that a number is an age may stand so far before it.
_BACK = 60

_AGE = r"(1[01][0-9]|120|[1-9]?[0-9])"
_UNIT = r"(?:years?|yrs?|months?|mos?|weeks?|wks?)"
_EDGE = r"(?<![0-9A-Za-z_.,/$:\-])"
_PERSON = r"(?:i'?m|i am|he'?s|she'?s|he is|she is|when (?:i|he|she) was)"
_AFTER_AGED = r"(?![0-9]|[.,/:\-][0-9]|%)"
_AFTER_TURNED = r"(?= ?(?:$|[.,!?;)]|years|this|next|last|in|on|soon|today))"
_AFTER_PERSON = r"(?= ?(?:$|[.!?;)]|, | and [a-z]|y/o))(?![.,][0-9])"
# The same in other languages, where the unit belongs to the age: "55 anos".
_YEARS = r"(?:a[\u00f1n]os?|jahren?|ans?|ann[io]|jaar|lat(?:a|ka)?|vuotta|aastat|[\u00e5a]r)"
_SPAN = (
    rf"(?P<age>{_AGE}[ \-]{{0,2}}(?:{_YEARS}|meses|mes|semanas|d[\u00edi]as|monaten?|wochen|mois"
    r"|semaines|mes[ei]|settimane|maanden|miesi[\u0119e]c[ey]|kuukautta|kuud)"
    r"(?:[ ]y[ ][0-9]{1,2}[ ](?:meses|d[\u00edi]as))?)(?![^\W_])"
)
_LABEL = (
    r"(?:edad|alter|[\u00e2a]ge|et[\u00e0a]|idade|leeftijd|wiek|ik[\u00e4a]|vanus|[\u00e5a]lder)"
)
_WHO = (
    r"(?:var[\u00f3o]n|mujer|hombre|ni[\u00f1n][oa]|paciente?|patiente?|beb[\u00e9e]|lactante|adolescente"
    r"|se[\u00f1n]ora?|masculino|femenin[oa]|homme|femme|enfant|gar[\u00e7c]on|fille|uomo|donna"
    r"|paziente|bambin[oa]|homem|mulher|crian[\u00e7c]a|[\u00e2a]g[\u00e9e]e?|hij[oa]|fils|figli[oa])"
)
# A man of 30 years, but not one who has had a cough for 3 years.
_TRAIT = r"(?:,?[ ](?!con|que|desde|hace|tras|avec|depuis|da|dal|com|por)[^\W\d_]{2,16}){0,3}"
_HAVE = (
    r"(?:tengo|tiene|cumpl(?:o|e|i[\u00f3o]?|\u00ed)|j'ai|il a|elle a|ho|ha|tenho|tem"
    r"|ich bin|er ist|sie ist|ik ben|hij is|zij is|ze is|mam|ma|olen|on|jag [\u00e4a]r|a los|aos"
    r"|la edad de|l'[\u00e2a]ge de|im alter von)"
)
_LAST = (
    r"(?:de edad|de vida|alt(?:e[rnms]?)?|d'[\u00e2a]ge|d[ei] et[\u00e0a]|de idade|oud|wieku|vanha"
    r"|vana|gammal|gamla)"
)
_OLD = (
    r"(?:vuoti\w{1,6}|aasta(?:ne|se)|j[\u00e4a]hrige[rnms]?|[\u00e5a]ring(?:en)?|jarige"
    r"|letni\w{0,4})"
)
_CLOSED = r"(?=[ ]?(?:$|[.,;!?)\n]))"
_NO_DURATION = "".join(
    f"(?<!{word} )"
    for word in (
        *("de", "en", "in", "da", "per", "vor", "tra", "hace", "seit", "nach", "los", "depuis"),
        *("pendant", "durante", "il y a", "desde"),
    )
)
_ABROAD = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        rf"(?<![^\W_]){_LABEL}[ ]?:?[ ]{{0,2}}{_SPAN}",
        rf"(?<![^\W_]){_LABEL}[ ]?:[ ]{{0,2}}(?P<age>{_AGE})(?![0-9]|[.,/:\-][0-9]|[ ]?%|[^\W_])",
        rf"(?<![^\W_]){_WHO}{_TRAIT},?[ ](?:(?:de|di|von|van)[ ]|d')?{_SPAN}",
        rf"(?<![^\W_]){_HAVE}[ ]{_SPAN}",
        rf"{_EDGE}{_SPAN},?[ ]{_LAST}(?![^\W_])",
        rf"{_EDGE}(?P<age>{_AGE}[ \-]?{_OLD})(?![^\W_])",
        rf"(?<![^\W_])(?P<age>lat {_AGE})(?![0-9.,:/\u00b0\-]|[ ]?[^\W_])",
        # Alone: most often an age, unless a duration.
        rf"{_EDGE}{_NO_DURATION}(?P<age>{_AGE} (?:ans|anni|a\u00f1os|jahre)){_CLOSED}",
    )
)
_HINT_ABROAD = re.compile(
    rf"[0-9][ \-]{{0,2}}(?:{_YEARS}|m[eio]|sem|set|d[\u00edi]a|wo|maan|kuu|vuoti|aasta|j[\u00e4a]"
    r"|letni)"
    rf"|{_LABEL}[ ]?:|lat [0-9]",
    re.IGNORECASE,
)
_LAYOUTS = tuple(
    re.compile(expression, re.IGNORECASE)
    for expression in (
        rf"{_EDGE}{_AGE}[ \-]{{0,2}}{_UNIT}[ \-]{{1,2}}(?:olds?|of age)(?![^\W_])",
        rf"{_EDGE}{_AGE} ?(?:y/o|y\.o\.?|yo|yrs? ?old)(?![^\W_])",
        rf"(?<![^\W_])(?:aged?|age is|age of|age was|ages)[ :=\-]{{1,3}}{_AGE}{_AFTER_AGED}",
        rf"(?<![^\W_])turn(?:s|ed|ing)? {_AGE}{_AFTER_TURNED}",
        rf"(?<![^\W_]){_PERSON} {_AGE}{_AFTER_PERSON}",
        rf"(?:\u5e74\u9f84|\u5468\u5c81|\u5e74\u9f62|\ub098\uc774)[\uff1a: ]{{0,2}}{_AGE}(?![0-9])",
        rf"(?<![0-9]){_AGE} ?(?:\u5c81|\u6b73|\u624d|\uc138)",
    )
)


class AgeDetector:
    """Finds ages."""

    name = NAME
    entity_types = ("AGE",)
    patterns = (
        Pattern(
            expression=r"[0-9][ \-]{0,2}(?:y/o|y\.o|yo\b|(?:years?|yrs?|months?|mos?|weeks?|wks?)"
            r"[ \-]{0,2}(?:old|of age))",
            max_length=24,
        ),
        Pattern(
            expression=r"\b(?:aged?|ages|age is|age of|age was|turn|turns|turned|turning|i'?m|i am"
            r"|he'?s|she'?s|he is|she is|i was|he was|she was)[ :=\-]{1,3}[0-9]",
            max_length=24,
        ),
        Pattern(
            expression=r"[0-9][ ]?(?:\x{5c81}|\x{6b73}|\x{624d}|\x{c138})|(?:\x{5e74}\x{9f84}"
            r"|\x{5468}\x{5c81}|\x{5e74}\x{9f62}|\x{b098}\x{c774})[: ]{0,2}[0-9]",
            max_length=12,
        ),
        Pattern(
            expression=r"[0-9][ \-]{0,2}(?:a(?:\x{f1}|n)os|mes(?:es|i)\b|semana|d(?:\x{ed}|i)as\b"
            r"|jahr|ans\b|mois\b|ann[io]\b|jaar|lat(?:a|ka)?\b|vuot|aasta|(?:\x{e5}|a)r(?:ing|\b)|monate"
            r"|wochen\b|j(?:\x{e4}|a)hrig|letni|maanden|miesi|kuu(?:d|kau))",
            max_length=24,
        ),
        Pattern(
            expression=r"(?:\b(?:edad|alter|age|eta|idade|leeftijd|wiek|ika|vanus|alder)|\x{e2}ge"
            r"|et\x{e0}|ik\x{e4}|\x{e5}lder)[ ]?:[ ]{0,2}[0-9]|\blat [0-9]",
            max_length=16,
        ),
        *age_words.PATTERNS,
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        seen.check()
        low, high = max(0, start - 12), min(len(seen.text), end + 24)
        if _HINT_ABROAD.search(seen.text, low, high):
            yield from _abroad(seen.text, (max(0, start - _BACK), high))
        for expression in _LAYOUTS:
            for match in expression.finditer(seen.text, low, high):
                span = match.span() if not match.group().isascii() else match.span(1)
                yield Finding(
                    entity_type="AGE",
                    start=span[0],
                    end=span[1],
                    score=0.5,
                    detector=NAME,
                    evidence=("context",),
                )
        back = max(0, start - age_words.BACK)
        for first, last in age_words.ages_in_words(seen.text, low=back, high=high):
            yield Finding(
                entity_type="AGE",
                start=first,
                end=last,
                score=age_words.SCORE,
                detector=NAME,
                evidence=("words",),
            )


def _abroad(text: str, window: tuple[int, int]) -> Iterator[Finding]:
    for expression in _ABROAD:
        for match in expression.finditer(text, *window):
            yield Finding(
                entity_type="AGE",
                start=match.start("age"),
                end=match.end("age"),
                score=0.5,
                detector=NAME,
                evidence=("context",),
            )
