"""Which classes an exchange falls under."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.types import Finding
from gateway.model import Examined, Kind, Segment
from gateway.policy import Tenant
from gateway.policy_retention import GROUPS, RetentionRule
from gateway.retention.rules import (
    chosen_classes,
    is_code,
    jurisdiction_of,
    matches,
    types_in,
)
from tests.gateway.retention.policies import occasion, policy, retention_class

BASE = policy(retention_class("month"), retention_class("other"), retention_class("third"))


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


@pytest.mark.parametrize(
    ("conditions", "exchange", "expected"),
    [
        ({}, {}, True),
        ({"purposes": some("month")}, {}, True),
        ({"purposes": some("other")}, {}, False),
        ({"channels": some("web", "app")}, {"channel": "app"}, True),
        ({"channels": some("web")}, {}, False),
        ({"bots": some("sales")}, {"bot": "sales"}, True),
        ({"bots": some("sales")}, {"bot": "sales2"}, False),
        ({"jurisdictions": some("DE", "FR")}, {"jurisdiction": "FR"}, True),
        ({"jurisdictions": some("DE")}, {"jurisdiction": None}, False),
        ({"detected": some("A", "B")}, {"detected": some("B", "C")}, True),
        ({"detected": some("A")}, {"detected": some("C")}, False),
        ({"detected": some("A")}, {}, False),
        ({"bots": some("b"), "channels": some("c")}, {"bot": "b", "channel": "c"}, True),
        ({"bots": some("b"), "channels": some("c")}, {"bot": "b", "channel": "d"}, False),
        ({"purposes": some("month"), "detected": some("A")}, {"detected": some("A")}, True),
    ],
)
def test_a_rule_matches_where_each_condition_is_met(
    conditions: dict[str, Any], exchange: dict[str, Any], *, expected: bool
) -> None:
    rule = RetentionRule(retention_class="other", **conditions)
    assert matches(rule, occasion("month", **exchange)) is expected


def test_the_purposes_class_comes_first_and_each_class_once() -> None:
    rules = (
        RetentionRule(retention_class="other", bots=some("b")),
        RetentionRule(retention_class="month", bots=some("b")),
        RetentionRule(retention_class="other", channels=some("c")),
        RetentionRule(retention_class="other", channels=some("c"), explicit=True),
        RetentionRule(retention_class="third", channels=some("d")),
    )
    ruled = replace(BASE, retention_rules=rules)
    found = chosen_classes(ruled, occasion("month", bot="b", channel="c"))
    assert [(each.retention_class.key, each.explicit) for each in found] == [
        ("month", False),
        ("other", False),
        ("other", True),
    ]
    alone = chosen_classes(ruled, occasion("third"))
    assert [each.retention_class.key for each in alone] == ["third"]


def test_the_persons_country_counts_before_the_policys_and_the_storages() -> None:
    tenant = Tenant(key="t", policy=replace(BASE, region="FR"), recipients=(), region="DE")
    assert jurisdiction_of(tenant, "ES") == "ES"
    assert jurisdiction_of(tenant, None) == "FR"
    assert jurisdiction_of(replace(tenant, policy=BASE), None) == "DE"
    assert jurisdiction_of(replace(tenant, policy=BASE, region=None), None) is None


def test_the_types_of_all_findings_count() -> None:
    def examined(*types: str) -> Examined:
        segment = Segment(pointer="/a", kind=Kind.TEXT, role="user", text="text")
        return Examined(
            segment=segment,
            findings=tuple(
                Finding(entity_type=each, start=0, end=1, score=1.0, detector="d") for each in types
            ),
        )

    assert types_in([examined("A", "B"), examined(), examined("B", "C")]) == {"A", "B", "C"}
    assert types_in([]) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("web", True), ("a", True), ("web-chat_2", True), ("0" * 40, True)),
        *(("", False), ("0" * 41, False), ("Web", False), ("a b", False), ("a\n", False)),
        *(("café", False), ("a.b", False), (None, False), (3, False)),
    ],
)
def test_a_code(text: object, *, expected: bool) -> None:
    assert is_code(text) is expected


def test_medical_is_a_group_of_types() -> None:
    assert {"MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", "TEST_RESULT"} <= GROUPS["medical"]
    assert "CREDIT_CARD" in GROUPS["payment"]
    assert all(GROUPS.values())
