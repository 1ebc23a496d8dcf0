"""What an exchange tells the tally."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.counts.observer import Counting
from gateway.counts.tally import Tally
from gateway.errors import Refused
from gateway.policy import Mode
from gateway.proxy.refusals import content_blocked
from tests.gateway.storage.samples import START, disclosure, outcome
from tests.gateway.usage.tenants import tenant


@pytest.fixture
def counting() -> Counting:
    return Counting(Tally(), {"main": tenant()}, now=lambda: START)


SENT = disclosure(tenant="main", found={"CREDIT_CARD": 2}, entity_counts={"CREDIT_CARD": 3})


def test_a_whole_exchange(counting: Counting) -> None:
    observer = counting.observer()
    observer.recorded(SENT)
    observer.stream_opened()
    assert counting.tally.streams == {"main": 1}
    observer.finished(outcome(tenant="main", status="answered"))
    observer.ended(own=0.004, upstream=0.2)
    assert counting.tally.totals == {
        ("main", "finding", "CREDIT_CARD upstream surrogate"): 2,
        ("main", "finding", "CREDIT_CARD store mask"): 2,
        ("main", "redaction", SENT.recipient): 3,
        ("main", "request", f"{SENT.recipient} answered"): 1,
    }
    assert counting.tally.streams == {"main": 0}
    assert sum(counting.tally.own["main"].counts) == 1
    assert sum(counting.tally.upstream["main", SENT.recipient].counts) == 1


def test_an_outcome_is_counted_once_and_never_without_a_disclosure(counting: Counting) -> None:
    observer = counting.observer()
    observer.finished(outcome(tenant="main"))
    observer.recorded(replace(SENT, found={}, entity_counts={}))
    observer.finished(outcome(tenant="main", status="incomplete"))
    observer.finished(outcome(tenant="main", status="incomplete"))
    key = f"{SENT.recipient} incomplete"
    assert counting.tally.totals == {("main", "request", key): 1}


def test_an_exchange_that_sent_nothing_has_no_times(counting: Counting) -> None:
    observer = counting.observer()
    observer.ended(own=0.001, upstream=None)
    assert counting.tally.own == {}
    assert counting.tally.totals == {}


def test_in_observe_mode_nothing_is_replaced_on_the_way() -> None:
    held = tenant()
    policy = replace(held.policy, mode=Mode.UNSAFE_OBSERVE)
    counting = Counting(Tally(), {"main": replace(held, policy=policy)}, now=lambda: START)
    counting.observer().recorded(replace(SENT, entity_counts={}))
    assert counting.tally.totals == {
        ("main", "finding", "CREDIT_CARD upstream allow"): 2,
        ("main", "finding", "CREDIT_CARD store mask"): 2,
    }


def test_refusals_are_counted_by_code_and_blocked_findings_by_type(counting: Counting) -> None:
    counting.refused("main", Refused("consent_required", "no", status=403))
    counting.refused("main", content_blocked({"CREDIT_CARD": 1}, ()))
    counting.refused("", content_blocked({"PERSON": 1}, ()))
    counting.said("main", "ConsentGiven")
    assert counting.tally.totals == {
        ("main", "refusal", "consent_required"): 1,
        ("main", "refusal", "content_blocked"): 1,
        ("main", "finding", "CREDIT_CARD upstream surrogate"): 1,
        ("main", "finding", "CREDIT_CARD store mask"): 1,
        ("", "refusal", "content_blocked"): 1,
        ("main", "consent", "ConsentGiven"): 1,
    }
