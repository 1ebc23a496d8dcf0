"""Attached files as text to examine: bytes in, text out."""

from __future__ import annotations

from gateway.attachments.media_types import PDF, check_bytes, media_type
from gateway.attachments.model import Attachment, AttachmentLimits, Form, NotExaminable, Syntax
from gateway.attachments.text import read_text


def read_attachment(
    declared: str, data: bytes, *, name: str = "", limits: AttachmentLimits
) -> Attachment:
    """A file as its form, and the text of it that is examined.

    Args:
        declared: its media type, with parameters, or empty.
        data: its bytes.
        name: its name, whose ending stands in for a media type that says nothing.
        limits: past which it is refused.

    Raises:
        NotExaminable: it should have text and has none that can be examined, its bytes are
            not what its media type says, or it is past a limit.
    """
    if len(data) > limits.data_bytes:
        raise NotExaminable(f"is larger than {limits.data_bytes} bytes")
    kind = media_type(declared, name=name)
    check_bytes(kind, data)
    if kind.form is Form.TEXT:
        text, encode = read_text(kind, data, limits=limits)
        return Attachment(
            kind=Form.TEXT,
            media_type=kind.essence,
            text=text,
            syntax=kind.syntax or Syntax.PLAIN,
            encode=encode,
        )
    if kind.form is Form.DOCUMENT:
        text = _document_text(data, is_pdf=kind.essence == PDF, limits=limits)
        return Attachment(kind=Form.DOCUMENT, media_type=kind.essence, text=text)
    return Attachment(kind=kind.form, media_type=kind.essence)


def _document_text(data: bytes, *, is_pdf: bool, limits: AttachmentLimits) -> str:
    """The text of a document; its library is loaded with the first one."""
    if is_pdf:
        from gateway.attachments.pdf import pdf_text

        return pdf_text(data, limits=limits)
    from gateway.attachments.docx import docx_text

    return docx_text(data, limits=limits)
