"""What is missing refuses; only a whole set of facts lets a request through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.types import Finding
from gateway.errors import Refused
from gateway.model import Action, Destination, Examined, Kind, Segment
from gateway.policy import Mode, Recipient
from gateway.proxy.decide import (
    check_blocked,
    choose_route,
    effective_action,
    first_party_instead,
)
from tests.gateway.proxy import policies
from tests.gateway.proxy.policies import ANSWERING, CARD, MODEL, OWN, RESEARCH


def choose(*recipients: Recipient, model: str = "gpt-5", **other: Any) -> Any:
    wanted: dict[str, Any] = {"purpose": None, "wire": "openai", **other}
    return choose_route(policies.tenant(*recipients), model=model, **wanted)


def test_the_first_recipient_that_serves_the_model_is_chosen() -> None:
    other = replace(MODEL, key="other", models=("other-*",))
    assert choose(other, MODEL, OWN).recipient is MODEL
    assert choose(MODEL, other, model="other-1").recipient is other
    assert choose(OWN).purpose is ANSWERING
    assert choose(OWN, purpose="research").purpose is RESEARCH


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose": "marketing"}, "purpose_refused"),
        ({"purpose": "Answering"}, "purpose_refused"),
        ({"wire": "anthropic"}, "model_not_found"),
        ({"wire": ""}, "model_not_found"),
        ({"model": "GPT-5"}, "model_not_found"),
        ({"model": "my-gpt-5"}, "model_not_found"),
        ({"model": ""}, "model_not_found"),
        ({"model": "\ngpt-5"}, "model_not_found"),
    ],
)
def test_without_purpose_or_recipient_it_refuses(changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        choose(MODEL, **changes)
    assert refusal.value.code == code
    for asked in filter(None, changes.values()):
        assert asked not in f"{refusal.value} {refusal.value.details}"


def test_a_tenant_without_recipients_sends_nothing() -> None:
    with pytest.raises(Refused):
        choose_route(
            replace(policies.tenant(), recipients=()), purpose=None, wire="openai", model="gpt-5"
        )


def test_a_recipient_that_is_switched_off_is_passed_over() -> None:
    assert choose(replace(MODEL, active=False), OWN).recipient is OWN
    with pytest.raises(Refused) as refusal:
        choose(replace(MODEL, active=False))
    assert refusal.value.code == "model_not_found"


def test_a_recipient_that_is_for_the_purpose_comes_first() -> None:
    bound = replace(MODEL, key="bound", purposes=frozenset({"research"}))
    assert choose(bound, OWN).recipient is OWN
    assert choose(bound, OWN, purpose="research").recipient is bound
    # Without another one it is named, and refused for that purpose by the checks.
    assert choose(bound).recipient is bound
    route = choose(MODEL, replace(OWN, purposes=frozenset({"research"})))
    assert first_party_instead(route, wire="openai", model="gpt-5") is None


def test_the_first_party_instead_serves_the_same_model_on_the_same_wire() -> None:
    away = replace(OWN, key="away", active=False)
    other_wire = replace(OWN, key="other-wire", wire="ollama")
    other_model = replace(OWN, key="other-model", models=("llama*",))
    tenant = policies.tenant(MODEL, away, other_wire, other_model, OWN)
    route = choose_route(tenant, purpose=None, wire="openai", model="gpt-5")
    found = first_party_instead(route, wire="openai", model="gpt-5")
    assert found is not None
    assert found.recipient is OWN
    assert first_party_instead(found, wire="openai", model="gpt-5") is None
    assert first_party_instead(route, wire="openai", model="o3") is None


@pytest.mark.parametrize("destination", list(Destination))
@pytest.mark.parametrize("action", list(Action))
def test_observe_mode_relaxes_only_what_goes_to_upstream_and_user(
    action: Action, destination: Destination
) -> None:
    acted = {"PERSON": dict.fromkeys(Destination, action)}
    enforced = policies.policy(acted)
    observed = policies.policy(acted, mode=Mode.UNSAFE_OBSERVE)
    relaxed = destination in (Destination.UPSTREAM, Destination.USER)
    assert effective_action(enforced, "PERSON", destination=destination) is action
    assert effective_action(observed, "PERSON", destination=destination) is (
        Action.ALLOW if relaxed else action
    )


def examined(*entity_types: str, pointer: str = "/messages/0/content") -> Examined:
    findings = tuple(
        Finding(entity_type=each, start=0, end=19, score=1.0, detector="t") for each in entity_types
    )
    segment = Segment(pointer=pointer, kind=Kind.TEXT, role="user", text=CARD)
    return Examined(segment=segment, findings=findings)


def test_a_blocked_type_refuses_with_types_counts_and_places_only() -> None:
    under = policies.policy({"CREDIT_CARD": policies.actions("block")})
    check_blocked(under, [])
    check_blocked(under, [examined("PERSON"), examined()])
    with pytest.raises(Refused) as refusal:
        check_blocked(
            under,
            [examined("CREDIT_CARD"), examined("PERSON"), examined("CREDIT_CARD", pointer="/a")],
        )
    error = refusal.value
    assert (error.code, error.status) == ("content_blocked", 422)
    assert error.details == {
        "entity_types": {"CREDIT_CARD": 2},
        "pointers": ["/a", "/messages/0/content"],
    }
    assert "4111" not in repr(error)


def test_block_toward_another_destination_lets_the_request_through() -> None:
    under = policies.policy({"CREDIT_CARD": policies.actions(store="block", user="block")})
    check_blocked(under, [examined("CREDIT_CARD")])
    observed = policies.policy({"CREDIT_CARD": policies.actions("block")}, mode=Mode.UNSAFE_OBSERVE)
    check_blocked(observed, [examined("CREDIT_CARD")])
    assert observed.action("CREDIT_CARD", Destination.UPSTREAM) is Action.BLOCK
