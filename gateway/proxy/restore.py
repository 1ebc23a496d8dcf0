"""Restoration toward the user: surrogates become values, but never inside what carries data out.

A surrogate is restored if no reading of the answer so far has it inside a tag, a link
target or a definition (gateway.proxy.zones), and if the run of non-space characters around
it holds no sign of a link. The run's left part has been seen; its right part is held until
a whitespace or the end. All surrogates of a run share one decision. A run with more than
256 characters on a side is not restored.

Only ASCII whitespace ends a run: autolinks reach over every other space.

Source: GitHub Flavored Markdown 0.29, 6.9 (autolinks), read 2026-11-22.
"""

from __future__ import annotations

import html
import json
import re

from gateway.proxy.surrogate_text import Token
from gateway.proxy.zones import Zones

MAX_RUN = 256

_SPACE = re.compile(r"[ \t\n\r\f\v]")
_TO_LAST_SPACE = re.compile(r".*[ \t\n\r\f\v]", re.DOTALL)
_SCHEMES = (
    "mailto|data|javascript|vbscript|tel|sms|callto|xmpp|file|blob|skype|whatsapp|magnet|intent"
)
_SIGN = re.compile(rf"://|www\.|(?:{_SCHEMES}):|\]\(|\]:", re.IGNORECASE)
# A host's last label is of letters, or it is four numbers; U+3002, U+FF0E and U+FF61 are
# dots to IDNA.
_HOST = re.compile(
    r"[\w-][.\u3002\uff0e\uff61](?:[^\W\d_]{2}|xn--)|\d[.]\d{1,3}[.]\d{1,3}[.]\d", re.IGNORECASE
)
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([^u]))", re.DOTALL)
_JSON_ESCAPE_BEGINS = re.compile(r"\\(?:u[0-9A-Fa-f]{0,3})?\Z")
_JSON_CHARACTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def _json_character(match: re.Match[str]) -> str:
    code, character = match.groups()
    return chr(int(code, 16)) if code else _JSON_CHARACTERS.get(character, character)


def json_decoded(text: str) -> str:
    """A text with the escapes of JSON strings decoded, whether it is JSON or not."""
    return _JSON_ESCAPE.sub(_json_character, text) if "\\" in text else text


def _readings(run: str) -> list[str]:
    """The run as it stands, and as a renderer that decodes escapes first would see it."""
    readings = [run]
    if "&" in run:
        readings.append(html.unescape(run))
    if "\\" in run:
        readings.append(_JSON_ESCAPE.sub(_json_character, run))
        readings.extend([_ESCAPE.sub("", reading) for reading in readings])
    return readings


def _is_link(run: str, *, hosts: bool = True) -> bool:
    return any(
        _SIGN.search(reading) is not None or (hosts and _HOST.search(reading) is not None)
        for reading in _readings(run)
    )


class JsonZones(Zones):
    """Zones of what the strings of a JSON text say: escapes are decoded first."""

    __slots__ = ("_escape",)

    def __init__(self) -> None:
        """Starts at the beginning of a text."""
        super().__init__()
        self._escape = ""  # an escape that has not ended

    def opens_nothing(self, text: str) -> bool:
        """True if it is plain that no place is open anywhere in the text that comes next."""
        return not self._escape and "\\" not in text and super().opens_nothing(text)

    def feed(self, text: str) -> None:
        """Follows the next piece."""
        if not self._escape and "\\" not in text:
            super().feed(text)
            return
        data = self._escape + text
        decoded: list[str] = []
        position = 0
        for match in _JSON_ESCAPE.finditer(data):
            decoded += (data[position : match.start()], _json_character(match))
            position = match.end()
        begun = _JSON_ESCAPE_BEGINS.search(data, position)
        stop = len(data) if begun is None else begun.start()
        self._escape = data[stop:]
        super().feed("".join(decoded) + data[position:stop])


class Restorer:
    """Restores the tokens of one text; pieces and tokens are fed in their order.

    Attributes:
        restored: how many tokens became values.
    """

    def __init__(self, *, json_text: bool = False) -> None:
        """Starts at the beginning of a text.

        Args:
            json_text: the text is JSON; values are put in with JSON's escapes.
        """
        self.restored = 0
        self._json_text = json_text
        self._zones = JsonZones() if json_text else Zones()
        self._left = ""  # the last characters put out
        self._held: list[str | Token] = []
        self._held_length = 0

    def feed(self, text: str) -> str:
        """Takes plain text; returns what can go out."""
        if not self._held:
            return self._pass(text)
        space = _SPACE.search(text)
        run = text if space is None else text[: space.start()]
        self._hold(run, len(run))
        if space is None and self._held_length <= MAX_RUN:
            return ""
        return self._decide() + self._pass(text[len(run) :])

    def token(self, token: Token) -> str:
        """Takes a surrogate; returns what can go out."""
        self._hold(token, 1)
        return self._decide() if self._held_length > MAX_RUN else ""

    def flush(self) -> str:
        """Ends the text; returns what was held."""
        return self._decide() if self._held else ""

    def _hold(self, piece: str | Token, length: int) -> None:
        if piece:
            self._held.append(piece)
            self._held_length += length

    def _pass(self, text: str) -> str:
        self._zones.feed(text)
        self._left = (self._left + text)[-(MAX_RUN + 1) :]
        return text

    def _decide(self) -> str:
        held, length = self._held, self._held_length
        self._held, self._held_length = [], 0
        space = _TO_LAST_SPACE.match(self._left)
        run = self._left if space is None else self._left[space.end() :]
        tokens = [piece for piece in held if isinstance(piece, Token)]
        restored = "".join(
            piece if isinstance(piece, str) else self._spelled(piece.value) for piece in held
        )
        if (
            length <= MAX_RUN
            and len(run) <= MAX_RUN
            and (self._zones.opens_nothing(restored) or self._is_outside(held))
            and not self._forms_link(run, held)
        ):
            self.restored += len(tokens)
            return self._pass(restored)
        return self._pass("".join(p if isinstance(p, str) else p.raw for p in held))

    def _spelled(self, value: str) -> str:
        return json.dumps(value, ensure_ascii=False)[1:-1] if self._json_text else value

    def _is_outside(self, held: list[str | Token]) -> bool:
        """Follows the run as it would be restored: each token must stand outside."""
        zones = self._zones.copy()
        for piece in held:
            if isinstance(piece, str):
                zones.feed(piece)
                continue
            if zones.open:
                return False
            zones.feed(self._spelled(piece.value))
        return True

    def _forms_link(self, run: str, held: list[str | Token]) -> bool:
        # A surrogate counts as a label ("0": a host's last label holds no digit).
        neutral = run + "".join(piece if isinstance(piece, str) else "0" for piece in held)
        if _is_link(neutral):
            return True
        values = [piece.value for piece in held if isinstance(piece, Token)]
        if len(values) < 2:
            return False
        # A value that is a link itself must not take the next one along.
        filled = run + "".join(
            piece if isinstance(piece, str) else "0" if "@" in piece.value else piece.value
            for piece in held
        )
        return _is_link(filled) or any(_is_link(value, hosts=False) for value in values)
