from __future__ import annotations

from gateway.attachments.model import Attachment, AttachmentLimits, Form, NotExaminable


def test_a_refusal_names_where_the_file_stands() -> None:
    refused = NotExaminable("is encrypted")
    assert (refused.code, refused.status) == ("not_examinable", 422)
    assert str(refused) == "A file is encrypted."
    placed = refused.at("/messages/0/content/1")
    assert str(placed) == "/messages/0/content/1 holds a file that is encrypted."
    assert (placed.code, placed.status) == ("not_examinable", 422)
    assert placed.details == {"pointer": "/messages/0/content/1"}


def test_a_repr_holds_no_text() -> None:
    attachment = Attachment(kind=Form.TEXT, media_type="text/plain", text="CANARY")
    assert "CANARY" not in repr(attachment)
    assert "lambda" not in repr(AttachmentLimits())


def test_a_document_becomes_plain_text_in_utf_8() -> None:
    attachment = Attachment(kind=Form.DOCUMENT, media_type="application/pdf", text="é")
    assert attachment.encode("€") == b"\xe2\x82\xac"
