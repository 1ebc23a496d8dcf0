"""Bytes inside strings of a body: base64 and data: URLs, read strictly and written alike.

What two decoders could read as different bytes is refused: two alphabets in one string,
characters that some readers skip, bits behind the end.

Source: RFC 4648 sections 3.5, 4 and 5; RFC 2397; WHATWG Fetch section 6 (data: URL
processor), read 2026-11.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, unquote_to_bytes

from gateway.attachments.media_types import found_type, is_well_known, media_type
from gateway.attachments.model import AttachmentLimits, NotExaminable

_RUN = re.compile(r"[A-Za-z0-9+/]*(={0,2})\Z")
_BREAKS = str.maketrans("", "", "\r\n")
_TO_STANDARD = str.maketrans("-_", "+/")
_TO_URL_SAFE = str.maketrans("+/", "-_")
_URL = re.compile(r"(?i:data):([^,]{0,400}),")
_BASE64 = re.compile(r"(?i:; *base64)\s*\Z")
# A run that is no word, and as much of it as the first bytes of a file need.
_BEGINNING = re.compile(r"\s*([A-Za-z0-9+/_-]{64})")
_SOME_URL = re.compile(r"(?i:\s*data):[^\s,]{0,400},\S")
_PLAIN_ASCII = "text/plain;charset=US-ASCII"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """Bytes that stand in a string.

    Attributes:
        media_type: as declared, with its parameters.
        data: the bytes.
        write: other bytes as a string of the same make.
    """

    media_type: str
    data: bytes = field(repr=False)
    write: Callable[[bytes], str] = field(repr=False)


def unpack(text: str, *, declared: str, limits: AttachmentLimits) -> Packed:
    """Bytes that a body holds as base64 or as a data: URL.

    Args:
        text: the string as it stands in the body.
        declared: the media type that the body declares beside it, or empty.
        limits: of the file.

    Raises:
        NotExaminable: it is neither, is too large, or two media types disagree.
    """
    if text[:5].lower() == "data:":
        packed = read_data_url(text, limits=limits)
        if declared and media_type(declared).essence != media_type(packed.media_type).essence:
            raise NotExaminable("has two media types")
        return packed
    data = decode_base64(text, limits=limits)
    return Packed(media_type=declared, data=data, write=lambda new: encode_base64(new, like=text))


def decode_base64(text: str, *, limits: AttachmentLimits) -> bytes:
    """Reads base64 of either alphabet, with or without padding, in one or many lines.

    Raises:
        NotExaminable: anything else, or too large.
    """
    if len(text) // 4 * 3 > limits.data_bytes + len(text) // 32 + 3:
        raise _too_large(limits)
    run = text.translate(_BREAKS)
    if "-" in run or "_" in run:
        if "+" in run or "/" in run:
            raise _not_base64()
        run = run.translate(_TO_STANDARD)
    match = _RUN.match(run)
    if match is None or (match[1] and len(run) % 4):
        raise _not_base64()
    bare = run.rstrip("=")
    if len(bare) % 4 == 1:
        raise _not_base64()
    data = binascii.a2b_base64(bare + "=" * (-len(bare) % 4))
    if len(data) > limits.data_bytes:
        raise _too_large(limits)
    tail = data[len(bare) // 4 * 3 :]
    if binascii.b2a_base64(tail, newline=False).decode().rstrip("=") != bare[len(bare) // 4 * 4 :]:
        raise _not_base64()
    return data


def encode_base64(data: bytes, *, like: str) -> str:
    """Base64 in the alphabet and with the padding of another string."""
    text = binascii.b2a_base64(data, newline=False).decode()
    if "-" in like or "_" in like:
        text = text.translate(_TO_URL_SAFE)
    run = like.translate(_BREAKS)
    padded = run.endswith("=") or len(run) % 4 == 0
    return text if padded else text.rstrip("=")


def read_data_url(text: str, *, limits: AttachmentLimits) -> Packed:
    """Reads a data: URL.

    Raises:
        NotExaminable: it is none, or too large.
    """
    match = _URL.match(text)
    if match is None or "#" in text:
        raise NotExaminable("has a data: URL that cannot be read")
    if len(text) > 3 * limits.data_bytes + 400:
        raise _too_large(limits)
    head, payload = match[1], text[match.end() :]
    encoded = _BASE64.search(head)
    kind = head[: encoded.start()] if encoded else head
    declared = kind if "/" in kind else f"text/plain{kind}" if kind.strip() else _PLAIN_ASCII
    if not is_well_known(media_type(declared)):
        raise NotExaminable("has a data: URL with a media type that says more than a type")
    prefix = text[: match.end()]
    if encoded:
        run = unquote_to_bytes(payload).decode("latin-1") if "%" in payload else payload
        data = decode_base64(run, limits=limits)
        return Packed(
            media_type=declared,
            data=data,
            write=lambda new: prefix + encode_base64(new, like=run),
        )
    if not payload.isascii():
        raise NotExaminable("has a data: URL that cannot be read")
    data = unquote_to_bytes(payload)
    if len(data) > limits.data_bytes:
        raise _too_large(limits)
    return Packed(media_type=declared, data=data, write=lambda new: prefix + quote_from_bytes(new))


def is_file(text: str) -> bool:
    """Whether a string is a data: URL, or begins like a file of a known form in base64."""
    if _SOME_URL.match(text) is not None:
        return True
    begun = _BEGINNING.match(text)
    if begun is None:
        return False
    return found_type(binascii.a2b_base64(begun[1].translate(_TO_STANDARD))) is not None


def _not_base64() -> NotExaminable:
    return NotExaminable("is not valid base64")


def _too_large(limits: AttachmentLimits) -> NotExaminable:
    return NotExaminable(f"is larger than {limits.data_bytes} bytes")
