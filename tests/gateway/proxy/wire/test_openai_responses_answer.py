"""Answers of responses: the same for every way of cutting the stream."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from detectors import Engine
from gateway.errors import UpstreamFailed
from gateway.model import Action, Role
from gateway.proxy import toward_user
from gateway.proxy.commands import Command, Emit, Read
from gateway.proxy.context import Incoming
from gateway.proxy.stream import Blocked
from gateway.proxy.wire.openai_responses import read_request
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reply_facts import ReplyFacts
from gateway.proxy.wires import OPENAI_RESPONSES
from tests.gateway.proxy.scripted import Ports, make_setting, permitted, streaming
from tests.gateway.proxy.wire.responses_answers import (
    BROKEN,
    CARD,
    CREATED,
    EMAIL,
    MASKED,
    MESSAGE,
    PERSON,
    SEALS,
    STREAMS,
    TOOL,
    WHOLES,
    E,
    Json,
    P,
    at,
    begun,
    completed,
    read,
    reader,
    stream,
    toward,
    whole,
)
from tests.gateway.serving import SUBJECT
from tests.golden.answers import WireStream
from tests.simulators.lanes import chunk_bodies
from tests.simulators.openai_responses import events, message, output_text
from tests.simulators.wire_lanes import response_lanes, responses_lanes, responses_repeats

EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)


# One stream is cut at every byte in turn, all others at every so many bytes.
_EVERY = {"in one piece": 1, "crlf": 3}


@pytest.mark.parametrize("golden", STREAMS, ids=lambda each: each.name)
def test_every_two_way_cut_and_every_byte_alone_give_what_the_whole_gives(
    golden: WireStream,
) -> None:
    expected, first = read([golden.body], TOOL)
    every = _EVERY.get(golden.name, 41)
    for cut in range(len(golden.name) % every, len(golden.body) + 1, every):
        out, _ = read([golden.body[:cut], golden.body[cut:]], TOOL)
        # A cut inside CRLF may move a line end between two events, nothing more.
        assert out == expected or chunk_bodies(out) == chunk_bodies(expected), f"cut at {cut}"
    out, answer = read([bytes([byte]) for byte in golden.body], TOOL)
    assert chunk_bodies(out) == chunk_bodies(expected)
    assert answer.choices[0].stored() == first.choices[0].stored()
    assert answer.choices[0].texts() == first.choices[0].texts()


@given(st.data())
def test_random_cuts_give_what_the_whole_gives(data: st.DataObject) -> None:
    golden = data.draw(st.sampled_from(STREAMS))
    places = sorted(data.draw(st.sets(st.integers(0, len(golden.body)), max_size=12)))
    ends = [*places, len(golden.body)]
    pieces = [golden.body[start:end] for start, end in zip([0, *places], ends, strict=True)]
    assert chunk_bodies(read(pieces, TOOL)[0]) == chunk_bodies(read([golden.body], TOOL)[0])


TEXT = f"Dear {P}, see https://a.example/?q={P} or {E}; not {CARD} but {P.lower()} 🙂 [PERS"


@given(st.sets(st.integers(0, len(TEXT)), max_size=30))
def test_every_cut_of_a_text_gives_what_the_whole_text_gives(places: set[int]) -> None:
    bounds = sorted({0, len(TEXT), *places})
    deltas = [
        at("response.output_text.delta", content_index=0, delta=TEXT[start:end], logprobs=[])
        for start, end in itertools.pairwise(bounds)
    ]
    item = {**MESSAGE, "content": [output_text(TEXT)]}
    out, answer = read([stream(CREATED, begun(MESSAGE), *deltas, completed(item))])
    shown = toward_user.whole(toward().lane(), TEXT)
    assert responses_lanes(out) == {(0, "content/0"): shown}
    assert chunk_bodies(out)[-1]["response"]["output"][0]["content"][0]["text"] == shown
    assert answer.choices[0].texts() == (shown,)
    assert answer.choices[0].stored() == {"output/0/content/0": TEXT}


@pytest.mark.parametrize("golden", STREAMS, ids=lambda each: each.name)
def test_deltas_and_every_repeat_say_what_the_whole_body_says(golden: WireStream) -> None:
    out, answer = read([golden.body], TOOL)
    lanes = responses_lanes(out)
    assert responses_repeats(out) == [lanes] * 4
    bodies = chunk_bodies(out)
    assert [body["sequence_number"] for body in bodies] == list(range(len(bodies)))
    assert all(EVENT.validate_python(body) for body in bodies)
    assert f"event: {bodies[-1]['type']}\n".encode() in answer.closing.replace(b"\r", b"\n")
    if golden.name in WHOLES:
        shown, other = whole(WHOLES[golden.name], TOOL)
        assert response_lanes(shown) == lanes
        assert other.choices[0].texts() == answer.choices[0].texts()
        assert other.choices[0].stored() == answer.choices[0].stored()
    for (_, name), raw in golden.lanes.items():
        if name.partition("/")[0] in ("content", "summary"):
            assert toward_user.whole(toward().lane(), raw) in lanes.values()


@pytest.mark.parametrize("name", WHOLES)
def test_an_answer_that_is_resent_is_the_one_that_was_seen(name: str) -> None:
    shown, answer = whole(WHOLES[name], TOOL)
    asked = {"role": "user", "content": "hello"}
    items = [item.to_dict() for item in Response.model_validate(shown).output]
    body = {"model": "m", "input": [asked, *items, asked], "store": False}
    read_again = read_request(json.dumps(body).encode(), ReadOptions(seals=SEALS))
    assert [found.role for found in read_again.messages] == ["user", "assistant", "user"]
    assert read_again.messages[1].texts == answer.choices[0].texts()
    texts_only = answer.choices[0].texts()
    if len(texts_only) == 1 and "refusal" not in name:
        said = {"role": "assistant", "content": Response.model_validate(shown).output_text}
        body = {"model": "m", "input": [asked, said, asked], "store": False}
        assert (
            read_request(json.dumps(body).encode(), ReadOptions()).messages[1].texts == texts_only
        )


def test_what_is_restored_masked_and_sealed_in_a_whole_body() -> None:
    shown, answer = whole(
        {**WHOLES["thought, text and tool call"], "output_text": f"{P}"}, "send_mail"
    )
    thought, said, call = shown["output"]
    assert SEALS.open(thought["encrypted_content"]) == (
        "c2ltdWxhdGVkIGVuY3J5cHRlZCByZWFzb25pbmc=",
        "model-host",
    )
    assert said["content"][0]["text"] == shown["output_text"] == "So."
    assert json.loads(call["arguments"]) == {"to": PERSON}
    assert answer.state_id == "resp_simulated"
    assert json.loads(whole(WHOLES["tool calls"])[0]["output"][1]["arguments"]) == {"to": P}
    assert whole(WHOLES["card"])[0]["output"][0]["content"][0]["text"].count(MASKED) == 1


def test_no_value_is_put_where_it_would_be_followed() -> None:
    text = f"[{P}](https://evil.example/?q={P}) <img src='https://evil.example/{P}'> ![]({E})"
    cited = {"type": "url_citation", "url": f"https://a.example/{P}", "title": f"On {P}"}
    shown, _ = whole({"output": [message(output_text(text, cited))]})
    part = shown["output"][0]["content"][0]
    assert "evil.example/?q=" + P in part["text"]
    assert PERSON not in part["text"].partition("](")[2].partition(")")[0]
    assert EMAIL not in part["text"]
    assert part["annotations"][0] == {**cited, "title": f"On {PERSON}"}
    sources = [{"type": "url", "url": P}]
    action = {"type": "search", "query": f"who is {P}", "sources": sources}
    search = {"type": "web_search_call", "id": "ws_1", "action": action}
    told = whole({"output": [search]})[0]["output"][0]["action"]
    assert told == {**action, "query": f"who is {PERSON}"}


def test_what_is_repeated_of_the_request_is_restored_the_same_every_time() -> None:
    around = {
        "instructions": f"Serve {P}, {CARD}.",
        "metadata": {"who": P},
        "tools": [{"type": "function", "name": "ask_X", "description": f"Asks {P}."}],
        "tool_choice": {"type": "function", "name": "ask_X"},
    }
    answer = reader(names={"ask_X": f"ask_{PERSON}"})
    begins = [{**CREATED, "response": {**CREATED["response"], **around}}] * 2
    out = answer.feed(stream(*begins, completed(**around)))
    for body in chunk_bodies(out + answer.closing):
        told = body["response"]
        assert told["instructions"] == f"Serve {PERSON}, {MASKED}."
        assert told["metadata"] == {"who": PERSON}
        assert told["tools"][0]["name"] == told["tool_choice"]["name"] == f"ask_{PERSON}"
        assert told["tools"][0]["description"] == f"Asks {PERSON}."


@pytest.mark.parametrize("pretty", [False, True])
def test_what_does_not_change_passes_byte_for_byte(pretty: bool) -> None:
    plain = next(each for each in STREAMS if each.name == "plain")
    assert read([plain.body])[0] == plain.body
    body = json.dumps(WHOLES["plain"], indent=1 if pretty else None).encode()
    assert reader().whole(body) == body


def test_events_without_names_and_numbers_stay_so() -> None:
    said = events([message(output_text(f"Hello {P}."))])
    bare = [{k: v for k, v in event.items() if k != "sequence_number"} for event in said]
    body = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in bare)
    out, _ = read([body])
    assert responses_lanes(out) == {(0, "content/0"): "Hello Malathi."}
    assert b"event:" not in out
    assert all("sequence_number" not in body for body in chunk_bodies(out))


def test_an_event_of_another_name_is_written_anew() -> None:
    body = stream(CREATED, {"type": "keepalive"}, completed()).replace(
        b"event: keepalive", b"event: 4111111111111111"
    )
    assert b"4111" not in read([body])[0]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.name)
def test_a_stream_that_the_provider_breaks_off_is_an_error_after_what_was_said(
    broken: WireStream,
) -> None:
    answer = reader()
    given: list[bytes] = []

    def run() -> None:
        given.extend(answer.feed(event + b"\n\n") for event in broken.body.split(b"\n\n"))
        answer.end()

    with pytest.raises(UpstreamFailed) as failure:
        run()
    assert failure.value.code == (
        "upstream_incomplete" if broken.name == "cut off" else "upstream_error"
    )
    assert responses_lanes(b"".join(given))[0, "content/0"].startswith(f"Hello {PERSON}")
    assert answer.closing == b""
    assert answer.choices[0].stored()


@pytest.mark.parametrize("cut", range(0, 2400, 60))
def test_a_stream_that_is_cut_anywhere_is_incomplete(cut: int) -> None:
    answer = reader()
    body = next(each for each in STREAMS if each.name == "reasoning").body
    answer.feed(body[:cut])
    with pytest.raises(UpstreamFailed) as failure:
        answer.end()
    assert failure.value.code == "upstream_incomplete"


def test_what_the_policy_blocks_blocks_the_stream_and_the_body() -> None:
    body = json.dumps(WHOLES["card"]).encode()
    streamed = stream(CREATED, begun(MESSAGE), *_text(f"It is {CARD} "))
    for answer, read_all, source in (
        (one := reader(action=Action.BLOCK), one.feed, streamed),
        (two := reader(action=Action.BLOCK), two.whole, body),
    ):
        with pytest.raises(Blocked):
            read_all(source)
        assert answer.closing == b""


def _text(text: str) -> list[Json]:
    return [
        at("response.output_text.delta", content_index=0, delta=text, logprobs=[]),
        at("response.output_text.done", content_index=0, text=text, logprobs=[]),
    ]


def test_nothing_is_read_after_the_end() -> None:
    late = stream(*_text(CARD))
    out, answer = read([stream(CREATED, completed()) + late + b"data: [DONE]\n\n", late])
    assert CARD.encode() not in out
    assert answer.choices[0].texts() == ("",)


class _Echoing(Ports):
    """Answers with a stream that repeats the input as it was sent."""

    def _do(self, command: Command) -> Any:
        if not isinstance(command, Read):
            return super()._do(command)
        said = message(output_text(f"So: {json.loads(self.sent[0].body)['input']}"))
        return stream(*events([said]))


def test_an_exchange_gives_its_end_event_only_once_the_answer_is_stored(tmp_path: Path) -> None:
    setting, examination = make_setting(tmp_path, Engine())
    asked = {"model": "m", "input": f"I am {EMAIL}, {CARD}.", "stream": True}
    made = _Echoing(known=permitted(setting), examination=examination, reply=streaming)
    incoming = Incoming(body=json.dumps(asked).encode(), role=Role.CHAT, subject=SUBJECT)
    assert made.run(incoming, setting, wire=OPENAI_RESPONSES) is None
    sent = made.sent[0].body
    assert json.loads(sent)["store"] is False
    assert EMAIL.encode() not in sent
    assert responses_lanes(made.emitted)[0, "content/0"].startswith(f"So: I am {EMAIL}, ")
    assert made.names[-2:] == ["Finish", "Emit"]
    assert made.emitted.count(b"event: response.completed") == 1
    last = made.commands[-1]
    assert isinstance(last, Emit)
    assert b"event: response.completed" in last.body
    assert EMAIL not in made.kept()


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ({"store": True}, True),
        ({"store": False}, False),
        ({"store": None}, None),
        ({"store": "true"}, None),
        ({}, None),
        ({"store": False, "background": True}, True),
        ({"store": False, "background": False, "conversation": None}, False),
        ({"store": False, "conversation": {"id": "conv_1"}}, True),
    ],
)
def test_whether_it_is_kept_is_known_from_the_first_event(
    said: Json, *, stored: bool | None
) -> None:
    answer = reader()
    assert answer.facts == ReplyFacts()
    created = {**CREATED, "response": {**CREATED["response"], "store": None, **said}}
    answer.feed(stream(created))
    assert answer.facts == ReplyFacts(stored=stored)
    whole_answer = reader()
    whole_answer.whole(json.dumps({"id": "resp_1", "output": [], **said}).encode())
    assert whole_answer.facts == answer.facts


def test_what_was_kept_stays_kept() -> None:
    answer = reader()
    for store in (False, True, False):
        answer.feed(stream({**CREATED, "response": {**CREATED["response"], "store": store}}))
    assert answer.facts.stored is True
