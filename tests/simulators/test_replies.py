"""Replies are the bytes that they say, however they are cut."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.simulators.completions import Choice, ToolCall
from tests.simulators.lanes import lanes
from tests.simulators.replies import (
    Asked,
    Behaviour,
    Cuts,
    End,
    Framing,
    Level,
    Reply,
    answer,
    api_error,
    computed,
    echo,
    end_early,
    events,
    every_byte,
    every_event,
    every_line,
    html_error,
    provider_error,
    reset_after_head,
    stream_body,
    tool_script,
    wrong_type,
)

ASKED = Asked(body={"messages": [{"role": "user", "content": "Hello"}]})
STREAMED = Asked(body={**ASKED.body, "stream": True, "stream_options": {"include_usage": True}})


def made(behaviour: Behaviour, asked: Asked = ASKED) -> Reply:
    return behaviour(asked) if callable(behaviour) else behaviour


@given(st.binary(max_size=60), st.lists(st.integers(-5, 70)))
def test_pieces_are_the_data_for_every_plan(data: bytes, plan: list[int]) -> None:
    pieces = Cuts(plan=plan).pieces(data)
    assert b"".join(pieces) == data
    assert all(pieces)
    assert len(pieces) == len({place for place in plan if 0 < place < len(data)}) + bool(data)


@given(st.binary(max_size=40), st.lists(st.integers(0, 200)), st.integers(0, 250))
def test_a_stop_is_a_prefix_of_the_whole_wire(data: bytes, plan: list[int], stop: int) -> None:
    cuts = Cuts(plan=plan, level=Level.WIRE)
    whole = b"".join(Reply(body=data, framing=Framing.CHUNKED, cuts=cuts).pieces())
    stopped = Reply(body=data, framing=Framing.CHUNKED, cuts=cuts, stop=stop).pieces()
    assert b"".join(stopped) == whole[:stop]


def test_body_cuts_become_frames_of_a_chunked_body() -> None:
    reply = Reply(body="€uro".encode(), framing=Framing.CHUNKED, cuts=Cuts(plan=[1, 2]))
    frames = [b"1\r\n\xe2\r\n", b"1\r\n\x82\r\n", b"4\r\n\xacuro\r\n", b"0\r\n\r\n"]
    assert reply.pieces()[1:] == frames


def test_an_empty_body_has_only_the_last_frame() -> None:
    assert Reply(framing=Framing.CHUNKED).pieces()[1:] == [b"0\r\n\r\n"]
    assert Reply(status=0, body=b"").pieces() == []


def test_plans_by_byte_and_by_event() -> None:
    assert list(every_byte(b"abc")) == [1, 2]
    assert every_event(b"data: a\n\ndata: b\n\n") == [9, 18]
    assert every_line(b"{}\n{}\n") == [3]


def test_an_answer_is_streamed_where_the_request_asks_for_it() -> None:
    whole, streamed = made(answer("Hi")), made(answer("Hi"), STREAMED)
    assert json.loads(whole.body)["choices"][0]["message"]["content"] == "Hi"
    assert lanes(streamed.body) == {(0, "content"): "Hi"}
    assert b'"choices":[],' in streamed.body  # the chunk of usage


def test_echo_repeats_the_last_user_message_and_joins_parts() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    asked = Asked(body={"messages": [{"role": "user", "content": parts}, {"role": "tool"}]})
    assert json.loads(made(echo(), asked).body)["choices"][0]["message"]["content"] == "ab"
    assert made(echo(), Asked(body={})).status == 200


def test_an_answer_can_be_computed() -> None:
    two = computed(lambda asked: [Choice(content=asked.last_text())] * 2)
    assert [c["message"]["content"] for c in json.loads(made(two).body)["choices"]] == ["Hello"] * 2
    shout = computed(lambda asked: asked.last_text().upper())
    assert b"HELLO" in made(shout).body


def test_errors_have_the_shape_of_their_server() -> None:
    limited = api_error(429, code="rate_limit_exceeded", retry_after=3)
    assert json.loads(limited.body)["error"]["code"] == "rate_limit_exceeded"
    assert b"retry-after: 3\r\n" in limited.head()
    assert json.loads(api_error(500, code="x").body)["error"]["type"] == "server_error"
    assert b"text/html" in html_error(502).head()


def test_a_cut_short_body_ends_without_its_last_frame() -> None:
    reply = made(end_early(answer("Hello there"), size=30), STREAMED)
    assert reply.end is End.CLOSE
    assert not b"".join(reply.pieces()).endswith(b"0\r\n\r\n")
    assert reset_after_head().pieces() == [reset_after_head().head()]


def test_events_and_types_are_as_said() -> None:
    assert events("{broken").body == b"data: {broken\n\n"
    assert b"content-type: text/plain\r\n" in made(wrong_type(answer("x"))).head()


def test_a_reply_does_not_show_its_body() -> None:
    assert "4111" not in repr(Reply(body=b"4111 1111 1111 1111"))
    assert "Hello" not in repr(ASKED)


MESSAGES = Asked(
    body={"messages": [{"role": "user", "content": "Hello"}]}, target="/v1/messages?beta=true"
)
LINES = Asked(body=MESSAGES.body, target="/api/chat")


def test_one_answer_is_said_in_the_shape_of_the_wire_that_was_called() -> None:
    assert json.loads(made(echo(), MESSAGES).body)["content"] == [{"type": "text", "text": "Hello"}]
    streamed = made(answer("Hello"), LINES)
    assert dict(streamed.headers)["content-type"] == "application/x-ndjson"
    pieces = [json.loads(piece) for piece in streamed.cuts.pieces(streamed.body)]
    assert [piece["message"]["content"] for piece in pieces] == ["Hell", "o", ""]


def test_an_error_has_the_shape_of_the_wire_that_was_called() -> None:
    refused = provider_error(429, message="Slow.", retry_after=3)
    reply = made(refused, MESSAGES)
    assert (reply.status, dict(reply.headers)["retry-after"]) == (429, "3")
    assert json.loads(reply.body)["error"] == {"type": "rate_limit_error", "message": "Slow."}
    assert json.loads(made(refused, LINES).body) == {"error": "Slow."}
    assert json.loads(made(refused).body)["error"]["message"] == "Slow."


def test_a_loop_over_tools_calls_and_then_speaks() -> None:
    first, last = tool_script(ToolCall(name="find", arguments='{"a":1}'), text="Done.")
    assert json.loads(made(first, MESSAGES).body)["content"][0]["input"] == {"a": 1}
    assert json.loads(made(first).body)["choices"][0]["finish_reason"] == "tool_calls"
    assert json.loads(made(last, MESSAGES).body)["content"][0]["text"] == "Done."


def test_these_very_bytes_go_under_the_name_they_are_given() -> None:
    reply = stream_body(b"{}\n{}", content_type="application/x-ndjson")
    assert reply.cuts.pieces(reply.body) == [b"{}\n", b"{}"]


def test_a_path_of_no_wire_is_an_error_of_the_test() -> None:
    with pytest.raises(LookupError):
        made(echo(), Asked(body={}, target="/v1/images/generations"))
