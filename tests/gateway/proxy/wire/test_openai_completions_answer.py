"""Answers of text completions: the same for every way of cutting the stream."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.errors import UpstreamFailed
from gateway.model import Action
from gateway.proxy.stream import Blocked
from gateway.proxy.toward_user import whole
from gateway.proxy.wire.openai_completions_answer import MOST_CHOICES, CompletionsAnswer
from tests.gateway.proxy.wire.readers import (
    CARD,
    EMAIL,
    MASKED,
    PERSON,
    E,
    P,
    check_cuts,
    given,
    random_cuts,
    toward,
)
from tests.golden.answers import WireStream
from tests.golden.openai_others import golden_completion_streams, golden_completion_wholes
from tests.simulators.completions import event_stream
from tests.simulators.lanes import chunk_bodies
from tests.simulators.openai_completions import text_chunks, text_completion
from tests.simulators.wire_lanes import completions_lanes

STREAMS = golden_completion_streams(P, E)
DONE = b"data: [DONE]\n\n"


def reader(**more: Any) -> CompletionsAnswer:
    return CompletionsAnswer(toward(**more), max_event_bytes=1 << 16)


@pytest.mark.parametrize("golden", STREAMS, ids=lambda each: each.name)
def test_every_cut_gives_what_the_whole_gives(golden: WireStream) -> None:
    first = reader()
    expected = given(first, [golden.body])
    if b"\r" not in golden.body:  # a cut inside CRLF may move a line end, nothing more
        most = len(golden.body) if golden.name == "in one piece" else 200
        check_cuts(reader, golden.body, most=most)
    pieces = [bytes([byte]) for byte in golden.body]
    assert completions_lanes(given(reader(), pieces)) == completions_lanes(expected)
    assert first.done


@for_all(st.data())
def test_random_cuts_give_what_the_whole_gives(data: st.DataObject) -> None:
    golden = data.draw(st.sampled_from(STREAMS))
    out = given(reader(), data.draw(random_cuts(golden.body)))
    assert completions_lanes(out) == completions_lanes(given(reader(), [golden.body]))


@pytest.mark.parametrize("golden", STREAMS, ids=lambda each: each.name)
def test_each_lane_gives_what_its_whole_text_gives(golden: WireStream) -> None:
    streamed = completions_lanes(given(reader(), [golden.body]))
    assert streamed == {
        key: shown for key, raw in golden.lanes.items() if (shown := whole(toward().lane(), raw))
    }


@pytest.mark.parametrize("name", golden_completion_wholes(P, E))
def test_whole_bodies(name: str) -> None:
    body = golden_completion_wholes(P, E)[name]
    answer = reader()
    told = json.loads(answer.whole(json.dumps(body).encode()))
    for index, (choice, made) in enumerate(zip(told["choices"], body["choices"], strict=True)):
        assert choice["text"] == whole(toward().lane(), made["text"])
        assert answer.choices[index].stored() == {"text": made["text"]}
        assert answer.choices[index].texts() == (choice["text"].strip(),)


@pytest.mark.parametrize("text", [f"Dear {P}, to {E}.", f"![x]({P}) {P}", f"It is {CARD}, yes"])
def test_every_cut_of_the_text_gives_what_the_whole_text_gives(text: str) -> None:
    for place in range(len(text) + 1):
        parts = (text[:place], text[place:])
        stream = b"".join(event([item(part)]) for part in parts) + event([item("", end="stop")])
        lanes = completions_lanes(given(reader(), [stream + DONE]))
        assert lanes == {(0, "text"): whole(toward().lane(), text)}


def item(text: Any, index: int = 0, *, end: str | None = None, **more: Any) -> dict[str, Any]:
    return {"text": text, "index": index, "logprobs": None, "finish_reason": end, **more}


def event(choices: Any, **members: Any) -> bytes:
    return b"data: " + json.dumps({"id": "c", "choices": choices, **members}).encode() + b"\n\n"


def test_what_was_held_comes_before_the_end() -> None:
    answer = reader()
    out = answer.feed(event([item(f"Hi {P}")]) + event([item("", end="stop")]) + DONE)
    found = chunk_bodies(out)
    assert [each["choices"] for each in found] == [
        [item("Hi ")],
        [item(PERSON)],
        [item("", end="stop")],
    ]
    assert answer.closing == DONE


def test_text_that_comes_with_the_end_stays_in_order_and_before_it() -> None:
    out = reader().feed(event([item("Hi ")]) + event([item(f"you {P}", end="stop")]) + DONE)
    assert [each["choices"][0] for each in chunk_bodies(out)] == [
        item("Hi "),
        item(f"you {PERSON}"),
        item("", end="stop"),
    ]


def test_choices_of_one_chunk_end_one_by_one() -> None:
    first = event([item(f"A {P}", end="stop"), item(f"B {P[:5]}", 1)])
    out = reader().feed(first + event([item(P[5:], 1, end="length")]) + DONE)
    assert completions_lanes(out) == {(0, "text"): f"A {PERSON}", (1, "text"): f"B {PERSON}"}
    ended: set[int] = set()
    for body in chunk_bodies(out):
        for choice in body["choices"]:
            assert not (choice["text"] and choice["index"] in ended)
            if choice["finish_reason"]:
                ended.add(choice["index"])
    assert ended == {0, 1}


def test_a_stream_that_is_done_without_a_reason_gives_what_was_held() -> None:
    answer = reader()
    out = answer.feed(event([item(f"Hi {P}")]) + DONE)
    assert completions_lanes(out) == {(0, "text"): f"Hi {PERSON}"}
    assert answer.closing == DONE


def test_a_stream_without_its_end_event_but_with_finished_choices_is_whole() -> None:
    out = given(reader(), [event([item("Hi", end="stop")])])
    assert out.endswith(DONE)


def test_what_does_not_change_passes_byte_for_byte() -> None:
    stream = event_stream(text_chunks(["nothing here", "nor here"]))
    assert given(reader(), [stream]) == stream
    body = json.dumps(text_completion(["nothing here"]), indent=1).encode()
    assert reader().whole(body) == body


FILTERS = {"hate": {"filtered": False, "severity": "safe"}, "custom": [{"id": CARD}]}


def test_azures_filters_pass_and_keep_no_card() -> None:
    prompt = [{"prompt_index": 0, "content_filter_results": FILTERS}]
    stream = event([], prompt_filter_results=prompt)
    stream += event([item("Hi", end="stop", content_filter_results=FILTERS)]) + DONE
    found = chunk_bodies(given(reader(), [stream]))
    results = found[0]["prompt_filter_results"][0]["content_filter_results"]
    assert results == {"hate": {"filtered": False, "severity": "safe"}, "custom": [{"id": MASKED}]}
    assert found[1]["choices"][0]["content_filter_results"] == results


def test_many_chunks_with_filters_leave_no_lane_behind() -> None:
    answer = reader()
    for _ in range(50):
        answer.feed(event([item("x ", content_filter_results={"hate": {"severity": "safe"}})]))
    assert len(answer._user.lanes) == 1


def test_cards_are_masked_wherever_they_stand_and_log_probabilities_do_not_pass() -> None:
    choice = item(f"It is {CARD}", end=CARD, new=CARD) | {"logprobs": {"tokens": [CARD]}}
    members = {"id": CARD, "model": CARD, "system_fingerprint": CARD, "extra": {"a": [CARD, P]}}
    for out in (
        given(reader(), [event([choice], **members) + DONE]),
        reader().whole(json.dumps({"choices": [choice], **members}).encode()),
    ):
        assert b"4111" not in out
        assert MASKED.encode() in out
        assert PERSON.encode() in out


def test_nothing_is_restored_in_links_and_addresses() -> None:
    choice = item(f"[x](https://e.example/?{P}) ", end="stop", url=E)
    out = given(reader(), [event([choice]) + DONE]).decode()
    assert PERSON not in out
    assert EMAIL not in out


def test_blocked_cards_end_the_stream() -> None:
    answer = reader(action=Action.BLOCK)
    with pytest.raises(Blocked):
        answer.feed(event([item(f"It is {CARD}. ", end="stop")]))
    assert answer.closing == b""


@pytest.mark.parametrize(
    "data",
    [
        b"data: {not json}\n\n",
        b"data: [1]\n\n",
        b'data: {"error": {"message": "4111 1111 1111 1111"}}\n\n',
        b'data: {"a": 1, "a": 2}\n\n',
        b"data: \xff\n\n",
        event("4111"),
        event({"text": "4111"}),
        event(["4111"]),
        event([item(7)]),
        event([item({"text": "4111"})]),
        event([item("x", "4111")]),  # type: ignore[arg-type]
        event([item("x", -1)]),
        event([item("x", MOST_CHOICES)]),
        event([item("x"), item("y")]),
        event([item("x", end="stop")]) + event([item("4111")]),
        b"data: " + b"x" * 70_000,
    ],
)
def test_garbage_is_an_error_without_its_words(data: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        reader().feed(data)
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"choices":null}', b'{"choices":{}}', b'{"choices":["4111"]}',
     b'{"choices":[{}]}', b'{"choices":[{"text":["4111"]}]}',
     json.dumps({"choices": [item("x")] * (MOST_CHOICES + 1)}).encode()],
)  # fmt: skip
def test_a_body_that_is_not_the_wire_s_is_an_error(body: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        reader().whole(body)
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)


@pytest.mark.parametrize("stream", [b"", DONE, b": ping\n\n", event([item("a")]), event([])])
def test_a_stream_that_breaks_off_is_an_error(stream: bytes) -> None:
    answer = reader()
    with pytest.raises(UpstreamFailed) as failure:
        given(answer, [stream])
    assert failure.value.code == "upstream_incomplete"
    assert answer.closing == b""
