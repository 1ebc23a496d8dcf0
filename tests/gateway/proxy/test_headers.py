"""Only headers of the list are read; what is doubtful is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.headers import (
    DiscreetHeaders,
    error_headers,
    read_headers,
    response_headers,
)

NAMES = (
    b"authorization", b"x-discreet-subject", b"x-discreet-conversation", b"x-discreet-purpose",
    b"content-length", b"content-encoding", b"x-discreet-channel", b"x-discreet-bot",
)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([], DiscreetHeaders()),
        ([(b"cookie", b"a=b"), (b"x-forwarded-for", b"192.0.2.1")], DiscreetHeaders()),
        ([(b"authorization", b"Bearer dk_1")], DiscreetHeaders(authorization="dk_1")),
        ([(b"authorization", b"bearer   dk_1 ")], DiscreetHeaders(authorization="dk_1")),
        ([(b"authorization", b"Basic dk_1")], DiscreetHeaders()),
        ([(b"authorization", b"dk_1")], DiscreetHeaders()),
        ([(b"authorization", b"Bearer ")], DiscreetHeaders()),
        ([(b"x-discreet-subject", b" visitor 1 ")], DiscreetHeaders(subject="visitor 1")),
        ([(b"x-discreet-subject", b" ")], DiscreetHeaders()),
        ([(b"x-discreet-subject", b"v" * 256)], DiscreetHeaders(subject="v" * 256)),
        ([(b"x-discreet-conversation", b"c.1:2-3_4")], DiscreetHeaders(conversation="c.1:2-3_4")),
        ([(b"x-discreet-purpose", b"answering")], DiscreetHeaders(purpose="answering")),
        ([(b"x-discreet-channel", b"web-2")], DiscreetHeaders(channel="web-2")),
        ([(b"x-discreet-bot", b"sales_1")], DiscreetHeaders(bot="sales_1")),
        ([(b"content-length", b"12")], DiscreetHeaders(content_length=12)),
        ([(b"content-length", b"-1")], DiscreetHeaders()),
        ([(b"content-length", b"1_2")], DiscreetHeaders()),
        ([(b"content-length", "²".encode("latin-1"))], DiscreetHeaders()),
        ([(b"content-encoding", b"GZip")], DiscreetHeaders(content_encoding="gzip")),
    ],
)
def test_read_headers(raw: list[tuple[bytes, bytes]], expected: DiscreetHeaders) -> None:
    assert read_headers(raw) == expected


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("second", [b"1", b"2", b""])
def test_a_header_that_stands_twice_is_refused(name: bytes, second: bytes) -> None:
    with pytest.raises(InvalidRequest, match="twice"):
        read_headers([(name, b"1"), (b"accept", b"*/*"), (name, second)])


@pytest.mark.parametrize("value", [b"", b"Web", b"a.b", b"a b", b"\xc3\xa9", b"a" * 41])
@pytest.mark.parametrize("name", [b"x-discreet-channel", b"x-discreet-bot"])
def test_a_channel_or_bot_is_a_code(name: bytes, value: bytes) -> None:
    with pytest.raises(InvalidRequest, match=name.decode()):
        read_headers([(name, value)])


@pytest.mark.parametrize(
    "value", [b"", b"a b", b"a\nb", b"../etc", b"jane@example.com", b"\xe9", b"x" * 65, b"a/b"]
)
@pytest.mark.parametrize("name", [b"x-discreet-conversation", b"x-discreet-purpose"])
def test_a_name_that_is_not_of_its_form_is_refused(name: bytes, value: bytes) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_headers([(name, value)])
    assert str(refusal.value) == f"The header {name.decode()} is not of its form."


def test_a_subject_that_is_too_long_is_refused_without_being_quoted() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_headers([(b"x-discreet-subject", b"canary" * 50)])
    assert "canary" not in str(refusal.value)


def test_a_length_of_thousands_of_digits_is_no_crash() -> None:
    with pytest.raises(InvalidRequest):
        read_headers([(b"content-length", b"9" * 5000)])


def test_a_subject_in_utf_8_is_the_one_that_json_names() -> None:
    read = read_headers([(b"x-discreet-subject", "jürgen".encode())])
    assert read.subject == "jürgen"


def test_two_subjects_never_become_one() -> None:
    # U+00E0 ends in the byte A0 in UTF-8, which Latin-1 reads as a space.
    first = read_headers([(b"x-discreet-subject", b"ann\xc3\xa0")]).subject
    second = read_headers([(b"x-discreet-subject", b"ann\xc3")]).subject
    assert first != second


def test_the_repr_hides_key_and_subject() -> None:
    shown = repr(
        read_headers(
            [(b"authorization", b"Bearer canary"), (b"x-discreet-subject", b"jane@example.com")]
        )
    )
    assert "canary" not in shown
    assert "jane" not in shown


@given(st.lists(st.tuples(st.sampled_from([*NAMES, b"cookie"]), st.binary(max_size=80))))
def test_any_header_is_read_or_refused(raw: list[tuple[bytes, bytes]]) -> None:
    try:
        read = read_headers(raw)
    except InvalidRequest as refusal:
        assert refusal.status == 400
    else:
        assert read.content_length is None or read.content_length >= 0


def test_response_headers_are_bytes() -> None:
    assert response_headers({"x-discreet-restored": "2", "retry-after": "é"}) == [
        (b"x-discreet-restored", b"2"),
        (b"retry-after", b"\xe9"),
    ]
    assert response_headers({}) == []


def test_an_error_is_not_tried_again_and_says_whom_to_ask() -> None:
    plain = error_headers(Refused("some_code", "Some words.", status=403))
    assert plain == {"content-type": "application/json", "x-should-retry": "false"}
    details = {"consent": {"subject": "anon_1"}, "retry_after": 7}
    told = error_headers(Refused("some_code", "Some words.", status=409, details=details))
    assert told == {**plain, "x-discreet-subject": "anon_1", "retry-after": "7"}
