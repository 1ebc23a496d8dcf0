"""One exchange is one record, with nothing in it but codes."""

from __future__ import annotations

from dataclasses import replace

from gateway.consent.persons import AgeBand
from gateway.storage.consent_ports import Refusal
from gateway.usage.observer import UsageObserver
from gateway.usage.records import Seen
from tests.gateway.storage.samples import START, disclosure, outcome


def test_an_exchange_that_was_tried_twice_is_counted_once() -> None:
    taken: list[Seen] = []
    observer = UsageObserver(taken.append, network="192.0.2.0/24")
    sent = replace(disclosure(1), channel="web", bot="helpdesk")
    observer.recorded(disclosure(2))
    observer.recorded(sent)
    observer.finished(outcome(1))
    observer.finished(outcome(1))
    assert taken == [
        Seen(
            tenant=sent.tenant,
            subject=sent.subject,
            at=sent.at,
            endpoint=sent.endpoint,
            purpose=sent.purpose,
            outcome=outcome(1).status,
            channel="web",
            bot="helpdesk",
            network="192.0.2.0/24",
        )
    ]


def test_an_answer_to_nothing_is_not_counted() -> None:
    taken: list[Seen] = []
    UsageObserver(taken.append, network="").finished(outcome(1))
    assert taken == []


def test_a_refusal_is_counted_as_one() -> None:
    taken: list[Seen] = []
    refusal = Refusal(
        refusal_id="r",
        tenant="main",
        subject="s",
        purpose="answering",
        recipient="model",
        policy="default@0",
        endpoint="/v1/chat/completions",
        code="consent_required",
        check="consent",
        reasons=(),
        signals=frozenset(),
        age_band=AgeBand.UNKNOWN,
        sources=frozenset(),
        at=START,
    )
    UsageObserver(taken.append, network="").refused(refusal)
    assert [(each.outcome, each.endpoint) for each in taken] == [
        ("refused", "/v1/chat/completions")
    ]
