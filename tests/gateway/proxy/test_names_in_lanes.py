"""Names toward the user: the shipped tagger in lanes and arguments, at every split."""

from __future__ import annotations

import json

import pytest

from detectors import Engine
from detectors.deidentify import Ledger, Replacement, replace
from detectors.names.detector import NamesDetector
from gateway.model import Action
from gateway.proxy.stream import Lane, plan_lanes
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.openai_chat_answer import ChatAnswer
from tests.gateway.proxy.lanes import LEDGER, P, cuts, operate

PEOPLE = plan_lanes({"PERSON": Action.MASK, "default": Action.ALLOW}.__getitem__, ["PERSON"])
TEXTS = [
    "Hello, my name is Sarah Miller. I spoke to Dr. Malathi Rao yesterday! Is Tom in?",
    "my name is ana kowalska\nand my brother is jonas berg, call 4111 1111. 22 33 if late",
    "Sure. Anna. Ok. " + "we talked and talked and " * 12 + "then Peter Schmidt came. Bye",
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine([NamesDetector()])


def run(engine: Engine, pieces: list[str], ledger: Ledger) -> str:
    each = Lane(ledger, PEOPLE, examine=engine.detect, operate=operate)
    return "".join(map(each.feed, pieces)) + each.flush()


@pytest.mark.parametrize("text", TEXTS)
def test_every_split_gives_what_the_whole_text_gives(engine: Engine, text: str) -> None:
    found = [each for each in engine.detect(text) if each.entity_type == "PERSON"]
    assert found
    expected = replace(
        text,
        [
            Replacement(start=f.start, end=f.end, text=operate("PERSON", text[f.start : f.end]))
            for f in found
        ],
    )
    nothing = Ledger(b"k" * 32)
    assert run(engine, [text], nothing) == expected
    for pieces in list(cuts(text))[::7]:
        assert run(engine, pieces, nothing) == expected
    assert run(engine, list(text), nothing) == expected


def test_a_restored_name_stays_and_a_new_one_is_masked(engine: Engine) -> None:
    text = f"Hello {P}, this is Sarah Miller. Shall I write to {P} again?"
    shown = run(engine, [text], LEDGER)
    assert shown == ("Hello Malathi Rao, this is <PERSON:12>. Shall I write to Malathi Rao again?")
    for pieces in cuts(text):
        assert run(engine, pieces, LEDGER) == shown


ARGUMENTS = (
    '{"env":"victoria","unit":"kelvin","customer_name":"Sarah Miller","first_name":"malathi",'
    '"note":"my name is Tom Baker. Ok","anna":{"color":"rose"}}'
)


def answer(engine: Engine) -> ChatAnswer:
    user = TowardUser(
        ledger=Ledger(b"k" * 32),
        plan=PEOPLE,
        examine=engine.detect,
        operate=operate,
        restore_arguments=frozenset(),
    )
    return ChatAnswer(user, max_event_bytes=1 << 20)


def message(arguments: str) -> dict[str, object]:
    function = {"name": "act", "arguments": arguments}
    return {"tool_calls": [{"index": 0, "id": "c", "type": "function", "function": function}]}


def in_pieces(engine: Engine, pieces: list[str]) -> str:
    made = answer(engine)
    choices: list[object] = [
        {"index": 0, "delta": message(piece), "finish_reason": None} for piece in pieces
    ]
    choices.append({"index": 0, "delta": {}, "finish_reason": "tool_calls"})
    events = b"".join(
        b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n" for choice in choices
    )
    given = made.feed(events + b"data: [DONE]\n\n").decode()
    calls = [
        call
        for line in given.split("\n")
        if line.startswith("data: {")
        for choice in json.loads(line[6:])["choices"]
        for call in choice["delta"].get("tool_calls", [])
    ]
    return "".join(call["function"]["arguments"] for call in calls)


def test_arguments_in_pieces_are_those_of_the_whole(engine: Engine) -> None:
    body = json.dumps({"choices": [{"index": 0, "message": message(ARGUMENTS)}]}).encode()
    given = json.loads(answer(engine).whole(body))
    shown = given["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(shown) == {
        "env": "victoria",
        "unit": "kelvin",
        "customer_name": "<PERSON:12>",
        "first_name": "<PERSON:7>",
        "note": "my name is <PERSON:9>. Ok",
        "anna": {"color": "rose"},
    }
    for pieces in list(cuts(ARGUMENTS))[::5]:
        assert in_pieces(engine, pieces) == shown
    assert in_pieces(engine, list(ARGUMENTS)) == shown
