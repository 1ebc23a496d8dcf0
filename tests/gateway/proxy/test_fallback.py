"""Without the opt-in nothing goes to the third party, whatever is done instead."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from detectors import Engine
from gateway.consent.persons import EVERY_CONVERSATION, Person
from gateway.consent.records import ConsentState
from gateway.errors import Refused
from gateway.opt_in import AgeGate, AgeMethod, Fallback, FallbackAction
from gateway.policy import Recipient
from gateway.proxy.commands import Ask, Emit, Note, Record, Send
from gateway.proxy.context import Setting
from gateway.proxy.examination import Examination
from gateway.proxy.wires import ANTHROPIC_MESSAGES, OPENAI_CHAT, WIRES
from gateway.storage.ports import Known
from tests.gateway.failures import VALUES
from tests.gateway.opted_in import given
from tests.gateway.proxy.scripted import Ports, make_setting, request
from tests.gateway.storage.samples import START

Place = tuple[Setting, Examination]
ANSWER = Fallback(
    action=FallbackAction.ANSWER, text='Please opt in first: "yes" \u2028 or call us.'
)
FIRST_PARTY = Fallback(action=FallbackAction.FIRST_PARTY)
UNKNOWN = Known(consent=None, conversation=None)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_setting(tmp_path_factory.mktemp("setting"), Engine())


def under(place: Place, *more: Recipient, **policy: Any) -> Setting:
    setting = place[0]
    tenant = setting.tenant
    changed = replace(tenant.policy, **policy)
    return replace(
        setting, tenant=replace(tenant, policy=changed, recipients=(*tenant.recipients, *more))
    )


def own(place: Place, **changes: Any) -> Recipient:
    first = place[0].tenant.recipients[0]
    return replace(first, **{"key": "own", "third_party": False, "models": ("*",), **changes})


def run(place: Place, setting: Setting, known: Known = UNKNOWN, **body: Any) -> tuple[Ports, Any]:
    made = Ports(known=known, examination=place[1])
    return made, made.run(request(**body), setting)


def noted(made: Ports) -> list[str]:
    return [each.refusal.code for each in made.commands if isinstance(each, Note)]


def test_by_default_the_request_is_refused_and_that_is_recorded(place: Place) -> None:
    made, ended = run(place, place[0])
    assert isinstance(ended, Refused)
    (note,) = [each for each in made.commands if isinstance(each, Note)]
    refusal = note.refusal
    assert (refusal.code, refusal.check) == ("consent_required", "consent")
    assert refusal.reasons == ("ConsentUnknown",)
    assert (refusal.purpose, refusal.endpoint) == ("answering", "/v1/chat/completions")
    assert refusal.policy == place[0].tenant.policy.reference
    assert made.sent == []
    assert all(value not in repr(made.commands) for value in VALUES)


@pytest.mark.parametrize("stream", [False, True])
def test_a_fixed_text_is_an_answer_of_the_wire(place: Place, stream: bool) -> None:
    made, ended = run(place, under(place, fallback=ANSWER), stream=stream)
    assert ended is None
    assert made.names == ["Ask", "Note", "Emit"]
    (emit,) = [each for each in made.commands if isinstance(each, Emit)]
    assert emit.status == 200
    assert emit.headers["x-discreet-recipient"] == "none"
    assert emit.headers["x-discreet-fallback"] == "consent_required"
    assert emit.headers["x-discreet-mode"] == "enforce"
    if stream:
        assert emit.headers["content-type"].startswith("text/event-stream")
        assert emit.body.rstrip().endswith(b"data: [DONE]")
    else:
        assert json.loads(emit.body)["choices"][0]["message"]["content"] == ANSWER.text


def test_where_a_wire_answers_nobody_the_request_is_refused() -> None:
    silent = {wire.path for wire in WIRES if wire.fixed_answer is None}
    assert "/v1/embeddings" in silent
    assert not {OPENAI_CHAT.path, ANTHROPIC_MESSAGES.path} & silent
    assert all("chat" not in path and "generate" not in path for path in silent)


def test_the_first_party_gets_it_instead(place: Place) -> None:
    setting = under(place, own(place, model="llama"), fallback=FIRST_PARTY)
    made, ended = run(place, setting)
    assert ended is None
    assert noted(made) == ["consent_required"]
    (record,) = [each for each in made.commands if isinstance(each, Record)]
    assert record.disclosure.recipient == "own"
    assert record.disclosure.basis.consent_id is None
    assert json.loads(made.sent[0].body)["model"] == "llama"
    asked = [each.wanted.recipient for each in made.commands if isinstance(each, Ask)]
    assert asked == [setting.tenant.recipients[0].key, "own"]
    assert all(value not in made.sent[0].body.decode() for value in VALUES)


@pytest.mark.parametrize(
    "changes",
    [{"third_party": True}, {"wire": "ollama"}, {"models": ("other-*",)}, {"active": False}],
)
def test_without_a_first_party_that_serves_the_model_it_is_refused(
    place: Place, changes: dict[str, Any]
) -> None:
    made, ended = run(place, under(place, own(place, **changes), fallback=FIRST_PARTY))
    assert isinstance(ended, Refused)
    assert ended.code == "consent_required"
    assert made.sent == []


def test_with_the_opt_in_the_third_party_answers(place: Place) -> None:
    setting = under(place, own(place), fallback=FIRST_PARTY)
    made, ended = run(place, setting, Known(consent=given(setting.tenant), conversation=None))
    assert ended is None
    assert noted(made) == []
    assert [each.disclosure.recipient for each in made.commands if isinstance(each, Record)] == [
        setting.tenant.recipients[0].key
    ]


@pytest.mark.parametrize("fallback", [ANSWER, FIRST_PARTY])
@pytest.mark.parametrize("purpose", ["newsletter", "nothing"])
def test_only_a_missing_opt_in_is_answered_by_something_else(
    place: Place, fallback: Fallback, purpose: str
) -> None:
    gate = AgeGate(minimum=18, asked=AgeMethod.DECLARATION, question="How old are you?")
    setting = under(place, own(place), fallback=fallback, age=gate)
    made = Ports(known=UNKNOWN, examination=place[1])
    ended = made.run(replace(request(), purpose=purpose), setting)
    assert isinstance(ended, Refused)
    assert ended.code in ("age_restricted", "purpose_refused")
    assert not [each for each in made.commands if isinstance(each, Send | Emit)]


def test_a_withdrawn_consent_is_no_consent_for_the_fallback_either(place: Place) -> None:
    setting = under(place, fallback=ANSWER)
    gone = given(setting.tenant, state=ConsentState.WITHDRAWN, event_time=START)
    made, ended = run(place, setting, Known(consent=gone, conversation=None))
    assert ended is None
    assert made.sent == []


@pytest.mark.parametrize("fallback", [Fallback(), ANSWER, FIRST_PARTY])
@pytest.mark.parametrize("stream", [False, True])
def test_who_waits_for_a_human_being_is_told_so_and_nothing_is_sent(
    place: Place, fallback: Fallback, stream: bool
) -> None:
    setting = under(place, own(place), fallback=fallback, holding_reply="Somebody will look.")
    waiting = Person(tenant="main", subject="s", reviews=frozenset({EVERY_CONVERSATION}))
    known = Known(consent=given(setting.tenant), conversation=None, person=waiting)
    made, ended = run(place, setting, known, stream=stream)
    assert ended is None
    assert made.names == ["Ask", "Note", "Emit"]
    assert noted(made) == ["human_review"]
    (emit,) = [each for each in made.commands if isinstance(each, Emit)]
    assert (emit.status, emit.headers["x-discreet-fallback"]) == (200, "human_review")
    assert b"Somebody will look." in emit.body
    assert made.sent == []
