"""The text of a PDF: its pages, annotations, form fields and properties.

The text takes the file's place, so that what is not read here (images, embedded files,
scripts) never leaves. Bounded in pages, operations, characters, bytes and time;
whatever is encrypted, damaged or without text is refused.

Source: ISO 32000-2 sections 12.5.6 (annotations), 12.7 (forms) and 14.3.3 (document
information); pypdf 7.1 documentation, read 2026-11.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PyPdfError

from gateway.attachments.gathered import Gathered, TimedBytes
from gateway.attachments.model import AttachmentLimits, NotExaminable

# What a parser raises on bytes that are no PDF, or a broken one.
_BROKEN = (
    *(PyPdfError, DependencyError, DeprecationError, ValueError, TypeError, LookupError),
    *(AttributeError, ArithmeticError, AssertionError, RecursionError, NotImplementedError),
    *(OSError, MemoryError, EOFError, zlib.error, struct.error),
)
_PROPERTIES = ("/Title", "/Subject", "/Keywords", "/Author")


def pdf_text(data: bytes, *, limits: AttachmentLimits) -> str:
    """The text of a PDF.

    Raises:
        NotExaminable: encrypted, damaged, without text, or past a limit.
    """
    gathered = Gathered(limits)
    most = limits.content_bytes
    try:
        with apply_configuration(
            maximum_declared_stream_length=limits.data_bytes,
            array_based_stream_maximum_output_length=most,
            lzw_maximum_output_length=most,
            run_length_maximum_output_length=most,
            zlib_maximum_output_length=most,
            stream_decoding_work_maximum_length=4 * most,
            stream_parsing_work_maximum_count=limits.operations,
            page_tree_maximum_entries=4 * limits.pages,
            form_fields_maximum_entries=limits.members,
            jbig2dec_binary=None,
        ):
            _read(PdfReader(TimedBytes(data, gathered)), gathered, limits=limits)
    except LimitReachedError:
        gathered.check()
        raise NotExaminable("is too complex to be examined") from None
    except _BROKEN:
        gathered.check()
        raise NotExaminable("is damaged or not what its media type says") from None
    return gathered.text()


def _read(reader: PdfReader, gathered: Gathered, *, limits: AttachmentLimits) -> None:
    if reader.is_encrypted:
        raise NotExaminable("is encrypted")
    properties = reader.trailer.get("/Info")
    properties = properties.get_object() if properties is not None else {}
    for name in _PROPERTIES:
        _add(properties.get(name), gathered, label=name[1:])
    if len(reader.pages) > limits.pages:
        raise NotExaminable(f"has more than {limits.pages} pages")
    for page in reader.pages:
        _read_page(page, gathered)
    for name, field in (reader.get_fields() or {}).items():
        _add(field.get("/V"), gathered, label=str(name))


def _read_page(page: PageObject, gathered: Gathered) -> None:
    contents = page.get_contents()
    if contents is not None:
        gathered.parsed(len(contents.get_data()))

    def visit(*_: Any) -> None:
        gathered.step()

    gathered.add(page.extract_text(visitor_operand_before=visit))
    for annotation in page.get("/Annots") or ():
        gathered.step()
        _add(annotation.get_object().get("/Contents"), gathered)


def _add(value: Any, gathered: Gathered, *, label: str = "") -> None:
    """A property, a comment or the value of a field, if it is text."""
    found = value.get_object() if hasattr(value, "get_object") else value
    values = found if isinstance(found, list) else [found]
    for each in values:
        if isinstance(each, str) and each.strip("/ \n\r\t"):
            gathered.add(f"{label}: {each}" if label else each)
