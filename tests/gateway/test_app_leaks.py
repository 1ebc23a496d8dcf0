"""Ways in which a value once left, or could have: each is refused, or leaves rewritten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.serving import SUBJECT, Answered, Serving
from tests.simulators.upstream import Upstream

DIGITS = "4111111111111111"
CARD = "4111 1111 1111 1111"
SSN = "078051120"
MAIL = "jane.doe@example.com"
PHONE = "+14155552671"
HELLO = {"role": "user", "content": "hello there"}
MORE = {"role": "assistant", "content": "Thank you. And the rest?"}
QUESTION = {"role": "assistant", "content": "What is your social security number?"}


pytestmark = pytest.mark.usefixtures("fresh")


def texts(tree: Any) -> Iterator[str]:
    """Every key, string and number in reading order, JSON inside strings unfolded."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from texts(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from texts(value)
    elif isinstance(tree, str):
        try:
            inner = json.loads(tree)
        except ValueError:
            inner = tree
        if isinstance(inner, dict | list) or (isinstance(inner, str) and inner != tree):
            yield from texts(inner)
        else:
            yield tree
    elif tree is not None and not isinstance(tree, bool):
        yield json.dumps(tree)


def read_by(upstream: Upstream) -> str:
    """What the model could read: every text of every request, letters and digits only."""
    found = (text for each in upstream.requests for text in texts(each.json()))
    return re.sub(r"[\W_]", "", "".join(found)).casefold()


def check_kept_from(upstream: Upstream, answered: Answered, *values: str) -> None:
    """The request was refused, or went out without the values in any spelling."""
    assert answered.status in (200, 400, 422)
    assert len(upstream.requests) == (answered.status == 200)
    read = read_by(upstream)
    for value in values:
        assert not upstream.saw(value)
        assert re.sub(r"[\W_]", "", value).casefold() not in read


def post(gateway: Serving, *messages: Any, **fields: Any) -> Answered:
    body = {"model": "m", "messages": messages or (HELLO,), **fields}
    headers = {"x-discreet-subject": SUBJECT}
    return gateway.call("POST", "/v1/chat/completions", body, headers=headers)


def called(arguments: Any, **fields: Any) -> dict[str, Any]:
    source = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {"id": "call_1", "type": "function", "function": {"name": "pay", "arguments": source}}
    return {"role": "assistant", "content": None, "tool_calls": [{**call, **fields}]}


def result(content: Any) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": "call_1", "content": content}


@pytest.mark.parametrize(
    "fields",
    [
        {"arguments": f"card {CARD}"},
        {"arguments": json.dumps({"card": DIGITS})},
        {"arguments": {"card": DIGITS}},
        {"strict": CARD},
        {"strict": int(DIGITS)},
        {"strict": {"card": [CARD]}},
        {"strict": [DIGITS]},
    ],
)
@pytest.mark.parametrize("kind", ["function", "custom"])
def test_members_of_a_tool(
    gateway: Serving, upstream: Upstream, kind: str, fields: dict[str, Any]
) -> None:
    tool = {"type": kind, kind: {"name": "pay", **fields}}
    check_kept_from(upstream, post(gateway, tools=[tool]), CARD, DIGITS)


def test_members_of_an_old_function(gateway: Serving, upstream: Upstream) -> None:
    for fields in ({"arguments": CARD}, {"strict": CARD}):
        upstream.clear()
        answered = post(gateway, functions=[{"name": "pay", **fields}])
        check_kept_from(upstream, answered, CARD, DIGITS)


@pytest.mark.parametrize("index", [int(DIGITS), DIGITS, CARD, [CARD], {CARD: 1}])
def test_the_index_of_a_tool_call(gateway: Serving, upstream: Upstream, index: Any) -> None:
    answered = post(gateway, HELLO, called({}, index=index), result("done"))
    check_kept_from(upstream, answered, CARD, DIGITS)


@pytest.mark.parametrize(
    "fields",
    [
        {"input": f"card {CARD}"},
        {"input": "x", "arguments": f"card {CARD}"},
        {"input": "x", "arguments": json.dumps({"card": DIGITS})},
        {"input": "x", "more": {"card": int(DIGITS)}},
    ],
)
def test_members_of_a_custom_call(
    gateway: Serving, upstream: Upstream, fields: dict[str, Any]
) -> None:
    call = {"id": "call_1", "type": "custom", "custom": {"name": "pay", **fields}}
    asked = {"role": "assistant", "content": None, "tool_calls": [call]}
    check_kept_from(upstream, post(gateway, HELLO, asked, result("done")), CARD, DIGITS)


def escaped(value: str) -> str:
    """JSON of an object whose text spells every character as an escape."""
    return '{"note":"' + "".join(f"\\u{ord(character):04x}" for character in value) + '"}'


AT = MAIL.replace("@", "\\u0040")
PLUS = PHONE.replace("+", "\\u002B")
NESTED = {
    "a string": json.dumps(f"hi\n{DIGITS}\nok"),
    "a string in a string": json.dumps(json.dumps(f"hi\n{DIGITS}\nok")),
    "an escaped address": '{"note":"' + AT + '"}',
    "an escaped address, deeper": json.dumps({"inner": '{"note":"' + AT + '"}'}),
    "an escaped address, twice": json.dumps(json.dumps({"inner": '{"note":"' + AT + '"}'})),
    "an escaped phone": '{"phone":"call ' + PLUS + '"}',
    "an escaped phone, deeper": json.dumps({"inner": '{"phone":"call ' + PLUS + '"}'}),
    "escapes throughout": escaped(CARD),
    "escapes throughout, deeper": json.dumps([escaped(CARD)]),
    "after a space": f' {{"card": {DIGITS}}}',
    "after lines": f'\r\n\t {{"card": "{DIGITS}", "{CARD}": 1}}',
    "an array": json.dumps([["x", [CARD]], int(DIGITS)]),
}


@pytest.mark.parametrize("source", NESTED.values(), ids=list(NESTED))
@pytest.mark.parametrize("place", ["result", "parts", "arguments", "user", "assistant", "custom"])
def test_json_in_strings(gateway: Serving, upstream: Upstream, place: str, source: str) -> None:
    custom = {"id": "call_1", "type": "custom", "custom": {"name": "pay", "input": source}}
    shapes: dict[str, list[Any]] = {
        "result": [HELLO, called({}), result(source)],
        "parts": [HELLO, called({}), result([{"type": "text", "text": source}])],
        "arguments": [HELLO, called(source), result("done")],
        "user": [{"role": "user", "content": source}],
        "assistant": [HELLO, {"role": "assistant", "content": source}, HELLO],
        "custom": [HELLO, {"role": "assistant", "tool_calls": [custom]}, result("done")],
    }
    check_kept_from(upstream, post(gateway, *shapes[place]), CARD, DIGITS, MAIL, PHONE, AT, PLUS)


@pytest.mark.parametrize("content", [f" {CARD}", f"\n{DIGITS}", f" {MAIL} ", f'\t"{CARD}"'])
def test_tool_results_after_a_space(gateway: Serving, upstream: Upstream, content: str) -> None:
    answered = post(gateway, HELLO, called({}), result(content))
    check_kept_from(upstream, answered, CARD, DIGITS, MAIL)
    assert answered.status == 200


@pytest.mark.parametrize(
    "pieces",
    [
        ("My card is 4111 1111", " 1111 1111, thanks"),
        ("My card is 4111 ", "1111 ", "1111 ", "1111, thanks"),
        ("My card is 41111111", "11111111"),
        tuple(f"My card is {CARD}"),
    ],
)
def test_a_value_over_parts_and_messages(
    gateway: Serving, upstream: Upstream, pieces: tuple[str, ...]
) -> None:
    parts = [{"type": "text", "text": piece} for piece in pieces]
    answered = post(gateway, {"role": "user", "content": parts})
    check_kept_from(upstream, answered, CARD, DIGITS)
    if len(pieces) > 4:
        return
    upstream.clear()
    answered = post(gateway, *[{"role": "user", "content": piece} for piece in pieces])
    check_kept_from(upstream, answered, CARD, DIGITS)


@pytest.mark.parametrize(
    "pieces",
    [
        ("my card is 4111 1111", "1111 1111 is the rest"),
        ("my card is 4111 1111, I'll look up the rest", "ok it goes on 1111 1111"),
        ("card: 4111", "1111", "1111", "1111"),
        ("iban DE89 3704", "0044 0532 0130 00"),
    ],
)
def test_a_value_over_turns_with_an_answer_between(
    gateway: Serving, upstream: Upstream, pieces: tuple[str, ...]
) -> None:
    messages = [message for piece in pieces for message in (said(piece), MORE)][:-1]
    answered = post(gateway, *messages)
    assert answered.status == 200
    sent = [
        part["content"]
        for part in upstream.requests[-1].json()["messages"]
        if part["role"] == "user"
    ]
    assert len(sent) == len(pieces)
    for text in sent:
        assert re.search(r"\[(CREDIT_CARD|IBAN_CODE)_", text), text
        assert not re.search(r"(?<![0-9A-Z])[0-9]{4}(?![0-9A-Z])", text)


def said(content: str) -> dict[str, Any]:
    return {"role": "user", "content": content}


@pytest.mark.parametrize(
    "messages",
    [
        [QUESTION, said(SSN)],
        [QUESTION, said("sure, one second please"), said(SSN)],
        [QUESTION, said("sure"), said("one second please"), said(f"it is {SSN}")],
        [QUESTION, called({"wait": 1}), result("waiting"), said(SSN)],
        [QUESTION, called({"wait": 1}), result("ok"), said("one second please"), said(SSN)],
        [QUESTION, said([{"type": "text", "text": "here: "}, {"type": "text", "text": SSN}])],  # type: ignore[arg-type]
    ],
)
def test_an_answer_to_a_question_some_turns_ago(
    gateway: Serving, upstream: Upstream, messages: list[Any]
) -> None:
    answered = post(gateway, HELLO, *messages)
    check_kept_from(upstream, answered, SSN)
    assert answered.status == 200


@pytest.mark.parametrize(
    "arguments",
    [
        {"ssn": SSN},
        {"ssn": {"value": SSN}},
        {"ssn": [{"value": {"text": SSN}}]},
        {"name": "ssn", "value": SSN},
        {"fields": [{"key": "ssn", "value": SSN}, {"label": "ssn", "data": [SSN]}]},
        {"question": "What is your social security number?", "answer": SSN},
        {"ssn": {"value": int(SSN.replace("0", "1", 1))}},
    ],
)
@pytest.mark.parametrize("place", ["arguments", "result", "metadata"])
def test_keys_and_labels_around_a_value(
    gateway: Serving, upstream: Upstream, place: str, arguments: Any
) -> None:
    if place == "metadata":
        answered = post(gateway, metadata=arguments)
    elif place == "result":
        answered = post(gateway, HELLO, called({}), result(json.dumps(arguments)))
    else:
        answered = post(gateway, HELLO, called(arguments), result("done"))
    check_kept_from(upstream, answered, SSN, SSN.replace("0", "1", 1))
    assert answered.status == 200


def test_a_cache_key_is_nobodys_consent(gateway: Serving, upstream: Upstream) -> None:
    gateway.opt_in("routers")
    body = {"model": "m", "messages": [HELLO], "prompt_cache_key": "routers"}
    assert gateway.call("POST", "/v1/chat/completions", body).code == "consent_required"
    headers = {"x-discreet-subject": "routers"}
    answered = gateway.call("POST", "/v1/chat/completions", body, headers=headers)
    check_kept_from(upstream, answered, "routers")


@pytest.mark.parametrize("field", ["user", "safety_identifier"])
def test_fields_that_name_the_person(gateway: Serving, upstream: Upstream, field: str) -> None:
    body = {"model": "m", "messages": [HELLO], field: MAIL}
    gateway.opt_in(MAIL)
    answered = gateway.call("POST", "/v1/chat/completions", body)
    check_kept_from(upstream, answered, MAIL)
    assert answered.status == 200
    sent = upstream.requests[-1].json()
    assert sent.keys() == {"model", "messages", "safety_identifier"}
    assert re.fullmatch("[0-9a-f]{40}", sent["safety_identifier"])
    assert MAIL.encode() not in gateway.files()


@pytest.mark.parametrize("key", ["User", "STORE", "Safety_Identifier", "LogProbs"])
def test_switches_in_another_case(gateway: Serving, upstream: Upstream, key: str) -> None:
    answered = post(gateway, **{key: True})
    assert (answered.status, answered.code) == (400, "invalid_request")
    assert upstream.requests == []


@pytest.mark.parametrize("name", [DIGITS, "whatsapp:14155552671", "078-05-1120", "Jane.Doe:1"])
def test_a_conversation_s_name_stands_in_no_file(
    gateway: Serving, upstream: Upstream, name: str
) -> None:
    headers = {"x-discreet-subject": SUBJECT, "x-discreet-conversation": name}
    body = {"model": "m", "messages": [HELLO]}
    ids = set()
    for stream in (False, True):
        answered = gateway.call(
            "POST", "/v1/chat/completions", {**body, "stream": stream}, headers=headers
        )
        assert answered.status == 200
        assert answered.headers["x-discreet-conversation"] == name
        ids |= {each.conversation_id for each in gateway.stored()}
    assert name.encode() not in gateway.files()
    assert not upstream.saw(name)
    assert all(re.fullmatch("[0-9a-f]{26}", each) for each in ids)
    assert DIGITS.encode() not in gateway.files()
