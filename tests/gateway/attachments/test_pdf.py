from __future__ import annotations

import logging
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from gateway.attachments.model import AttachmentLimits, NotExaminable
from gateway.attachments.pdf import pdf_text
from tests.gateway.attachments.files import drawn, pdf

LIMITS = AttachmentLimits()
COMMENT = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (It's Jane's) >>"
FIELD = b"<< /FT /Tx /T (phone) /V (555-0100) >>"
CHOICE = b"<< /FT /Ch /T (colours) /V [(red) (blue)] >>"
BUTTON = b"<< /FT /Btn /T (agreed) /V /Off >>"


def test_text_of_every_place_is_read() -> None:
    data = pdf(
        [drawn("Write to jane@example.com (soon)"), drawn("The second page")],
        info="/Title (A letter) /Author (Jane Roe) /Producer (x)",
        page="/Annots [101 0 R]",
        more={101: COMMENT, 102: FIELD, 103: CHOICE, 104: BUTTON},
        catalogue="/AcroForm << /Fields [102 0 R 103 0 R 104 0 R] >>",
    )
    assert pdf_text(data, limits=LIMITS).splitlines() == [
        *("Title: A letter", "Author: Jane Roe"),
        *("Write to jane@example.com (soon)", "It's Jane's"),
        *("The second page", "It's Jane's"),
        *("phone: 555-0100", "colours: red", "colours: blue", "agreed: /Off"),
    ]


def test_text_of_a_form_that_a_page_draws_is_read() -> None:
    content = drawn("inside")
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] "
        b"/Resources << /Font << /F1 3 0 R >> >> /Length %d >>\nstream\n%b\nendstream"
        % (len(content), content)
    )
    assert pdf_text(pdf([b"/X Do"], more={100: form}), limits=LIMITS) == "inside"


def _encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf([drawn("secret words")]))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("password", ["", "pass"])
def test_an_encrypted_file_is_refused(password: str) -> None:
    with pytest.raises(NotExaminable, match="is encrypted"):
        pdf_text(_encrypted(password), limits=LIMITS)


_NEST = (
    b"<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] "
    b"/Resources << /XObject << /X %d 0 R >> >> /Length 23 >>\n"
    b"stream\n/X Do /X Do /X Do /X Do\nendstream"
)
REFUSED = [
    (pdf([drawn("a"), drawn("b"), drawn("c")]), AttachmentLimits(pages=2), "more than 2 pages"),
    (pdf([drawn("words") * 9]), AttachmentLimits(characters=20), "more than 20 characters"),
    (pdf([drawn("a") * 99]), AttachmentLimits(operations=50), "too complex"),
    (pdf([b" " * 9_000]), AttachmentLimits(content_bytes=8_000), "too complex"),
    (
        pdf([b" " * 9_000 + drawn("a")] * 2),
        AttachmentLimits(content_bytes=10_000),
        "more than 10000 bytes to parse",
    ),
    (
        pdf([b"/X Do /X Do"], more={100 + each: _NEST % (101 + each) for each in range(20)}),
        AttachmentLimits(operations=5_000),
        "too complex|no text",
    ),
    (pdf([b""]), LIMITS, "no text"),
    (pdf([b"q Q 0 0 m"]), LIMITS, "no text"),
    (pdf([]), LIMITS, "no text"),
]


@pytest.mark.parametrize(("data", "limits", "message"), REFUSED)
def test_a_file_past_a_limit_is_refused(
    data: bytes, limits: AttachmentLimits, message: str
) -> None:
    with pytest.raises(NotExaminable, match=message):
        pdf_text(data, limits=limits)


def test_a_file_that_takes_too_long_is_refused() -> None:
    ticks = iter(range(1_000_000))
    limits = AttachmentLimits(clock=lambda: float(next(ticks)), seconds=2)
    with pytest.raises(NotExaminable, match="too long"):
        pdf_text(pdf([drawn("words") * 999]), limits=limits)


BROKEN = [
    pdf([drawn("a")]).replace(b"/FlateDecode", b"/Fl         "),
    *(b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"1 0 obj\n" * 2_000, b"plain CANARY"),
    *(b"%PDF-1.7\n" + b"<<" * 5_000, b"%PDF-1.7\ntrailer << /Root 1 0 R >>\n%%EOF"),
    *(pdf([b"[" * 5_000]), pdf([drawn("a")], page="/Annots 7", more={7: b"["})),
    *(pdf([drawn("a")]).replace(b"/Kids [10 0 R]", b"/Kids [2 0 R] "),),
    *(pdf([drawn("CANARY")])[:200]),
]


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_file_is_refused_without_a_word_of_it(
    data: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(NotExaminable) as refused:
        pdf_text(data, limits=LIMITS)
    assert "CANARY" not in str(refused.value)
    assert caplog.records == []


@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(draw: st.DataObject) -> None:
    data = bytearray(pdf([drawn("words of a page")], info="/Title (A)"))
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        text = pdf_text(bytes(data), limits=AttachmentLimits(operations=10_000))
    except NotExaminable:
        return
    assert text
