"""A value is planted in every place, and recognised in whatever form it would leave."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.render import as_json
from gateway.verify.plants import EXTRA, VALUES, as_file, holds, plants

CARD = VALUES[0]
FILE = base64.b64encode(b"some words in a file\n").decode()
BODY: dict[str, Any] = {
    "text": "hello",
    "list": [Number("1"), {"deep": None, "type": "a"}],
    "arguments": '{"note":"words"}',
    "file": f"data:text/plain;base64,{FILE}",
}


def test_every_place_is_planted_in() -> None:
    found = [(plant.pointer, plant.how) for plant in plants(BODY, VALUES)]
    assert [each for each in found if each[1] == "key"] == [
        *(("/text", "key"), ("/list", "key")),
        *(("/list/*[type=a]/deep", "key"), ("/list/*[type=a]/type", "key")),
        *(("/arguments", "key"), ("/arguments#/note", "key"), ("/file", "key")),
    ]
    assert {pointer for pointer, how in found if how == "new field"} == {
        f"/{EXTRA}", f"/list/*[type=a]/{EXTRA}", f"/arguments#/{EXTRA}"
    }  # fmt: skip
    assert {("/text", "text"), ("/text", "beside text"), ("/text", "number")} <= set(found)
    assert {("/list/*", "number"), ("/list/*[type=a]/deep", "number")} <= set(found)
    assert {("/file#", "file"), ("/arguments#/note", "text")} <= set(found)


def test_beside_text_stand_all_values() -> None:
    beside = next(plant for plant in plants(BODY, VALUES) if plant.how == "beside text")
    assert beside.body["text"] == "hello, " + ", ".join(value.text for value in VALUES)


def test_what_stands_beside_a_place_is_cut_short() -> None:
    body = {"items": [{"a": "x"}, {"a": "y"}, {"a": "z"}], "more": [["p", "q"], "r"]}
    bodies = [plant.body for plant in plants(body, VALUES) if plant.how == "text"]
    card = CARD.text
    assert bodies == [
        *([{"items": [{"a": card}], "more": [["p"]]}] * 3),
        *([{"items": [{"a": "x"}], "more": [[card]]}] * 2),
        {"items": [{"a": "x"}], "more": [card]},
    ]


def test_every_plant_holds_the_value_and_the_body_does_not() -> None:
    assert not holds(as_json(BODY), CARD)
    for plant in plants(BODY, VALUES):
        assert holds(as_json(plant.body), CARD), plant.pointer
    assert not holds(as_json(BODY), CARD)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "form",
    [
        "{}", "a {} b", "https://x.example/?q={}", "ID_{}", "{}.", "x\n{}\n",
    ],
)  # fmt: skip
def test_a_value_is_read_in_every_form(value: Any, form: str) -> None:
    text = form.format(value.text)
    for sent in (
        text,
        text.upper(),
        text.replace(" ", "-").replace("-", "%20"),
        json.dumps({"a": [json.dumps({"b": text})]}),
        json.dumps({text: 1}),
        json.dumps(text.replace("4", "\\u0034")),
        json.dumps({"f": base64.b64encode(text.encode()).decode()}),
    ):
        if "\\\\u0034" not in sent:
            assert holds(sent, value), sent
    assert not holds(form.format("[CREDIT_CARD_7KQ2M0XA]"), value)


@given(st.text())
def test_any_text_is_a_file_or_none(text: str) -> None:
    found = as_file(text)
    assert found is None or base64.b64encode(found.encode()).decode() == text
    assert holds(text + CARD.text, CARD)
