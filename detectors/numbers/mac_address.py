"""Hardware addresses of network interfaces (EUI-48 and EUI-64).

Issuer: IEEE, through the makers of the interfaces. Layout: six or eight pairs of
hexadecimal digits with ``:`` or ``-`` between them, one of the two throughout; three or
four groups of four with dots; bare digits, pairs with spaces and groups without a letter
count only where words name them, as do the broadcast address and the one of zeros.
Check digit: none; random pairs always pass.
Source: IEEE 802-2014 clause 8, IEEE guidelines for EUI (2017), read 2026-11.

>>> from detectors.numbers.mac_address import layout
>>> layout("00:1A:2B:3C:4D:5E"), layout("0012.3456.789a")
('full', 'full')
>>> layout("00:1A:2B-3C:4D:5E") is None  # two separators
True
>>> layout("4111.1111.1111.1111"), layout("001a2b3c4d5e")  # need words
('weak', 'weak')
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "mac_address"

_PAIR = "[0-9A-Fa-f]{2}"
_FOUR = "[0-9A-Fa-f]{4}"
_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9A-Fa-f][:.\-])(?:"
    rf"{_PAIR}([:\-])(?:{_PAIR}\1){{4}}(?:{_PAIR}\1{_PAIR}\1)?{_PAIR}"
    rf"|{_FOUR}\.{_FOUR}\.{_FOUR}(?:\.{_FOUR})?"
    rf"|{_PAIR}(?:[ ]{_PAIR}){{5}}(?:[ ]{_PAIR}[ ]{_PAIR})?"
    r"|[0-9A-Fa-f]{12}(?:[0-9A-Fa-f]{4})?"
    r")(?![0-9A-Za-z])(?![:.\-][0-9A-Fa-f])"
)
_WORDS = Words(
    "mac", "macs", "hardware address", "physical address", "ethernet", "ether", "hwaddr",
    "bssid", "lladdr", "wifi address", "wi fi address", "bluetooth", "eui", "m a c",
    "nic", "network interface", "link layer",
)  # fmt: skip
_SEPARATORS = str.maketrans("", "", ":-. ")


def layout(text: str) -> str | None:
    """How much the spelling alone says.

    Args:
        text: what may be an address.

    Returns:
        ``full`` if it is one by itself, ``weak`` if words must name it, else None.
    """
    if _ADDRESS.fullmatch(text) is None:
        return None
    digits = text.translate(_SEPARATORS).lower()
    if len(set(digits)) == 1:
        return "weak"
    if text[2] == ":":
        return "full"
    separated = text[2] == "-" or "." in text
    return "full" if separated and not digits.isdecimal() else "weak"


class MacAddressDetector:
    """Finds hardware addresses in the spellings of all makers."""

    name = NAME
    entity_types = ("MAC_ADDRESS",)
    patterns = (
        Pattern(expression=r"[0-9a-f]{2}(?:[:\-][0-9a-f]{2}){5}(?:[^0-9a-z]|\z)", max_length=26),
        Pattern(expression=r"[0-9a-f]{2}(?: [0-9a-f]{2}){5}(?:[^0-9a-z]|\z)", max_length=26),
        Pattern(expression=r"[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}(?:[^0-9a-z]|\z)", max_length=22),
        Pattern(
            expression=r"(?:[^0-9a-z]|\A)[0-9a-f]{12}(?:[0-9a-f]{4})?(?:[^0-9a-z]|\z)",
            max_length=18,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        high = min(len(seen.text), end + 26)
        for match in _ADDRESS.finditer(seen.text, start, high):
            seen.check()
            kind = layout(match.group())
            context = _WORDS.beside(seen, start=match.start(), end=match.end())
            if kind == "full" or (kind == "weak" and context):
                yield Finding(
                    entity_type="MAC_ADDRESS",
                    start=match.start(),
                    end=match.end(),
                    score=0.8 if context else 0.6,
                    detector=NAME,
                    evidence=("layout", "context") if context else ("layout",),
                )
