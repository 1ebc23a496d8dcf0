from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from gateway.attachments.media_types import media_type
from gateway.attachments.model import AttachmentLimits, NotExaminable
from gateway.attachments.text import read_text

LIMITS = AttachmentLimits()
ENGINE = Engine()


def read(declared: str, data: str | bytes) -> str:
    raw = data.encode() if isinstance(data, str) else data
    return read_text(media_type(declared), raw, limits=LIMITS)[0]


def rewritten(declared: str, data: str | bytes) -> bytes:
    """The file with every finding replaced by its type."""
    raw = data.encode() if isinstance(data, str) else data
    text, encode = read_text(media_type(declared), raw, limits=LIMITS)
    for each in reversed(ENGINE.detect(text, language="en")):
        if each.entity_type in ("EMAIL_ADDRESS", "CREDIT_CARD"):
            text = f"{text[: each.start]}[{each.entity_type}_0123ABCD]{text[each.end :]}"
    return encode(text)


HIDDEN = [
    ("text/plain", "Mail jane@example.com!", b"Mail [EMAIL_ADDRESS_0123ABCD]!"),
    ("text/html", "<p>jane&#64;<b>example</b>.com", b"<p>[EMAIL_ADDRESS_0123ABCD]<b></b>"),
    ("text/html", "jane&commat;example.com", b"[EMAIL_ADDRESS_0123ABCD]"),
    ("text/html", "<a title='jane@example.com'>", b"<a title='[EMAIL_ADDRESS_0123ABCD]'>"),
    ("text/html", "<!-- jane@example.com -->", b"<!-- [EMAIL_ADDRESS_0123ABCD] -->"),
    ("application/xml", "<a m='jane&#64;example.com'/>", b"<a m='[EMAIL_ADDRESS_0123ABCD]'/>"),
    ("text/csv", 'a,"jane@example.com"\r\n', b'a,"[EMAIL_ADDRESS_0123ABCD]"\r\n'),
    ("text/calendar", "TO:jane@exam\r\n ple.com\r\n", b"TO:[EMAIL_ADDRESS_0123ABCD]\r\n"),
    ("text/plain", "\x1b[1mjane\x1b[0m@example.com", b"[EMAIL_ADDRESS_0123ABCD]"),
    ("text/plain", b"\xff\xfej\0a\0n\0e\0@\0a\0b\0.\0d\0e\0", None),
    ("application/json", '{"a": "jane\\u0040example.com"}', b'{"a": "[EMAIL_ADDRESS_0123ABCD]"}'),
    ("application/json", '{"n": 4111111111111111}', b'{"n": "[CREDIT_CARD_0123ABCD]"}'),
    ("application/json", "[4111111111111111, 1]", b'["[CREDIT_CARD_0123ABCD]", 1]'),
]


@pytest.mark.parametrize(("declared", "data", "new"), HIDDEN)
def test_what_is_hidden_in_a_file_is_found_and_replaced(
    declared: str, data: str | bytes, new: bytes | None
) -> None:
    expected = new or b"\xff\xfe" + "[EMAIL_ADDRESS_0123ABCD]".encode("utf-16-le")
    assert rewritten(declared, data) == expected


PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(60)).decode()
LONG = base64.b64encode(b"Words that are long enough to be more than a dot in a page.").decode()
PACKED = base64.b64encode(b"\x1f\x8b\x08\x00" + bytes(range(128, 192))).decode()


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("text/html", f"<img src='data:image/png;base64,{PNG}'>"),
        ("text/html", f"<img src='DATA&colon;image/png;base64,{PNG}'>".replace("&colon;", ":")),
        ("text/html", f"<img src='data&#58;image/png;base64,{PNG}'>"),
        ("text/markdown", f"![x](data:application/pdf;base64,{PNG})"),
        ("text/plain", f"data:text/plain;base64,{PACKED}"),
        ("text/plain", f"data:;base64,{PACKED}"),
        ("text/css", f"a {{ background: url(data:image/webp;base64,{PNG}) }}"),
        ("text/plain", "data:text/rtf," + "a" * 70),
        ("text/vcard", "NOTE;ENCODING=QUOTED-PRINTABLE:jane=40example.com"),
        ("text/vcard", "PHOTO;ENCO\r\n DING=b;TYPE=JPEG:AAAA"),
        ("text/vcard", "NOTE;QUOTED-PRINTABLE:jane=40"),
        ("text/plain", "Content-Transfer-Encoding:  base64\n\namFuZQ=="),
        ("text/plain", "Subject: =?utf-8?Q?jane=40example.com?="),
        ("text/plain", "\x1b]0;jane\x07"),
        ("text/plain", "\x1b[3Djane"),
        ("application/xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("text/plain", b"\xff\xfe\xff"),
        ("text/plain", b"a\x00b"),
    ],
)
def test_what_cannot_be_examined_is_refused(declared: str, data: str | bytes) -> None:
    with pytest.raises(NotExaminable):
        read(declared, data)


@pytest.mark.parametrize(
    "data",
    [
        "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
        f"data:text/plain;base64,{LONG}",
        "data:text/html,<p>words</p> and many more of them, so many that it is no dot any more",
        "our data: text/plain is a media type, and =?? is none",
        "encoding=b is said; encoding is said",
        "",
    ],
)
def test_what_can_be_examined_stays_as_it_is(data: str) -> None:
    assert read("text/plain", data) == data
    assert rewritten("text/plain", data) == data.encode()


def test_length_is_bounded() -> None:
    limits = AttachmentLimits(characters=3)
    kind = media_type("text/plain")
    assert read_text(kind, b"abc", limits=limits)[0] == "abc"
    with pytest.raises(NotExaminable, match="more than 3 characters"):
        read_text(kind, b"abcd", limits=limits)


def test_json_stays_json_when_numbers_become_strings() -> None:
    source = '{"a": [4111111111111111, true, null, -1.5e3, "x [A] \\" y"], "4": 5}'
    new = json.loads(rewritten("application/json", source))
    assert new == {"a": ["[CREDIT_CARD_0123ABCD]", True, None, -1500, 'x [A] " y'], "4": 5}
    text, encode = read_text(media_type("application/json"), b'{"n": 12}', limits=LIMITS)
    assert encode(text.replace("12", "****")) == b'{"n": "****"}'


def test_what_is_not_json_is_left_to_its_reader() -> None:
    assert rewritten("application/json", "{n: 4111111111111111}") == b"{n: [CREDIT_CARD_0123ABCD]}"
    assert read("application/json", "[" * 100_000) == "[" * 100_000


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(_JSON, st.integers(10**15, 10**16 - 1))
def test_any_json_stays_json(tree: object, number: int) -> None:
    source = json.dumps([tree, number])
    text, encode = read_text(media_type("application/json"), source.encode(), limits=LIMITS)
    place = text.rindex(str(number))
    new = f"{text[:place]}[CREDIT_CARD_0123ABCD.ZZ]]"
    assert json.loads(encode(new)) == [tree, "[CREDIT_CARD_0123ABCD.ZZ]"]
