"""Answers of Ollama: the same for every way of cutting the stream."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import ollama
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.errors import UpstreamFailed
from gateway.model import Action
from gateway.proxy.stream import Blocked
from gateway.proxy.toward_user import whole
from gateway.proxy.wire.ollama_answer import MOST_CALLS, ChatAnswer, GenerateAnswer
from gateway.proxy.wire.ollama_chat import read_request
from gateway.proxy.wire.options import ReadOptions
from tests.gateway.proxy.wire.readers import (
    CARD,
    EMAIL,
    MASKED,
    PERSON,
    E,
    P,
    check_cuts,
    given,
    ledger,
    random_cuts,
    toward,
)
from tests.golden.answers import WireStream
from tests.golden.ollama import (
    golden_chat_streams,
    golden_chat_wholes,
    golden_generate_streams,
    golden_generate_wholes,
)
from tests.simulators.completions import Choice, Envelope, ToolCall
from tests.simulators.framing import lines_stream
from tests.simulators.ollama import chat, chat_lines
from tests.simulators.wire_lanes import ollama_lanes

TOOL = "find_customer"
CHAT = [each for each in golden_chat_streams(P, E) if each.whole]
BROKEN = [each for each in golden_chat_streams(P, E) if not each.whole]
GENERATE = golden_generate_streams(P, E)
STREAMS = [(ChatAnswer, each) for each in CHAT] + [(GenerateAnswer, each) for each in GENERATE]


def reader(*tools: str, of: type[ChatAnswer] = ChatAnswer, limit: int = 1 << 16) -> ChatAnswer:
    return of(toward(*tools), max_event_bytes=limit)


def named(param: Any) -> str:
    return param.name if isinstance(param, WireStream) else param.__name__


@pytest.mark.parametrize(("of", "golden"), STREAMS, ids=named)
def test_every_cut_gives_what_the_whole_gives(of: type[ChatAnswer], golden: WireStream) -> None:
    most = len(golden.body) if golden.name in ("crlf", "in one piece", "tool calls") else 100
    answer = check_cuts(lambda: reader(TOOL, of=of), golden.body, most=most)
    assert answer.done
    assert answer.choices[0].stored().keys() == {name for _, name in golden.lanes}


@for_all(st.data())
def test_random_cuts_give_what_the_whole_gives(data: st.DataObject) -> None:
    of, golden = data.draw(st.sampled_from(STREAMS))
    pieces = data.draw(random_cuts(golden.body))
    once = given(reader(TOOL, of=of), [golden.body])
    assert given(reader(TOOL, of=of), pieces) == once


TEXTS = (
    f"Dear {P},\n\nwrite to {E}.",
    f"[{P}](https://x.example/?{P}) {P.lower()} ",
    f"It is {CARD}, yes",
    f"{P[:-2]} [ {CARD[:-1]}",
)


@pytest.mark.parametrize("text", TEXTS)
def test_every_cut_of_the_text_gives_what_the_whole_text_gives(text: str) -> None:
    expected = whole(toward().lane(), text)
    for place in range(len(text) + 1):
        parts = (text[:place], text[place:])
        stream = b"".join(line(said(part, thinking=part)) for part in parts) + END
        lanes = ollama_lanes(given(reader(), [stream]))
        assert lanes == {(0, "content"): expected, (0, "thinking"): expected}
    stream = b"".join(line(said(character)) for character in text) + END
    assert ollama_lanes(given(reader(), [stream])) == {(0, "content"): expected}


@pytest.mark.parametrize(("of", "golden"), STREAMS, ids=named)
def test_each_lane_gives_what_its_whole_text_gives(
    of: type[ChatAnswer], golden: WireStream
) -> None:
    streamed = ollama_lanes(given(reader(of=of), [golden.body]))
    for (index, name), raw in golden.lanes.items():
        if "tool_calls" not in name:
            assert streamed.get((index, name), "") == whole(toward().lane(), raw)


@pytest.mark.parametrize("name", golden_chat_wholes(P, E))
def test_a_stream_of_chat_gives_what_the_whole_body_gives(name: str) -> None:
    body = golden_chat_wholes(P, E)[name]
    message = json.loads(reader(TOOL).whole(json.dumps(body).encode()))["message"]
    stream = next(each for each in CHAT if each.name == name)
    lanes = ollama_lanes(given(reader(TOOL), [stream.body]))
    assert lanes.get((0, "content"), "") == message["content"]
    assert lanes.get((0, "thinking"), "") == message.get("thinking", "")
    for place, call in enumerate(message.get("tool_calls", ())):
        assert json.loads(lanes[0, f"tool_calls/{place}"]) == call["function"]["arguments"]


@pytest.mark.parametrize("name", golden_generate_wholes(P, E))
def test_a_stream_of_generate_gives_what_the_whole_body_gives(name: str) -> None:
    body = golden_generate_wholes(P, E)[name]
    told = json.loads(reader(of=GenerateAnswer).whole(json.dumps(body).encode()))
    stream = next(each for each in GENERATE if each.name == name)
    lanes = ollama_lanes(given(reader(of=GenerateAnswer), [stream.body]))
    assert lanes.get((0, "response"), "") == told["response"]
    assert lanes.get((0, "thinking"), "") == told.get("thinking", "")
    assert "context" not in told


def lines(out: bytes) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def line(message: Any, **members: Any) -> bytes:
    body = {"model": "m", "created_at": "2026-11-22T10:00:00.5Z", "message": message}
    return json.dumps({**body, "done": False, **members}).encode() + b"\n"


END = line({"role": "assistant", "content": ""}, done=True, done_reason="stop", eval_count=7)


def said(content: str, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, **more}


def test_what_was_held_comes_in_a_line_before_the_end() -> None:
    answer = reader()
    out = answer.feed(line(said(f"Hi {P[:-1]}")) + line(said("]")) + END)
    (first, tail) = lines(out)
    assert first["message"] == said("Hi ")
    assert tail == {
        "model": "m",
        "created_at": "2026-11-22T10:00:00.5Z",
        "message": said(PERSON),
        "done": False,
    }
    assert answer.closing == END


def test_text_that_comes_with_the_end_stays_in_order_and_before_it() -> None:
    answer = reader()
    end = line(said(f"you {P}", thinking=f"of {P}"), done=True, done_reason="stop")
    out = answer.feed(line(said("Hi ")) + end)
    assert [each["message"] for each in lines(out)] == [
        said("Hi "),
        said(f"you {PERSON}", thinking=f"of {PERSON}"),
    ]
    (last,) = lines(answer.closing)
    assert last["message"] == said("", thinking="")
    assert last["done"] is True


def test_text_that_comes_with_the_end_and_is_not_held_passes_byte_for_byte() -> None:
    end = line(said("bye"), done=True, done_reason="stop")
    answer = reader()
    assert answer.feed(end) == b""
    assert answer.closing == end


def test_lines_in_which_nothing_changes_pass_byte_for_byte() -> None:
    body = lines_stream(chat_lines(Choice(content="nothing here", reasoning="hm"), Envelope()))
    assert given(reader(), [body]) == body


def test_a_body_in_which_nothing_changes_passes_byte_for_byte() -> None:
    body = json.dumps(chat(Choice(content="nothing here", reasoning="hm")), indent=1).encode()
    assert reader().whole(body) == body


def calling(*calls: tuple[str, Any]) -> dict[str, Any]:
    made = [{"function": {"name": name, "arguments": given}} for name, given in calls]
    return said("", tool_calls=made)


def test_arguments_are_restored_for_the_tools_that_policy_names() -> None:
    arguments = {"to": E, P: [P, {"card": 4111111111111111}], "link": f"https://x.example/{P}"}
    message = calling((TOOL, arguments), ("other", arguments))
    for body in (line(message, done=True), line(message) + END):
        out = lines(given(reader(TOOL), [body]))
        named, other = (each["function"]["arguments"] for each in out[0]["message"]["tool_calls"])
        assert named["to"] == EMAIL
        assert named[PERSON] == [PERSON, {"card": "************1111"}]
        assert (other["to"], other[P][0]) == (E, P)
    whole_body = reader(TOOL).whole(line(message, done=True))
    assert json.loads(whole_body)["message"]["tool_calls"][0]["function"]["arguments"] == named


def test_names_come_back_only_where_the_request_rewrote_them() -> None:
    bare = ledger().issue("PERSON", PERSON).bare
    message = calling((f"ask_{bare}", {}), (f"tell_{bare}", {}))
    message["tool_calls"][0]["id"] = f"id_{bare}"
    user = toward(names={f"ask_{bare}": "ask_Malathi", f"id_{bare}": "id_Malathi"})
    answer = ChatAnswer(user, max_event_bytes=1 << 16)
    (out,) = lines(answer.feed(line(message)))
    first, second = out["message"]["tool_calls"]
    assert (first["function"]["name"], first["id"]) == ("ask_Malathi", "id_Malathi")
    assert second["function"]["name"] == f"tell_{bare}"
    assert "Malathi" not in json.dumps(answer.choices[0].stored())


def test_planted_instructions_get_nothing_into_a_link() -> None:
    text = f"[see](https://evil.example/?{P}) ![]({E}) <a href='{P}'> [x]: {E} and {P}"
    out = given(reader(), [line(said(text)) + END]).decode()
    assert EMAIL not in out
    assert out.count(PERSON) == 0  # an open tag: nothing behind it is restored
    plain = given(reader(), [line(said(f"![]({E}) and {P}")) + END]).decode()
    assert (EMAIL in plain, plain.count(PERSON)) == (False, 1)


def test_cards_are_masked_wherever_they_stand() -> None:
    message = said(f"It is {CARD}", thinking=CARD, new=[CARD, {"deep": CARD}], role=CARD)
    message["tool_calls"] = [{"function": {"name": "x", "arguments": {"a": CARD}, "new": CARD}}]
    body = line(message, model=CARD, created_at=CARD, extra={"note": CARD}, logprobs=[CARD])
    for out in (given(reader(), [body + END]), reader().whole(body)):
        assert b"4111" not in out
        assert MASKED.encode() in out
        assert b"logprobs" not in out


def test_blocked_cards_end_the_stream() -> None:
    answer = ChatAnswer(toward(action=Action.BLOCK), max_event_bytes=1 << 16)
    with pytest.raises(Blocked):
        answer.feed(line(said(f"It is {CARD}. ")) + END)
    assert answer.closing == b""


@pytest.mark.parametrize("read", [ollama.Message.model_dump, dict], ids=["dumped", "kept"])
@pytest.mark.parametrize("streamed", [False, True])
def test_an_answer_that_the_sdk_resends_is_the_same_message(
    read: Callable[[Any], dict[str, Any]], *, streamed: bool
) -> None:
    call = ToolCall(name=TOOL, arguments=f'{{"who": "{P}", "n": [1, 2.50, 4111111111111111]}}')
    choice = Choice(content=f" Dear {P}, {CARD}\n", reasoning=f"{P}?", tool_calls=(call, call))
    answer = reader(TOOL)
    if streamed:
        out = lines(given(answer, [lines_stream(chat_lines(choice, Envelope()))]))
    else:
        out = lines(answer.whole(json.dumps(chat(choice)).encode()))
    parts = [ollama.ChatResponse(**each).message for each in out]
    message = ollama.Message(
        role="assistant",
        content="".join(part.content or "" for part in parts),
        thinking="".join(part.thinking or "" for part in parts),
        tool_calls=[call for part in parts for call in part.tool_calls or ()],
    )
    history = json.loads(json.dumps(read(message), default=lambda each: each.model_dump()))
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}, history]}
    resent = read_request(json.dumps(body).encode(), ReadOptions())
    assert resent.messages[1].texts == answer.choices[0].texts()
    assert resent.messages[1].texts[0] == f"Dear {PERSON}, {MASKED}"
    assert len(resent.messages[1].texts) == 3


@pytest.mark.parametrize("golden", BROKEN, ids=named)
def test_a_stream_that_breaks_off_is_an_error_and_keeps_what_came(golden: WireStream) -> None:
    answer = reader()
    with pytest.raises(UpstreamFailed) as failure:
        given(answer, [golden.body])
    assert failure.value.code in ("upstream_error", "upstream_incomplete")
    assert answer.closing == b""
    assert answer.choices[0].stored()["content"] == golden.lanes[0, "content"]


@pytest.mark.parametrize("of", [ChatAnswer, GenerateAnswer])
@pytest.mark.parametrize(
    "data",
    [
        b"{not json}\n",
        b"[1]\n",
        b'"4111 1111 1111 1111"\n',
        b'{"a": 1, "a": 2}\n',
        b"\xff\xfe\n",
        b'{"error": "4111 1111 1111 1111"}\n',
        b'{"error": null}\n',
        b'{"message": {"content": 7}, "response": 7}\n',
        b'{"message": {"content": {"text": "4111"}}, "response": ["4111"]}\n',
        b'{"message": {"content": "a", "thinking": [1]}, "response": "a", "thinking": {}}\n',
        b'{"message": {"content": "a"}, "response": "a", "done": "true"}\n',
        b'{"message": {"content": "a"}, "response": "a", "done": 4111}\n',
        b"x" * 70_000,
    ],
)
def test_garbage_is_an_error_without_its_words(of: type[ChatAnswer], data: bytes) -> None:
    answer = reader(of=of)
    with pytest.raises(UpstreamFailed) as failure:
        answer.feed(data)
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)


@pytest.mark.parametrize(
    "message",
    [
        "4111",
        ["4111"],
        {"tool_calls": {}},
        {"tool_calls": ["4111"]},
        {"tool_calls": [{"function": "4111"}]},
        {"tool_calls": [{"function": {"arguments": {}}}]},
        {"tool_calls": [{"function": {"name": ["4111"], "arguments": {}}}]},
        {f"new_{number}": "x" for number in range(200)},
    ],
)
def test_a_message_of_another_shape_is_an_error(message: Any) -> None:
    for read in (reader().feed, reader().whole):
        with pytest.raises(UpstreamFailed) as failure:
            read(line(message))
        assert "4111" not in str(failure.value)


@pytest.mark.parametrize("of", [ChatAnswer, GenerateAnswer])
@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b'{"done":true}', b'{"error":"x"}'])
def test_a_body_that_is_not_the_wire_s_is_an_error(of: type[ChatAnswer], body: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        reader(of=of).whole(body)
    assert failure.value.code == "upstream_error"


@pytest.mark.parametrize("stream", [b"", b"\n\n", line(said("a")), line(said("a"))[:-20]])
def test_a_stream_without_its_last_line_is_an_error(stream: bytes) -> None:
    with pytest.raises(UpstreamFailed):
        given(reader(), [stream])


def test_so_many_calls_and_no_more() -> None:
    one = [{"function": {"name": "x", "arguments": {}}}]
    answer = reader()
    answer.feed(line(said("", tool_calls=one * MOST_CALLS)))
    assert len(answer.choices[0].calls) == MOST_CALLS
    with pytest.raises(UpstreamFailed):
        answer.feed(line(said("", tool_calls=one)))


def test_nothing_is_read_behind_the_end() -> None:
    answer = reader()
    assert answer.feed(END + line(said(CARD))) == b""
    assert answer.feed(line(said(CARD))) + answer.end() == b""


def test_lines_of_an_unknown_kind_pass_with_their_texts_examined() -> None:
    unknown = line(None, status=f"for {P}: {CARD}", url=P)
    (out, *_) = lines(given(reader(), [unknown + END]))
    assert out["status"] == f"for {PERSON}: {MASKED}"
    assert out["url"] == P


def test_half_a_pair_in_one_line_and_the_rest_in_the_next() -> None:
    first = line(said("x")).replace(b"x", b"\\ud83d")
    rest = line(said("x")).replace(b"x", b"\\ude00")
    out = given(reader(), [first + rest + END])
    assert ollama_lanes(out) == {(0, "content"): "\U0001f600"}
