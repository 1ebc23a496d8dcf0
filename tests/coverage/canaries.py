"""Values that the detectors surely find, in every form in which they could leave.

All are synthetic: card numbers of the schemes' test ranges with a right check digit, an
address of a reserved domain, and the IBAN of the standard's own example.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

_SQUEEZED = re.compile(r"[\W_]")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Canary:
    """A value.

    Attributes:
        text: as a person writes it.
        digits: as a JSON number, if it can be one.
    """

    text: str
    digits: int | None = None

    @property
    def joined(self) -> str:
        """Without spaces."""
        return self.text.replace(" ", "")

    @property
    def squeezed(self) -> str:
        """Its letters and digits."""
        return squeezed(self.text)


CARD = Canary("4111 1111 1111 1111", 4111111111111111)
MAIL = Canary("jane.doe@example.com")
IBAN = Canary("DE89 3704 0044 0532 0130 00")
ALL = (CARD, MAIL, IBAN)


def in_turn(how: str, number: int) -> Canary:
    """The canary of a plant: a card where a number is wanted, else each in turn."""
    return CARD if how.endswith("number") else ALL[number % len(ALL)]


def squeezed(text: str) -> str:
    """Letters and digits only, in one case."""
    return _SQUEEZED.sub("", text).casefold()


def holds(body: bytes, canary: Canary) -> bool:
    """Whether the canary can be read in these bytes, however it is encoded there."""
    return reads(body.decode("utf-8", "replace"), canary)


def reads(text: str, canary: Canary) -> bool:
    """The same of a text."""
    wanted = canary.squeezed
    return any(wanted in squeezed(each) for each in spellings(text, 0))


def spellings(text: str, depth: int) -> Iterator[str]:
    """The text, and every text that stands inside it as JSON, base64 or an escaped address."""
    yield text
    if depth == _DEEPEST:
        return
    try:
        tree = json.loads(text)
    except ValueError:
        tree = None
    if tree is not None and not isinstance(tree, bool | int | float):
        for leaf in _texts(tree):
            if leaf != text:
                yield from spellings(leaf, depth + 1)
    else:
        for run in _BASE64.findall(text):
            decoded = _decoded(run)
            if decoded is not None:
                yield from spellings(decoded, depth + 1)
    plain = unquote(text)
    if plain != text:
        yield from spellings(plain, depth + 1)


def _texts(tree: Any) -> Iterator[str]:
    """Every key, string and number."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from _texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _texts(value)
    elif isinstance(tree, str):
        yield tree
    elif tree is not None and not isinstance(tree, bool):
        yield json.dumps(tree)


def _decoded(run: str) -> str | None:
    """Text in base64, of either alphabet; None where it decodes to none."""
    bare = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def encoded(text: str) -> str:
    """The text in base64."""
    return base64.b64encode(text.encode()).decode()


def as_text(encoding: str) -> str | None:
    """What a string in base64 says, or None where it is none."""
    if len(encoding) < 8 or len(encoding) % 4 or not _BASE64.fullmatch(encoding):
        return None
    return _decoded(encoding)
