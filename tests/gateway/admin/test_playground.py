"""What each destination would see of a text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.clock import work_time
from gateway.admin.playground import MOST_BYTES, Bench, Seen, try_text
from gateway.errors import GatewayError, InvalidRequest
from gateway.model import Action, Destination
from gateway.policy import Mode, Policy
from tests.gateway.admin.boards import ENGINE
from tests.gateway.usage.tenants import tenant

CARD, MAIL = "4111 1111 1111 1111", "jane.doe@example.com"
TEXT = f"My card is {CARD}, write to {MAIL}"
POLICY = tenant().policy


def tried(text: str = TEXT, policy: Policy = POLICY, *, seconds: float = 4.0) -> Seen:
    bench = Bench(engine=ENGINE, clock=work_time, seconds=seconds, key=bytes(32))
    return try_text(text, policy, bench=bench)


def views(seen: Seen) -> dict[str, Any]:
    return {each.destination.value: each for each in seen.views}


def with_actions(entity_type: str, **actions: Action) -> Policy:
    line = {**POLICY.actions.get(entity_type, {})}
    line |= {Destination(name): action for name, action in actions.items()}
    return replace(POLICY, actions={**POLICY.actions, entity_type: line})


def test_every_destination_sees_what_the_policy_says() -> None:
    seen = views(tried())
    for name in ("upstream", "store"):
        assert CARD not in seen[name].text
        assert MAIL not in seen[name].text
        assert seen[name].changed == 2
    assert "[EMAIL_ADDRESS_" in seen["upstream"].text
    assert "**** **** **** 1111" in seen["store"].text
    assert MAIL in seen["user"].text
    assert CARD not in seen["user"].text
    assert (seen["log"].text, seen["log"].changed) == (None, 2)


def test_findings_say_type_place_detector_and_actions() -> None:
    card, mail = tried().findings
    assert (card.entity_type, card.value, card.acted_on) == ("CREDIT_CARD", CARD, True)
    assert TEXT[card.start : card.end] == CARD
    assert card.score == 1.0
    assert [each.value for each in card.actions][:2] == ["surrogate", "mask"]
    assert (mail.entity_type, mail.value, mail.detector) == ("EMAIL_ADDRESS", MAIL, "email")


def test_what_is_below_the_threshold_is_shown_and_not_acted_on() -> None:
    iban = "GB82 WEST 1234 5698 7654 32"
    policy = replace(POLICY, threshold={**POLICY.threshold, "IBAN_CODE": 1.0})
    seen = tried(f"My card is {CARD}. Refund to {iban} please", policy)
    assert iban in views(seen)["upstream"].text
    shown = {each.value: each.acted_on for each in seen.findings}
    assert shown.get(iban, False) is False
    assert shown[CARD] is True


def test_what_is_blocked_is_a_refusal() -> None:
    seen = views(tried(policy=with_actions("CREDIT_CARD", upstream=Action.BLOCK)))
    assert (seen["upstream"].text, seen["upstream"].refusal) == (None, "content_blocked")
    assert CARD not in seen["store"].text


def test_observe_mode_shows_what_it_would_send() -> None:
    seen = views(tried(policy=replace(POLICY, mode=Mode.UNSAFE_OBSERVE)))
    assert seen["upstream"].text == TEXT
    assert CARD not in seen["store"].text


@pytest.mark.parametrize("text", ["", "Hello", "\ud800 lone", "\x00", "€" * 6_666])
def test_texts_with_nothing_in_them_stay_as_they_are(text: str) -> None:
    assert views(tried(text))["upstream"].text == text


@pytest.mark.parametrize("text", ["a" * (MOST_BYTES + 1), "€" * 6_667])
def test_a_text_that_is_too_long_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        tried(text)
    assert (refused.value.status, refused.value.code) == (413, "body_too_large")


def test_the_budget_holds() -> None:
    with pytest.raises(GatewayError) as refused:
        tried("My card is 4111 1111 1111 1111. " * 600, seconds=1e-9)
    assert refused.value.code == "budget_exhausted"


def test_no_repr_holds_the_text() -> None:
    seen = tried()
    assert CARD not in repr(seen)
    assert MAIL not in repr(seen)
