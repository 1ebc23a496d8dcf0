"""No check that fails, and no trouble with the record, lets a byte out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.consent.evaluate import NotPermitted, Question
from gateway.errors import GatewayError, Refused, StorageFailed
from gateway.policy import Recipient
from gateway.proxy.commands import CallerGone, Command, Record, Reply, Send, Watch
from gateway.proxy.egress import FactsChanged, Outgoing, egress
from gateway.proxy.wires import OPENAI_CHAT
from gateway.storage.ports import Recorded
from tests.gateway.opted_in import given
from tests.gateway.proxy import policies
from tests.gateway.proxy.policies import MODEL, OWN, RESEARCH
from tests.gateway.storage import samples
from tests.gateway.storage.samples import START

LATER = START + timedelta(seconds=1)
BODY = b'{"messages": ["canary"]}'
REPLY = Reply(status=200, content_type="application/json", body=b"{}")


def question(to: Recipient = MODEL, **changes: Any) -> Question:
    route = policies.route(to)
    whole: dict[str, Any] = {
        "route": route,
        "person": None,
        "consent": given(route.tenant, event_id=7),
        "now": START,
    }
    return Question(**(whole | changes))


def outgoing(to: Recipient = MODEL, **changes: Any) -> Outgoing:
    fields: dict[str, Any] = {
        "question": question(to),
        "wire": OPENAI_CHAT,
        "policy": "default@0123456789ab",
        "switched": True,
        "body": BODY,
        "stream": False,
        "disclosure": samples.disclosure(recipient=to.key),
    }
    return Outgoing(**(fields | changes))


def run(
    out: Outgoing, recorded: Any = Recorded.RECORDED, reply: Any = REPLY
) -> tuple[list[Command], Any]:
    """Every command that egress made, and its reply or what it raised."""
    commands: list[Command] = []
    steps = egress(out)
    give: Any = None
    try:
        while True:
            command = steps.send(give)
            commands.append(command)
            give = recorded if isinstance(command, Record) else reply
            if isinstance(command, Watch):
                give = None
            if isinstance(give, BaseException):
                failure = give
                give = None
                commands.append(steps.throw(failure))
    except StopIteration as end:
        return commands, end.value
    except (GatewayError, FactsChanged, CallerGone, OSError, RuntimeError) as error:
        return commands, error


def test_a_disclosure_is_recorded_before_the_bytes_leave() -> None:
    out = outgoing()
    commands, reply = run(out)
    assert reply is REPLY
    record = commands[0]
    assert isinstance(record, Record)
    assert record.disclosure.basis.consent_id == "c" * 26
    assert record.disclosure.basis.consent_event == 7
    assert replace(record.disclosure, basis=out.disclosure.basis) == out.disclosure
    assert commands[1:] == [
        Watch(question=out.question, subject=out.disclosure.subject),
        Send(
            url="https://model.example.com/v1/chat/completions",
            headers={"content-type": "application/json"},
            api_key_env="MODEL_KEY",
            body=BODY,
            stream=False,
        ),
    ]


def test_what_is_sent_is_made_here_and_not_copied() -> None:
    commands, _ = run(outgoing(OWN, stream=True))
    assert isinstance(commands[-1], Send)
    assert dict(commands[-1].headers) == {"content-type": "application/json"}
    assert commands[-1].api_key_env is None
    assert commands[-1].stream


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://m.example.com", "https://m.example.com/v1/chat/completions"),
        ("https://m.example.com/", "https://m.example.com/v1/chat/completions"),
        ("https://m.example.com/v1", "https://m.example.com/v1/chat/completions"),
        ("https://m.example.com/v1/", "https://m.example.com/v1/chat/completions"),
        ("https://m.example.com/api", "https://m.example.com/api/v1/chat/completions"),
        ("https://m.example.com/av1", "https://m.example.com/av1/v1/chat/completions"),
    ],
)
def test_the_address_is_the_recipients_with_the_wires_path(base: str, url: str) -> None:
    commands, _ = run(outgoing(replace(MODEL, base_url=base)))
    assert isinstance(commands[-1], Send)
    assert commands[-1].url == url


def with_question(**changes: Any) -> Callable[[Outgoing], Outgoing]:
    return lambda out: replace(out, question=replace(out.question, **changes))


def elsewhere(out: Outgoing) -> Outgoing:
    return with_question(route=replace(out.route, recipient=replace(MODEL, key="another")))(out)


def unlisted(out: Outgoing) -> Outgoing:
    tenant = replace(out.route.tenant, recipients=())
    return with_question(route=replace(out.route, tenant=tenant))(out)


def with_fact(**changes: Any) -> Callable[[Outgoing], Outgoing]:
    return with_question(route=policies.route(replace(MODEL, **changes)))


CHECKS: list[tuple[Callable[[Outgoing], Outgoing], str]] = [
    (elsewhere, "not_active"),
    (unlisted, "not_active"),
    (with_fact(active=False), "not_active"),
    (with_fact(base_url=""), "region_unknown"),
    (with_fact(country=""), "region_unknown"),
    (with_fact(training=True), "trains_on_data"),
    (lambda out: replace(out, policy="default@ba9876543210"), "not_redacted"),
    (lambda out: replace(out, policy=""), "not_redacted"),
    (lambda out: replace(out, switched=False), "not_redacted"),
]


@pytest.mark.parametrize(("spoil", "reason"), CHECKS)
def test_each_check_that_fails_refuses_before_anything_is_recorded(
    spoil: Callable[[Outgoing], Outgoing], reason: str
) -> None:
    commands, error = run(spoil(outgoing()))
    assert commands == []
    assert isinstance(error, Refused)
    assert (error.code, error.status) == ("recipient_refused", 403)
    assert reason in error.details["reasons"]
    assert "canary" not in f"{error!r} {error.details}"


@pytest.mark.parametrize("consent", [None, given(policies.tenant(), event_time=LATER)])
def test_without_a_consent_that_holds_nothing_is_recorded(consent: Any) -> None:
    commands, error = run(with_question(consent=consent)(outgoing()))
    assert commands == []
    assert isinstance(error, NotPermitted)
    assert error.code == "consent_required"


def test_a_first_party_needs_the_consent_where_the_purpose_rests_on_it() -> None:
    out = with_question(consent=None)(outgoing(OWN))
    assert len(run(out)[0]) == 3
    asked = with_question(consent=None, route=policies.route(OWN, purpose=RESEARCH))(out)
    commands, error = run(asked)
    assert commands == []
    assert isinstance(error, NotPermitted)


@pytest.mark.parametrize(
    "recorded",
    [Recorded.FACTS_CHANGED, Recorded.CONVERSATION_CHANGED, None, True, 1, "recorded", "", b"",
     object()],
)  # fmt: skip
@pytest.mark.parametrize("to", [MODEL, OWN])
def test_any_answer_but_recorded_lets_nothing_out(to: Recipient, recorded: Any) -> None:
    commands, error = run(outgoing(to), recorded)
    assert [type(each) for each in commands] == [Record]
    assert isinstance(error, Refused | FactsChanged)


@pytest.mark.parametrize(
    "failure",
    [StorageFailed("The store is away."), CallerGone(), OSError(28, "disk"), RuntimeError("x"),
     TimeoutError(), ConnectionResetError()],
)  # fmt: skip
def test_every_exception_of_the_record_lets_nothing_out(failure: Exception) -> None:
    commands, error = run(outgoing(), failure)
    assert [type(each) for each in commands] == [Record]
    assert error is failure


@pytest.mark.parametrize("ending", [GeneratorExit, KeyboardInterrupt, SystemExit, Exception])
def test_no_ending_of_the_generator_makes_a_send(ending: type[BaseException]) -> None:
    steps = egress(outgoing())
    assert isinstance(next(steps), Record)
    with pytest.raises(ending):
        steps.throw(ending())
    with pytest.raises(StopIteration):
        next(steps)


def test_a_failure_while_sending_is_not_tried_again() -> None:
    commands, error = run(outgoing(), reply=StorageFailed("gone"))
    assert [type(each) for each in commands] == [Record, Watch, Send]
    assert isinstance(error, StorageFailed)


def test_the_repr_hides_the_body() -> None:
    assert "canary" not in repr(outgoing())
