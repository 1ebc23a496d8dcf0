"""Small files of every form that a request may hold, without anything to find in them."""

from __future__ import annotations

import base64
import struct
import zlib

from tests.gateway.attachments.files import drawn, pdf

TEXT = b"Plain words of a file.\n"


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def _png() -> bytes:
    """One white pixel."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\xff\xff")
    chunks = _chunk(b"IHDR", head) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _wav() -> bytes:
    """A moment of silence."""
    sound = b"\x80" * 16
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    body = b"WAVE" + form + struct.pack("<4sI", b"data", len(sound)) + sound
    return struct.pack("<4sI", b"RIFF", len(body)) + body


PNG = _png()
# The beginning and the end of a JPEG: nobody here draws it.
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WAV = _wav()
PDF = pdf([drawn("Plain words of a document.")])


def packed(data: bytes) -> str:
    """A file in base64."""
    return base64.b64encode(data).decode()


def address(data: bytes, media_type: str) -> str:
    """A file as a data: URL."""
    return f"data:{media_type};base64,{packed(data)}"
