"""Licence plates of vehicles.

Issuer: each country's registration office. Layout: a country's own where it is told from
others (United Kingdom, India, Nigeria, Turkey, South Africa, Germany, China), else a short
run of letters and digits, in groups, where words name a plate directly. Check digit: none;
so words have to speak for it, in the text or in the turn before. Only China's, which begin
with the character of a province, and India's in capitals stand alone. Of random runs of two
letters, two digits and three letters 20 % have the United Kingdom's layout.
Source: DVLA INF104; Fahrzeug-Zulassungsverordnung section 8; Central Motor Vehicles Rules
(India) rule 50; GA 36-2018 (China); the results of Presidio's recognisers, read 2026-11.

>>> from detectors.numbers.licence_plate import plate_type
>>> plate_type("AB51 ABC")
'UK_VEHICLE_REGISTRATION'
>>> plate_type("34 ABC 1234")
'TR_LICENSE_PLATE'
>>> plate_type("HELLO")
'LICENSE_PLATE'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.numbers.plate_words import (
    ASKED,
    MODELS,
    NAMING,
    NO_PART,
    OTHER_PLATES,
    PAPERS,
    STRONG,
    VEHICLE,
)
from detectors.types import Finding, Input, Pattern

NAME = "licence_plate"

_INDIA = (
    "(?:A[NPRS]|B[HR]|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK"
    "|T[GNRS]|U[AKP]|WB)"
)
_SOUTH_AFRICA = "(?:GP|ZN|WP|EC|NC|FS|LP|MP|NW)"
_CHINA = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"

_INDIAN = rf"{_INDIA}[ -]?[0-9]{{1,2}}[ -]?[A-Z]{{1,3}}[ -]?[0-9]{{4}}"
_CHINESE = rf"{_CHINA}[ ]?[A-Z][ .-]?[0-9A-HJ-NP-Z]{{4,5}}[0-9A-HJ-NP-Z挂学警港澳]"
_BRITISH = r"[A-HJ-PR-Y]{2}(?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9])[- ]?[A-HJ-PR-Z]{3}"
_NIGERIAN = r"[A-Z]{3}-?[0-9]{3}[A-Z]{2}"
# Those that a vehicle nearby is enough for, in any case; those that need capitals too; and
# those that need its papers.
_FIRM: tuple[tuple[str, str], ...] = (
    ("UK_VEHICLE_REGISTRATION", _BRITISH),
    ("IN_VEHICLE_REGISTRATION", _INDIAN),
    ("IN_VEHICLE_REGISTRATION", r"[2-9][0-9][ -]?BH[ -]?[0-9]{4}[ -]?[A-HJ-NP-Z]{1,2}"),
    ("IN_VEHICLE_REGISTRATION", r"[0-9]{2}[A-FHKPRX][0-9]{6}[A-Z]"),
    ("NG_VEHICLE_REGISTRATION", _NIGERIAN),
)
_CAPITAL: tuple[tuple[str, str], ...] = (
    ("NG_VEHICLE_REGISTRATION", r"[A-Z]{3} [0-9]{3}[A-Z]{2}"),
    ("DE_KFZ", r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?[0-9]{1,4}(?:[ -]?[EH])?"),
)
_LOOSE: tuple[tuple[str, str], ...] = (
    ("IN_VEHICLE_REGISTRATION", r"[0-9]{1,3}(?:CD|CC|UN)[1-9][0-9]{1,3}"),
    ("UK_VEHICLE_REGISTRATION", r"[A-HJ-NPR-TV-Y][0-9]{1,3}[- ]?[A-HJ-PR-Y][A-HJ-PR-Z]{2}"),
    ("UK_VEHICLE_REGISTRATION", r"[A-HJ-PR-Z]{3}[- ]?[0-9]{1,3}[- ]?[A-HJ-NPR-TV-Y]"),
    ("TR_LICENSE_PLATE", r"(?:0[1-9]|[1-7][0-9]|8[01])[ -]?[A-PR-VYZ]{1,3}[ -]?[0-9]{2,4}"),
    ("ZA_LICENSE_PLATE", rf"[A-Z]{{2,3}} ?[0-9]{{2,3}} ?(?:[A-Z]{{2}} ?)?{_SOUTH_AFRICA}"),
    ("ZA_LICENSE_PLATE", rf"[0-9]{{2,3}} ?[A-Z]{{2,3}} ?{_SOUTH_AFRICA}"),
    ("DE_KFZ", r"[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]?[0-9]{1,4}(?:[ -]?[EH])?"),
    ("IN_VEHICLE_REGISTRATION", r"[A-Z]{2,3}[0-9]{4}"),
)


def _either(layouts: Iterable[tuple[str, str]]) -> str:
    return "|".join(layout for _, layout in layouts)


def _whole(layouts: Iterable[tuple[str, str]], flags: int = 0) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![^\W_])(?<![-/#@])(?:{_either(layouts)})(?![^\W_]|-[0-9A-Za-z])", flags
    )


_EACH = tuple(
    (entity_type, re.compile(layout, re.IGNORECASE))
    for entity_type, layout in _FIRM + _CAPITAL + _LOOSE
)
_FIRM_ONE = _whole(_FIRM, re.IGNORECASE)
_CAPITAL_ONE = _whole(_CAPITAL)
_LOOSE_ONE = _whole(_LOOSE)
_BY_WORDS = ((_FIRM_ONE, VEHICLE), (_CAPITAL_ONE, VEHICLE), (_LOOSE_ONE, PAPERS))
_CHINESE_ONE = re.compile(rf"{_CHINESE}(?![0-9A-Za-z])", re.IGNORECASE)
_INDIAN_ONE = _whole((("", _INDIAN),))
_STRONG = re.compile(rf"(?<![^\W_]){STRONG}{OTHER_PLATES}", re.IGNORECASE)
_VANITY = re.compile(
    rf"(?<![^\W_])(?i:{NAMING})(?i:[ ](?:number|no|nr))?[ ]?(?:(?i:is|ist|est|es)|:)[ ][\"']?"
    r"(?P<value>[A-ZÅÄÖÜØÆ]{1,8} [A-ZÅÄÖÜØÆ]{2,8}|[A-ZÅÄÖÜØÆ]{2,8})(?![^\W_]|[ -][0-9])"
)
_TOKEN = re.compile(r"[^\W_]+")
_DIGIT = re.compile("[0-9]")
_GAPS = (" ", "-", ".")
# Quantities, times and dates: units are small letters, some of them capitals too.
_NO_PLATE = re.compile(
    r"[0-9]{1,3}(?:st|nd|rd|th|am|pm|k|m|km|kg|x|mph|kmh|ps|hp|cc|l|h|hr|hrs|min|mins|s|d|usd|eur"
    r"|lbs?|oz|g|mg|ml|cm|mm|ft|kw|kwh|w|v|gb|mb|tb|hz|AM|PM|KM|KG|GB|MB|TB|KW|HP|PS|LB)"
    r"|[0-9]x[0-9]|[0-9]wd|x[0-9]{1,2}"
)
_MOST, _FEWEST_DIGITS, _MOST_DIGITS = 10, 4, 7
_REACH_AFTER, _REACH_BEFORE, _REACH_DIGITS = 45, 25, 25
_LONGEST = 16
# Named in so many words: surer than what takes a "license" for a driver's.
_NAMED = 0.8
_SHORT = 40


def plate_type(plate: str) -> str:
    """The entity type of a plate, by the country whose layout it has.

    Args:
        plate: as it is written.
    """
    for entity_type, layout in _EACH:
        if layout.fullmatch(plate):
            return entity_type
    return "LICENSE_PLATE"


class LicencePlateDetector:
    """Finds licence plates by the words that name them, or a vehicle."""

    name = NAME
    entity_types = (
        "LICENSE_PLATE",
        "UK_VEHICLE_REGISTRATION",
        "IN_VEHICLE_REGISTRATION",
        "NG_VEHICLE_REGISTRATION",
        "TR_LICENSE_PLATE",
        "ZA_LICENSE_PLATE",
        "DE_KFZ",
    )
    patterns = (
        Pattern(expression=STRONG, max_length=30),
        Pattern(expression=rf"(?:\A|[^a-z0-9])(?:{_either(_FIRM)})(?:[^a-z0-9]|\z)", max_length=20),
        Pattern(
            expression=rf"(?:\A|[^a-z0-9])(?-i:{_either(_CAPITAL + _LOOSE)})(?:[^a-z0-9]|\z)",
            max_length=20,
        ),
        Pattern(expression=_CHINESE, max_length=11),
        Pattern(
            expression=r"\A(?:it'?s |it is )?(?:[a-z]{1,3}[ .\-]?){0,2}"
            r"[0-9][0-9a-z .\-]{0,11}\W{0,2}\z",
            max_length=_SHORT,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        high = min(len(text), end + 2)
        for match in _CHINESE_ONE.finditer(text, start, high):
            yield _finding(seen, match.span(), score=0.6, evidence="layout")
        for layout, words in _BY_WORDS:
            for match in layout.finditer(text, start, high):
                seen.check()
                score = _near(seen, match, words=words)
                if score and (layout is _FIRM_ONE or not _is_no_plate(match.group())):
                    yield _finding(seen, match.span(), score=score, evidence="layout")
        taken = start
        # What comes after a word can make it another's.
        for word in _STRONG.finditer(text, start, min(len(text), end + 15)):
            seen.check()
            if word.start() >= taken:
                for finding in _named(seen, word):
                    taken = max(taken, finding.end)
                    yield finding
        for vanity in _VANITY.finditer(text, start, min(len(text), high + 30)):
            if not text[: vanity.start("value")].isupper():
                yield _finding(seen, vanity.span("value"), score=0.5, evidence="context")
        if len(text) <= _SHORT and seen.before and ASKED.asked(seen):
            span = _first_run(text, (0, len(text)), nearest=_REACH_DIGITS)
            if span is not None:
                yield _finding(seen, span, score=0.5, evidence="context")


def _near(seen: Input, match: re.Match[str], *, words: Words) -> float:
    """How sure a run with a country's layout is, by what is said of a vehicle; 0 for none."""
    start, end = match.span()
    if words.beside(seen, start=start, end=end):
        return 0.8
    return 0.6 if _INDIAN_ONE.fullmatch(match.group()) and match.group().isupper() else 0.0


def _is_no_plate(run: str) -> bool:
    """Whether capitals and digits are a model of a car, or words ("BMW X5", "IS AT 5")."""
    words = re.findall("[A-Z]{2,}", run)
    return not MODELS.isdisjoint(words) or any(each.lower() in NO_PART for each in words)


def _named(seen: Input, word: re.Match[str]) -> Iterator[Finding]:
    """The plates after a word that names one, or the one right before it."""
    text = seen.text
    limit = min(len(text), word.end() + _REACH_AFTER)
    line = text.find("\n\n", word.end(), limit)
    limit = limit if line < 0 else line
    position = word.end()
    found = False
    while (span := _first_run(text, (position, limit), nearest=_REACH_DIGITS)) is not None:
        found = True
        yield _finding(seen, span, score=_NAMED, evidence="context")
        position = span[1]
    if not found:
        low = max(0, word.start() - _REACH_BEFORE)
        span = _first_run(text, (low, word.start()), nearest=0)
        if span is not None:
            yield _finding(seen, span, score=_NAMED, evidence="context")


def _first_run(text: str, region: tuple[int, int], *, nearest: int) -> tuple[int, int] | None:
    """The first run that can be a plate and begins in a region.

    Args:
        text: a canonical view.
        region: start and end.
        nearest: how far from the start digits without letters may begin.
    """
    start, end = region
    if _DIGIT.search(text, start, min(len(text), end + _LONGEST)) is None:
        return None
    tokens = list(_TOKEN.finditer(text, start, min(len(text), end + _LONGEST)))
    while tokens and tokens[0].start() and text[tokens[0].start() - 1].isalnum():
        del tokens[0]
    for place, token in enumerate(tokens):
        if token.start() >= end:
            return None
        if not any(map(str.isdigit, token.group())) or _NO_PLATE.fullmatch(token.group()):
            continue
        first, last = _extended(text, tokens, place=place)
        span = tokens[first].start(), tokens[last].end()
        near = span[0] - start <= nearest
        if _may_be_plate([each.group() for each in tokens[first : last + 1]], near=near):
            return span
    return None


def _extended(text: str, tokens: list[re.Match[str]], *, place: int) -> tuple[int, int]:
    """First and last of the tokens that belong to the one at a place."""
    first = last = place
    length = len(tokens[place].group())
    while last + 1 < len(tokens) and _joined(text, left=tokens[last], right=tokens[last + 1]):
        length += len(tokens[last + 1].group())
        if length > _MOST:
            break
        last += 1
    while first and _joined(text, left=tokens[first - 1], right=tokens[first]):
        length += len(tokens[first - 1].group())
        if length > _MOST or any(map(str.isdigit, tokens[first - 1].group())):
            break
        first -= 1
    return first, last


def _joined(text: str, *, left: re.Match[str], right: re.Match[str]) -> bool:
    """Whether two neighbouring tokens are groups of one plate."""
    if text[left.end() : right.start()] not in _GAPS:
        return False
    for token in (left.group(), right.group()):
        if token.isalpha() and (
            len(token) > 3 or (token.lower() in NO_PART and not _capital(text, token))
        ):
            return False
        if len(token) > 8:
            return False
    return True


def _capital(text: str, group: str) -> bool:
    return group.isupper() and group != "I" and not text.isupper()


def _may_be_plate(groups: list[str], *, near: bool) -> bool:
    run = "".join(groups)
    if not 2 <= len(run) <= _MOST or _NO_PLATE.fullmatch(run):
        return False
    if run.isdigit():
        year = len(run) == 4 and run[:2] in ("19", "20")
        digits = _FEWEST_DIGITS <= len(run) <= _MOST_DIGITS
        return near and len(groups) == 1 and digits and not year
    return True


def _finding(seen: Input, span: tuple[int, int], *, score: float, evidence: str) -> Finding:
    start, end = span
    return Finding(
        entity_type=plate_type(seen.text[start:end]),
        start=start,
        end=end,
        score=score,
        detector=NAME,
        evidence=("context",) if evidence == "context" else (evidence, "context"),
    )
