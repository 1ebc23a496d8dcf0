"""The words of retention, and what holds where a policy is silent."""

from __future__ import annotations

import pytest

from detectors.families import FAMILIES
from gateway.policy_retention import (
    DEFAULT_RECORDS,
    GROUPS,
    OF_PURPOSE,
    RECORD_TRIGGERS,
    RUNNING,
    EndAction,
    RetentionClass,
    Trigger,
)
from gateway.retention.classes import parse_duration
from tests.gateway.retention.policies import START


@pytest.mark.parametrize("trigger", list(Trigger))
def test_a_class_names_what_starts_it(trigger: Trigger) -> None:
    made = RetentionClass(key="a", trigger=trigger, duration="P1D", legal_ground="", event="x")
    assert made.started_by == ("event:x" if trigger is Trigger.EVENT else trigger.value)


def test_some_clocks_run_and_some_wait() -> None:
    assert {"collection", "last_interaction"} == RUNNING
    assert OF_PURPOSE.isdisjoint(RUNNING)


@pytest.mark.parametrize("kind", list(DEFAULT_RECORDS))
def test_every_kind_of_record_ends_and_says_why(kind: str) -> None:
    usual = DEFAULT_RECORDS[kind]
    assert usual.action is EndAction.ERASE
    assert usual.minimum is None
    assert not usual.undo
    ends = parse_duration(usual.duration, zero=True).after(START)
    assert ends == START if kind == "identity_proofs" else ends > START
    assert "GDPR" in usual.legal_ground
    assert {Trigger.COLLECTION, usual.trigger} == RECORD_TRIGGERS[kind]


def test_groups_hold_shipped_types_and_share_none() -> None:
    types = [each for group in GROUPS.values() for each in group]
    assert set(types) <= set(FAMILIES)
    assert len(types) == len(set(types))
