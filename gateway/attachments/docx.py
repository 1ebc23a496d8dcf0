"""The text of a DOCX: body, tables, headers, footers, notes, comments, boxes, properties.

The text takes the file's place, so that what is not read here (images, embedded files,
deleted text, macros) never leaves. The package is unpacked within limits, its XML may
define no entities, and no reference out of it is followed.

Source: ECMA-376 part 1 sections 11.3 (parts), 17.3 (runs), 17.4 (tables), 17.10 (headers)
and 17.11 (notes), part 3 section 9 (alternate content); python-docx 1.2, read 2026-11.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.exceptions import XmlchemyError

from gateway.attachments.gathered import Gathered
from gateway.attachments.model import AttachmentLimits, NotExaminable

# What a parser raises on bytes that are no DOCX, or a broken one; lxml, a SyntaxError.
_BROKEN = (
    *(OpcError, XmlchemyError, SyntaxError, BadZipFile, ValueError, TypeError, LookupError),
    *(AttributeError, ArithmeticError, AssertionError, RecursionError, NotImplementedError),
    *(OSError, MemoryError, EOFError, RuntimeError, zlib.error, struct.error),
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_ENDS = {f"{_W}p": "\n", f"{_W}tc": "\t", f"{_W}tr": "\n"}
# Parts in which people write, by the ends of their content types; in the order of reading.
_STORIES = ("header", "document.main", "footnotes", "endnotes", "footer", "comments")
# How pictures and embedded files begin, and no XML does: members that are not parsed.
_NO_XML = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x01\x00\x00\x00"),
    *(b"\xd7\xcd\xc6\x9a", b"\xd0\xcf\x11\xe0", b"PK\x03\x04"),
)
_PIECE = 1 << 16
_PROPERTIES = ("title", "subject", "keywords", "category", "author", "comments")


def docx_text(data: bytes, *, limits: AttachmentLimits) -> str:
    """The text of a DOCX.

    Raises:
        NotExaminable: encrypted, damaged, without text, or past a limit.
    """
    gathered = Gathered(limits)
    try:
        _read(_measured(data, gathered, limits=limits), gathered)
    except _BROKEN:
        gathered.check()
        raise NotExaminable("is damaged or not what its media type says") from None
    return gathered.text()


def _measured(data: bytes, gathered: Gathered, *, limits: AttachmentLimits) -> bytes:
    """The package unpacked, without its pictures.

    What a member says of its own size binds nobody, so each is read piece by piece here and
    not by python-docx.
    """
    out = BytesIO()
    with ZipFile(BytesIO(data)) as packed, ZipFile(out, "w", ZIP_STORED) as new:
        members = packed.infolist()
        if len(members) > limits.members:
            raise NotExaminable(f"holds more than {limits.members} files")
        if len({member.filename for member in members}) < len(members):
            raise NotExaminable("holds two files of one name")
        for member in members:
            if member.flag_bits & 1:
                raise NotExaminable("is encrypted")
            if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise NotExaminable("is packed in a way that is not read")
            with packed.open(member) as file:
                new.writestr(member.filename, _content(file, gathered))
    return out.getvalue()


def _content(file: IO[bytes], gathered: Gathered) -> bytes:
    """A member, or nothing if it is no XML."""
    piece = file.read(_PIECE)
    if piece.startswith(_NO_XML):
        return b""
    found: list[bytes] = []
    while piece:
        gathered.parsed(len(piece))
        found.append(piece)
        piece = file.read(_PIECE)
    return b"".join(found)


def _read(data: bytes, gathered: Gathered) -> None:
    document = Document(BytesIO(data))
    properties = document.core_properties
    for name in _PROPERTIES:
        value = getattr(properties, name)
        if value:
            gathered.add(f"{name.capitalize()}: {value}")
    stories: dict[str, list[Any]] = {name: [] for name in _STORIES}
    for part in document.part.package.iter_parts():
        gathered.step()
        kind = part.content_type.removesuffix("+xml").rpartition("wordprocessingml.")[2]
        if kind in stories:
            stories[kind].append(part)
    for parts in stories.values():
        for part in sorted(parts, key=lambda each: str(each.partname)):
            root = getattr(part, "element", None)
            _add_story(parse_xml(part.blob) if root is None else root, gathered)


def _add_story(root: Any, gathered: Gathered) -> None:
    if root.getroottree().docinfo.internalDTD is not None:
        raise NotExaminable("defines entities, which can hide text")
    if not str(root.tag).startswith(_W):
        raise NotExaminable("is damaged or written in a way that cannot be examined")
    text = "".join(_pieces(root, gathered))
    gathered.add(text.replace("\n\t", "\t").replace("\t\n", "\n"))


def _pieces(root: Any, gathered: Gathered) -> Iterator[str]:
    """Text, tabs and line ends under an element, in order."""
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        gathered.step()
        tag = node.tag
        if tag in (f"{_W}t", _MATH_TEXT):
            yield (node.text or "") + "".join(child.tail or "" for child in node)
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        elif tag != _FALLBACK and isinstance(tag, str):
            end = _ENDS.get(tag)
            if end is not None:
                stack.append(end)
            stack.extend(reversed(node))
