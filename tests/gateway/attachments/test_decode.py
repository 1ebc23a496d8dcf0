from __future__ import annotations

import base64
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.attachments.decode import (
    decode_base64,
    encode_base64,
    is_file,
    read_data_url,
    unpack,
)
from gateway.attachments.model import AttachmentLimits, NotExaminable

LIMITS = AttachmentLimits()

READ = [
    ("", b""),
    ("YQ==", b"a"),
    ("YQ", b"a"),
    ("YWI=", b"ab"),
    ("YWI", b"ab"),
    ("YWJj", b"abc"),
    ("+/+/", b"\xfb\xff\xbf"),
    ("-_-_", b"\xfb\xff\xbf"),
    ("YW\r\nJj\n", b"abc"),
]


@pytest.mark.parametrize(("text", "data"), READ)
def test_base64_is_read_in_both_alphabets(text: str, data: bytes) -> None:
    assert decode_base64(text, limits=LIMITS) == data


REFUSED = [
    *("Y", "YQ=", "YQ===", "=", "====", "Y=Q=", "YQ==YQ==", "YWJj=", "YWJjY", "YQ==\n=", "YWI=="),
    *("YW Jj", "YW\tJj", "YW.Jj", "YWé", "YWJj\x00", "+_+_", "-/-/", "YR==", "YWJ=", "YWK"),
    *("%59%51", "data:,a", "ＹＱ==", "{}", "plain words"),
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_two_readers_could_read_differently_is_refused(text: str) -> None:
    with pytest.raises(NotExaminable, match="not valid base64"):
        decode_base64(text, limits=LIMITS)


def test_size_is_bounded_before_and_behind_decoding() -> None:
    limits = AttachmentLimits(data_bytes=3)
    assert decode_base64("YWJj", limits=limits) == b"abc"
    for text in ("YWJjZA==", "YWJjZA", "A" * 4000):
        with pytest.raises(NotExaminable, match="larger than 3 bytes"):
            decode_base64(text, limits=limits)
    for url in ("data:,abcd", "data:;base64,YWJjZA==", "data:," + "%41" * 400):
        with pytest.raises(NotExaminable, match="larger than 3 bytes"):
            read_data_url(url, limits=limits)


@given(st.binary(max_size=200), st.booleans(), st.booleans())
def test_what_is_written_is_read_again_and_of_the_same_make(
    data: bytes, safe: bool, padded: bool
) -> None:
    text = (base64.urlsafe_b64encode if safe else base64.b64encode)(data).decode()
    text = text if padded else text.rstrip("=")
    assert decode_base64(text, limits=LIMITS) == data
    again = encode_base64(data, like=text)
    assert decode_base64(again, limits=LIMITS) == data
    assert again == text


@given(st.text(max_size=60))
def test_any_string_is_read_or_refused(text: str) -> None:
    try:
        data = decode_base64(text, limits=LIMITS)
    except NotExaminable:
        return
    bare = text.replace("\r", "").replace("\n", "")
    assert encode_base64(data, like=bare).rstrip("=") == bare.rstrip("=")


URLS = [
    ("data:,Hello%2C%20World", "text/plain;charset=US-ASCII", b"Hello, World"),
    ("data:text/plain;base64,SGk=", "text/plain", b"Hi"),
    ("DATA:text/csv;charset=utf-8;BASE64,SGk", "text/csv;charset=utf-8", b"Hi"),
    ("data:;charset=utf-8,%C3%A9", "text/plain;charset=utf-8", b"\xc3\xa9"),
    ("data:;base64,SGk=", "text/plain;charset=US-ASCII", b"Hi"),
    ("data:application/pdf;base64,SGk%3D", "application/pdf", b"Hi"),
    ("data:text/html,<b>a,b</b>", "text/html", b"<b>a,b</b>"),
]


@pytest.mark.parametrize(("url", "media_type", "data"), URLS)
def test_a_data_url_is_read(url: str, media_type: str, data: bytes) -> None:
    packed = read_data_url(url, limits=LIMITS)
    assert (packed.media_type, packed.data) == (media_type, data)
    again = read_data_url(packed.write(b"\x00 other%,#"), limits=LIMITS)
    assert (again.media_type, again.data) == (media_type, b"\x00 other%,#")


@pytest.mark.parametrize(
    "url",
    [
        *("data:", "data:text/plain", "data:text/plain;base64", "data:te xt/plain,a", "http://a,b"),
        *("data:text/plain,a#b", "data:text/plain,é", "data:;base64,SG k=", "data:;base64,S"),
        *("data:text/plain;charset=a;charset=b,x", "data:" + "a" * 500 + ",x", " data:,a"),
    ],
)
def test_an_unreadable_data_url_is_refused(url: str) -> None:
    with pytest.raises(NotExaminable):
        read_data_url(url, limits=LIMITS)


def test_a_file_is_unpacked_from_either() -> None:
    plain = unpack("SGk=", declared="text/plain", limits=LIMITS)
    assert (plain.media_type, plain.data) == ("text/plain", b"Hi")
    assert plain.write(b"Hello") == "SGVsbG8="
    url = unpack("data:text/plain;charset=utf-8,Hi", declared="text/plain", limits=LIMITS)
    assert (url.media_type, url.data) == ("text/plain;charset=utf-8", b"Hi")
    assert unquote_to_bytes(url.write(b"a b")) == b"data:text/plain;charset=utf-8,a b"
    with pytest.raises(NotExaminable, match="two media types"):
        unpack("data:text/plain,Hi", declared="application/pdf", limits=LIMITS)


def test_a_repr_holds_no_bytes() -> None:
    assert "CANARY" not in repr(unpack("data:,CANARY", declared="", limits=LIMITS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data:image/png;base64,AAAA", True),
        (" DATA:,a", True),
        ("data:text/plain; base64,AAAA", False),
        ("data: one, two", False),
        ("data:, ", False),
        (base64.b64encode(b"%PDF-1.7" + bytes(50)).decode(), True),
        (base64.urlsafe_b64encode(b"\xff\xd8\xff" + b"\xff" * 60).decode(), True),
        (base64.b64encode(b"%PDF-1.7" + bytes(20)).decode(), False),
        (base64.b64encode(b"words " * 20).decode(), False),
        ("a" * 1000, False),
        ("", False),
    ],
)
def test_what_is_a_file_to_whoever_reads_it(text: str, expected: bool) -> None:
    assert is_file(text) is expected
