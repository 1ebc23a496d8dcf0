"""Entries are canonical, closed, and hold neither words nor numbers of people."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit.entry import (
    MOST_FACTS,
    MOST_INTEGER,
    Act,
    AuditEntry,
    as_code,
    as_text,
    entry_body,
    read_body,
    reference,
)
from gateway.errors import StorageFailed
from tests.gateway.audit.logs import START, entry


def test_an_entry_as_it_is_hashed() -> None:
    facts = {"z": True, "bytes": 7, "a": "answering"}
    body = entry_body(entry(0, facts=facts), 12, subject="ab" * 32)
    assert body.decode() == (
        '{"act":"disclosure.recorded","actor":"gateway","at":"2026-03-01T12:00:00.000000Z",'
        '"facts":{"a":"answering","bytes":7,"z":true},"object":"00000000000000000000000000",'
        f'"seq":12,"subject":"{"ab" * 32}","tenant":"main","v":1}}'
    )
    assert read_body(body) == json.loads(body)


TAKEN = [
    *("", "conversation", "request.refused", "default@0123456789ab", "2026-11-22", "P12M", "a,b,c"),
    *("2026-11-22T18:02:28Z", "2026-11-22T18:02:28.123456+00:00", "ConsentGiven", "chat:web/1"),
    *("019ab3c4d5e6f70123456789ab", "12345678901234567890123456", "ab" * 32, "123456"),
    *("1b4e28ba-2fa1-11d2-883f-0016d3cca427", "de", "0:12:ab"),
]
REFUSED = [
    *("4111111111111111", "4111-1111-1111-1111", "4111 1111 1111 1111", "+3725551234"),
    *("jane@example.com", "Jane Doe", "jane\n", "näme", 'a"b', "a\\b", "x" * 201, "1234567"),
    *("GB82WEST12345698765432", "38001085718", "078-05-1120", "192.168.100.17", "a,b,", ",a"),
    *("2026-11-22 18:02", "{}", "<b>", "a;b", "\x00", "ab\u202e", "12.12.1980.77"),
]


@pytest.mark.parametrize("text", TAKEN)
def test_codes_ids_and_hashes_are_taken(text: str) -> None:
    body = entry_body(entry(0, facts={"code": text}, object_id=text), 0, subject=None)
    assert read_body(body)["facts"] == {"code": text}
    assert as_code(text) == text


@pytest.mark.parametrize("text", REFUSED)
def test_everything_else_is_refused(text: str) -> None:
    for changes in ({"facts": {"code": text}}, {"object_id": text}, {"actor": text}):
        with pytest.raises(StorageFailed) as caught:
            entry_body(entry(0, **changes), 0, subject=None)
        assert text not in str(caught.value) or not text
    assert len(as_code(text)) == 64
    body = entry_body(entry(0, tenant=text), 0, subject=None)
    assert read_body(body)["tenant"] == as_code(text)


@pytest.mark.parametrize(
    "facts",
    [
        *({"Key": 1}, {"a b": 1}, {"": 1}, {"4111": 1}, {1: 1}, {"a": None}, {"a": 1.5}),
        *({"a": [1]}, {"a": {"b": 1}}, {"a": b"x"}, {"a": MOST_INTEGER + 1}, {"a": -(1 << 60)}),
        {f"k{n}": n for n in range(MOST_FACTS + 1)},
    ],
)
def test_facts_of_another_form_are_refused(facts: dict[Any, Any]) -> None:
    with pytest.raises(StorageFailed):
        entry_body(entry(0, facts=facts), 0, subject=None)


@pytest.mark.parametrize(
    "change",
    [
        *((b"main", b"Main "), (b'"v":1', b'"v":2'), (b'"seq":3', b'"seq":03'), (b"{", b"{ ")),
        *((b'"act":"dis', b'"act":"Dis'), (b'"bytes":103', b'"bytes":103.0'), (b"Z", b"+00:00")),
        *((b'"subject":null', b'"subject":1'), (b'"v":1', b'"v":1,"x":1'), (b".000000", b"")),
        (b'"tenant":"main"', b'"tenant":"main","tenant":"main"'),
    ],
)
def test_bytes_that_no_entry_has_are_told(change: tuple[bytes, bytes]) -> None:
    body = entry_body(entry(3, at=START), 3, subject=None)
    assert body.count(change[0]) >= 1
    with pytest.raises(ValueError, match="form"):
        read_body(body.replace(*change, 1))


def test_times_are_utc_text() -> None:
    west = timezone(timedelta(hours=-5))
    at = datetime(2026, 1, 1, 23, 30, tzinfo=west)
    assert as_text(at) == "2026-01-02T04:30:00.000000Z"
    fields = read_body(entry_body(entry(0, at=at), 0, subject=None))
    assert fields["at"] == "2026-01-02T04:30:00.000000Z"


def test_a_reference_depends_on_pepper_tenant_and_person() -> None:
    peppers, holders = (bytes(32), b"p" * 32), (("a", "bc"), ("ab", "c"), ("a", "b"))
    found = {reference(pepper, holder) for pepper in peppers for holder in holders}
    assert len(found) == 6
    assert all(len(each) == 64 for each in found)


_TEXTS = st.text(alphabet='abzABZ019._:/-@, é"\\\n', max_size=30)


@given(_TEXTS, st.integers(-MOST_INTEGER, MOST_INTEGER), st.booleans(), st.sampled_from(Act))
def test_what_is_taken_is_always_canonical(text: str, number: int, flag: bool, act: Act) -> None:
    made = AuditEntry(
        act=act, tenant=text, at=START, object_id=as_code(text), facts={"n": number, "f": flag}
    )
    body = entry_body(made, 0, subject=None)
    same = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert body.decode() == same
    assert body.isascii()
    assert read_body(body)["act"] == act.value
