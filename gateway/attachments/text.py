r"""Text files: what is examined of them, and how it is written back.

What is said in another way than an examiner reads it is undone where that changes nothing
for a reader (see markup.py; folded lines of calendars, colours of terminals), and refused
where it cannot be: parts of e-mails in quoted-printable or base64, files embedded as data:
URLs. A short data: URL (a dot, a line) holds nothing and stays.

Source: RFC 5545 section 3.1, RFC 6350 section 3.2 (folding); RFC 2045 section 6; ECMA-48
section 5.4; RFC 8259, read 2026-11.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from urllib.parse import unquote

from gateway.attachments.charset import Encode, decode_text
from gateway.attachments.decode import decode_base64
from gateway.attachments.markup import plain_markup
from gateway.attachments.media_types import MediaType
from gateway.attachments.model import AttachmentLimits, Form, NotExaminable, Syntax
from gateway.attachments.table import Table, read_table

_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_COLOURS = re.compile("\x1b\\[[0-9;:]{0,40}[mK]")
_ENCODED_PARTS = re.compile(
    r"(?i:content-transfer-encoding:[ \t]{0,8}(?:quoted-printable|base64)"
    r"|;[ \t]{0,8}encoding=(?:quoted-printable|q|base64|b)\b|;quoted-printable[;:]"
    r"|=\?[a-z0-9_-]{1,40}\?[qb]\?)"
)
_EMBEDDED = re.compile(
    r"(?i:data:)(?P<type>[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,100})?"
    r"(?P<rest>(?:;[A-Za-z0-9_.-]{1,40}(?:=[A-Za-z0-9_.\-]{0,80})?){0,8}),"
    r"(?P<payload>[A-Za-z0-9+/=_%~.!*\-]*)"
)
# A dot in one colour takes 60 characters; a name and an address as text take no fewer.
_SHORT_PAYLOAD = 64
_SURROGATE = re.compile(r"\[[A-Z][A-Z0-9_]{0,63}_[0-9A-Z]{8}(?:\.[0-9A-Z]{2})?\]")
_JSON_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s{}\[\],:"]+', re.DOTALL)
_JSON_SCALAR = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z|true\Z|false\Z|null\Z")


def read_text(declared: MediaType, data: bytes, *, limits: AttachmentLimits) -> tuple[str, Encode]:
    """The text to examine of a text file, and how a rewritten one becomes bytes.

    Raises:
        NotExaminable: it cannot be decoded, or holds what cannot be examined.
    """
    syntax = declared.syntax or Syntax.PLAIN
    text, encode = decode_text(
        data,
        charset=declared.parameters.get("charset"),
        markup=syntax in (Syntax.HTML, Syntax.XML),
    )
    if len(text) > limits.characters:
        raise NotExaminable(f"has more than {limits.characters} characters")
    if "\x1b" in text:
        text = _COLOURS.sub("", text)
        if "\x1b" in text:
            raise NotExaminable("is no plain text")
    if syntax is Syntax.FOLDED:
        text = _FOLD.sub("", text)
    elif syntax in (Syntax.HTML, Syntax.XML):
        text = plain_markup(text, html=syntax is Syntax.HTML)
    if _ENCODED_PARTS.search(text) is not None:
        raise NotExaminable("holds encoded parts")
    for match in _embedded(text):
        if not _is_text(match, limits=limits):
            raise NotExaminable("holds another file")
    if syntax is Syntax.JSON and _is_json(text):
        return text, partial(_as_json, encode=encode)
    table = read_table(text) if syntax is Syntax.CSV else None
    if table is not None:
        return table.lines, partial(_as_table, table=table, encode=encode)
    return text, encode


def _embedded(text: str) -> Iterator[re.Match[str]]:
    return _EMBEDDED.finditer(text) if "data:" in text.lower() else iter(())


def _is_text(match: re.Match[str], *, limits: AttachmentLimits) -> bool:
    """Whether a data: URL is text that the examiner reads where it stands, or very short."""
    payload = match["payload"]
    if len(payload) <= _SHORT_PAYLOAD:
        return True
    essence = (match["type"] or "text/plain").lower()
    textual = MediaType(essence=essence).form is Form.TEXT or essence == "image/svg+xml"
    if not textual:
        return False
    if not match["rest"].lower().endswith(";base64"):
        return True
    try:
        decode_base64(unquote(payload), limits=limits).decode("utf-8")
    except (NotExaminable, UnicodeDecodeError):
        return False
    return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _as_table(lines: str, *, table: Table, encode: Encode) -> bytes:
    return encode(table.written(lines))


def _as_json(text: str, *, encode: Encode) -> bytes:
    """A rewritten JSON text; what took a number's place becomes a string."""
    if not _is_json(text):
        text = "".join(_quoted(text))
    return encode(text)


def _quoted(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        match = _SURROGATE.match(text, position) or _JSON_PIECE.match(text, position)
        piece = match.group() if match else text[position]
        is_bare = match is not None and piece[0] != '"' and not _JSON_SCALAR.match(piece)
        yield f'"{piece}"' if is_bare else piece
        position += len(piece)
