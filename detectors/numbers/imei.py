"""Numbers of mobile phones and of their cards.

Issuer: GSMA (IMEI), TIA (MEID), operators (IMSI, ICCID). Layout: IMEI 15 digits, in groups
of 2, 6, 6 and 1, the 14 before the check digit, or 16 with the software's version; MEID 14
hexadecimal digits or 18 decimal ones; IMSI 15 digits of which the first three are a country;
ICCID 18 to 20 digits from 89. Check digit: Luhn (IMEI, ICCID; MEID's own in base 16): one in
ten passes, so it counts only with the groups or with words; the others need words.
Source: 3GPP TS 23.003; ITU-T E.118; the rules of python-stdnum.

>>> from detectors.numbers.imei import is_imei
>>> is_imei("490154203237518")
True
>>> is_imei("490154203237517")  # wrong check digit
False
>>> is_imei("49015420323751")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stdnum import luhn

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "imei"

_GAP = r"[\s./_\-]{0,3}"
# Where a run of digits ends, gaps or not, so that the scan reports a long one once.
_END = rf"(?:{_GAP}(?:[^0-9\s./_\-]|\z)|[\s./_\-]{{4}})"
_DIGITS = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][./-])[0-9](?:{_GAP}[0-9]){{13,19}}(?![0-9A-Za-z])(?![./-][0-9])"
)
_GROUPS = re.compile(r"[0-9]{2}-[0-9]{6}-[0-9]{6}-[0-9]|[0-9]{6}-[0-9]{2}-[0-9]{6}-[0-9]")
_HEXADECIMAL = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Fa-f]{2}(?:[ -]?[0-9A-Fa-f]{2}){6}(?:[ -]?[0-9A-Fa-f])?(?![0-9A-Za-z])"
)
_PHONE = Words(
    "imei", "imeis", "imeisv", "meid", "esn", "i m e i", "m e i d", "equipment identity",
    "equipment identifier", "mobile equipment", "handset",
)  # fmt: skip
_CARD = Words(
    "imsi", "iccid", "sim", "esim", "subscriber identity", "subscriber identifier", "i m s i",
    "card identifier", "euicc", "i c c i d",
)  # fmt: skip


def is_imei(number: str) -> bool:
    """Whether 15 digits are an IMEI by their check digit.

    Args:
        number: ASCII digits without separators.
    """
    return len(number) == 15 and number.isdigit() and bool(luhn.is_valid(number))


class ImeiDetector:
    """Finds the numbers of mobile phones and of the cards in them."""

    name = NAME
    entity_types = ("DEVICE_ID",)
    patterns = (
        Pattern(expression=rf"[0-9](?:{_GAP}[0-9]){{13,19}}{_END}", max_length=82),
        Pattern(
            expression=r"(?:meid|m e i d|esn|equipment)[^\n]*[^0-9a-z]"
            r"[0-9a-f]{2}(?:[ \-]?[0-9a-f]{2}){6}(?:[ \-]?[0-9a-f])?(?:[^0-9a-z]|\z)",
            max_length=26,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        high = min(len(text), end + 2)
        for match in _DIGITS.finditer(text, start, high):
            seen.check()
            number = "".join(filter(str.isdigit, match.group()))
            score, evidence = _judged(seen, match, number=number)
            if score:
                yield _finding(match, score, evidence=evidence)
        for match in _HEXADECIMAL.finditer(text, start, high):
            seen.check()
            if not match.group().replace(" ", "").replace("-", "").isdigit() and _PHONE.beside(
                seen, start=match.start(), end=match.end()
            ):
                yield _finding(match, 0.8, evidence=("layout", "context"))


def _judged(seen: Input, match: re.Match[str], *, number: str) -> tuple[float, tuple[str, ...]]:
    """How sure a number is, and what speaks for it; 0 for one that is none."""
    checked = is_imei(number)
    if checked and _GROUPS.fullmatch(match.group()):
        return 0.9, ("luhn", "layout")
    phone = _PHONE.beside(seen, start=match.start(), end=match.end())
    if phone and len(number) in (14, 15, 16, 18):
        return (0.95, ("luhn", "context")) if checked else (0.6, ("context",))
    if not _CARD.beside(seen, start=match.start(), end=match.end()):
        return 0.0, ()
    if number.startswith("89") and len(number) in (18, 19, 20):
        return (0.95, ("luhn", "context")) if luhn.is_valid(number) else (0.6, ("context",))
    return (0.6, ("context",)) if len(number) in (14, 15) else (0.0, ())


def _finding(match: re.Match[str], score: float, *, evidence: tuple[str, ...]) -> Finding:
    return Finding(
        entity_type="DEVICE_ID",
        start=match.start(),
        end=match.end(),
        score=score,
        detector=NAME,
        evidence=evidence,
    )
