"""Classes as they are listed."""

from __future__ import annotations

from dataclasses import replace

from gateway.policy import Clamps, EndAction, Minimum, Trigger
from gateway.policy_retention import RetentionRule
from gateway.retention.classes import version_of
from gateway.retention.listing import class_facts, with_counts
from gateway.storage.retention_ports import ClassCount
from tests.gateway.retention.policies import START, policy, retention_class

FULL = retention_class(
    "books",
    Trigger.EVENT,
    "P1Y",
    event="closed",
    action=EndAction.MOVE_TO_SEPARATE_STORE,
    minimum=Minimum(duration="P6Y", law="a law"),
    clamps=Clamps(shortest="P1D", longest="P10Y"),
    undo="P7D",
)
POLICY = replace(
    policy(FULL, retention_class("chat")),
    retention_rules=(RetentionRule(retention_class="chat", bots=frozenset({"b"})),),
    records={"usage": "chat", "refusals": "chat"},
)


def test_a_class_says_all_and_what_has_it() -> None:
    books, chat = class_facts(POLICY)
    assert books == {
        "key": "books",
        "version": version_of(FULL),
        "trigger": "event:closed",
        "duration": "P1Y",
        "undo": "P7D",
        "action": "move_to_separate_store",
        "minimum": "P6Y",
        "law": "a law",
        "shortest": "P1D",
        "longest": "P10Y",
        "legal_ground": "",
        "purposes": ["books"],
        "rules": 0,
        "records": [],
    }
    assert (chat["undo"], chat["minimum"], chat["law"], chat["longest"]) == (None,) * 4
    assert (chat["purposes"], chat["rules"], chat["records"]) == (
        ["chat"],
        1,
        ["refusals", "usage"],
    )


def test_counts_stand_with_their_class_and_those_of_gone_ones_behind() -> None:
    def count(key: str, end: bool) -> ClassCount:
        return ClassCount(
            tenant="acme",
            retention_class=key,
            conversations=5,
            provider_states=1,
            due=2,
            earliest_erase_by=START if end else None,
            held=1,
            review=1,
            overdue=2,
        )

    books, chat, gone = with_counts(
        class_facts(POLICY), [count("chat", True), count("gone", False)]
    )
    assert set(books["held_now"].values()) == {0, None}
    assert chat["held_now"] == {
        "conversations": 5,
        "provider_states": 1,
        "due": 2,
        "held": 1,
        "review": 1,
        "overdue": 2,
        "earliest_erase_by": "2026-01-31T00:00:00Z",
    }
    assert (gone["key"], gone["gone"]) == ("gone", True)
    assert gone["held_now"]["earliest_erase_by"] is None
