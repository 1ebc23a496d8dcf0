"""The rules of grants: who asks, who answers, how long, and what reaches how far."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.access import grants
from gateway.access.grants import Grant, GrantKind, GrantReason, GrantState, View
from gateway.errors import InvalidRequest, Refused, Unauthorized
from gateway.model import Role

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def grant(**fields: Any) -> Grant:
    held: dict[str, Any] = {
        "tenant": "main",
        "grant_id": "g1",
        "kind": GrantKind.SUPPORT,
        "view": View.MASKED,
        "reason": GrantReason.SUPPORT_REQUEST,
        "ticket": "T-1",
        "lasts": HOUR,
        "requested_by": "asker",
        "requested_at": NOW,
    }
    return Grant(**(held | fields))


def standing(**fields: Any) -> Grant:
    return grants.approved(grant(**fields), Role.ADMIN, by="officer", now=NOW)


@pytest.mark.parametrize(
    ("held", "at", "state"),
    [
        (grant(), NOW, GrantState.REQUESTED),
        (grant(), NOW + 12 * HOUR, GrantState.UNANSWERED),
        (standing(), NOW, GrantState.STANDING),
        (standing(), NOW + HOUR - timedelta(microseconds=1), GrantState.STANDING),
        (standing(), NOW + HOUR, GrantState.EXPIRED),
        (replace(standing(), ended_at=NOW), NOW, GrantState.REVOKED),
        (replace(grant(), ended_at=NOW), NOW, GrantState.DISMISSED),
    ],
)
def test_where_a_grant_is(held: Grant, at: datetime, state: GrantState) -> None:
    assert held.state(at) is state
    assert held.stands(at) is (state is GrantState.STANDING)


def test_none_stands_before_its_beginning() -> None:
    assert not standing().stands(NOW - HOUR)


@pytest.mark.parametrize("kind", GrantKind)
@pytest.mark.parametrize("role", Role)
def test_who_may_ask_and_who_may_answer(kind: GrantKind, role: Role) -> None:
    asks = {
        GrantKind.SUPPORT: {Role.SUPPORT, Role.ADMIN, Role.PRIVACY_OFFICER},
        GrantKind.BREAK_GLASS: {Role.SUPPORT, Role.ADMIN},
    }
    answers = {
        GrantKind.SUPPORT: {Role.ADMIN, Role.PRIVACY_OFFICER},
        GrantKind.BREAK_GLASS: {Role.SUPPORT, Role.ADMIN, Role.PRIVACY_OFFICER},
    }
    wanted = grant(kind=kind)
    if role in asks[kind]:
        grants.check_request(wanted, role)
    else:
        with pytest.raises(Unauthorized):
            grants.check_request(wanted, role)
    if role in answers[kind]:
        assert grants.approved(wanted, role, by="officer", now=NOW).stands(NOW)
    else:
        with pytest.raises(Unauthorized):
            grants.approved(wanted, role, by="officer", now=NOW)


def test_nobody_answers_their_own() -> None:
    for own in (grant(kind=GrantKind.BREAK_GLASS), grant(requested_by="x", reader="asker")):
        with pytest.raises(Refused, match="cannot approve"):
            grants.approved(own, Role.ADMIN, by="asker", now=NOW)


def test_only_a_tenants_own_grant_stands_at_once() -> None:
    assert grants.given(grant(), Role.ADMIN, by="asker", now=NOW).stands(NOW)
    for held, role in (
        (grant(), Role.SUPPORT),
        (grant(kind=GrantKind.BREAK_GLASS), Role.ADMIN),
        (grant(reader="asker"), Role.ADMIN),
    ):
        assert grants.given(held, role, by="asker", now=NOW) == held


@pytest.mark.parametrize(
    "change",
    [
        {"lasts": 8 * HOUR + timedelta(seconds=1)},
        {"lasts": timedelta(seconds=59)},
        {"kind": GrantKind.BREAK_GLASS, "lasts": HOUR + timedelta(seconds=1)},
        {"ticket": "a b"},
        {"ticket": ""},
        {"ticket": "é"},
        {"ticket": "x" * 65},
        {"view": View.CLEAR},
        {"follows": "g0"},
    ],
)
def test_what_cannot_be_granted(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        grants.check_request(grant(**change), Role.ADMIN)
    assert refused.value.code == "invalid_grant"


def test_a_clear_view_stands_on_a_masked_one_that_is_no_narrower() -> None:
    clear = grant(view=View.CLEAR, follows="g1", content="c1", reader="a")
    for first in (
        standing(),
        standing(content="c1"),
        standing(content="c1", reader="a"),
    ):
        grants.check_follows(clear, first, now=NOW)
    for wrong in (
        None,
        grant(),
        standing(content="c2"),
        standing(reader="b"),
        standing(tenant="other"),
        standing(view=View.CLEAR, follows="g0"),
        replace(standing(), ended_at=NOW),
    ):
        with pytest.raises(InvalidRequest):
            grants.check_follows(clear, wrong, now=NOW)
    grants.check_follows(grant(), None, now=NOW)


def test_who_ends_one() -> None:
    held = standing()
    with pytest.raises(Unauthorized):
        grants.ended(held, Role.SUPPORT, by="another", now=NOW)
    for role, by in ((Role.SUPPORT, "asker"), (Role.PRIVACY_OFFICER, "anybody")):
        over = grants.ended(held, role, by=by, now=NOW)
        assert over.state(NOW) is GrantState.REVOKED
        assert grants.ended(over, Role.ADMIN, by="later", now=NOW + HOUR) == over


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)), st.booleans())
def test_none_ever_stands_for_more_than_its_longest(passed: timedelta, glass: bool) -> None:
    kind = GrantKind.BREAK_GLASS if glass else GrantKind.SUPPORT
    held = standing(kind=kind, lasts=grants.LONGEST[kind])
    assert held.stands(NOW + passed) is (passed < grants.LONGEST[kind])
