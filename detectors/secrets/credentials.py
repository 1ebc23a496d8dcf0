"""Credentials where protocols put them: in addresses and in authorisation headers.

Issuer: the holder, or a service. Layout: ``scheme://user:password@host``; ``Basic`` with
base64 of ``user:password``; ``Bearer`` and its kin with a token; ``curl -u user:password``.
Check digit: none; the protocol's own words speak for it. Of ``Basic`` what does not decode
to text with a colon is none ("basic understanding").
Source: RFC 3986 section 3.2.1; RFC 7617; RFC 6750.

>>> from detectors.secrets.credentials import is_basic
>>> is_basic("QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
True
>>> is_basic("understanding")
False
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator

from detectors.types import Finding, Input, Pattern

NAME = "credentials"

_LONGEST = 256
# An address is read as one of e-mail too, which must not take its password.
_SCORES = {"address": 0.97, "basic": 0.85}
_SCHEMES = "(?:bearer|apikey|token|jwt|negotiate|oauth)"
# The address is read as decoded: a password may hold any character but a space.
_ADDRESS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{1,20})://(?P<user>[^\s/?#:@\"'<>]{0,100}):"
    r"(?![0-9]{1,5}(?:[/?#]|$))(?P<rest>[^\s\"'<>]{1,256})"
)
_HOST = re.compile(r"@(?=[A-Za-z0-9\[{$])")
_BEARER = re.compile(rf"(?<![A-Za-z0-9]){_SCHEMES}[ :=]{{1,3}}[\"']?", re.IGNORECASE)
_BASIC = re.compile(r"(?<![A-Za-z0-9])basic[ :=]{1,3}[\"']?", re.IGNORECASE)
_AUTHORIZATION = re.compile(
    r"authorization[\"']?[ ]{0,2}[:=][ ]{0,2}[\"']?(?:[A-Za-z-]{2,20}[ ]{1,2})?", re.IGNORECASE
)
_TOKEN = re.compile(r"[A-Za-z0-9+/_.~=-]{7,4000}[A-Za-z0-9+/_~=-]")
_CURL = re.compile(
    r"(?<![A-Za-z0-9-])(?:-u|--user|--proxy-user)[ =][\"']?[^\s:\"']{1,80}:"
    r"(?P<token>[^\s\"']{1,128})"
)


def is_basic(encoded: str) -> bool:
    """Whether base64 text decodes to a user name, a colon and a password."""
    encoded = encoded.rstrip("=")
    try:
        content = b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, ValueError):
        return False
    return ":" in content and content.isprintable()


class CredentialsDetector:
    """Finds passwords in addresses and what authorises requests."""

    name = NAME
    entity_types = ("PASSWORD", "API_KEY")
    patterns = (
        Pattern(expression=r"://[^\s/?#@:\"'<>]*:[^\s\"'<>]+@", max_length=_LONGEST),
        Pattern(expression=rf"{_SCHEMES}[ :=]{{1,3}}[\"']?[a-z0-9+/_.~=\-]{{16}}", max_length=32),
        Pattern(expression=r"basic[ :=]{1,3}[\"']?[a-z0-9+/=]{4}", max_length=14),
        Pattern(expression=r"authorization[\"']? {0,2}[:=] {0,2}[\"']?[a-z0-9]{2}", max_length=22),
        Pattern(expression=r"curl\s[^\n]*-u(?:ser)?[ =][\"']?[^\s:]*:[^\s]", max_length=_LONGEST),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        high = min(len(text), end + 2 * _LONGEST)
        yield from _in_addresses(seen, (max(0, start - 21), high), end=end)
        for head in _AUTHORIZATION.finditer(text, start, end + 22):
            token = _TOKEN.match(text, head.end())
            if token is not None:
                yield _finding("API_KEY", token.span(), evidence="header")
        for head in _BEARER.finditer(text, start, end):
            seen.check()
            token = _TOKEN.match(text, head.end())
            if token is not None and _random(token.group()):
                yield _finding("API_KEY", token.span(), evidence="header")
        for head in _BASIC.finditer(text, start, end):
            token = _TOKEN.match(text, head.end())
            if token is not None and is_basic(token.group()):
                yield _finding("PASSWORD", token.span(), evidence="basic")
        if "curl" in text[max(0, start - 200) : start + 5].lower():
            for match in _CURL.finditer(text, start, high):
                yield _finding("PASSWORD", match.span("token"), evidence="option")


def _in_addresses(seen: Input, window: tuple[int, int], *, end: int) -> Iterator[Finding]:
    for address in _ADDRESS.finditer(seen.text, *window):
        if address.start() >= end:
            return
        seen.check()
        length = _password_length(address)
        if length:
            start = address.start("rest")
            yield _finding("PASSWORD", (start, start + length), evidence="address")


def _password_length(address: re.Match[str]) -> int:
    """How much of what follows the colon is the password; 0 for none.

    It ends at the last at sign before the path. A password that holds a slash itself ends
    at the last at sign of the path where a web page has none, and at the first elsewhere.
    """
    rest = re.split(r"[?#]", address.group("rest"), maxsplit=1)[0]
    hosts = [match.start() for match in _HOST.finditer(rest)]
    if not hosts:
        hosts = [match.start() for match in _HOST.finditer(address.group("rest"))][:1]
    if not address.group("scheme").lower().startswith("http"):
        return max(hosts, default=0)
    slash = rest.find("/")
    near = [host for host in hosts if slash < 0 or host < slash]
    return near[-1] if near else min(hosts, default=0)


def _random(token: str) -> bool:
    """Whether a token looks drawn at random: no word, no sentence."""
    return len(token) >= 16 and any(map(str.isdigit, token)) and sum(map(str.isalpha, token)) >= 4


def _finding(entity_type: str, span: tuple[int, int], *, evidence: str) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=span[0],
        end=span[1],
        score=_SCORES.get(evidence, 0.8),
        detector=NAME,
        evidence=(evidence,),
    )
