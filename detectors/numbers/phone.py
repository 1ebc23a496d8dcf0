"""Telephone numbers.

Issuer: national regulators, in the numbering plans of ITU-T E.164. Layout: ``+`` (or 00,
or 011) and at most 15 digits; or a national form, as each country writes it.
Check digit: none. A number in international form counts if its country's plan knows its
length; a national form counts by its layout (North America), by its country's plan
(a trunk zero and groups), or by words; bare digits count by words only. Of random ten
digits 40 to 60 % are a possible number somewhere, so validity alone says little.
Source: ITU-T E.164 (11/2010), libphonenumber's metadata through phonenumbers, read 2026-11.

>>> from detectors.numbers.phone import international_score
>>> international_score("+442079460958")
0.9
>>> international_score("+44207")  # too short
0.0
>>> international_score("+999123456789")  # a code that no country has
0.0
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import phonenumbers

from detectors.context import REACH_BEFORE, Words
from detectors.types import Finding, Input, Pattern

NAME = "phone"

# Tried in this order for national forms; the language of the text comes first.
_REGIONS = ("GB", "DE", "FR", "IN", "AU", "ES", "IT", "NL", "BR", "JP")
_BY_LANGUAGE = {
    "en": ("GB", "AU"), "de": ("DE", "AT", "CH"), "fr": ("FR", "BE", "CH"), "es": ("ES", "MX"),
    "it": ("IT",), "nl": ("NL", "BE"), "pt": ("BR", "PT"), "pl": ("PL",), "ja": ("JP",),
    "sv": ("SE",), "da": ("DK",), "no": ("NO",), "fi": ("FI",), "cs": ("CZ",), "tr": ("TR",),
    "ru": ("RU",), "uk": ("UA",), "ko": ("KR",), "zh": ("CN", "TW"), "hi": ("IN",),
}  # fmt: skip

_SEPARATOR = r"[ ().\-/\t]"
_NANP = re.compile(
    r"(?<![0-9A-Za-z_+])(?<![0-9)][\-./])(?:1[ .\-]{1,2})?"
    r"(?:(?:\([2-9][0-9]{2}\)[ .\-]{0,2}|[2-9][0-9]{2}[.\-])[0-9]{3}[.\- ]"
    r"|[2-9][0-9]{2}[ ][2-9][0-9]{2}[ \-])[0-9]{4}(?![\-./]?[0-9])"
)
_CLUSTER = re.compile(
    rf"(?<![0-9A-Za-z_+$\u20ac\u00a3#])(?<![0-9][.,:])\+?\(?[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{5,60}}"
    r"(?![A-Za-z])(?![.,:]?[0-9])"
)
_INTERNATIONAL = re.compile(
    rf"(?:\+[ ]?\(?|(?<![0-9A-Za-z_+])(?<![0-9][.\-])(?:00|011)[ .\-]?)"
    rf"[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{6,24}}"
)
_PREFIX = re.compile(r"(?<![0-9A-Za-z_+])(?<![0-9][.\-])(?:00|011)[ .\-]?[0-9]")
_EXTENSION = re.compile(
    r"[ ,;]{0,2}(?:x|ext|extension|#)[ .:]{0,2}[0-9]{1,7}(?![0-9])", re.IGNORECASE
)
_DATE = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}[\-./](?:0?[1-9]|1[0-2])[\-./](?:3[01]|[12][0-9]|0?[1-9])"
    r"|(?:3[01]|[12][0-9]|0?[1-9])[\-./](?:3[01]|[12][0-9]|0?[1-9])[\-./](?:19|20)?[0-9]{2})(?![0-9])"
)
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_SSN = re.compile(r"\(?[0-9]{3}[ .\-]{1,5}[0-9]{2}[ .\-]{1,5}[0-9]{4}")
_RUN = re.compile(r"[0-9]+")
_LATIN = (
    "phone", "phones", "telephone", "tel", "mobile", "mob", "cell", "cellphone", "cellular",
    "fax", "whatsapp", "contact", "call", "called", "calling", "callback", "dial", "text me",
    "sms", "ring", "reach", "reached", "phno", "ph", "landline", "hotline", "helpline", "desk",
    "switchboard", "telefon", "telefono", "telefone", "telefoon", "mobil", "handy", "movil",
    "celular", "portable", "cellulare", "telefonu", "telefonnummer", "rufnummer", "puhelin",
    "tfno", "telf", "telef", "tlf", "fono", "ligar", "my number", "his number",
    "her number", "their number", "your number", "our number",
)  # fmt: skip
_OTHER = (
    "tel\u00e9fono", "t\u00e9l\u00e9phone", "m\u00f3vil",
    "\u0442\u0435\u043b\u0435\u0444\u043e\u043d", "\u7535\u8bdd", "\u96fb\u8a71",
)  # fmt: skip
_WORDS = Words(*_LATIN, *_OTHER)
_ASKED = Words(
    "phone", "telephone", "mobile", "cell", "contact number", "number to reach", "reach you",
    "call you", "callback number", "best number", "phone no", "cell number", "contact details",
    "contact info", "contact information", "whatsapp", "their number", "your number",
)  # fmt: skip


def international_score(number: str) -> float:
    """How sure it is that an international form is a telephone number.

    Args:
        number: ``+`` and digits.

    Returns:
        0.9 if its country's plan has it, 0.6 if only the length is right, else 0.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return 0.0
    if phonenumbers.is_valid_number(parsed):
        return 0.9
    return 0.6 if phonenumbers.is_possible_number(parsed) else 0.0


def _valid_in(number: str, language: str) -> bool:
    regions = dict.fromkeys((*_BY_LANGUAGE.get(language, ()), *_REGIONS))
    for region in regions:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(parsed, region):
            return True
    return False


class PhoneDetector:
    """Finds telephone numbers of all countries."""

    name = NAME
    entity_types = ("PHONE_NUMBER",)
    patterns = (
        Pattern(expression=rf"\+[ ]?\(?[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{6}}", max_length=30),
        Pattern(
            expression=rf"(?:[^0-9]|\A)(?:00|011)[ .\-]?[1-9](?:{_SEPARATOR}{{0,3}}[0-9]){{6}}",
            max_length=34,
        ),
        Pattern(
            expression=r"[2-9][0-9]{2}[)]?[ .\-]{0,2}[0-9]{3}[ .\-][0-9]{4}(?:[^0-9]|\z)",
            max_length=20,
        ),
        Pattern(
            expression=rf"(?:[^0-9]|\A)[(]?0[1-9](?:{_SEPARATOR}{{0,3}}[0-9]){{7}}", max_length=30
        ),
        Pattern(
            expression=rf"\b(?:{'|'.join(_LATIN)})[^0-9]{{0,50}}[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{5}}",
            max_length=22,
        ),
        Pattern(
            expression=rf"(?:{'|'.join(_OTHER)})[^0-9]{{0,20}}[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{5}}",
            max_length=22,
        ),
    )

    def __init__(self) -> None:
        """Reads the numbering plans, which no text's budget has to pay for."""
        for region in {*_REGIONS, *chain.from_iterable(_BY_LANGUAGE.values()), "US"}:
            number = phonenumbers.example_number(region)
            if number is not None:
                phonenumbers.is_valid_number_for_region(number, region)

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        return _numbers(seen, (start, end))


def answers(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    """What answers a question for a telephone number.

    Args:
        seen: the text and the turn before.
        window: start and end.
    """
    if _ASKED.asked(seen):
        yield from _numbers(seen, window)


def _numbers(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    text, (start, end) = seen.text, window
    # A number that begins in the window is read to its own end.
    high = min(len(text), end + 64)
    low = start - 1 if start else 0
    taken = -1
    if text.find("+", low, high) >= 0 or _PREFIX.search(text, low, high):
        for match in _INTERNATIONAL.finditer(text, low, high):
            if match.start() >= end:
                break
            seen.check()
            finding = _international(seen, match)
            if finding is not None:
                taken = finding.end
                yield finding
    for match in _NANP.finditer(text, low, high):
        if match.start() >= end:
            break
        yield _finding(seen, match.span(), score=0.6, evidence="layout")
        taken = max(taken, match.end())
    for match in _CLUSTER.finditer(text, low, high):
        if match.start() >= end:
            break
        seen.check()
        if match.end() > taken:
            yield from _national(seen, match)


def _international(seen: Input, match: re.Match[str]) -> Finding | None:
    spelt = match.group()
    digits = "".join(_RUN.findall(spelt))
    if not spelt.startswith("+"):
        prefix = 3 if digits.startswith("011") else 2
        digits = digits[prefix:]
    ends = _ends_of_groups(match, 15 + (0 if spelt.startswith("+") else prefix))
    best: tuple[float, int] = (0.0, 0)
    for count, last in ends[-3:][::-1]:
        dropped = len("".join(_RUN.findall(spelt))) - count
        score = international_score("+" + digits[: len(digits) - dropped])
        best = max(best, (score, last))
        if score >= 0.9:
            break
    if not best[0]:
        return None
    return _finding(seen, (match.start(), best[1]), score=best[0], evidence="plan")


def _ends_of_groups(match: re.Match[str], most: int) -> list[tuple[int, int]]:
    """For each group of digits how many there are to its end, and its end in the text."""
    ends: list[tuple[int, int]] = []
    count = 0
    for run in _RUN.finditer(match.group()):
        count += run.end() - run.start()
        if count > most:
            break
        ends.append((count, match.start() + run.end()))
    return ends


def _national(seen: Input, match: re.Match[str]) -> Iterator[Finding]:
    spelt = match.group()
    if _DATE.search(spelt) or _ADDRESS.fullmatch(spelt) or _SSN.fullmatch(spelt):
        return
    runs = _RUN.findall(spelt)
    digits = "".join(runs)
    start, end = match.span()
    context = _ASKED.asked(seen) or _named(seen, start)
    if len(digits) <= 15 and context:
        if len(digits) >= 7 or (len(digits) == 6 and len(runs) > 1):
            yield _finding(seen, (start, end), score=0.5, evidence="digits")
    elif context:
        # Several numbers in a row: each stretch between spaces that is long enough.
        for part in re.finditer(r"[0-9][0-9().\-/]{5,}[0-9]", spelt):
            span = (start + part.start(), start + part.end())
            yield _finding(seen, span, score=0.5, evidence="digits")
    elif _trunk_form(spelt, runs) and _valid_in(digits, seen.language):
        yield _finding(seen, (start, end), score=0.6, evidence="plan")


def _trunk_form(spelt: str, runs: list[str]) -> bool:
    """Whether digits look like a national form by themselves: a trunk zero and groups."""
    digits = "".join(runs)
    if not 9 <= len(digits) <= 12 or len(runs) < 2 or len(runs) > 6:
        return False
    return digits[0] == "0" and digits[1] != "0" and max(map(len, runs)) <= 8 and "  " not in spelt


def _named(seen: Input, start: int) -> bool:
    return _WORDS.within(seen.text, (start - REACH_BEFORE, start))


def _finding(seen: Input, span: tuple[int, int], *, score: float, evidence: str) -> Finding:
    text, (start, end) = seen.text, span
    if text[start] == "(" and ")" not in text[start:end]:
        start += 1
    extension = _EXTENSION.match(text, end, end + 20)
    context = evidence == "digits" or _named(seen, start) or _ASKED.asked(seen)
    return Finding(
        entity_type="PHONE_NUMBER",
        start=start,
        end=extension.end() if extension is not None else end,
        score=max(score, 0.8) if context and evidence != "digits" else score,
        detector=NAME,
        evidence=(evidence, "context") if context else (evidence,),
    )
