from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.attachments.charset import decode_text
from gateway.attachments.model import NotExaminable

READ = [
    (b"", None, ""),
    ("née".encode(), None, "née"),
    ("née".encode(), "utf8", "née"),
    ("née".encode("latin-1"), "ISO-8859-1", "née"),
    ("née €".encode("cp1252"), "windows-1252", "née €"),
    (codecs.BOM_UTF8 + "née".encode(), None, "née"),
    (codecs.BOM_UTF16_LE + "née".encode("utf-16-le"), None, "née"),
    (codecs.BOM_UTF16_BE + "née".encode("utf-16-be"), "utf-16", "née"),
    (codecs.BOM_UTF32_LE + "née".encode("utf-32-le"), None, "née"),
    ("née".encode("utf-16-le"), "utf-16", "née"),
    ("名前".encode("euc-jp"), "euc-jp", "名前"),
    (b"ascii", "us-ascii", "ascii"),
    (b"ascii", "koi8-r", "ascii"),
    (b"a\tb\r\nc\x0cd", None, "a\tb\r\nc\x0cd"),
]


@pytest.mark.parametrize(("data", "charset", "text"), READ)
def test_a_text_is_read_and_written_in_its_character_set(
    data: bytes, charset: str | None, text: str
) -> None:
    found, encode = decode_text(data, charset=charset, markup=False)
    assert found == text
    assert encode(found) == data


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("née".encode("latin-1"), None),
        ("née".encode("latin-1"), "utf-8"),
        (b"n\xe9e", "us-ascii"),
        (b"jane+AEA-example.com", "utf-7"),
        (b"jane", "iso-2022-jp"),
        (b"jane", "cp037"),
        (b"jane", "punycode"),
        (b"jane", "unicode_escape"),
        (b"jane", "rot13"),
        (b"jane", "base64"),
        (b"jane", "no-such"),
        (b"jane", "a\x00b"),
        ("jane".encode("utf-16-le"), None),  # would be read with NUL between the letters
        ("jane".encode("utf-16-le"), "utf-8"),
        (b"ja\x08ne", None),
        (b"ja\x7fne", None),
        (codecs.BOM_UTF8 + "née".encode(), "iso-8859-1"),
        (codecs.BOM_UTF16_LE + "née".encode("utf-16-le"), "utf-8"),
        (codecs.BOM_UTF16_LE + b"abc", None),
        (b"\xed\xa0\x80", "utf-8"),
    ],
)
def test_a_doubtful_character_set_is_refused(data: bytes, charset: str | None) -> None:
    with pytest.raises(NotExaminable) as refused:
        decode_text(data, charset=charset, markup=False)
    assert "jane" not in str(refused.value)


OWN = [
    (b'<meta charset="iso-8859-1">n\xe9e', None, "née"),
    (b'<META http-equiv=x content="text/html; charset=windows-1252">n\xe9e', None, "née"),
    (b'<?xml version="1.0" encoding="ISO-8859-1"?><a>n\xe9e</a>', None, "née"),
    (b"<meta charset=utf-8>n\xc3\xa9e", "utf-8", "née"),
    (b"<meta charset=iso-8859-1>ascii", "utf-8", "ascii"),
    (codecs.BOM_UTF16_LE + "<meta charset=utf-8>née".encode("utf-16-le"), None, "née"),
]


@pytest.mark.parametrize(("data", "charset", "end"), OWN)
def test_markup_says_its_own_character_set(data: bytes, charset: str | None, end: str) -> None:
    text, encode = decode_text(data, charset=charset, markup=True)
    assert end in text
    assert encode(text) == data


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b"<meta charset=iso-8859-1>n\xc3\xa9e", "utf-8"),
        (b"<meta charset=utf-7>+AEA-", None),
        (b"<meta charset=utf-7>+AEA-", "utf-8"),
        (b'<?xml encoding="EBCDIC-CP-US"?>', None),
    ],
)
def test_markup_that_says_something_else_is_refused(data: bytes, charset: str | None) -> None:
    with pytest.raises(NotExaminable):
        decode_text(data, charset=charset, markup=True)


def test_what_a_character_set_lacks_is_a_reference_in_markup_and_refused_elsewhere() -> None:
    _, encode = decode_text(b"n\xe9e", charset="iso-8859-1", markup=True)
    assert encode("né €") == b"n\xe9 &#8364;"
    _, encode = decode_text(b"n\xe9e", charset="iso-8859-1", markup=False)
    with pytest.raises(NotExaminable, match="rewritten"):
        encode("né €")


@given(st.binary(max_size=100), st.sampled_from([None, "utf-8", "gb18030", "big5", "utf-16"]))
def test_any_bytes_come_back_or_are_refused(data: bytes, charset: str | None) -> None:
    try:
        text, encode = decode_text(data, charset=charset, markup=True)
    except NotExaminable:
        return
    assert encode(text) == data
