"""What changed classes would do, counted before they do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.policy import Minimum, Policy, RetentionClass, Trigger
from gateway.retention.assign import Tagged, first_tag, tag, with_terms
from gateway.retention.classes import FOREVER, later, version_of
from gateway.retention.preview import (
    EVERY,
    Carried,
    Effect,
    Plan,
    Preview,
    forms_of,
    outdated,
    preview_id,
    retagged,
)
from gateway.retention.terms import started
from gateway.storage.ports import Tag
from tests.gateway.retention.policies import DAY, START, occasion, policy, retention_class

NOW = START + 10 * DAY


def carried(under: Policy, purpose: str, *, at: datetime = START, **more: Any) -> Carried:
    """A conversation of one exchange."""
    tagged = first_tag(tag(under, occasion(purpose), now=at))
    return Carried(tagged=tagged, first=at, last=at, **more)


def plan(*classes: RetentionClass, **moves: str) -> Plan:
    return Plan(classes={each.key: each for each in classes}, moves=moves)


MONTH = retention_class("chat", duration="P30D")
WEEK = retention_class("chat", duration="P7D")
YEAR = retention_class("chat", duration="P1Y")
OTHER = retention_class("other", duration="P20D")
OLD = policy(MONTH, OTHER)


def test_what_is_as_the_policy_has_it_is_left_alone() -> None:
    same = carried(OLD, "chat")
    assert outdated(plan(MONTH, OTHER), same.tagged) == ()
    assert retagged(plan(MONTH, OTHER), same, now=NOW) is same.tagged
    preview = Preview(plan(MONTH, OTHER), tenant="acme", now=NOW)
    preview.add(same)
    assert preview.effects == []


@pytest.mark.parametrize(
    ("to", "end"),
    [(WEEK, START + 7 * DAY), (YEAR, later(START, "P1Y"))],
)
def test_a_changed_class_moves_the_end_either_way(to: RetentionClass, end: datetime) -> None:
    after = retagged(plan(to), carried(OLD, "chat"), now=NOW)
    assert (after.tag.hide_at, after.tag.class_version) == (end, version_of(to))


def test_what_is_hidden_stays_as_it_is() -> None:
    hidden = carried(OLD, "chat", at=START - 25 * DAY)
    assert retagged(plan(YEAR), hidden, now=NOW) is hidden.tagged
    assert retagged(plan(YEAR), hidden, now=hidden.tagged.tag.hide_at) is hidden.tagged


def test_a_class_that_is_gone_stays_until_somebody_names_another() -> None:
    row = carried(OLD, "other")
    form = ("other", version_of(OTHER))
    assert outdated(plan(MONTH), row.tagged) == (form,)
    assert retagged(plan(MONTH), row, now=NOW) == row.tagged
    for moves in ({"other": "chat"}, {EVERY: "chat"}):
        moving = Plan(classes={"chat": MONTH}, moves=moves)
        after = retagged(moving, row, now=NOW).tag
        assert (after.retention_class, after.hide_at) == ("chat", START + 30 * DAY)


@pytest.mark.parametrize("moves", [{"chat": "other"}, {"gone": "nowhere"}, {EVERY: "nowhere"}])
def test_only_from_what_is_gone_to_what_is_there(moves: dict[str, str]) -> None:
    with pytest.raises(InvalidRequest):
        Plan(classes={"chat": MONTH, "other": OTHER}, moves=moves)


def test_an_event_that_has_been_stays_with_its_class() -> None:
    waiting = retention_class("service", Trigger.ACCOUNT_CLOSURE, "P1Y")
    row = carried(policy(waiting), "service")
    closed = with_terms(
        row.tagged,
        started(row.tagged.tag.terms, "account_closure", at=START + DAY),
        first=START,
        last=START,
    )
    shorter = replace(waiting, duration="P30D")
    after = retagged(plan(shorter), replace(row, tagged=closed), now=NOW)
    assert after.tag.hide_at == START + 31 * DAY
    other_trigger = replace(waiting, trigger=Trigger.CONTRACT_END)
    after = retagged(plan(other_trigger), replace(row, tagged=closed), now=NOW)
    assert after.tag.hide_at == FOREVER


def test_a_class_that_comes_to_wait_for_a_purpose_knows_which() -> None:
    withdrawn = replace(MONTH, trigger=Trigger.CONSENT_WITHDRAWAL)
    after = retagged(plan(withdrawn), carried(OLD, "chat"), now=NOW)
    assert [each.purpose for each in after.tag.terms] == ["chat"]


def test_two_classes_that_become_one_keep_what_has_started() -> None:
    one = retention_class("one", Trigger.CONTRACT_END, "P30D")
    two = replace(one, key="two")
    under = policy(one, two)
    row = carried(under, "one")
    both = (*row.tagged.tag.terms, *carried(under, "two").tagged.tag.terms)
    both = (replace(both[0], started=START + 2 * DAY), replace(both[1], explicit=True))
    tagged = with_terms(row.tagged, both, first=START, last=START)
    merged = Plan(classes={"one": replace(one, duration="P9D")}, moves={"two": "one"})
    [term] = retagged(merged, replace(row, tagged=tagged), now=START).tag.terms
    assert (term.key, term.started, term.explicit) == ("one", START + 2 * DAY, True)


def bare() -> Carried:
    """A conversation as it was kept before classes had versions."""
    old = Tag(
        retention_class="chat",
        trigger="last_interaction",
        purpose="chat",
        recipient="r",
        policy="p",
        hide_at=START + 30 * DAY,
        erase_by=START + 31 * DAY,
    )
    return Carried(tagged=Tagged(tag=old, latest=None), first=START, last=START)


def test_a_conversation_without_versions_takes_the_policys() -> None:
    assert forms_of(bare().tagged) == (("chat", ""),)
    after = retagged(plan(MONTH), bare(), now=NOW)
    assert [each.version for each in after.tag.terms] == [version_of(MONTH)]
    assert after.tag.hide_at == START + 30 * DAY
    assert retagged(plan(OTHER), bare(), now=NOW) == bare().tagged


def test_the_counts_say_what_would_happen() -> None:
    law = replace(WEEK, minimum=Minimum(duration="P1Y", law="a law"))
    preview = Preview(plan(law), tenant="acme", now=NOW)
    for row in (
        carried(OLD, "chat"),
        carried(OLD, "chat", at=NOW - DAY),
        carried(OLD, "chat", at=START - 25 * DAY, held=True),
        carried(OLD, "other"),
        bare(),
    ):
        preview.add(row)
    no_version, version, other = preview.effects
    assert version == Effect(
        retention_class="chat",
        version=version_of(MONTH),
        to_class="chat",
        to_version=version_of(law),
        rows=3,
        hidden=1,
        hidden_at_once=1,
        due_at_once=1,
        held=1,
        kept_by_law=2,
        earliest_before=START + 30 * DAY,
        latest_before=NOW + 29 * DAY,
        earliest_after=START + 7 * DAY,
        latest_after=NOW + 6 * DAY,
    )
    assert (no_version.version, no_version.rows, no_version.to_class) == ("", 1, "chat")
    assert (other.retention_class, other.rows, other.to_class) == ("other", 1, "")
    assert other.earliest_before == other.earliest_after == START + 20 * DAY


def test_a_time_to_undo_is_not_due_at_once() -> None:
    preview = Preview(plan(replace(WEEK, undo="P7D")), tenant="acme", now=NOW)
    preview.add(carried(OLD, "chat"))
    [effect] = preview.effects
    assert (effect.hidden_at_once, effect.due_at_once) == (1, 0)


def test_a_preview_is_known_by_what_it_was_made_of() -> None:
    def made(to: Plan, *rows: Carried, tenant: str = "acme", now: datetime = NOW) -> str:
        preview = Preview(to, tenant=tenant, now=now)
        for row in rows:
            preview.add(row)
        return preview.preview_id

    row, other = carried(OLD, "chat"), carried(OLD, "other")
    one = made(plan(WEEK, OTHER), row)
    assert len(one) == 12
    assert one != made(plan(WEEK, OTHER), row, row)
    assert one == made(plan(WEEK, OTHER), row, other)
    assert one == made(plan(WEEK, OTHER), row, now=NOW + DAY / 4)
    others = {
        made(plan(YEAR, OTHER), row),
        made(plan(WEEK), row, other),
        made(plan(WEEK, other="chat"), row, other),
        made(plan(WEEK, OTHER), row, tenant="b"),
        made(plan(WEEK, OTHER), row, now=NOW + DAY),
        made(plan(WEEK, OTHER), bare()),
    }
    assert len(others | {one}) == 7
    assert preview_id("acme", [], day=date(2026, 1, 1)) != preview_id(
        "acme", [], day=date(2026, 1, 2)
    )
