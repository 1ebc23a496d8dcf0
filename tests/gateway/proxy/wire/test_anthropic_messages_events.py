"""Events of Anthropic's messages that are new, broken, hostile or out of order."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import UpstreamFailed
from gateway.model import Action
from gateway.proxy.stream import Blocked
from gateway.proxy.toward_user import whole
from gateway.proxy.wire.anthropic_messages_answer import MAX_BLOCKS, MAX_LANES, TokenCount
from gateway.proxy.wire.reply_facts import ReplyFacts
from tests.gateway.proxy.wire.anthropic_answers import (
    BROKEN,
    CARD,
    ENDED,
    MASKED,
    PERSON,
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
from tests.simulators.wire_lanes import anthropic_lanes

TEXT = begun() + block(0, "text", text="")
THOUGHT = begun() + block(0, "thinking", thinking="", signature="")
USE = begun() + block(0, "tool_use", id="toolu_1", name="x", input={})
SPLIT_PLACES = st.sets(st.integers(1, 200), max_size=8)


@pytest.mark.parametrize(
    "stream",
    [
        stop(0),
        block(0, "text", text=CARD),
        delta(0, "text_delta", text=CARD),
        ENDED,
        event("message_stop"),
        begun() + begun(),
        begun(content=[{"type": "text", "text": CARD}]),
        event("message_start"),
        event("message_start", message=CARD),
        begun() + stop(0),
        begun() + delta(0, "text_delta", text=CARD),
        begun() + block(1, "text", text=CARD),
        begun() + event("content_block_start", index=-1, content_block={"type": "text"}),
        begun() + event("content_block_start", index="0", content_block={"type": "text"}),
        begun() + event("content_block_start", index=0),
        begun() + event("content_block_start", index=0, content_block=[CARD]),
        begun() + event("content_block_start", index=0, content_block={"text": CARD}),
        begun() + event("content_block_start", index=0, content_block={"type": [CARD]}),
        TEXT + block(1, "text", text=CARD),
        TEXT + delta(1, "text_delta", text=CARD),
        TEXT + stop(1),
        TEXT + stop(0) + stop(0),
        TEXT + stop(0) + delta(0, "text_delta", text=CARD),
        TEXT + stop(0) + block(0, "text", text=CARD),
        TEXT + ENDED,
        TEXT + event("message_stop"),
        TEXT + stop(0) + ENDED[: ENDED.index(b"\n\n") + 2] + block(1, "text", text=CARD),
        TEXT + event("content_block_delta", index=0),
        TEXT + event("content_block_delta", index=0, delta=CARD),
        TEXT + event("content_block_delta", index=0, delta={"text": CARD}),
        TEXT + event("content_block_delta", index=0, delta={"type": 7, "text": CARD}),
        TEXT + delta(0, "input_json_delta", partial_json=CARD),
        USE + delta(0, "input_json_delta", partial_json={"a": CARD}),
        USE + delta(0, "input_json_delta"),
        begun() + block(0, "tool_use", id="toolu_1", input={}),
        begun() + block(0, "tool_use", id="toolu_1", name=[CARD], input={}),
        begun() + block(0, "thinking", thinking=[CARD]),
        begun() + block(0, "thinking", thinking="", signature={"a": CARD}),
        THOUGHT + delta(0, "thinking_delta", thinking=[CARD]),
        THOUGHT + delta(0, "signature_delta", signature=None),
        THOUGHT
        + delta(0, "signature_delta", signature="c2ln")
        + delta(0, "thinking_delta", thinking="more"),
        event("error", error={"type": "overloaded_error", "message": CARD}),
        TEXT + event("error", error={"type": "api_error", "message": CARD}),
        b"data: {not json}\n\n",
        b"data: [1]\n\n",
        b'data: "4111 1111 1111 1111"\n\n',
        b'data: {"type": "a", "type": "ping"}\n\n',
        b"data: \xff\xfe\n\n",
        begun()
        + b'data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use",'
        b'"name":"x","input":{"a":"\\ud83d"}}}\n\n',
    ],
)
def test_what_is_out_of_order_or_of_another_form_is_an_error_without_its_words(
    stream: bytes,
) -> None:
    answer = reader()
    with pytest.raises(UpstreamFailed) as failure:
        answer.feed(stream)
    assert failure.value.code == "upstream_error"
    assert "4111" not in f"{failure.value} {failure.value.details}"
    assert not answer.closing


@pytest.mark.parametrize("stream", BROKEN, ids=lambda each: each.name)
def test_a_stream_that_breaks_off_is_an_error_and_keeps_what_came(stream: WireStream) -> None:
    answer = reader("find")
    given: list[bytes] = []

    def drained() -> None:
        given.extend(answer.feed(bytes([byte])) for byte in stream.body)
        answer.end()

    with pytest.raises(UpstreamFailed) as failure:
        drained()
    reported = stream.name == "error event"
    assert failure.value.code == ("upstream_error" if reported else "upstream_incomplete")
    lanes = anthropic_lanes(b"".join(given))
    for (place, name), raw in stream.lanes.items():
        expected = "" if name == "input" else whole(toward().lane(), raw)
        assert expected.startswith(lanes.get((place, name), ""))
    kept = json.dumps(answer.choices[0].stored(), ensure_ascii=False)
    assert "tool_calls" in kept or P in kept


@pytest.mark.parametrize(
    "stream",
    [b"", event("ping"), begun(), TEXT, TEXT + stop(0), TEXT + stop(0) + ENDED[:40],
     TEXT + stop(0) + event("message_delta", delta={"stop_reason": None})],
)  # fmt: skip
def test_a_stream_without_its_end_is_incomplete(stream: bytes) -> None:
    answer = reader()
    answer.feed(stream)
    with pytest.raises(UpstreamFailed) as failure:
        answer.end()
    assert failure.value.code == "upstream_incomplete"
    assert not answer.closing


def test_nothing_is_read_after_the_end() -> None:
    answer = reader()
    end = TEXT + stop(0) + ENDED
    assert answer.feed(end + begun() + event("error", error={})) + answer.closing == end
    assert answer.done
    assert answer.feed(delta(0, "text_delta", text=CARD)) == b""
    assert answer.end() == b""


UNLISTED = [
    ({"note": f"{P} {CARD}"}, {"note": f"{PERSON} {MASKED}"}),
    ({"list": [P, {"deep": [CARD]}]}, {"list": [PERSON, {"deep": [MASKED]}]}),
    ({"url": P, "HREF": [P]}, {"url": P, "HREF": [P]}),
    ({"url": f"https://a.example/{CARD}"}, {"url": f"https://a.example/{MASKED}"}),
    ({"cited": {"src": P, "title": P}}, {"cited": {"src": P, "title": PERSON}}),
    ({"note": 7, "more": None}, {"note": 7, "more": None}),
]


@pytest.mark.parametrize(("given", "shown"), UNLISTED)
@pytest.mark.parametrize(
    "kind",
    [
        *("message_start", "content_block_start", "content_block_stop", "message_delta"),
        *("message_stop", "ping", "event_of_tomorrow"),
    ],
)
def test_members_that_the_wire_does_not_list_go_through_lanes(
    kind: str, given: dict[str, Any], shown: dict[str, Any]
) -> None:
    bodies = [*events(TEXT + stop(0)), {"type": "ping"}, *events(ENDED)]
    bodies.insert(0, {"type": "event_of_tomorrow"})
    pieces = [
        event(**_with_kind({**body, **(given if body["type"] == kind else {})})) for body in bodies
    ]
    out, _ = read(pieces)
    (told,) = [body for body in events(out) if body["type"] == kind]
    assert {key: told[key] for key in shown} == shown


def _with_kind(body: dict[str, Any]) -> dict[str, Any]:
    return {"kind": body["type"], **{key: body[key] for key in body if key != "type"}}


@pytest.mark.parametrize(("given", "shown"), UNLISTED)
def test_members_of_a_whole_body_that_the_wire_does_not_list(
    given: dict[str, Any], shown: dict[str, Any]
) -> None:
    for kind in ("text", "thinking", "tool_use", "redacted_thinking", "block_of_tomorrow"):
        content = [{"type": kind, "name": "x", "data": "ZGF0YQ==", **given}]
        body = {"content": content, **given}
        told = json.loads(reader().whole(json.dumps(body).encode()))
        assert {key: told[key] for key in shown} == shown
        assert {key: told["content"][0][key] for key in shown} == shown


@given(SPLIT_PLACES)
def test_deltas_of_tomorrow_have_lanes_that_end_with_their_block(places: set[int]) -> None:
    text = f"It is {P}, {CARD}; again {P}"
    cuts = sorted(place for place in places if place < len(text))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    deltas = [delta(0, "novel_delta", words=each, n=7) for each in pieces]
    out, _ = read([begun(), block(0, "novel"), *deltas, stop(0), ENDED])
    told = [body["delta"] for body in events(out) if body["type"] == "content_block_delta"]
    assert all(each["type"] == "novel_delta" for each in told)
    assert "".join(each["words"] for each in told) == f"It is {PERSON}, {MASKED}; again {PERSON}"
    kinds = [body["type"] for body in events(out)]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]


@given(SPLIT_PLACES)
def test_text_deltas_cut_anywhere_give_what_the_whole_text_gives(places: set[int]) -> None:
    text = f"**{P}** \U0001f600 [x](https://a.example/?q={P}) {CARD} <img src='{P}'> {E} {P[:9]}"
    cuts = sorted(place for place in places if place < len(text))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    deltas = [delta(0, "text_delta", text=each) for each in pieces]
    out, answer = read([TEXT, *deltas, stop(0), ENDED])
    expected = whole(toward().lane(), text)
    assert anthropic_lanes(out) == {(0, "text"): expected}
    assert f"q={P}" in expected
    assert f"src='{P}'" in expected
    assert answer.choices[0].texts() == (expected,)
    assert answer.choices[0].stored() == {"content/0/text": text}


def test_half_a_pair_in_one_delta_and_the_rest_in_the_next() -> None:
    for member, start in (("text", TEXT), ("thinking", THOUGHT)):
        halves = [
            f'event: content_block_delta\ndata: {{"type":"content_block_delta","index":0,'
            f'"delta":{{"type":"{member}_delta","{member}":"\\u{half}"}}}}\n\n'.encode()
            for half in ("d83d", "de00")
        ]
        out, _ = read([start, *halves, stop(0), ENDED])
        assert anthropic_lanes(out) == {(0, member): "\U0001f600"}


def test_blocks_calls_and_lanes_have_a_bound() -> None:
    calls = [
        block(place, "tool_use", id="toolu_1", name="x", input={}) + stop(place)
        for place in range(MAX_BLOCKS)
    ]
    answer = reader()
    answer.feed(begun() + b"".join(calls))
    assert len(answer.choices[0].calls) == MAX_BLOCKS
    with pytest.raises(UpstreamFailed):
        answer.feed(block(MAX_BLOCKS, "text", text=""))
    content = [{"type": "text", "text": "x"}] * (MAX_BLOCKS + 1)
    with pytest.raises(UpstreamFailed):
        reader().whole(json.dumps({"content": content}).encode())
    answer = reader()
    answer.feed(begun() + block(0, "novel"))
    with pytest.raises(UpstreamFailed):
        answer.feed(b"".join(delta(0, f"d{n}", text="x") for n in range(MAX_LANES + 1)))


def test_block_is_an_error_and_nothing_of_it_is_given() -> None:
    answer = reader(action=Action.BLOCK)
    out = answer.feed(TEXT + delta(0, "text_delta", text=f"It is {CARD[:9]}"))
    with pytest.raises(Blocked):
        answer.feed(delta(0, "text_delta", text=f"{CARD[9:]}.") + stop(0))
    assert b"4111" not in out


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b'{"content":null}', b'{"content":{}}', b'{"content":"4111"}',
     b'{"content":["4111"]}', b'{"content":[{"text":"4111"}]}', b'{"id":"a","id":"b"}',
     b'{"content":[{"type":"tool_use","input":{}}]}',
     b'{"content":[{"type":"thinking","thinking":["4111"]}]}',
     b'{"type":"error","error":{"type":"api_error","message":"4111"},"content":[]}'],
)  # fmt: skip
def test_a_body_that_is_not_the_wires_is_an_error_without_its_words(body: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        reader().whole(body)
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)


def test_an_event_that_is_too_large_is_an_error() -> None:
    with pytest.raises(UpstreamFailed):
        reader(max_event_bytes=100).feed(b"data: " + b"x" * 200)


def test_a_count_of_tokens() -> None:
    def count(body: Any) -> Any:
        made = TokenCount(toward(), max_event_bytes=1000).whole(json.dumps(body).encode())
        return json.loads(made)

    assert count({"input_tokens": 9}) == {"input_tokens": 9}
    assert count({"input_tokens": 9, "note": f"{P} {CARD}"})["note"] == f"{PERSON} {MASKED}"
    for body in ({}, {"input_tokens": "9"}, {"input_tokens": None}, {"error": {"message": CARD}}):
        with pytest.raises(UpstreamFailed):
            count(body)
    with pytest.raises(UpstreamFailed):
        TokenCount(toward(), max_event_bytes=1000).feed(begun())
    with pytest.raises(UpstreamFailed):
        TokenCount(toward(), max_event_bytes=1000).end()


def test_a_thought_holds_what_may_be_blocked_and_gives_it_before_its_signature() -> None:
    said = "I see 4111 1111 of it."
    body = b"".join(
        (
            begun(),
            block(0, "thinking", thinking="", signature=""),
            *(delta(0, "thinking_delta", thinking=letter) for letter in said[:-8]),
            delta(0, "signature_delta", signature="c2ln"),
            stop(0),
            ENDED,
        )
    )
    answer = reader(action=Action.BLOCK)
    given = events(answer.feed(body) + answer.end() + answer.closing)
    deltas = [each["delta"] for each in given if each["type"] == "content_block_delta"]
    assert "".join(each.get("thinking", "") for each in deltas) == said[:-8]
    assert [each["type"] for each in deltas][-2:] == ["thinking_delta", "signature_delta"]
    assert len(deltas) > 3
    blocked = body.replace(b"c2ln", b"").replace(b'"signature_delta"', b'"thinking_delta"')
    spoken = delta(0, "thinking_delta", thinking="1111 1111 1111")
    blocked = blocked.replace(stop(0), spoken + stop(0))
    with pytest.raises((Blocked, UpstreamFailed)):
        reader(action=Action.BLOCK).feed(blocked)


@pytest.mark.parametrize(
    ("usage", "region"),
    [
        ({"inference_geo": "us"}, "us"),
        ({"inference_geo": None}, ""),
        ({"inference_geo": 7}, ""),
        ({"input_tokens": 1}, ""),
        (None, ""),
        ("us", ""),
    ],
)
def test_where_it_was_made_is_known_from_the_first_event(usage: Any, region: str) -> None:
    answer = reader()
    assert answer.facts == ReplyFacts()
    answer.feed(begun(usage=usage))
    assert answer.facts == ReplyFacts(region=region)
    assert whole_facts({"role": "assistant", "content": [], "usage": usage}) == answer.facts


def whole_facts(body: dict[str, Any]) -> ReplyFacts:
    answer = reader()
    answer.whole(json.dumps(body).encode())
    return answer.facts


def test_what_the_end_says_of_it_counts_too() -> None:
    answer = reader()
    answer.feed(begun(usage={"inference_geo": "us"}))
    delta = {"stop_reason": "end_turn"}
    answer.feed(event("message_delta", delta=delta, usage={"output_tokens": 1}))
    assert answer.facts.region == "us"
    answer.feed(event("message_delta", delta={}, usage={"inference_geo": "global"}))
    assert answer.facts.region == "global"


def test_a_count_of_tokens_says_nothing_of_it() -> None:
    count = TokenCount(toward(), max_event_bytes=1000)
    count.whole(b'{"input_tokens": 5}')
    assert count.facts == ReplyFacts()
