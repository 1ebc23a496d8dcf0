"""What is missing refuses; only a whole set of facts lets a request through."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.types import Finding
from gateway.errors import Refused
from gateway.model import Action, Destination, Examined, Kind, Segment
from gateway.policy import LegalBasis, Mode, Operator, Recipient
from gateway.proxy.decide import (
    check_blocked,
    check_consent,
    choose_route,
    effective_action,
    notice_hash,
    notice_of,
)
from gateway.storage.ports import ConsentRecord, ConsentState
from tests.gateway.proxy import policies
from tests.gateway.proxy.policies import ANSWERING, CARD, MODEL, OWN, RESEARCH
from tests.gateway.storage import samples


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


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"training": True}, ["trains_on_data"]),
        ({"country": ""}, ["country_unknown"]),
        ({"retention": None}, ["retention_unknown"]),
        ({"training": True, "country": "", "retention": None},
         ["trains_on_data", "country_unknown", "retention_unknown"]),
        ({"third_party": False, "training": True}, ["trains_on_data"]),
    ],
)  # fmt: skip
def test_a_recipient_with_unknown_facts_is_refused(
    changes: dict[str, Any], reasons: list[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        choose(replace(MODEL, **changes), OWN)
    assert refusal.value.code == "recipient_refused"
    assert refusal.value.details == {"recipient": "model", "reasons": reasons}


@pytest.mark.parametrize(
    ("to", "purpose", "needed"),
    [(MODEL, ANSWERING, True), (MODEL, RESEARCH, True), (OWN, ANSWERING, False),
     (OWN, RESEARCH, True)],
)  # fmt: skip
def test_who_needs_the_opt_in(to: Recipient, purpose: Any, needed: bool) -> None:
    assert policies.route(to, purpose=purpose).needs_opt_in is needed


@pytest.mark.parametrize("basis", list(LegalBasis))
def test_a_third_party_needs_it_whatever_the_basis(basis: LegalBasis) -> None:
    purpose = replace(ANSWERING, legal_basis=basis)
    with pytest.raises(Refused) as refusal:
        check_consent(policies.route(purpose=purpose), None, shown_subject="")
    assert refusal.value.code == "consent_required"


def consent(**changes: Any) -> ConsentRecord:
    notice = notice_hash(notice_of(policies.route()))
    return samples.consent(**{"recipient": "model", "notice": notice, **changes})


def test_a_valid_consent_is_named() -> None:
    assert check_consent(policies.route(), consent(), shown_subject="") == "consent-1"


@pytest.mark.parametrize("state", [ConsentState.REFUSED, ConsentState.WITHDRAWN, None])
def test_any_other_state_refuses_with_what_is_needed_to_ask(state: ConsentState | None) -> None:
    record = None if state is None else consent(state=state)
    with pytest.raises(Refused) as refusal:
        check_consent(policies.route(), record, shown_subject="anon_1")
    error = refusal.value
    assert (error.code, error.status) == ("consent_required", 403)
    wanted = error.details["consent"]
    assert wanted["state"] == (state.value if state else "ConsentUnknown")
    assert wanted["subject"] == "anon_1"
    assert wanted["notice_sha256"] == notice_hash(notice_of(policies.route()))
    for fact in ("purpose_title", "benefits", "recipient_name", "recipient_country", "contact"):
        assert wanted[fact]


@pytest.mark.parametrize("notice", ["", "ab" * 32])
def test_a_consent_under_another_notice_is_stale(notice: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_consent(policies.route(), consent(notice=notice), shown_subject="")
    assert (refusal.value.code, refusal.value.status) == ("consent_stale", 409)


def test_nobody_is_asked_where_no_consent_is_needed() -> None:
    assert check_consent(policies.route(OWN), None, shown_subject="") is None
    withdrawn = consent(state=ConsentState.WITHDRAWN)
    assert check_consent(policies.route(OWN), withdrawn, shown_subject="") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"party": "Another"}, {"country": "US"}, {"transfer_mechanism": "scc"}, {"key": "m2"},
        {"training": True}, {"retention": None}, {"retention": "P31D"},
    ],
)  # fmt: skip
def test_every_fact_of_a_recipient_is_part_of_the_notice(changes: dict[str, Any]) -> None:
    changed = policies.route(replace(MODEL, **changes))
    assert notice_hash(notice_of(changed)) != notice_hash(notice_of(policies.route()))


@pytest.mark.parametrize("changes", [{"key": "p2"}, {"title": "T"}, {"benefits": "B"}])
def test_every_fact_of_a_purpose_is_part_of_the_notice(changes: dict[str, Any]) -> None:
    changed = policies.route(purpose=replace(ANSWERING, **changes))
    assert notice_hash(notice_of(changed)) != notice_hash(notice_of(policies.route()))


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": Mode.UNSAFE_OBSERVE},
        {"operator": Operator(name="Another", contact="privacy@example.com")},
        {"operator": Operator(name="Example Operator", contact="dpo@example.com")},
    ],
)
def test_operator_and_mode_are_part_of_the_notice(changes: dict[str, Any]) -> None:
    changed = policies.route(under=policies.policy(**changes))
    with pytest.raises(Refused) as refusal:
        check_consent(changed, consent(), shown_subject="")
    assert refusal.value.code == "consent_stale"


def test_facts_cannot_be_shifted_from_one_field_to_the_next() -> None:
    first = policies.route(purpose=replace(ANSWERING, title="A", benefits="B C"))
    second = policies.route(purpose=replace(ANSWERING, title="A B", benefits="C"))
    assert notice_hash(notice_of(first)) != notice_hash(notice_of(second))


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


def test_observe_mode_relaxes_neither_route_nor_consent() -> None:
    under = policies.policy(mode=Mode.UNSAFE_OBSERVE)
    with pytest.raises(Refused):
        check_consent(policies.route(under=under), None, shown_subject="")
    with pytest.raises(Refused):
        choose_route(
            policies.tenant(replace(MODEL, training=True), under=under),
            purpose=None,
            wire="openai",
            model="gpt-5",
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
