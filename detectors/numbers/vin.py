"""Vehicle identification numbers.

Issuer: makers, under codes of SAE International. Layout: 17 letters and digits, none of
them I, O or Q. Check digit: the ninth, weighted sum modulo 11, in North America and China;
one in eleven random ones passes, so it stands alone only where the last four are digits
and letters stand too; makers elsewhere put any character there, and need words.
Source: ISO 3779:2009; 49 CFR 565.15.

>>> from detectors.numbers.vin import has_check_digit
>>> has_check_digit("1M8GDM9AXKP042788")
True
>>> has_check_digit("1M8GDM9A0KP042788")  # wrong check digit
False
>>> has_check_digit("1M8GDM9AXKP04278")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "vin"

_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPR-Z]{17}(?![0-9A-Za-z])", re.IGNORECASE)
_GROUPED = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-HJ-NPR-Z](?:[\s./_-]{0,3}[0-9A-HJ-NPR-Z]){16}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        (*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)),
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_WORDS = Words(
    "vin", "vins", "v i n", "chassis", "vehicle identification", "vehicle id", "frame number",
    "fahrgestellnummer", "fahrgestell", "fin", "fahrzeugidentifikationsnummer", "châssis",
    "numéro de série du véhicule", "bastidor", "chasis", "chassi", "telaio", "chassisnummer",
    "valmistenumero", "alustanumero", "nr nadwozia", "numer nadwozia", "numer vin", "vehicle",
    "şasi", "车架号", "車台番号", "차대번호", "vin код",
)  # fmt: skip


def has_check_digit(number: str) -> bool:
    """Whether 17 letters and digits hold the check digit of North America.

    Args:
        number: without separators, in any case.
    """
    number = number.upper()
    if len(number) != 17 or any(character not in _VALUES for character in number):
        return False
    rest = sum(_VALUES[each] * weight for each, weight in zip(number, _WEIGHTS, strict=True)) % 11
    return number[8] == ("X" if rest == 10 else str(rest))


class VinDetector:
    """Finds vehicle identification numbers."""

    name = NAME
    entity_types = ("VIN",)
    patterns = (
        Pattern(expression=r"(?:\A|[^0-9a-z])[0-9a-hj-npr-z]{17}(?:[^0-9a-z]|\z)", max_length=19),
        Pattern(
            expression=r"(?:\A|[^a-z])(?:vin|chassis|identification|bastidor|telaio)[^\na-z][^\n0-9]*"
            r"[0-9a-hj-npr-z](?:[\s./_\-]{0,3}[0-9a-hj-npr-z]){16}(?:[^0-9a-z]|\z)",
            max_length=70,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        high = min(len(text), end + 1)
        taken = -1
        for match in _RUN.finditer(text, start, high):
            seen.check()
            taken = match.end()
            yield from _judged(seen, match, alone=True)
        for match in _GROUPED.finditer(text, start, high):
            if match.end() != taken:
                seen.check()
                yield from _judged(seen, match, alone=False)


def _judged(seen: Input, match: re.Match[str], *, alone: bool) -> Iterable[Finding]:
    number = "".join(filter(str.isalnum, match.group()))
    digits = sum(map(str.isdigit, number))
    if digits < 3:
        return
    context = _WORDS.beside(seen, start=match.start(), end=match.end())
    checked = has_check_digit(number) and digits < len(number)
    if not context and not (alone and checked and number[-4:].isdigit()):
        return
    if not alone and not checked:
        return
    evidence = ("check digit",) * checked + ("context",) * context
    yield Finding(
        entity_type="VIN",
        start=match.start(),
        end=match.end(),
        score=0.95 if checked and context else 0.9 if checked else 0.6,
        detector=NAME,
        evidence=evidence,
    )
