from __future__ import annotations

import pytest

from gateway.attachments.media_types import (
    check_bytes,
    ending,
    found_type,
    is_well_known,
    media_type,
)
from gateway.attachments.model import Form, NotExaminable, Syntax

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMS = [
    ("text/plain", "", Form.TEXT, Syntax.PLAIN),
    ("TEXT/CSV; header=present", "", Form.TEXT, Syntax.CSV),
    ("text/x-unheard-of", "", Form.TEXT, Syntax.PLAIN),
    ("application/json", "", Form.TEXT, Syntax.JSON),
    ("application/ld+json", "", Form.TEXT, Syntax.JSON),
    ("application/atom+xml", "", Form.TEXT, Syntax.XML),
    ("application/openapi+yaml", "", Form.TEXT, Syntax.PLAIN),
    ("application/xhtml+xml", "", Form.TEXT, Syntax.HTML),
    ("text/markdown", "", Form.TEXT, Syntax.HTML),
    ("text/calendar", "", Form.TEXT, Syntax.FOLDED),
    ("application/javascript", "", Form.TEXT, Syntax.PLAIN),
    ("", "notes.md", Form.TEXT, Syntax.HTML),
    ("application/octet-stream", "DATA.CSV", Form.TEXT, Syntax.CSV),
    ("", "letter.pdf", Form.DOCUMENT, None),
    ("", "letter.docx", Form.DOCUMENT, None),
    ("", "sheet.xlsx", Form.OTHER, None),
    ("", "", Form.OTHER, None),
    ("application/json", "x.pdf", Form.TEXT, Syntax.JSON),  # what is declared goes first
    ("text/rtf", "", Form.OTHER, None),
    ("application/rtf", "", Form.OTHER, None),
    ("message/rfc822", "", Form.OTHER, None),
    ("multipart/form-data", "", Form.OTHER, None),
    ("application/zip", "", Form.OTHER, None),
    ("application/msword", "", Form.OTHER, None),
    ("application/x+cbor", "", Form.OTHER, None),
    ("image/png", "", Form.IMAGE, None),
    ("image/svg+xml", "", Form.IMAGE, None),  # text may be drawn as lines
    ("audio/wav", "", Form.AUDIO, None),
    ("video/mp4", "", Form.VIDEO, None),
]


@pytest.mark.parametrize(("declared", "name", "form", "syntax"), FORMS)
def test_the_form_follows_from_the_declared_type_or_the_name(
    *, declared: str, name: str, form: Form, syntax: Syntax | None
) -> None:
    kind = media_type(declared, name=name)
    assert (kind.form, kind.syntax) == (form, syntax)


def test_parameters_are_read() -> None:
    kind = media_type(' Text/Plain ;Charset="UTF-8"; format=flowed; ')
    assert kind.essence == "text/plain"
    assert kind.parameters == {"charset": "UTF-8", "format": "flowed"}


@pytest.mark.parametrize(
    "declared",
    [
        *("text", "text/", "/plain", "text/pl ain", "text/plain,text/html", "te\nxt/plain"),
        *("text/plain; charset=a; charset=b", "text/plain; charset", "text/plain; charset=a b"),
        *("text/plain; CHARSET=a; charset=a", "*/*x", "t" * 200 + "/plain"),
    ],
)
def test_an_unreadable_media_type_is_refused(declared: str) -> None:
    with pytest.raises(NotExaminable) as refused:
        media_type(declared)
    assert declared not in str(refused.value)


PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"0" * 20, b"\xff\xd8\xff\xe0" + b"0" * 20
FOUND = [
    (b"%PDF-1.7\n", "application/pdf"),
    (b"\xef\xbb\xbf  \r\n%PDF-1.7\n", "application/pdf"),
    (b"PK\x03\x04rest", "application/zip"),
    (b" {\\rtf1\\ansi", "application/rtf"),
    (PNG, "image/png"),
    (JPEG, "image/jpeg"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
    (b"BM\x00\x00\x00\x00\x00\x00\x00\x00", "image/bmp"),
    (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
    (b"\x00\x00\x00\x20ftypM4A ", "audio/mp4"),
    (b"ID3\x04\x00", "audio/mpeg"),
    (b"BZh91AY&SY", "application/x-bzip2"),
    (b"", None),
    (b"BMW is a make of cars", None),
    (b"ID3 tags are explained here", None),
    (b"MORE WEBP THAN EVER", None),
    (b"PDF files begin with %PDF-", None),
    (b"plain words", None),
]


@pytest.mark.parametrize(("data", "essence"), FOUND)
def test_first_bytes_show_the_type(data: bytes, essence: str | None) -> None:
    assert found_type(data) == essence


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("text/plain", b"%PDF-1.7\nCANARY"),
        ("text/plain", b"\n\n%PDF-1.7\nCANARY"),
        ("text/html", PNG),
        ("text/plain", b"{\\rtf1 CANARY"),
        ("application/json", b"PK\x03\x04"),
        ("application/pdf", b"PK\x03\x04"),
        ("application/pdf", b"plain CANARY"),
        (DOCX, b"%PDF-1.7"),
        (DOCX, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),  # an encrypted one
        ("image/png", b"%PDF-1.7"),
        ("image/png", b"plain CANARY"),
        ("image/png", b""),
        ("audio/wav", PNG),
        ("audio/mpeg", b"plain CANARY"),
        ("video/mp4", JPEG),
    ],
)
def test_bytes_that_show_something_else_are_refused(declared: str, data: bytes) -> None:
    with pytest.raises(NotExaminable, match="not what its media type says") as refused:
        check_bytes(media_type(declared), data)
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        *(("text/plain", b"words"), ("text/plain", b""), ("application/pdf", b"%PDF-1.4")),
        *((DOCX, b"PK\x03\x04"), ("image/png", PNG), ("image/jpg", JPEG)),
        *(("audio/webm", b"\x1a\x45\xdf\xa3"), ("audio/pcm", b"any"), ("application/zip", b"any")),
    ],
)
def test_bytes_that_agree_pass(declared: str, data: bytes) -> None:
    kind = media_type(declared)
    check_bytes(kind, data)
    assert kind.form in set(Form)


@pytest.mark.parametrize(
    ("declared", "known"),
    [
        ("text/plain", True),
        ("text/plain;charset=utf-8", True),
        ('TEXT/Plain; charset="ISO-8859-1"', True),
        ("image/png", True),
        (PDF, True),
        (DOCX, True),
        ("text/x-python", True),
        ("application/json", True),
        ("text/plain;charset=jane", False),
        ("text/plain;charset=4111111111111111", False),
        ("text/plain;name=jane.doe@example.com", False),
        ("text/plain;charset=utf-8;name=jane", False),
        ("text/x-4111111111111111", False),
        ("text/x-jane-doe", False),
        ("jane/doe", False),
    ],
)
def test_what_says_more_than_a_type_is_not_well_known(declared: str, known: bool) -> None:
    assert is_well_known(media_type(declared)) is known


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", ".txt"), ("Jane Doe.PDF", ".PDF"), ("a.tar.json", ".json"), ("a.png", ".png"),
        ("a", ""), (".txt", ""), ("a.", ""), ("a.txt ", ""), ("a.jane", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_ending_of_a_name_is_one_of_a_list(name: str, expected: str) -> None:
    assert ending(name) == expected
