"""Answers of chat completions: the same for every way of cutting the stream."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.deidentify import Ledger
from detectors.operators.mask import mask
from detectors.types import Finding
from gateway.errors import UpstreamFailed
from gateway.model import Action
from gateway.proxy.stream import LanePlan
from gateway.proxy.toward_user import TowardUser, whole
from gateway.proxy.wire.openai_chat_answer import ChatAnswer
from tests.golden.streams import Golden, golden_streams
from tests.simulators.completions import Choice, ToolCall, chunks, completion, event_stream
from tests.simulators.lanes import chunk_bodies, lanes

PERSON, EMAIL = "Malathi", "jane.doe@example.com"
CARD = "4111 1111 1111 1111"


def ledger() -> Ledger:
    made = Ledger(b"k" * 32)
    made.issue("PERSON", PERSON)
    made.issue("EMAIL_ADDRESS", EMAIL)
    return made


def surrogate(entity_type: str, value: str) -> str:
    return ledger().issue(entity_type, value).bracketed


GOLDEN = golden_streams(surrogate("PERSON", PERSON), surrogate("EMAIL_ADDRESS", EMAIL))


def examine(text: str) -> tuple[Finding, ...]:
    start = text.find(CARD)
    if start < 0:
        return ()
    return (
        Finding(
            entity_type="CREDIT_CARD", start=start, end=start + len(CARD), score=1.0, detector="t"
        ),
    )


def reader(*tools: str, max_event_bytes: int = 1 << 16) -> ChatAnswer:
    user = TowardUser(
        ledger=ledger(),
        plan=LanePlan(actions={"CREDIT_CARD": Action.MASK}),
        examine=examine,
        operate=mask,
        restore_arguments=frozenset(tools),
    )
    return ChatAnswer(user, max_event_bytes=max_event_bytes)


def given_whole(golden: Golden) -> tuple[dict[Any, str], ChatAnswer]:
    answer = reader("look_up")
    out = answer.feed(golden.body)
    return lanes(out + answer.end()), answer


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda each: each.name)
def test_every_two_way_cut_and_every_byte_alone_give_what_the_whole_gives(golden: Golden) -> None:
    first = reader("look_up")
    expected = first.feed(golden.body)
    expected += first.end()
    for cut in range(len(golden.body) + 1):
        answer = reader("look_up")
        out = answer.feed(golden.body[:cut]) + answer.feed(golden.body[cut:])
        out += answer.end()
        # A cut inside CRLF may move a line end between two events, nothing more.
        assert out == expected or lanes(out) == lanes(expected), f"cut at {cut}"
    answer = reader("look_up")
    out = b"".join(answer.feed(bytes([byte])) for byte in golden.body)
    assert lanes(out + answer.end()) == lanes(expected)
    for index, choice in first.choices.items():
        assert answer.choices[index].stored() == choice.stored()
        assert answer.choices[index].texts() == choice.texts()


@given(st.data())
def test_random_cuts_give_what_the_whole_gives(data: st.DataObject) -> None:
    golden = data.draw(st.sampled_from(GOLDEN))
    places = sorted(data.draw(st.sets(st.integers(0, len(golden.body)), max_size=12)))
    answer = reader("look_up")
    out = b""
    for start, end in zip([0, *places], [*places, len(golden.body)], strict=True):
        out += answer.feed(golden.body[start:end])
    assert lanes(out + answer.end()) == given_whole(golden)[0]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda each: each.name)
def test_a_stream_gives_what_the_whole_body_gives(golden: Golden) -> None:
    streamed, answer = given_whole(golden)
    for (index, name), raw in golden.lanes.items():
        if "arguments" not in name:
            assert streamed[(index, name)] == whole(reader()._user.lane(), raw)
    assert answer.done


def test_content_names_and_arguments_of_a_whole_body() -> None:
    person, email = surrogate("PERSON", PERSON), surrogate("EMAIL_ADDRESS", EMAIL)
    calls = (
        ToolCall(name="send", arguments=json.dumps({"to": email, "who": [person]})),
        ToolCall(name="other", arguments=json.dumps({"to": email})),
    )
    body = completion(
        [Choice(content=f"Hi {person}, {CARD}", reasoning=f"{person}?", tool_calls=calls)]
    )
    answer = reader("send")
    message = json.loads(answer.whole(json.dumps(body).encode()))["choices"][0]["message"]
    assert message["content"] == "Hi Malathi, **** **** **** 1111"
    assert message["reasoning_content"] == "Malathi?"
    arguments = [json.loads(call["function"]["arguments"]) for call in message["tool_calls"]]
    assert arguments == [{"to": EMAIL, "who": [PERSON]}, {"to": email}]
    assert answer.choices[0].texts()[0] == "Hi Malathi, **** **** **** 1111"
    stored = json.dumps(answer.choices[0].stored())
    assert PERSON not in stored
    assert EMAIL not in stored


def test_a_card_in_tool_arguments_is_masked_even_as_a_number() -> None:
    card = "4111111111111111"
    arguments = f'{{"card": {card}, "text": "{CARD}"}}'
    body = completion([Choice(tool_calls=(ToolCall(name="pay", arguments=arguments),))])

    def both(text: str) -> tuple[Finding, ...]:
        place = text.find(card)
        if place < 0:
            return examine(text)
        return (
            Finding(
                entity_type="CREDIT_CARD", start=place, end=place + 16, score=1.0, detector="t"
            ),
        )

    answer = reader()
    answer._user.examine = both
    message = json.loads(answer.whole(json.dumps(body).encode()))["choices"][0]["message"]
    shown = json.loads(message["tool_calls"][0]["function"]["arguments"])
    assert shown == {"card": "************1111", "text": "**** **** **** 1111"}


def test_a_body_in_which_nothing_changes_passes_byte_for_byte() -> None:
    body = json.dumps(completion([Choice(content="nothing here")]), indent=1).encode()
    assert reader().whole(body) == body


def test_events_in_which_nothing_changes_pass_byte_for_byte() -> None:
    stream = event_stream(chunks([Choice(content="nothing to change here")]))
    answer = reader()
    out = answer.feed(stream)
    assert answer.done
    assert out + b"data: [DONE]\n\n" == stream


@pytest.mark.parametrize(
    "data",
    [
        b"data: {not json}\n\n",
        b"data: [1]\n\n",
        b'data: {"choices": ["x"]}\n\n',
        b'data: {"error": {"message": "4111 1111 1111 1111"}}\n\n',
        b'data: {"a": 1, "a": 2}\n\n',
        b"data: \xff\xfe\n\n",
        b'data: {"choices": [{"delta": {"tool_calls": [7]}}]}\n\n',
        b'data: {"choices": [{"index": "x", "delta": {}}]}\n\n',
        b'data: {"choices": [{"index": [1], "delta": {}}]}\n\n',
        b'data: {"choices": [{"index": 12345, "delta": {}}]}\n\n',
        b'data: {"choices": [{"index": -1, "delta": {}}]}\n\n',
        b'data: {"choices": [{"delta": {"tool_calls": [{"index": 4111111111111111}]}}]}\n\n',
    ],
)
def test_garbage_is_an_error_without_its_words(data: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        reader().feed(data)
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b'{"choices":null}', b'{"choices":{}}', b'{"choices":"4111"}',
     b'{"id":"a","id":"b","choices":[]}', b'{"choices":[{"message":{"tool_calls":[7]}}]}',
     b'{"choices":[{"message":{"tool_calls":[{"index":12345}]}}]}'],
)  # fmt: skip
def test_a_body_that_is_not_the_wire_s_is_an_error_without_its_words(body: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        reader().whole(body)
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)


@pytest.mark.parametrize(
    "stream",
    [b"", b"data: [DONE]\n\n", b": ping\n\n", b'data: {"choices": []}\n\ndata: [DONE]\n\n',
     b'data: {"usage": {"total_tokens": 1}}\n\n'],
)  # fmt: skip
def test_a_stream_without_a_choice_is_an_error(stream: bytes) -> None:
    answer = reader()

    def read() -> bytes:
        return answer.feed(stream) + answer.end()

    with pytest.raises(UpstreamFailed) as failure:
        read()
    assert failure.value.code == "upstream_incomplete"


def event(delta: Any, finish: str | None = None, **members: Any) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice], **members}).encode() + b"\n\n"


@pytest.mark.parametrize(
    "late",
    [
        {"content": CARD},
        {"reasoning": "x"},
        {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]},
        {"new": {"text": CARD}},
    ],
)
def test_text_after_the_finish_reason_is_an_error(late: Any) -> None:
    answer = reader()
    answer.feed(event({"content": "Hello."}, "stop"))
    with pytest.raises(UpstreamFailed) as failure:
        answer.feed(event(late))
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)
    assert answer.choices[0].stored() == {"content": "Hello."}


def test_nothing_after_the_finish_reason_is_none() -> None:
    answer = reader()
    out = answer.feed(event({"content": "Hello."}, "stop") + event({"role": "assistant"}))
    out += answer.feed(event({"content": ""}) + event({}, "stop") + b"data: [DONE]\n\n")
    assert lanes(out) == {(0, "content"): "Hello."}


ENDINGS = [each for each in GOLDEN if each.name.endswith(("the end", "the end in one"))]


@pytest.mark.parametrize("golden", ENDINGS, ids=lambda each: each.name)
def test_text_that_comes_with_the_end_goes_out_in_order_and_before_it(golden: Golden) -> None:
    streamed, answer = given_whole(golden)
    for (index, name), raw in golden.lanes.items():
        user = reader("look_up")._user
        last = name.rpartition("/")[2] == "arguments"
        shown = user.arguments("look_up", raw) if last else whole(user.lane(), raw)
        assert streamed[(index, name)] == shown
        assert CARD not in shown
    again = reader("look_up")
    out = again.feed(golden.body)
    found = [choice for body in chunk_bodies(out + again.end()) for choice in body["choices"]]
    assert [choice["finish_reason"] for choice in found[:-1]] == [None] * (len(found) - 1)
    assert found[-1]["finish_reason"] in ("stop", "tool_calls")
    assert answer.choices[0].texts()[0] == streamed.get((0, "content"), "").strip()


def test_each_choice_of_a_chunk_ends_after_its_text() -> None:
    person = surrogate("PERSON", PERSON)
    choices = [
        {"index": 0, "delta": {"content": f"A {person}"}, "finish_reason": "stop"},
        {"index": 1, "delta": {"content": f"B {person[:6]}"}, "finish_reason": None},
    ]
    rest = {"index": 1, "delta": {"content": person[6:]}, "finish_reason": "length"}
    stream = b"".join(
        b"data: " + json.dumps({"choices": each}).encode() + b"\n\n" for each in (choices, [rest])
    )
    out = reader().feed(stream + b"data: [DONE]\n\n")
    assert lanes(out) == {(0, "content"): "A Malathi", (1, "content"): "B Malathi"}
    ends: dict[int, str] = {}
    for body in chunk_bodies(out):
        for choice in body["choices"]:
            assert choice["index"] not in ends or not choice["delta"].get("content")
            if choice["finish_reason"]:
                ends[choice["index"]] = choice["finish_reason"]
    assert ends == {0: "stop", 1: "length"}


UNLISTED = [
    ({"note": "{P} {C}"}, {"note": "Malathi {M}"}),
    ({"list": ["{P}", {"deep": ["{C}"]}]}, {"list": ["Malathi", {"deep": ["{M}"]}]}),
    ({"url": "{P}", "HREF": ["{P}"]}, {"url": "{P}", "HREF": ["{P}"]}),
    ({"cited": [{"url": "{P}", "title": "{P}"}]}, {"cited": [{"url": "{P}", "title": "Malathi"}]}),
    ({"cited": {"src": "{P}", "title": "{P}"}}, {"cited": {"src": "{P}", "title": "Malathi"}}),
    ({"url": {"at": "{P}"}}, {"url": {"at": "{P}"}}),
    ({"url": "https://example.com/{C}"}, {"url": "https://example.com/{M}"}),
    ({"note": 7, "more": None}, {"note": 7, "more": None}),
]


def filled(tree: Any) -> Any:
    text = json.dumps(tree).replace("{P}", surrogate("PERSON", PERSON)).replace("{C}", CARD)
    return json.loads(text.replace("{M}", "**** **** **** 1111"))


@pytest.mark.parametrize(("given", "shown"), UNLISTED)
@pytest.mark.parametrize("place", ["body", "choice", "message"])
def test_members_that_the_wire_does_not_list(place: str, given: Any, shown: Any) -> None:
    body = completion([Choice(content="x")])
    chunk = {"choices": [{"index": 0, "delta": {"content": "x"}, "finish_reason": None}]}

    def holder(tree: Any, name: str) -> Any:
        choice = tree["choices"][0]
        return {"body": tree, "choice": choice, "message": choice[name]}[place]

    holder(body, "message").update(filled(given))
    told = holder(json.loads(reader().whole(json.dumps(body).encode())), "message")
    assert {key: told[key] for key in shown} == filled(shown)
    if place == "message":
        return  # a delta's members are lanes, which end with the choice
    holder(chunk, "delta").update(filled(given))
    (made,) = chunk_bodies(reader().feed(b"data: " + json.dumps(chunk).encode() + b"\n\n"))
    assert {key: holder(made, "delta")[key] for key in shown} == filled(shown)


def test_names_come_back_only_where_the_request_rewrote_them() -> None:
    bare = ledger().issue("PERSON", PERSON).bare
    calls = tuple(
        ToolCall(name=name, arguments="{}", identifier=identifier)
        for name, identifier in ((f"ask_{bare}", f"id_{bare}"), (f"tell_{bare}", bare))
    )
    for streamed in (False, True):
        answer = reader()
        answer._user.names = {f"ask_{bare}": "ask_Malathi", f"id_{bare}": "id_Malathi"}
        choice = Choice(tool_calls=calls)
        if streamed:
            out = answer.feed(event_stream(chunks([choice]))).decode()
        else:
            out = answer.whole(json.dumps(completion([choice])).encode()).decode()
        assert "ask_Malathi" in out
        assert "id_Malathi" in out
        assert f'tell_{bare}"' in out
        assert out.count("Malathi") == 2
        assert "Malathi" not in json.dumps(answer.choices[0].stored())


def test_an_event_that_is_too_large_is_an_error() -> None:
    with pytest.raises(UpstreamFailed):
        reader(max_event_bytes=100).feed(b"data: " + b"x" * 200)


def test_a_stream_that_ends_early_is_an_error_and_keeps_what_came() -> None:
    stream = event_stream(chunks([Choice(content="one two three four")]))
    answer = reader()
    answer.feed(stream[: len(stream) // 2])
    with pytest.raises(UpstreamFailed) as failure:
        answer.end()
    assert failure.value.code == "upstream_incomplete"
    assert answer.choices[0].stored()["content"].startswith("one")


def test_a_stream_without_its_end_event_but_with_finished_choices_is_whole() -> None:
    stream = event_stream(chunks([Choice(content=f"Hi {surrogate('PERSON', PERSON)}")]))
    stream = stream.removesuffix(b"data: [DONE]\n\n")
    answer = reader()
    out = answer.feed(stream)
    out += answer.end()
    assert lanes(out)[(0, "content")] == "Hi Malathi"


def test_log_probabilities_do_not_pass() -> None:
    body = completion([Choice(content="x")])
    body["choices"][0]["logprobs"] = {"content": [{"token": CARD}]}
    assert CARD.encode() not in reader().whole(json.dumps(body).encode())


def test_half_a_pair_in_one_delta_and_the_rest_in_the_next() -> None:
    first = '{"choices":[{"index":0,"delta":{"content":"\\ud83d"},"finish_reason":null}]}'
    second = '{"choices":[{"index":0,"delta":{"content":"\\ude00"},"finish_reason":"stop"}]}'
    answer = reader()
    out = answer.feed(f"data: {first}\n\ndata: {second}\n\ndata: [DONE]\n\n".encode())
    assert lanes(out)[(0, "content")] == "\U0001f600"


@pytest.mark.parametrize(
    "choice",
    [CARD, [CARD], {"message": CARD}, {"text": CARD}, {"delta": CARD, "finish_reason": None},
     {"delta": [CARD]}, {"message": {"content": [{"text": CARD}]}}],
)  # fmt: skip
def test_a_choice_of_another_shape_is_no_way_past_the_policy(choice: Any) -> None:
    body = json.dumps({"choices": [choice]}).encode()
    for read in (reader().whole, lambda data: reader().feed(b"data: " + data + b"\n\n")):
        try:
            out = read(body)
        except UpstreamFailed as failure:
            assert failure.code == "upstream_error"
        else:
            assert CARD.encode() not in out
