from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gateway.attachments.media_types import DOCX, PDF
from gateway.attachments.model import AttachmentLimits, Form, NotExaminable, Syntax
from gateway.attachments.read import read_attachment
from tests.gateway.attachments.files import drawn, new_docx, pdf, saved

LIMITS = AttachmentLimits()
ROOT = Path(__file__).parents[3]
PNG = b"\x89PNG\r\n\x1a\nCANARY"


def test_a_text_file_is_rewritten_in_its_own_make() -> None:
    data = "\ufeffJürgen,1\r\n".encode("utf-16-le")
    found = read_attachment("text/csv", data, limits=LIMITS)
    assert (found.kind, found.syntax, found.media_type) == (Form.TEXT, Syntax.CSV, "text/csv")
    assert found.text == "Jürgen,1\r\n"
    assert found.encode("[PERSON_X],1\r\n") == "\ufeff[PERSON_X],1\r\n".encode("utf-16-le")
    assert found.encode(found.text) == data


def test_a_document_becomes_its_text() -> None:
    for declared, name, data in (
        (PDF, "", pdf([drawn("words")])),
        ("", "a.pdf", pdf([drawn("words")])),
    ):
        found = read_attachment(declared, data, name=name, limits=LIMITS)
        assert (found.kind, found.media_type, found.text) == (Form.DOCUMENT, PDF, "words")
    document = new_docx()
    document.add_paragraph("words")
    found = read_attachment(DOCX, saved(document), limits=LIMITS)
    assert found.kind is Form.DOCUMENT
    assert found.text is not None
    assert found.text.endswith("words")


@pytest.mark.parametrize(
    ("declared", "data", "form"),
    [
        ("image/png", PNG, Form.IMAGE),
        ("audio/mpeg", b"ID3\x04CANARY", Form.AUDIO),
        ("video/mp4", b"\x00\x00\x00\x20ftypisomCANARY", Form.VIDEO),
        ("application/zip", b"PK\x03\x04CANARY", Form.OTHER),
        ("", b"CANARY", Form.OTHER),
        ("application/octet-stream", b"%PDF-1.7", Form.OTHER),
    ],
)
def test_all_else_has_no_text(declared: str, data: bytes, form: Form) -> None:
    found = read_attachment(declared, data, limits=LIMITS)
    assert (found.kind, found.text) == (form, None)
    assert "CANARY" not in repr(found)


@pytest.mark.parametrize("declared", ["text/plain", PDF, "image/png", "application/zip"])
def test_a_file_that_is_too_large_is_refused(declared: str) -> None:
    with pytest.raises(NotExaminable, match="larger than 8 bytes"):
        read_attachment(declared, PNG, limits=AttachmentLimits(data_bytes=8))


def test_a_file_that_is_something_else_is_refused() -> None:
    with pytest.raises(NotExaminable, match="not what its media type says"):
        read_attachment("text/plain", pdf([drawn("words")]), limits=LIMITS)


@pytest.mark.parametrize("unwanted", ["pypdf._reader", "docx", "lxml"])
def test_libraries_are_loaded_with_the_first_document(unwanted: str) -> None:
    code = f"import sys, gateway.attachments.read; sys.exit({unwanted!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]
