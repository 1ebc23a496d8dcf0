"""Postcodes, ZIP codes, PLZ, CEP and their like, by layout, word or town.

Issuer: national posts. Layout: ``detectors.numbers.postcode_layouts``; bare digits count
only beside a word that names them or a town, state or country that everyone knows. Check
digit: none. Random letters and digits in the British layout pass in about one case of 300.
Source: Universal Postal Union, addressing systems by country; Presidio's UK_POSTCODE and
DE_PLZ recognisers for names and results; read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.numbers.postcode_layouts import (
    BRAZIL,
    CANADA,
    IRELAND,
    JAPAN,
    NETHERLANDS,
    POLAND,
    PORTUGAL,
    UK,
)
from detectors.places import towns
from detectors.types import Finding, Input, Pattern
from detectors.vocabulary import AMOUNTS, COPULAS, FILLERS, NOUNS, ORDINARY, UNITS

NAME = "postcode"

_NAMES = (
    r"zip[ -]?codes?|zip|post[ -]?codes?|postal[ -]?codes?|postal|pin[ -]?codes?|area pin"
    r"|plz|postleitzahl(?:en)?|code[ ]postal|codice[ ]postale|cap(?=[ ]?(?::|è|e'|is)?[ ]?[0-9])"
    r"|cep|c[oó]digo[ ]postal|c\.?p\.?(?=[ ]?:?[ ]?[0-9])|postinumero|sihtnumber|postiindeks"
    r"|kod(?:em|u)?[ ]pocztow(?:y|ym|ego)|ps[cč]|smerovac[ií]e [cč][ií]slo"
    r"|ir[aá]ny[ií]t[oó]sz[aá]m|post(?:nummer|nr)|eircode|posta[ ]kodu|po[sš]tanski[ ]broj"
    r"|po[sš]tna[ ][sš]tevilka|pa[sš]to[ ]kodas|pasta[ ]indekss|cod[ ]po[sș]tal|kode[ ]pos"
    r"|poskod|m[aã][ ]b[uư]u[ ](?:ch[ií]nh|[dđ]i[eệ]n)|индекс|почтовый[ ]индекс|поштовий[ ]індекс"
    r"|ταχυδρομικ[οό]ς[ ]κ[ωώ]δικας|τ\.?κ\.?|пощенски[ ]код|郵便番号"
    r"|우편번호|邮编|邮政编码|郵遞區號|รหัสไปรษณีย์|الرمز البريدي|מיקוד"
)
_VALUE = (
    r"(?=[^\n]{0,6}[0-9])(?:[a-z]{1,3}[ -]?)?[0-9][0-9a-z]{0,9}(?:[ -][0-9][0-9a-z]{1,3}"
    r"|-[0-9]{3,4}|[ -](?-i:[A-Z]{2,3}))?"
)
_NAMED = re.compile(
    rf"(?<![^\W_])(?P<name>{_NAMES})(?![a-z])"
    r"(?P<between>(?:\W{0,3}(?:is|are|ist|est|es|è|é|jest|on|er|är|lautet|to|be|of|for|the|my|that"
    r"|would|will|its|it's|it|number|no|here|ok|sure|a|=|:|#|-))*)"
    rf"\W{{1,3}}(?P<value>GIR[ ]?0AA|{UK}|{CANADA}|{IRELAND}|{_VALUE})(?![^\W_])(?![.:][0-9])",
    re.IGNORECASE,
)
_GLUED = re.compile(r"(?<![^\W_])(?:zip|pin) ?code(?P<value>[0-9]{5,6})(?![^\W_])", re.IGNORECASE)
# The year of a date, or one before a label that has its own value: "March 5, 2021, ZIP 03601".
_NO_YEAR = (
    r"(?!(?:(?<=[0-9], )|(?<=[0-9](?:st|nd|rd|th), ))(?:19|20)[0-9]{2}(?![0-9])"
    r"|(?:19|20)[0-9]{2}[ ,]{1,2}(?:zip|post|postal|pin|plz)(?: ?code)?(?: is)?[ :]{1,2}[0-9])"
)
_BEFORE = re.compile(
    rf"(?<![^\W_])(?<![.,$€£-]){_NO_YEAR}"
    r"(?P<value>[0-9]{4,7}|[0-9]{3} [0-9]{3})[ ,]{1,2}"
    r"(?:(?:is|as|was|for|being) (?:my |the |our |a )?)?"
    r"(?:zip|zip ?code|post ?code|postal ?code|pin ?code|plz)(?![^\W_])",
    re.IGNORECASE,
)
_EDGE, _OVER = r"(?<![^\W_])(?<![-#/@.])", r"(?![^\W_])(?![-/][0-9A-Za-z])"
_LAYOUTS: tuple[tuple[str, re.Pattern[str], bool], ...] = (
    ("UK_POSTCODE", re.compile(rf"{_EDGE}{UK}{_OVER}", re.IGNORECASE), False),
    ("CA_POSTAL_CODE", re.compile(rf"{_EDGE}{CANADA}{_OVER}", re.IGNORECASE), False),
    ("POSTCODE", re.compile(rf"{_EDGE}{IRELAND}{_OVER}"), True),
    ("POSTCODE", re.compile(rf"{_EDGE}{NETHERLANDS}{_OVER}"), True),
    ("POSTCODE", re.compile(rf"{_EDGE}(?:{POLAND}|{PORTUGAL})(?= [A-ZĆŁŚŻ]\w){_OVER}"), False),
    ("POSTCODE", re.compile(rf"{_EDGE}{BRAZIL}{_OVER}"), True),
    ("POSTCODE", re.compile(rf"{JAPAN}(?![0-9])"), False),
)  # fmt: skip
_TOWN_FIRST = re.compile(
    r"(?P<town>[^\W\d_]+(?:[ ][^\W\d_]+){0,2})(?:[ ,.:-]{1,3}(?:and |is |& )?)"
    r"(?P<value>[0-9]{5,7}(?:-[0-9]{4})?|[0-9]{3} [0-9]{3})(?![^\W_])(?!-[0-9])(?![.,][0-9])"
)
_TOWN_LAST = re.compile(
    r"\A\W*(?P<value>[0-9]{5,7}|[0-9]{3} [0-9]{3})[ ,]{1,2}"
    r"(?P<town>[^\W\d_]+(?: [^\W\d_]+){0,2})\W*\Z"
)
_CITY = re.compile(
    r"(?<![^\W_])city(?: name)?(?: is| its)?(?P<town>(?: [^\W\d_]+){1,3}?),?(?: and)? "
    r"(?P<value>[0-9]{5,7})(?![^\W_])",
    re.IGNORECASE,
)
_NAME_AND_NUMBER = re.compile(
    r"\W*(?:its |it is |yes |sure )?(?P<town>[^\W\d_]{2,}(?: [^\W\d_]{2,}){0,2}?),?(?: and)? "
    r"(?P<value>[0-9]{5,7})\W*"
)
_NUMBER_AND_NAME = re.compile(
    r"\W*(?P<value>[0-9]{5,7}),? (?P<town>[^\W\d_]{2,}(?: [^\W\d_]{2,})?)\W*"
)
_SHORT = 60
_LONGEST_NAME = 14
_NO_TOWNS = (ORDINARY | NOUNS | FILLERS | COPULAS | AMOUNTS) - {
    "new",
    "east",
    "west",
    "north",
    "south",
}
_NO_TOWNS |= {
    "port",
    "hash",
    "build",
    "version",
    "isbn",
    "error",
    "event",
    "model",
    "serial",
    "part",
}
_WORD = re.compile(r"\s*([^\W\d_]+)")
_GERMAN = Words("german", "germany", "deutsch", "deutsche", "deutschland", "plz", "postleitzahl")
_NAMING = Words(
    "zip", "zipcode", "zip code", "postcode", "post code", "postal code", "postal", "pincode",
    "eircode", "code postal", "código postal", "postcodes", "address", "adres", "cep",
)  # fmt: skip
_LINKS = frozenset(("and", "is", "pin", "its", "it", "area"))
_NO_LETTERS = frozenset(
    (
        *("km", "kg", "mb", "gb", "tb", "pm", "am", "bc", "ad", "us", "eu", "uk", "hp", "ps", "cv"),
        *("mg", "ml", "cm", "mm", "pp", "st", "nd", "rd", "th", "hz", "ev", "kw", "rs", "tv", "pc"),
        *("ok", "id", "pt", "px", "hr", "ft", "lb", "oz", "by", "of", "in", "to", "is", "at", "on"),
        *("or", "an", "as", "no", "so", "it"),
    )
)


class PostcodeDetector:
    """Finds postcodes of all countries."""

    name = NAME
    entity_types = ("UK_POSTCODE", "CA_POSTAL_CODE", "DE_PLZ", "POSTCODE")
    patterns = (
        Pattern(
            expression=r"(?:\A|[^a-z])(?:zip|post|plz|code postal|codice postale|cap[ :]|cep"
            r"|c\.?p\.?[ :]|c[oó]d|sihtn|kod|ps[cč]|smer|ir[aá]ny|eirc|po[sš]t|pa[sš]t|posk"
            r"|kode pos|pin ?code|area pin|m[aã] b)"
            r"[^0-9]{0,40}[0-9]",
            max_length=60,
        ),
        Pattern(
            expression="(?:индекс|індекс|κ[ωώ]δικας|τ\\.?κ|пощенски|郵便番号|우편번호|邮编|邮政编码"
            "|郵遞區號|รหัสไปรษณีย์|الرمز البريدي|מיקוד)",
            max_length=40,
        ),
        Pattern(
            expression=r"[0-9][ ,]{1,2}(?:(?:is|as) )?(?:(?:my|the) )?"
            r"(?:zip|post ?code|postal|pin ?code|plz)",
            max_length=40,
        ),
        Pattern(expression=rf"(?:\A|[^a-z0-9])(?:{UK}|{CANADA})(?:[^a-z0-9]|\z)", max_length=12),
        Pattern(
            expression=rf"(?:\A|[^a-z0-9])(?-i:{IRELAND}|[1-9][0-9]{{3}} ?[A-Z]{{2}})"
            r"(?:[^a-z0-9]|\z)",
            max_length=12,
        ),
        Pattern(
            expression=rf"(?:\A|[^0-9a-z\-])(?:{BRAZIL}|{POLAND} |{PORTUGAL} )", max_length=12
        ),
        Pattern(expression=JAPAN, max_length=12),
        Pattern(
            expression=r"[^0-9\s][ ,.:\-]{1,3}(?:and |is |& )?"
            r"(?:[0-9]{5,7}|[0-9]{3} [0-9]{3})(?:[^0-9]|\z)",
            max_length=60,
        ),
        Pattern(expression=r"\A\W?(?:[0-9]{5,7}|[0-9]{3} [0-9]{3})[ ,]{1,2}[a-z][^0-9]{2,40}\z",
                max_length=60),
    )  # fmt: skip

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        high = min(len(text), end + 14)
        seen.check()
        for match in _NAMED.finditer(text, start, high):
            if _may_be_named(text, match):
                yield _finding(seen, match, score=0.8, evidence="context")
        for expression in (_BEFORE, _GLUED, _CITY):
            for match in expression.finditer(text, start, high):
                yield _finding(seen, match, score=0.6, evidence="context")
        yield from _by_layout(seen, start, high=high)
        if not seen.before and start == 0 and len(text) <= _SHORT:
            yield from _alone(seen)
        yield from _by_town(seen, start, high=high)


def _alone(seen: Input) -> Iterator[Finding]:
    """The number in a message that is a name that is no word and five to seven digits."""
    match = _NAME_AND_NUMBER.fullmatch(seen.text) or _NUMBER_AND_NAME.fullmatch(seen.text)
    if match is None:
        return
    words = match["town"].lower().split()
    if 3 < max(map(len, words)) <= _LONGEST_NAME and _NO_TOWNS.isdisjoint(words):
        yield _finding(seen, match, score=0.55, evidence="layout")


def _may_be_named(text: str, match: re.Match[str]) -> bool:
    """Whether the word and the value fit: "plz 2 pizzas" asks for pizzas."""
    name, value = match["name"].lower(), match["value"]
    size = sum(map(str.isdecimal, value))
    if not 2 <= size <= 10:
        return False
    if name == "plz":
        plain = value.isdecimal() and len(value) in (4, 5)
        return plain and (
            bool(match["between"].strip()) or match["name"].isupper() or len(value) == 5
        )
    if name in ("cap", "cep", "psc", "c.p.", "cp", "c.p", "τκ", "τ.κ."):
        return size >= 4 and (name not in ("cap", "psc") or size == 5)
    following = _WORD.match(text, match.end())
    return size > 3 or following is None or following[1].lower() not in UNITS


def _by_layout(seen: Input, start: int, *, high: int) -> Iterator[Finding]:
    low = max(0, start - 1)
    for entity_type, expression, careful in _LAYOUTS:
        for match in expression.finditer(seen.text, low, high):
            written = match.group()
            near = _NAMING.beside(seen, start=match.start(), end=match.end())
            if careful and not near and not _looks_whole(written):
                continue
            if (
                entity_type == "UK_POSTCODE"
                and not near
                and not (" " in written or written.isupper())
            ):
                continue
            if entity_type == "CA_POSTAL_CODE" and not near and written.isalnum():
                continue
            yield _made(entity_type, match.span(), score=0.8 if near else 0.6)


def _looks_whole(written: str) -> bool:
    """Whether letters and digits are a postcode rather than a quantity or a code."""
    letters = written[-2:]
    if written[:4].isdecimal():
        return " " in written and letters.isalpha() and letters.lower() not in _NO_LETTERS
    return " " in written


def _by_town(seen: Input, start: int, *, high: int) -> Iterator[Finding]:
    text = seen.text
    for expression in (_TOWN_FIRST, _TOWN_LAST):
        for match in expression.finditer(text, start, high):
            following = _WORD.match(text, match.end("value"))
            if following is not None and following[1].lower() in UNITS:
                continue
            if _is_town(match["town"], last=expression is _TOWN_LAST):
                yield _finding(seen, match, score=0.6, evidence="town")


def _is_town(words: str, *, last: bool) -> bool:
    """Whether the words beside a number end (or begin) with a town, state or country."""
    pieces = words.lower().split()
    while len(pieces) > 1 and pieces[-1] in _LINKS:
        pieces.pop()
    for count in range(len(pieces), 0, -1):
        chosen = pieces[:count] if last else pieces[-count:]
        if " ".join(chosen) in towns.NAMES:
            return True
    word = words.split()[len(pieces) - 1]
    if last or word.lower() not in towns.US_STATES:
        return False
    return word.lower() not in towns.WORDS_TOO or (word.isupper() and len(pieces) > 1)


def _finding(seen: Input, match: re.Match[str], *, score: float, evidence: str) -> Finding:
    value = match["value"]
    start, end = match.span("value")
    entity_type = "POSTCODE"
    if re.fullmatch(UK, value, re.IGNORECASE):
        entity_type = "UK_POSTCODE"
    elif re.fullmatch(CANADA, value, re.IGNORECASE):
        entity_type = "CA_POSTAL_CODE"
    elif (
        len(value) == 5
        and value.isdecimal()
        and "01000" < value < "99999"
        and _GERMAN.beside(seen, start=start, end=end)
    ):
        entity_type = "DE_PLZ"
    return _made(entity_type, (start, end), score=score, evidence=evidence)


def _made(
    entity_type: str, span: tuple[int, int], *, score: float, evidence: str = "layout"
) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=span[0],
        end=span[1],
        score=score,
        detector=NAME,
        evidence=(evidence,),
    )
