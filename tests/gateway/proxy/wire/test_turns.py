"""Messages in every form: who said what, what identifies it, what came before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.rules import Name, Row, Text
from gateway.proxy.wire.shapes import Items, Members, OneOf
from gateway.proxy.wire.turns import Turn, Turns
from tests.gateway.proxy.wire.tables import by

CONTENT = OneOf(string=Text(said=True), array=Items(Text(said=True)))


def role_of(message: Mapping[str, Any]) -> str | None:
    return {"user": "user", "model": "assistant"}.get(str(message.get("role")))


def turns(*, joins: bool = False) -> Turns:
    rule = Members({"text": CONTENT, "role": Text()})
    named = Members({"text": CONTENT, "role": Text(), "by": Name()})
    return Turns(
        rules={"model": named, "": rule}, role_of=role_of, roles=("user", "model"), joins=joins
    )


def said(*pairs: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"role": role, "text": text} for role, text in pairs]


def texts(of: Document) -> list[tuple[str, tuple[str, ...]]]:
    return [(message.role, message.texts) for message in of.messages]


def test_roles_are_those_of_the_gateway_and_parts_are_one_text() -> None:
    found = by(turns(), said(("user", "hello"), ("model", ["hi ", "there "]), ("user", None)))
    assert texts(found) == [("user", ("hello",)), ("assistant", ("hi there",)), ("user", ("",))]
    (group,) = found.groups
    parts = [found.slots[place].segment.text for place in group.slots]
    assert (parts, group.joiner) == (["hi ", "there "], "")
    assert (found.turn, found.role, found.before) == (None, "", None)


def test_answers_in_a_row_are_one_message_where_the_wire_says_so() -> None:
    given = said(("user", "a1b"), ("model", "c1d"), ("model", "e1f"), ("user", "g"), ("user", "h"))
    assert texts(by(turns(joins=True), given)) == [
        ("user", ("a1b",)), ("assistant", ("c1de1f",)), ("user", ("g",)), ("user", ("h",))
    ]  # fmt: skip
    assert len(by(turns(), given).messages) == 5
    joined = by(turns(joins=True), given).messages[1]
    assert [place for _, place in joined.parts] == [1, 2]


def test_what_stands_before_a_message_is_the_answer_and_what_was_said_since() -> None:
    given = said(
        ("user", "first words"), ("model", "your number?"), ("user", "wait"), ("user", "555 0100")
    )
    found = by(turns(), given)
    assert [slot.segment.before for slot in found.slots if slot.segment.text != "user"] == [
        None,
        *(("first words",) * 2),
        "your number?",
        "your number?\nwait",
    ]


def test_a_long_past_is_cut() -> None:
    found = by(turns(), said(*(("user", "word " * 100) for _ in range(20))))
    assert max(len(slot.segment.before or "") for slot in found.slots) <= 800


@pytest.mark.parametrize(
    "value",
    [[], {}, "text", [7], ["text"], [{"text": "x"}], [{"role": "judge"}], [{"role": ["a"]}]],
)
def test_what_is_no_conversation_is_refused(value: Any) -> None:
    with pytest.raises(InvalidRequest):
        by(turns(), value)


def test_there_is_a_most_of_messages() -> None:
    with pytest.raises(InvalidRequest) as raised:
        by(turns(), said(*((("user", "x"),) * 5001)))
    assert (raised.value.code, raised.value.status) == ("too_many_messages", 413)


def test_a_prompt_is_a_message_of_its_own() -> None:
    found = by(Turn("system", CONTENT), "Be kind.")
    assert texts(found) == [("system", ("Be kind.",))]
    assert found.slots[0].segment.role == "system"
    stored = found.stored(found.messages[0].parts, role="system")
    assert stored == '{"role":"system","content":"Be kind."}'


def test_manifest_and_examples_name_each_role() -> None:
    rows = list(turns().rows("/m"))
    assert rows[0] == Row("/m/*/role", "structural", "user | model")
    assert "/m/*[role=model]/by" in [row.pointer for row in rows]
    (example,) = turns().examples()
    assert {message["role"] for message in example} == {"user", "model"}
    assert all("by" in message for message in example if message["role"] == "model")
    assert by(turns(), example).messages
    assert list(turns().examples(refused=True)) == []
    assert next(Turn("user", CONTENT).examples()) == "some words"
