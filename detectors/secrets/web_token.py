"""JSON web tokens: signed, encrypted or unsigned.

Issuer: whoever signs them. Layout: base64url parts joined by dots, three (signed), five
(encrypted); the first is a JSON object, so a token begins with ``eyJ``. Check digit: none
that can be told without a key; that the first part decodes to an object speaks for it.
A token that was cut off in its second part counts too. Random text: one in 62 to the 8.
Source: RFC 7515, RFC 7516, RFC 7519.

>>> from detectors.secrets.web_token import is_header
>>> is_header("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9")
True
>>> is_header("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ")  # cut off
False
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable

from detectors.types import Finding, Input, Pattern

NAME = "web_token"

_START = re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{9}")
_PART = r"[A-Za-z0-9_-]{0,20000}"
_TOKEN = re.compile(rf"eyJ[A-Za-z0-9_-]{{9,4000}}\.{_PART}(?:\.{_PART}){{0,3}}")


def is_header(part: str) -> bool:
    """Whether base64url text decodes to a JSON object's text."""
    try:
        content = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return False
    return content.startswith(b"{") and content.rstrip().endswith(b"}")


class WebTokenDetector:
    """Finds JSON web tokens."""

    name = NAME
    entity_types = ("JWT",)
    patterns = (Pattern(expression=r"eyj[a-z0-9_\-]{9}", max_length=12),)

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        taken = start
        for begin in _START.finditer(text, start, end):
            if begin.start() < taken:
                continue
            seen.check()
            match = _TOKEN.match(text, begin.start())
            if match is None:
                continue
            token = match.group()
            known = is_header(token.partition(".")[0])
            taken = match.end()
            while text[taken - 1] == ".":
                taken -= 1
            if known or "." in text[begin.start() : taken]:
                yield Finding(
                    entity_type="JWT",
                    start=begin.start(),
                    end=taken,
                    score=0.99 if known else 0.8,
                    detector=NAME,
                    evidence=("header",) if known else ("layout",),
                )
