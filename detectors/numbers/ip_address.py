"""Addresses of the Internet Protocol, versions 4 and 6.

Issuer: IANA and the regional registries, through providers. Layout: four decimal numbers
of at most 255 joined by dots; eight groups of hexadecimal digits joined by colons, with
``::`` for one run of zeros and perhaps a version 4 address at the end.
Check digit: none. Private and reserved addresses count too; loopback and unspecified ones
(127.0.0.1, ::1, 0.0.0.0, ::) are nobody's, and count only where words name them as an
address, as does a dotted number of five parts. What a word before it calls a version or a
section is none.
Source: RFC 791, RFC 4291 section 2.2 (through the standard library's ipaddress), read 2026-11.

>>> from detectors.numbers.ip_address import is_version_6
>>> is_version_6("2001:db8::1")
True
>>> is_version_6("2001:db8::1::2")  # two runs of zeros
False
>>> is_version_6("2001:db8:1")  # too short
False
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "ip_address"

_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|0{0,2}[0-9]|0?[1-9][0-9])"
_VERSION_4 = re.compile(
    rf"(?<![0-9])(?<![0-9]\.){_BYTE}(?:\.{_BYTE}){{3}}(?![0-9])(\.[0-9]{{1,3}}(?![0-9.]))?(?!\.[0-9])"
    r"(?:/(?:3[0-2]|[12]?[0-9])(?![0-9])(?!\.[0-9]))?"
)
_RUN = re.compile(r"[0-9A-Fa-f:.]{2,}+")
# The canonical view may have read a zone as an escape: "%10" is a control character then.
_ZONE = re.compile(r"%[0-9A-Za-z_.\-]{0,30}[0-9A-Za-z]|[\x00-\x08\x0e-\x1f]")
_PREFIX_LENGTH = re.compile(r"/[0-9]{1,3}(?![0-9])(?!\.[0-9])")
_LONGEST_VERSION_6 = 45
_NO_ADDRESS = re.compile(
    r"(?<![^\W\d_])(?:version|versions|ver|v|release|rel|revision|rev|build|firmware|section|sec"
    r"|chapter|clause|paragraph|figure|table|step)[\s.:#=\"']{0,3}$",
    re.IGNORECASE,
)
_WORDS = Words("ip", "ips", "ipv", "address", "host", "server", "client", "ping")
_NAMED = Words(
    "ip", "ips", "ipv", "i p", "inet", "src", "dst", "connecting", "connected", "\u5730\u5740"
)
# Within a script that puts no spaces around it.
_UNSPACED_NAME = re.compile(r"(?<![A-Za-z])(?:IP|V[46])(?![A-Za-z])", re.IGNORECASE)
_NOBODY = ("127.", "0.0.0.0")  # noqa: S104 - nothing is bound here
# How near a word must stand to a loopback address.
_NAMED_REACH = 25


def is_version_6(text: str) -> bool:
    """Whether a text is an IPv6 address, without zone or prefix length."""
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


class IpAddressDetector:
    """Finds IPv4 and IPv6 addresses."""

    name = NAME
    entity_types = ("IP_ADDRESS",)
    patterns = (
        Pattern(expression=r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]", max_length=13),
        Pattern(expression=r"(?:[0-9a-f]{1,4}:){7}[0-9a-f]", max_length=45),
        Pattern(expression=r"(?:[0-9a-f]{1,4}:){6}[0-9]{1,3}\.", max_length=45),
        Pattern(expression=r"[0-9a-f]{0,4}::", max_length=45),
        Pattern(expression=r"::[0-9a-f]", max_length=45),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        low, high = max(0, start - 2), min(len(text), end + 2)
        for match in _VERSION_4.finditer(text, low, min(len(text), high + 15)):
            first, last = match.span()
            if _NO_ADDRESS.search(text, max(0, first - 14), first) is not None:
                continue
            nobody = match.group().startswith(_NOBODY)
            if (nobody or match.group(1)) and not _named(seen, first):
                continue
            yield _finding(seen, start=first, end=last)
        if text.find("::", low, high) >= 0 or text.count(":", low, high) >= 6:
            yield from _version_6(seen, (low, high))


def _version_6(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    text, (low, high) = seen.text, window
    # A run that the window cuts is taken from its beginning, as far as an address reaches.
    while (
        low and high - low < 2 * _LONGEST_VERSION_6 and text[low - 1] in "0123456789abcdefABCDEF:"
    ):
        low -= 1
    for run in _RUN.finditer(text, low):
        if run.start() >= high:
            break
        seen.check()
        start, end = run.start(), run.end()
        while end > start and (text[end - 1] == "." or text[end - 2 : end] in (".:",)):
            end -= 1
        if text[end - 1] == ":" and text[end - 2 : end] != "::":
            end -= 1
        if end - start > _LONGEST_VERSION_6 or text.count(":", start, end) < 2:
            continue
        if _part_of_word(text, start=start, end=end):
            continue
        number = text[start:end]
        if not is_version_6(number) or not _of_somebody(seen, number, start=start):
            continue
        if number == "::" and text[end : end + 1] != "/":
            continue
        for suffix in (_ZONE, _PREFIX_LENGTH):
            match = suffix.match(text, end)
            end = match.end() if match is not None else end
        yield _finding(seen, start=start, end=end)


def _of_somebody(seen: Input, number: str, *, start: int) -> bool:
    """Whether an address is not nobody's: loopback, unspecified, or one of hardware (EUI-64)."""
    address = ipaddress.IPv6Address(number)
    if all(len(group) == 2 for group in number.split(":")):
        return False
    if address.is_loopback or address.is_unspecified:
        return _named(seen, start)
    return any(map(str.isdigit, number)) or _named(seen, start)


def _named(seen: Input, start: int) -> bool:
    low = max(0, start - _NAMED_REACH)
    if _NAMED.within(seen.text, (low, start)) or _NAMED.asked(seen):
        return True
    return _UNSPACED_NAME.search(seen.text, low, start) is not None


def _part_of_word(text: str, *, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isascii() and before.isalpha()) or (after.isascii() and after.isalnum())


def _finding(seen: Input, *, start: int, end: int) -> Finding:
    context = _WORDS.beside(seen, start=start, end=end)
    return Finding(
        entity_type="IP_ADDRESS",
        start=start,
        end=end,
        score=0.8 if context else 0.6,
        detector=NAME,
        evidence=("layout", "context") if context else ("layout",),
    )
