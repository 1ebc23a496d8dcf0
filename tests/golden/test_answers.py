"""The golden answers hold what they are for, and the surrogates that were asked for."""

from __future__ import annotations

import json

from tests.golden.answers import CARD, EMAIL, PERSON, golden_answers, lookup, mail

ANSWERS = golden_answers()


def test_names_differ_and_every_kind_of_lane_is_there() -> None:
    assert len({answer.name for answer in ANSWERS}) == len(ANSWERS)
    assert any(answer.said.reasoning for answer in ANSWERS)
    assert any(answer.said.refusal for answer in ANSWERS)
    assert any(len(answer.said.tool_calls) == 3 for answer in ANSWERS)
    assert any(answer.said.content and CARD in answer.said.content for answer in ANSWERS)


def test_surrogates_are_those_asked_for() -> None:
    others = golden_answers(person="[PERSON_00000001]", email="[EMAIL_ADDRESS_00000002]")
    texts = [
        text
        for answer in others
        for text in (
            answer.said.content,
            answer.said.reasoning,
            *(call.arguments for call in answer.said.tool_calls),
        )
        if text
    ]
    assert not any(PERSON in text or EMAIL in text for text in texts)
    assert any("[EMAIL_ADDRESS_00000002]" in text for text in texts)


def test_arguments_are_json() -> None:
    given = json.loads(lookup().arguments)
    assert given == {"name": PERSON, "notes": ['a "b" é', 4111111111111111]}
    assert json.loads(mail("x").arguments) == {"to": "x"}
