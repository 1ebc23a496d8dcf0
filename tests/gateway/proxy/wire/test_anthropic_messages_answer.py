"""Answers of Anthropic's messages: the same for every way of cutting the stream."""

from __future__ import annotations

import json
from typing import Any

import pytest
from anthropic.lib.streaming._messages import accumulate_event
from anthropic.types import Message
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.proxy.toward_user import whole
from gateway.proxy.wire.anthropic_messages_answer import MessagesAnswer
from tests.gateway.proxy.wire.anthropic_answers import (
    CARD,
    EMAIL,
    ENDED,
    MASKED,
    PERSON,
    SEALS,
    STREAMS,
    TOOL,
    WHOLES,
    E,
    P,
    begun,
    block,
    delta,
    event,
    events,
    read,
    reader,
    stop,
    toward,
)
from tests.golden.answers import WireStream
from tests.simulators.lanes import LaneKey
from tests.simulators.wire_lanes import anthropic_lanes

# Every cut takes minutes for all streams; the deep profile has that time.
_EVERY = 1 if settings.get_current_profile_name() == "deep" else 11


def shown(stream: WireStream, key: LaneKey) -> str:
    """What the user gets of a lane's whole text."""
    raw, name = stream.lanes[key], key[1]
    if name == "signature":
        return SEALS.close(raw, over=stream.lanes[key[0], "thinking"], recipient="model-host")
    if name == "input":
        return toward(TOOL).arguments(_tool(stream, key[0]), raw)
    return raw if name == "thinking" else whole(toward().lane(), raw)


def _tool(stream: WireStream, place: int) -> str:
    (name,) = {
        body["content_block"]["name"]
        for body in events(stream.body)
        if body["type"] == "content_block_start" and body["index"] == place
    }
    return str(name)


def dumped(message: Message) -> Any:
    """What the SDK would send back of a message."""
    return json.loads(message.model_dump_json(exclude_none=True))["content"]


def accumulated(stream: bytes) -> Message:
    """The message that the SDK makes of a stream."""
    message: Any = None
    buffers: dict[int, bytes] = {}
    bodies: list[Any] = [*events(stream)]
    for body in bodies:
        if body["type"] not in ("ping", "error"):
            message = accumulate_event(event=body, current_snapshot=message, json_bufs=buffers)
    assert isinstance(message, Message)
    return message


@pytest.mark.parametrize("stream", STREAMS, ids=lambda each: each.name)
def test_every_two_way_cut_and_every_byte_alone_give_what_the_whole_gives(
    stream: WireStream,
) -> None:
    body = stream.body
    expected, first = read([body], TOOL)
    assert anthropic_lanes(expected) == {
        key: text for key in stream.lanes if (text := shown(stream, key))
    }
    for cut in range(0, len(body) + 1, _EVERY):
        out, _ = read([body[:cut], body[cut:]], TOOL)
        assert out == expected or events(out) == events(expected), f"cut at {cut}"
    out, answer = read([bytes([byte]) for byte in body], TOOL)
    assert events(out) == events(expected)
    assert answer.choices[0].stored() == first.choices[0].stored()
    assert answer.choices[0].texts() == first.choices[0].texts()


@given(st.data())
def test_random_cuts_give_what_the_whole_gives(data: st.DataObject) -> None:
    stream = data.draw(st.sampled_from(STREAMS))
    body = stream.body
    places = sorted(data.draw(st.sets(st.integers(0, len(body)), max_size=12)))
    pieces = [body[a:b] for a, b in zip([0, *places], [*places, len(body)], strict=True)]
    assert events(read(pieces, TOOL)[0]) == events(read([body], TOOL)[0])


@pytest.mark.parametrize("name", WHOLES)
def test_a_stream_gives_what_the_whole_body_gives(name: str) -> None:
    """The SDK makes the same message of both."""
    stream = next(each for each in STREAMS if each.name == name)
    out, streamed = read([stream.body], TOOL)
    answer = reader(TOOL)
    body = answer.whole(json.dumps(WHOLES[name]).encode())
    assert dumped(accumulated(out)) == dumped(Message.construct(**json.loads(body)))
    assert streamed.choices[0].stored() == answer.choices[0].stored()
    assert streamed.choices[0].texts() == answer.choices[0].texts()
    assert answer.done


def test_text_names_and_input_of_a_whole_body() -> None:
    content = [
        {"type": "text", "text": f"Hi {P}, {CARD}"},
        {"type": "tool_use", "id": "toolu_1", "name": "send", "input": {"to": E, P: [P, CARD]}},
        {"type": "tool_use", "id": "toolu_2", "name": "other", "input": {"to": E, "n": 7}},
    ]
    answer = reader("send")
    body = {"type": "message", "content": content, "stop_sequence": f"{P}:", "usage": {"n": 1}}
    made = json.loads(answer.whole(json.dumps(body).encode()))
    text, send, other = made["content"]
    assert text["text"] == f"Hi {PERSON}, {MASKED}"
    assert send["input"] == {"to": EMAIL, PERSON: [PERSON, MASKED]}
    assert other["input"] == {"to": E, "n": 7}
    assert made["stop_sequence"] == f"{PERSON}:"
    assert answer.choices[0].texts()[0] == f"Hi {PERSON}, {MASKED}"
    stored = json.dumps(answer.choices[0].stored())
    assert PERSON not in stored
    assert EMAIL not in stored
    assert P in stored


def test_a_thought_passes_as_it_is_and_its_signature_is_sealed() -> None:
    thought = f"It is {P}; {CARD}."
    content = [{"type": "thinking", "thinking": thought, "signature": "c2ln"}]
    made = json.loads(reader().whole(json.dumps({"content": content}).encode()))["content"][0]
    assert made["thinking"] == thought
    assert SEALS.open(made["signature"], over=thought) == ("c2ln", "model-host")
    pieces = [delta(0, "thinking_delta", thinking=each) for each in thought]
    end = delta(0, "signature_delta", signature="c2ln")
    start = block(0, "thinking", thinking="", signature="")
    out, answer = read([begun(), start, *pieces, end, stop(0), ENDED])
    assert b"".join(pieces) in out
    assert anthropic_lanes(out) == {(0, "thinking"): thought, (0, "signature"): made["signature"]}
    assert answer.choices[0].stored() == {"content/0/thinking": thought}


def test_an_empty_thought_has_its_signature_and_one_without_any_has_none() -> None:
    start = block(0, "thinking", thinking="", signature="")
    sign = delta(0, "signature_delta", signature="c2ln")
    out, _ = read([begun(), start, sign, stop(0), ENDED])
    sealed = anthropic_lanes(out)[0, "signature"]
    assert SEALS.open(sealed, over="") == ("c2ln", "model-host")
    unsigned = begun() + start + delta(0, "thinking_delta", thinking=P) + stop(0) + ENDED
    assert read([unsigned])[0] == unsigned


def test_what_only_the_provider_reads_is_sealed() -> None:
    found = {"type": "web_search_result", "encrypted_content": "ZW5j", "title": P, "url": P}
    cited = {"type": "web_search_result_location", "encrypted_index": "aWR4", "cited_text": P}
    content = [
        {"type": "redacted_thinking", "data": "ZGF0YQ=="},
        {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": [found]},
        {"type": "text", "text": "x", "citations": [cited]},
    ]
    made = json.loads(reader().whole(json.dumps({"content": content}).encode()))["content"]
    sealed = [
        (made[0]["data"], "ZGF0YQ=="),
        (made[1]["content"][0]["encrypted_content"], "ZW5j"),
        (made[2]["citations"][0]["encrypted_index"], "aWR4"),
    ]
    assert [SEALS.open(each) for each, _ in sealed] == [(raw, "model-host") for _, raw in sealed]
    assert made[1]["content"][0]["title"] == PERSON
    assert made[1]["content"][0]["url"] == P
    assert made[2]["citations"][0]["cited_text"] == PERSON


def test_citations_of_a_stream() -> None:
    cited = {
        "type": "char_location",
        "cited_text": f"{P} {CARD}",
        "document_title": P,
        "document_index": 0,
        "source": f"https://a.example/?q={P}",
    }
    stream = begun() + block(0, "text", text="", citations=[]) + delta(0, "text_delta", text="x")
    out, _ = read([stream, delta(0, "citations_delta", citation=cited), stop(0), ENDED])
    (made,) = [body["delta"] for body in events(out) if "citation" in body.get("delta", {})]
    assert made["citation"] == {
        **cited, "cited_text": f"{PERSON} {MASKED}", "document_title": PERSON
    }  # fmt: skip


def test_a_block_that_begins_filled_and_goes_on() -> None:
    half = len(P) // 2
    stream = [
        begun(),
        block(0, "text", text=f"A {P[:half]}"),
        delta(0, "text_delta", text=f"{P[half:]} and {CARD[:6]}"),
        delta(0, "text_delta", text=CARD[6:]),
        stop(0),
        block(1, "thinking", thinking="It ", signature=""),
        delta(1, "thinking_delta", thinking="is."),
        delta(1, "signature_delta", signature="c2ln"),
        stop(1),
        block(2, "tool_use", id="toolu_1", name=TOOL, input={"who": P}),
        stop(2),
        block(3, "tool_use", id="toolu_2", name=TOOL, input={"who": "?"}),
        delta(3, "input_json_delta", partial_json=f'{{"who": "{P}"'),
        delta(3, "input_json_delta", partial_json="}"),
        stop(3),
        ENDED,
    ]
    out, answer = read(stream, TOOL)
    made: Any = accumulated(out).content
    assert made[0].text == f"A {PERSON} and {MASKED}"
    assert made[1].thinking == "It is."
    assert SEALS.open(made[1].signature, over="It is.") == ("c2ln", "model-host")
    assert [each.input for each in made[2:]] == [{"who": PERSON}, {"who": PERSON}]
    call = f'{TOOL}({{"who":"{PERSON}"}})'
    assert answer.choices[0].texts() == (f"A {PERSON} and {MASKED}", call, call)


def test_the_input_of_a_call_comes_at_once_and_before_the_end_of_its_block() -> None:
    pieces = [delta(0, "input_json_delta", partial_json=each) for each in f'{{"a": "{E}"}}']
    start = block(0, "tool_use", id="toolu_1", name="send", input={})
    answer = reader("send")
    assert answer.feed(begun() + start) == begun() + start
    assert answer.feed(b"".join(pieces)) == b""
    kinds = [
        (body["type"], body.get("delta", {}).get("partial_json"))
        for body in events(answer.feed(stop(0)))
    ]
    assert kinds == [
        ("content_block_delta", f'{{"a":"{EMAIL}"}}'), ("content_block_stop", None)
    ]  # fmt: skip


@pytest.mark.parametrize("text", ['{"a": "' + P, "not json", f'{{"a": 1, "a": "{P}"}}', "[" * 200])
def test_input_that_is_no_json_is_text_and_gets_nothing_back(text: str) -> None:
    start = block(0, "tool_use", id="toolu_1", name=TOOL, input={})
    pieces = [delta(0, "input_json_delta", partial_json=each) for each in (text, CARD)]
    out, answer = read([begun(), start, *pieces, stop(0), ENDED], TOOL)
    assert anthropic_lanes(out) == {(0, "input"): text + MASKED}
    assert answer.choices[0].stored() == {"tool_calls/0": f"{TOOL}({text}{CARD})"}


def test_events_in_which_nothing_changes_pass_byte_for_byte() -> None:
    stream = (
        begun(usage={"output_tokens": 4111111111111111})
        + block(0, "text", text="")
        + event("ping")
        + delta(0, "text_delta", text="nothing to change, é")
        + stop(0)
    )
    answer = reader()
    assert answer.feed(stream) == stream
    assert answer.feed(ENDED) + answer.closing == ENDED
    assert answer.closing == event("message_stop")
    assert answer.done


def test_a_body_in_which_nothing_changes_passes_byte_for_byte() -> None:
    body = json.dumps({"type": "message", "content": [{"type": "text", "text": "x"}]}, indent=1)
    assert reader().whole(body.encode()) == body.encode()


def test_the_end_is_kept_until_the_answer_is_stored() -> None:
    for end, closing in ((ENDED, event("message_stop")), (ENDED[: ENDED.index(b"\n\n") + 2], b"")):
        answer = reader()
        out = answer.feed(begun() + block(0, "text", text="x") + stop(0) + end) + answer.end()
        assert b"message_stop" not in out
        assert json.loads(answer.closing.split(b"data: ")[1]) == {"type": "message_stop"}
        assert closing in answer.closing


def test_names_come_back_only_where_the_request_rewrote_them() -> None:
    bare = P[1:-1]
    names = {f"ask_{bare}": "ask_Malathi", f"id_{bare}": "id_Malathi"}
    given = {"id": f"id_{bare}", "name": f"ask_{bare}", "input": {}}
    other = {"id": bare, "name": f"tell_{bare}", "input": {}}
    streamed = [begun()]
    for place, each in enumerate((given, other)):
        streamed += [block(place, "tool_use", **each), stop(place)]
    content = [{"type": "tool_use", **each} for each in (given, other)]

    def answered(answer: MessagesAnswer) -> str:
        return answer.whole(json.dumps({"content": content}).encode()).decode()

    for out in (
        answered(reader(names=names)),
        reader(names=names).feed(b"".join(streamed)).decode(),
    ):
        assert "ask_Malathi" in out
        assert "id_Malathi" in out
        assert f"tell_{bare}" in out
        assert out.count("Malathi") == 2
