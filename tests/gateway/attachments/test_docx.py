from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.attachments.docx import docx_text
from gateway.attachments.model import AttachmentLimits, NotExaminable
from tests.gateway.attachments.files import NOTES, W, new_docx, repacked, saved

LIMITS = AttachmentLimits()
BODY = "word/document.xml"
_ROOT = (
    f'<w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
    '/2006" xmlns:wps="urn:x" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
    "<w:body>%s</w:body></w:document>"
)


def with_body(content: str, *, before: str = "") -> bytes:
    """A document whose body is this XML."""
    return repacked(saved(new_docx()), {BODY: before + _ROOT % content})


def body_lines(content: str) -> list[str]:
    """The lines of a document, without those of its properties."""
    return docx_text(with_body(content), limits=LIMITS).split("python-docx\n")[-1].splitlines()


def test_text_of_every_place_is_read() -> None:
    document = new_docx()
    document.add_paragraph("Dear Ja").add_run("ne").bold = True
    table = document.add_table(2, 2)
    for index, words in enumerate(("name", "city", "Jane Roe", "Tartu")):
        table.cell(index // 2, index % 2).text = words
    section = document.sections[0]
    section.header.paragraphs[0].text = "the header"
    section.footer.paragraphs[0].text = "the footer"
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "the first header"
    document.add_comment(document.paragraphs[0].runs[0], text="a comment", author="Eve")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "A title", "Jane", "Remarks"
    properties.subject = properties.keywords = properties.category = "s"
    assert docx_text(saved(document), limits=LIMITS).splitlines() == [
        *("Title: A title", "Subject: s", "Keywords: s", "Category: s"),
        *("Author: Jane", "Comments: Remarks", "the header", "", "the first header", ""),
        *("Dear Jane", "name\tcity", "Jane Roe\tTartu", "", "the footer", "", "a comment"),
    ]


def test_footnotes_are_read() -> None:
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote><w:p><w:r><w:t>a note</w:t></w:r></w:p>'
    plain = saved(new_docx())
    types = "[Content_Types].xml"
    relations = "word/_rels/document.xml.rels"
    data = repacked(
        plain,
        {
            "word/footnotes.xml": notes + "</w:footnote></w:footnotes>",
            types: _member(plain, types).replace(
                "</Types>",
                f'<Override PartName="/word/footnotes.xml" ContentType="{NOTES}"/></Types>',
            ),
            relations: _member(plain, relations).replace(
                "</Relationships>",
                '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/'
                '2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
            ),
        },
    )
    assert docx_text(data, limits=LIMITS).endswith("a note")


def _member(data: bytes, name: str) -> str:
    with ZipFile(BytesIO(data)) as packed:
        return packed.read(name).decode()


LINK = (
    "<w:p><w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r>"
    "<w:t>!</w:t></w:r></w:sdtContent></w:sdt></w:p>"
)
BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent><w:p><w:r><w:t>a box"
    "</w:t></w:r></w:p></w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><w:p><w:r>"
    "<w:t>a box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)
RUNS = [
    ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", ["a\tb", "c"]),
    ("<w:p><w:r><w:t>555</w:t><w:noBreakHyphen/><w:t>0100</w:t></w:r></w:p>", ["555-0100"]),
    ("<w:p><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>", ["new"]),
    (
        "<w:p><w:r><w:t>stays</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>",
        ["stays"],
    ),
    (LINK, ["a link!"]),
    (BOX, ["a box"]),
    ("<w:p><m:oMath><m:r><m:t>x=4</m:t></m:r></m:oMath></w:p>", ["x=4"]),
    ("<!-- gone --><?gone x?><w:p><w:r><w:t>a<!-- b -->c</w:t></w:r></w:p>", ["ac"]),
]


@pytest.mark.parametrize(("content", "lines"), RUNS)
def test_what_a_reader_sees_is_read(content: str, lines: list[str]) -> None:
    assert body_lines(content) == lines


BOMB = "".join(
    f'<!ENTITY e{each} "{f"&e{each - 1};" * 10 if each else "CANARY"}">' for each in range(9)
)
PARAGRAPH = "<w:p><w:r><w:t>words</w:t></w:r></w:p>"
REFUSED = [
    (with_body("<w:p/>", before=f"<!DOCTYPE w [{BOMB}]>"), LIMITS, "entities"),
    (
        with_body(
            "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>",
            before='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        ),
        LIMITS,
        "entities",
    ),
    (with_body(PARAGRAPH * 50), AttachmentLimits(characters=60), "more than 60 characters"),
    (with_body(PARAGRAPH * 50), AttachmentLimits(operations=60), "too complex"),
    (with_body(PARAGRAPH), AttachmentLimits(members=3), "more than 3 files"),
    (with_body(" " * 90_000), AttachmentLimits(content_bytes=80_000), "more than 80000 bytes to"),
]


@pytest.mark.parametrize(("data", "limits", "message"), REFUSED)
def test_a_file_past_a_limit_is_refused(
    data: bytes, limits: AttachmentLimits, message: str
) -> None:
    with pytest.raises(NotExaminable, match=message):
        docx_text(data, limits=limits)


def test_pictures_are_not_parsed_but_what_is_only_named_like_one_is() -> None:
    limits = AttachmentLimits(content_bytes=2_000_000)
    picture = b"\x89PNG" + bytes(2_000_000)
    data = repacked(WHOLE, {"word/media/image1.png": picture, BODY: _ROOT % PARAGRAPH})
    assert docx_text(data, limits=limits).endswith("words")
    with pytest.raises(NotExaminable, match="bytes to parse"):
        docx_text(repacked(WHOLE, {"word/image1.png": b"<a/>" + bytes(2_000_000)}), limits=limits)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(NotExaminable, match="two files of one name"):
        docx_text(repacked(WHOLE, {}, twice=BODY), limits=LIMITS)


WHOLE = saved(new_docx())
BROKEN = [
    *(b"", b"PK\x03\x04", b"plain CANARY", WHOLE[:500], WHOLE[:-40]),
    repacked(WHOLE, {BODY: "<w:CANARY"}),
    repacked(WHOLE, {BODY: "<a>" * 9_000}),
    repacked(WHOLE, {"[Content_Types].xml": "<Types/>"}),
    repacked(WHOLE, {"word/_rels/document.xml.rels": "CANARY"}),
    repacked(WHOLE, {BODY: f'<w:document xmlns:w="{W}"/>'.replace("2006/main", "CANARY")}),
]


@pytest.mark.parametrize("data", BROKEN)
def test_a_broken_file_is_refused_without_a_word_of_it(data: bytes) -> None:
    with pytest.raises(NotExaminable) as refused:
        docx_text(data, limits=LIMITS)
    assert "CANARY" not in str(refused.value)


def test_a_member_that_unpacks_to_more_than_it_says_is_cut_where_it_says() -> None:
    data = bytearray(with_body(PARAGRAPH + " " * 9_000_000))
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    while BODY.encode() != data[entry + 46 : entry + 46 + len(BODY)]:
        entry = data.index(b"PK\x01\x02", entry + 1)
    data[entry + 24 : entry + 28] = (60_000).to_bytes(4, "little")
    with pytest.raises(NotExaminable, match="is damaged"):
        docx_text(bytes(data), limits=LIMITS)


def test_a_member_that_is_packed_in_another_way_is_refused() -> None:
    data = bytearray(WHOLE)
    data[data.index(b"PK\x01\x02") + 10] = 14  # LZMA
    with pytest.raises(NotExaminable, match="packed in a way"):
        docx_text(bytes(data), limits=LIMITS)


def test_an_encrypted_member_is_refused() -> None:
    data = bytearray(WHOLE)
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    with pytest.raises(NotExaminable, match="is encrypted"):
        docx_text(bytes(data), limits=LIMITS)


@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(draw: st.DataObject) -> None:
    data = bytearray(WHOLE)
    for _ in range(draw.draw(st.integers(1, 8))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        text = docx_text(bytes(data), limits=LIMITS)
    except NotExaminable:
        return
    assert text
