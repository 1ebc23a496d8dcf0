"""Business identifier codes: who a bank is in SWIFT's network.

Issuer: SWIFT, ISO 9362:2022. Layout: four letters, two of the country, two letters or
digits, and for a branch three more. Check digit: none; one in three words of eight letters
has a country's letters in the right place ("THANKING"), so words have to speak for it, and
for one that is not in capitals, or stands among capitals, they have to name it directly.
Eleven characters in capitals that end in ``XXX`` stand alone.
Source: ISO 9362:2022, and the countries of python-stdnum, read 2026-11.

>>> from detectors.numbers.bic import is_bic
>>> is_bic("DEUTDEFF500")
True
>>> is_bic("DEUTXQFF500")  # no such country
False
>>> is_bic("DEUTDEF")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stdnum import bic

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "bic"

_NAMING = "(?:swift|bic|b i c|identifier)"
_ANY_CASE = "[a-z]{6}[a-z0-9]{2}(?:[a-z0-9]{3})?"
_CAPITALS = (
    "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?|[A-Z]{4}[ -][A-Z]{2}[ -][A-Z0-9]{2}(?:[ -][A-Z0-9]{3})?"
)
_ENDS = r"(?:[^a-z0-9]|\z)"
_CODE = re.compile(
    r"(?<![0-9A-Za-z_])(?:[A-Za-z]{4}[A-Za-z]{2}[0-9A-Za-z]{2}(?:[0-9A-Za-z]{3})?"
    r"|[A-Z]{4}[ -][A-Z]{2}[ -][0-9A-Z]{2}(?:[ -][0-9A-Z]{3})?)(?![0-9A-Za-z_])(?!@)"
)
_WORDS = Words(
    "swift", "bic", "bics", "iban", "bank", "banque", "banco", "banca", "konto", "beneficiary",
    "correspondent", "intermediary", "remittance", "b i c", "business identifier", "bankleitzahl",
)  # fmt: skip
_NAMES = Words(
    "swift", "bic", "bics", "b i c", "business identifier", "identifier codes", "swiftcode"
)
_NAMED = re.compile(
    rf"(?<![^\W_]){_NAMING}"
    r"(?:[\s_\-/]{1,3}(?:swift|bic|codes?|number|no|id|address))*"
    r"\W{0,4}(?:(?:is|are|was|of|it|its|my|the|our|lautet|ist|est|es)\W{1,3}){0,3}$",
    re.IGNORECASE,
)


def is_bic(code: str) -> bool:
    """Whether letters and digits are built like a code, of a country that exists.

    Args:
        code: without separators, in any case.
    """
    return bool(bic.is_valid(code))


class BicDetector:
    """Finds business identifier codes."""

    name = NAME
    entity_types = ("SWIFT_CODE",)
    patterns = (
        Pattern(
            expression=rf"(?:\A|[^a-z0-9])(?-i:{_CAPITALS}){_ENDS}",
            max_length=16,
        ),
        Pattern(expression=rf"{_NAMING}[^\n]*[^a-z0-9]{_ANY_CASE}{_ENDS}", max_length=16),
        Pattern(expression=rf"\A\W{{0,3}}{_ANY_CASE}\W{{0,3}}\z", max_length=20),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        for match in _CODE.finditer(text, max(0, start - 3), min(len(text), end + 4)):
            code = re.sub("[ -]", "", match.group())
            if not is_bic(code):
                continue
            seen.check()
            score = _score(seen, match, code=code)
            if score:
                yield Finding(
                    entity_type="SWIFT_CODE",
                    start=match.start(),
                    end=match.end(),
                    score=score,
                    detector=NAME,
                    evidence=("layout", "context") if score > 0.6 else ("layout",),
                )


def _score(seen: Input, match: re.Match[str], *, code: str) -> float:
    """How sure a code is; 0 for a word that merely looks like one."""
    text, (start, end) = seen.text, match.span()
    if code[1:].islower() and code[0].isupper():
        # A name or the first word of a sentence.
        return 0.0
    named = _NAMED.search(text[max(0, start - 60) : start]) is not None
    if named or (text.strip(" .,!\n") == match.group() and _NAMES.asked(seen)):
        return 0.8
    if not _stands_out(text, start=start, end=end, code=code):
        return 0.0
    if _WORDS.beside(seen, start=start, end=end):
        return 0.8
    return 0.6 if len(code) == 11 and code.endswith("XXX") else 0.0


def _stands_out(text: str, *, start: int, end: int, code: str) -> bool:
    """Whether a code is written in capitals and the words around it are not."""
    if code != code.upper():
        return False
    around = text[max(0, start - 40) : start] + text[end : end + 40]
    return any(map(str.isdigit, code)) or not around.isupper()
