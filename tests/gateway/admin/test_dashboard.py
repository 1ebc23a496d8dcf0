"""What the pages show of counts, figures and the configuration."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.admin.dashboard import Spans, activity_of, class_lines, recipient_lines
from gateway.counts.tally import DayCount
from gateway.opt_in import RecipientRules
from gateway.policy import Recipient
from gateway.storage.count_rows import Figure
from gateway.storage.figure_scans import ClassFigure
from tests.gateway.storage.samples import START
from tests.gateway.usage.tenants import tenant

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TENANT = tenant()
HOST = Recipient(
    key="host",
    party="Host",
    party_role="sub_processor",
    third_party=True,
    country="DE",
    transfer_mechanism=None,
    training=False,
    retention="P30D",
    wire="openai",
    base_url="https://host.example",
    api_key_env=None,
    models=("*",),
    evidence="https://host.example/dpa",
    evidence_date=date(2026, 10, 1),
)


def count(kind: str, key: str, many: int, *, days: int = 0) -> DayCount:
    return DayCount("main", TODAY - timedelta(days=days), kind, key, many)


def test_counts_by_span_kind_and_series() -> None:
    activity = activity_of(
        [
            count("finding", "PERSON upstream surrogate", 3),
            count("finding", "PERSON store surrogate", 3),
            count("finding", "PERSON upstream mask", 2, days=6),
            count("finding", "CREDIT_CARD upstream surrogate", 4, days=7),
            count("finding", "other", 1),
            count("refusal", "consent_required", 5, days=29),
            count("request", "host answered", 7),
            count("request", "host incomplete", 1, days=1),
            count("redaction", "host", 9),
            count("consent", "ConsentGiven", 2),
            count("consent", "RenewedConsentGiven", 1),
            count("consent", "ConsentRevoked", 1),
            count("consent", "ConsentExpired", 1),
        ],
        TENANT.policy,
        today=TODAY,
    )
    assert (len(activity.days), activity.days[0], activity.days[-1]) == (
        30,
        date(2026, 10, 24),
        TODAY,
    )
    assert activity.requests == Spans(today=7, week=8, month=8)
    assert activity.refused == Spans(today=0, week=0, month=5)
    assert activity.redacted == Spans(today=9, week=9, month=9)
    assert activity.given == Spans(today=3, week=3, month=3)
    assert activity.withdrawn == Spans(today=1, week=1, month=1)
    lines = [(each.entity_type, each.counts, each.upstream, each.store) for each in activity.types]
    assert lines == [
        ("PERSON", Spans(today=3, week=5, month=5), "surrogate", "surrogate"),
        ("CREDIT_CARD", Spans(today=0, week=0, month=4), "surrogate", "mask"),
    ]
    assert [(each.name, each.total) for each in activity.findings] == [
        ("PERSON", 5),
        ("CREDIT_CARD", 4),
    ]
    assert [each.name for each in activity.consents] == ["given", "lapsed", "withdrawn"]
    assert activity.outcomes == {"answered": 7, "incomplete": 1}


def test_nothing_counted_is_nothing_shown() -> None:
    activity = activity_of([], TENANT.policy, today=TODAY)
    assert (activity.requests, activity.types, activity.findings) == (Spans(), [], ())


def test_classes_that_are_gone_stay_listed_while_rows_carry_them() -> None:
    held = {"conversation": ClassFigure(conversations=2, next_at=0), "old": ClassFigure(overdue=1)}
    figure = Figure(document={key: asdict(each) for key, each in held.items()}, at=START)
    lines = {each.key: each for each in class_lines(TENANT.policy, figure)}
    assert lines["conversation"].rule is not None
    assert lines["conversation"].next_at == datetime(1970, 1, 1, tzinfo=UTC)
    assert lines["old"].rule is None
    assert lines["old"].held.overdue == 1
    assert "faults" not in lines  # no conversation can get it
    assert class_lines(TENANT.policy, None)[0].held == ClassFigure()


@pytest.mark.parametrize(
    ("changes", "reasons", "until"),
    [
        ({}, (), datetime(2026, 12, 30, tzinfo=UTC)),
        (
            {"evidence_date": date(2026, 1, 1)},
            ("evidence_too_old",),
            datetime(2026, 4, 1, tzinfo=UTC),
        ),
        ({"evidence": None, "evidence_date": None}, ("evidence_missing",), None),
        ({"active": False}, ("not_active",), datetime(2026, 12, 30, tzinfo=UTC)),
        ({"third_party": False, "evidence_date": None}, (), None),
    ],
)
def test_what_stands_against_a_recipient(
    changes: dict[str, object], reasons: tuple[str, ...], until: datetime | None
) -> None:
    rules = RecipientRules(evidence_age="P90D")
    policy = replace(TENANT.policy, recipient_rules=rules)
    recipient = replace(HOST, **changes)  # type: ignore[arg-type]
    held = replace(TENANT, policy=policy, recipients=(recipient,))
    [line] = recipient_lines(held, {}, now=NOW)
    assert (line.reasons, line.fresh_until, line.is_on) == (reasons, until, True)


def test_a_recipient_that_nobody_switched_on_is_off() -> None:
    scope = replace(TENANT.policy.scope, integrations_off=True)
    held = replace(TENANT, policy=replace(TENANT.policy, scope=scope), recipients=(HOST,))
    assert [each.is_on for each in recipient_lines(held, {}, now=NOW)] == [False]
    assert [each.is_on for each in recipient_lines(held, {"host": True}, now=NOW)] == [True]
