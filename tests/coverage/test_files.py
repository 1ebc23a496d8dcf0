"""The files are what they say."""

from __future__ import annotations

import pytest

from gateway.attachments.media_types import found_type
from gateway.attachments.model import AttachmentLimits, Form
from gateway.attachments.read import read_attachment
from tests.coverage import files


@pytest.mark.parametrize(
    ("media_type", "data", "form"),
    [
        ("text/plain", files.TEXT, Form.TEXT),
        ("image/png", files.PNG, Form.IMAGE),
        ("image/jpeg", files.JPEG, Form.IMAGE),
        ("audio/wav", files.WAV, Form.AUDIO),
        ("application/pdf", files.PDF, Form.DOCUMENT),
    ],
)
def test_forms(media_type: str, data: bytes, form: Form) -> None:
    assert found_type(data) == (None if form is Form.TEXT else media_type)
    read = read_attachment(media_type, data, limits=AttachmentLimits())
    assert read.kind is form
    assert files.address(data, media_type).endswith(files.packed(data))


def test_the_text_of_the_document() -> None:
    read = read_attachment("application/pdf", files.PDF, limits=AttachmentLimits())
    assert read.text is not None
    assert "Plain words of a document." in read.text
