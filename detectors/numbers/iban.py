"""International bank account numbers.

Issuer: banks, in the formats that SWIFT registers for each country (ISO 13616-1:2020).
Layout: two letters of the country, two check digits, then up to 30 letters and digits
in the country's own structure; written in one run or in groups of any size.
Check digit: the two digits after the country, ISO/IEC 7064 MOD 97-10; one in 97 random
numbers of a country's structure passes.
Source: SWIFT IBAN registry, as python-stdnum carries it, read 2026-11.

>>> from detectors.numbers.iban import is_iban
>>> is_iban("DE89370400440532013000")
True
>>> is_iban("DE88370400440532013000")  # wrong check digits
False
>>> is_iban("DE8937040044053201300")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from stdnum import iban, numdb
from stdnum.iso7064 import mod_97_10

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "iban"

_HEAD = re.compile(r"[A-Za-z][\s\-.]{0,3}[A-Za-z][\s\-.]{0,3}[0-9][\s\-.]{0,3}[0-9]")
_FILLING = str.maketrans("", "", " \t\n\r\f\v-.\x1c\x1d\x1e\x1f\x85")
_WORDS = Words("iban", "account", "bank", "konto", "compte", "cuenta", "conto", "rekening")


def is_iban(number: str) -> bool:
    """Whether letters and digits are an IBAN: registered structure and check digits.

    Args:
        number: without separators, in any case.
    """
    if _UNREGISTERED.get(number[:2].upper()) == len(number):
        number = number.upper()
        return bool(mod_97_10.is_valid(number[4:] + number[:4]))
    return bool(iban.is_valid(number, check_country=False))


class IbanDetector:
    """Finds IBANs in any grouping and case."""

    name = NAME
    entity_types = ("IBAN_CODE",)
    patterns = (
        Pattern(
            expression=r"[a-z][\s\-.]{0,3}[a-z][\s\-.]{0,3}[0-9][\s\-.]{0,3}[0-9](?:[\s\-.]{0,3}[a-z0-9]){11}",
            max_length=62,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        position = start
        while (head := _HEAD.search(text, position, end)) is not None:
            seen.check()
            position = head.start() + 1
            structure = _structure(head.group().translate(_FILLING)[:2].upper())
            match = structure.match(text, head.end()) if structure is not None else None
            if match is None or text[match.end() : match.end() + 1].isdecimal():
                continue
            # The check digits first: the library's whole test costs ten times as much.
            number = text[head.start() : match.end()].translate(_FILLING).upper()
            valid = mod_97_10.is_valid(number[4:] + number[:4]) and is_iban(number)
            context = _WORDS.within(text, (head.start() - 40, head.start()))
            if valid:
                yield self._finding(context, start=head.start(), end=match.end())
                position = match.end()
            elif context:
                # A typing error in a number that words name must not decide whether it leaves.
                yield Finding(
                    entity_type="IBAN_CODE",
                    start=head.start(),
                    end=match.end(),
                    score=0.5,
                    detector=NAME,
                    evidence=("layout", "context"),
                )
                position = match.end()

    def _finding(self, context: bool, *, start: int, end: int) -> Finding:
        return Finding(
            entity_type="IBAN_CODE",
            start=start,
            end=end,
            score=1.0 if context else 0.95,
            detector=NAME,
            evidence=("mod97", "context") if context else ("mod97",),
        )


def _structure(country: str) -> re.Pattern[str] | None:
    """What follows the check digits in a country's IBANs, separators allowed between.

    By python-stdnum's registry; None for a country that it does not have.
    """
    if country not in _STRUCTURES:
        length = _UNREGISTERED.get(country, 0)
        info = _REGISTRY.info(country)[0][1]
        structure = f"{length - 4}!c" if length else info.get("bban", "")
        parts = re.findall(r"([0-9]+)!([nac])", structure) if length or "country" in info else []
        _STRUCTURES[country] = (
            re.compile("".join(f"(?:{_SEPARATOR}{_KINDS[kind]}){{{n}}}" for n, kind in parts))
            if parts
            else None
        )
    return _STRUCTURES[country]


_SEPARATOR = r"[\s\-.]{0,3}"
_KINDS = {"n": "[0-9]", "a": "[A-Za-z]", "c": "[0-9A-Za-z]"}
# Countries that use the form without being in the registry, with the length of theirs.
_UNREGISTERED = {
    "AO": 25, "BF": 28, "BJ": 28, "CF": 27, "CG": 27, "CI": 28, "CM": 27, "CV": 25, "DZ": 26,
    "GA": 27, "GQ": 27, "GW": 25, "IR": 26, "KM": 27, "MA": 28, "MG": 27, "ML": 28, "MZ": 25,
    "NE": 28, "SN": 28, "TD": 27, "TG": 28,
}  # fmt: skip
_REGISTRY = numdb.get("iban")
_STRUCTURES: dict[str, re.Pattern[str] | None] = {}
