"""One canary in one place, for every place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coverage.canaries import CARD, MAIL, encoded, holds, in_turn
from tests.coverage.leaks import only
from tests.coverage.planter import UNKNOWN, doubled, planted

INSTEAD = ("whole", "digits", "listed", "within", "key within", "as JSON", "number")
EXTRA = ("extra", "extra number", "extra key", "extra deep")


def plants(body: Any) -> dict[tuple[str, str], Any]:
    return {(each.spot.pointer, each.spot.how): each.body for each in planted(body, only(MAIL))}


def test_a_string() -> None:
    assert plants("words") == {
        ("", "whole"): MAIL.text,
        ("", "digits"): f"({MAIL.text})",
        ("", "listed"): [MAIL.text],
        ("", "within"): {"inner": MAIL.text},
        ("", "key within"): {MAIL.text: 1},
        ("", "as JSON"): json.dumps({"inner": [MAIL.text]}),
        ("", "number"): CARD.digits,
        ("", "appended"): f"words {MAIL.text}",
    }


def test_an_object() -> None:
    found = plants({"a": 1, "b/~": [None]})
    assert set(found) == {
        *(("", how) for how in EXTRA),
        ("/a", "key"),
        ("/b~1~0", "key"),
        *(("/a", how) for how in INSTEAD),
        *(("/b~1~0/0", how) for how in INSTEAD),
    }
    assert found["", "extra"] == {"a": 1, "b/~": [None], UNKNOWN: f"It is {MAIL.text}"}
    assert found["", "extra number"][UNKNOWN] == CARD.digits
    assert found["", "extra key"][UNKNOWN] == {MAIL.text: 1}
    assert list(found["/a", "key"]) == [MAIL.text, "b/~"]
    assert found["/a", "number"] == {"a": CARD.digits, "b/~": [None]}
    assert found["/b~1~0/0", "whole"] == {"a": 1, "b/~": [MAIL.text]}


def test_json_and_base64_inside_strings() -> None:
    found = plants(
        {"arguments": '{"a": "b"}', "url": "data:text/plain;base64," + encoded("a few words")}
    )
    inner = json.loads(found["/arguments#/a", "whole"]["arguments"])
    assert inner == {"a": MAIL.text}
    head, _, data = found["/url", "encoded"]["url"].partition(",")
    assert (head, data) == ("data:text/plain;base64", encoded(f"a few wordsIt is {MAIL.text}.\n"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "text/plain",
            {
                "parameter": f'text/plain;name="{MAIL.text}"',
                "bare parameter": f"text/plain;name={MAIL.text}",
                "subtype": f"text/x-{MAIL.text}",
            },
        ),
        (
            "data:image/png;base64,AAAA",
            {
                "parameter": f'data:image/png;name="{MAIL.text}";base64,AAAA',
                "bare parameter": f"data:image/png;name={MAIL.text};base64,AAAA",
                "subtype": f"data:image/x-{MAIL.text};base64,AAAA",
                "percent": "data:image/png,It%20is%20jane.doe%40example.com",
            },
        ),
        ("https://host/a", {}),
        ("and/or, maybe", {}),
    ],
)
def test_media_types(value: str, expected: dict[str, str]) -> None:
    found = plants(value)
    ways = {how for _, how in found} - {*INSTEAD, "appended"}
    assert {how: found["", how] for how in ways} == expected


def test_places_tell_variants_but_not_indexes() -> None:
    body = {"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]}
    places = {each.spot.place for each in planted(body, in_turn)}
    assert "/messages/*[role=user]/content/*[type=text]/text" in places


BODY = {
    "model": "m",
    "messages": [
        {"role": "user", "content": [{"type": "text", "text": "x"}], "n": 1.5, "b": True},
        {"role": "tool", "content": '{"a": [1, "b"]}'},
    ],
}


@pytest.mark.parametrize("maker", [in_turn, only(MAIL)])
def test_each_body_has_the_canary_and_the_original_stays(maker: Any) -> None:
    before = copy.deepcopy(BODY)
    found = list(planted(BODY, maker))
    assert before == BODY
    assert len({(each.spot.pointer, each.spot.how) for each in found}) == len(found)
    for each in found:
        assert holds(json.dumps(each.body).encode(), each.canary), each
    assert [json.dumps(each.body) for each in found] == [
        json.dumps(each.body) for each in planted(BODY, maker)
    ]


WORDS = st.text('abc/~"\\ 1{[', max_size=12)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | WORDS.map(json.dumps),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS, inner, max_size=3)
        | st.dictionaries(WORDS, inner, max_size=2).map(json.dumps)
    ),
    max_leaves=8,
)


@given(TREES)
def test_every_plant_can_be_read_in_any_body(body: Any) -> None:
    before = json.dumps(body)
    for each in planted(body, only(MAIL)):
        assert holds(json.dumps(each.body).encode(), each.canary), each
    assert json.dumps(body) == before


def test_a_key_twice() -> None:
    body = {"a": 1, "b": json.dumps({"c": [json.dumps({"d": 2})]})}
    found = [each.decode() for each in doubled(body, MAIL)]
    assert found[:2] == [
        json.dumps({"a": 1, "b": body["b"]}).replace('{"a":', f'{{"a": "{MAIL.text}", "a":'),
        json.dumps({"a": 1, "b": body["b"]}).replace('{"a":', '{"a": null, "a":'),
    ]
    assert len(found) == 8
    assert all(json.loads(each) for each in found)
    inner = json.loads(json.loads(json.loads(found[6])["b"])["c"][0])
    assert inner == {"d": 2}
    assert f'\\\\\\"d\\\\\\": \\\\\\"{MAIL.text}\\\\\\"' in found[6]
