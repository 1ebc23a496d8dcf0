"""An exchange whose call a framework makes: what it may send, and what it gives back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway.consent.signals import Signals
from gateway.errors import GatewayError, InvalidRequest, Refused
from gateway.hooks.chat import ChatCall, ChatExchange
from gateway.hooks.run import at_once
from gateway.opt_in import Fallback, FallbackAction, SourceRule
from gateway.policy import Tenant
from tests.gateway.hooks.hooked import CARD, PIECES, TEXT, body, in_memory, own, without_store
from tests.gateway.serving import SUBJECT


def asked(**fields: Any) -> ChatCall:
    given = {"body": body(), "subject": SUBJECT, "blocking": True, **fields}
    return ChatCall(**given)


def completion(content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }


def chunk(content: str, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "choices": [choice]}


def shown(chunks: list[dict[str, Any]]) -> str:
    return "".join(c["choices"][0]["delta"].get("content") or "" for c in chunks)


def test_a_whole_answer(tenant: Tenant) -> None:
    kept = in_memory(tenant)
    exchange = ChatExchange(kept.privacy, asked())
    sent = at_once(exchange.sent())
    said = sent["messages"][0]["content"]
    assert not any(value in said for value in PIECES)
    answered = at_once(exchange.answered(completion(f"You said {said}")))
    assert answered["choices"][0]["message"]["content"] == f"You said {TEXT}"
    assert [outcome.status for outcome in kept.outcomes()] == ["answered"]


def test_a_streamed_answer(tenant: Tenant) -> None:
    kept = in_memory(tenant)
    exchange = ChatExchange(kept.privacy, asked(body=body(stream=True)))
    said = at_once(exchange.sent())["messages"][0]["content"]
    given: list[dict[str, Any]] = []
    for character in said:
        given += at_once(exchange.chunk(chunk(character)))
    given += at_once(exchange.chunk(chunk("", "stop")))
    given += at_once(exchange.chunk(None))
    assert shown(given) == TEXT
    assert [outcome.status for outcome in kept.outcomes()] == ["answered"]


def test_a_stream_that_is_no_chat_fails(tenant: Tenant) -> None:
    kept = in_memory(tenant)
    exchange = ChatExchange(kept.privacy, asked(body=body(stream=True)))
    at_once(exchange.sent())

    async def both() -> None:
        await exchange.chunk({"choices": "none"})
        await exchange.chunk(None)

    with pytest.raises(GatewayError):
        at_once(both())
    assert len(kept.outcomes()) == 1


def test_a_call_that_failed_or_was_left_is_recorded(tenant: Tenant) -> None:
    kept = in_memory(tenant)
    for ending in (ChatExchange.failed, ChatExchange.leave):
        exchange = ChatExchange(kept.privacy, asked())
        at_once(exchange.sent())
        at_once(ending(exchange))
    assert sorted(outcome.status for outcome in kept.outcomes()) == [
        "cancelled", "upstream_error",
    ]  # fmt: skip


def test_an_answer_that_cannot_be_read(tenant: Tenant) -> None:
    exchange = ChatExchange(without_store(tenant).privacy, asked())
    at_once(exchange.sent())
    with pytest.raises(GatewayError) as caught:
        at_once(exchange.answered({"choices": CARD}))
    assert CARD not in str(caught.value)


def test_switches_are_for_those_who_know_them(tenant: Tenant) -> None:
    made = body(user="somebody")
    sent = at_once(ChatExchange(without_store(tenant).privacy, asked(body=made)).sent())
    assert "user" not in sent
    assert sent.keys() - made.keys(), "a switch of OpenAI's"
    recipients = tuple(replace(each, wire="ollama") for each in tenant.recipients)
    other = without_store(replace(tenant, recipients=recipients)).privacy
    sent = at_once(ChatExchange(other, asked(body=made)).sent())
    assert set(sent) <= set(made)


def test_the_recipient_may_be_named(tenant: Tenant) -> None:
    kept = without_store(own(tenant))
    at_once(ChatExchange(kept.privacy, asked(recipient="model-host")).sent())
    assert [each.recipient for each in kept.disclosures] == ["model-host"]
    with pytest.raises(Refused) as caught:
        ChatExchange(kept.privacy, asked(recipient="nobody"))
    assert caught.value.code == "recipient_refused"


def with_own(tenant: Tenant, **changes: Any) -> Tenant:
    """The tenant with a recipient of its own as well, which serves every model."""
    first = tenant.recipients[0]
    own_one = replace(first, **{"key": "own", "third_party": False, "models": ("*",), **changes})
    return replace(tenant, recipients=(first, own_one))


@pytest.mark.parametrize("action", list(FallbackAction))
@pytest.mark.parametrize("kind", [in_memory, without_store])
def test_no_fallback_lets_through_what_the_framework_then_sends_to_a_third_party(
    tenant: Tenant, kind: Any, action: FallbackAction
) -> None:
    policy = replace(tenant.policy, fallback=Fallback(action=action, text="Please opt in."))
    nobody = {"opted_in": False} if kind is in_memory else {"consent": lambda _: None}
    kept = kind(with_own(replace(tenant, policy=policy)), **nobody)
    call = asked(recipient="model-host")
    with pytest.raises(Refused) as caught:
        at_once(ChatExchange(kept.privacy, call).sent())
    assert (caught.value.code, caught.value.status) == ("consent_required", 403)
    assert caught.value.details["consent"]["recipient"] == "model-host"
    assert (kept.disclosures, kept.outcomes()) == ([], [])


@pytest.mark.parametrize(
    ("others", "named"),
    [
        ({}, False),
        ({"third_party": True}, False),
        ({"active": False}, False),
        ({"wire": "ollama"}, False),
        ({"models": ("gpt-*", "m")}, False),
        ({"models": ("gpt-*",)}, True),
    ],
)
def test_where_nobody_knows_who_is_called_nothing_is_sent(
    tenant: Tenant, others: dict[str, Any], named: bool
) -> None:
    kept = without_store(with_own(tenant, **others))
    if named:
        at_once(ChatExchange(kept.privacy, asked()).sent())
        assert [each.recipient for each in kept.disclosures] == ["model-host"]
        return
    with pytest.raises(Refused) as caught:
        ChatExchange(kept.privacy, asked())
    assert (caught.value.code, caught.value.status) == ("recipient_refused", 403)
    assert caught.value.details == {"reasons": ["recipient_not_named"]}
    assert "name the one" in str(caught.value)
    for key in ("own", "model-host"):
        at_once(ChatExchange(kept.privacy, asked(recipient=key)).leave())
    assert kept.disclosures == []


def test_recipients_of_ones_own_need_not_be_told_apart(tenant: Tenant) -> None:
    kept = without_store(own(with_own(tenant)))
    at_once(ChatExchange(kept.privacy, asked()).sent())
    assert len(kept.disclosures) == 1


@pytest.mark.parametrize("model", [None, 7, "", ["m"]])
def test_a_model_without_a_name_is_no_way_around(tenant: Tenant, model: Any) -> None:
    kept = without_store(with_own(tenant))
    with pytest.raises(GatewayError):
        at_once(ChatExchange(kept.privacy, asked(body=body() | {"model": model})).sent())
    assert kept.disclosures == []


@pytest.mark.parametrize("signals", [Signals(gpc=True), Signals(dnt=True)])
def test_signals_refuse(tenant: Tenant, signals: Signals) -> None:
    kept = in_memory(tenant)
    with pytest.raises(Refused) as caught:
        at_once(ChatExchange(kept.privacy, asked(signals=signals)).sent())
    assert caught.value.code == "consent_required"
    assert caught.value.details["consent"]["signals"] == sorted(signals.names)


def test_sources_go_where_their_rule_says(tenant: Tenant) -> None:
    rules = {
        "crm": SourceRule(recipients=frozenset(), purposes=frozenset({"answering"})),
        "web": SourceRule(recipients=frozenset({"model-host"}), purposes=frozenset({"answering"})),
    }
    kept = in_memory(replace(tenant, policy=replace(tenant.policy, sources=rules)))

    def tagged(*tags: str) -> ChatExchange:
        name = "-".join(tags)
        said = body(f"This is what is said of somebody in {name}.")
        call = asked(sources=frozenset(tags), conversation=name, body=said)
        return ChatExchange(kept.privacy, call)

    for tags in (("crm",), ("crm", "web"), ("unknown",)):
        with pytest.raises(Refused) as caught:
            at_once(tagged(*tags).sent())
        assert caught.value.code == "recipient_refused"
    assert at_once(tagged("web").sent())["messages"]


def test_a_person_is_asked_in_their_language(tenant: Tenant) -> None:
    kept = without_store(tenant, consent=lambda _: None)
    shown = {}
    for language in ("en", "de"):
        with pytest.raises(Refused) as caught:
            at_once(ChatExchange(kept.privacy, asked(language=language)).sent())
        consent = caught.value.details["consent"]
        shown[language] = consent["language"]
        assert language not in consent["languages"] or shown[language] == language
    assert shown["en"] == "en"


@pytest.mark.parametrize("value", [object(), float("nan"), {1: set()}])
def test_what_is_no_json_is_refused(tenant: Tenant, value: Any) -> None:
    with pytest.raises(InvalidRequest):
        ChatExchange(without_store(tenant).privacy, asked(body=body(extra=value)))


def test_a_refusal_comes_before_anything_is_sent(tenant: Tenant) -> None:
    kept = without_store(tenant, consent=lambda _: None)
    with pytest.raises(Refused) as caught:
        at_once(ChatExchange(kept.privacy, asked()).sent())
    assert caught.value.code == "consent_required"
    assert kept.disclosures == []
