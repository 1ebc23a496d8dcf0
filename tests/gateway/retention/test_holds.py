"""What a hold covers, and every hold that is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest
from gateway.retention.holds import MOST_NAMES, Scope, check_hold, check_review
from tests.gateway.retention.stored import hold
from tests.gateway.storage.samples import DAY, START

MICROSECOND = timedelta(microseconds=1)


def covers(scope: Scope, **changes: Any) -> bool:
    said: dict[str, Any] = {
        "subject": "s1",
        "conversation_id": "c1",
        "retention_class": "k1",
        "created_at": START,
    }
    said |= changes
    return scope.covers(
        said["subject"],
        said["conversation_id"],
        classes={said["retention_class"]},
        created_at=said["created_at"],
    )


@pytest.mark.parametrize(
    ("scope", "changes", "expected"),
    [
        (Scope(), {}, True),
        (Scope(subjects=frozenset({"s1"})), {}, True),
        (Scope(subjects=frozenset({"s1"})), {"subject": "s2"}, False),
        (Scope(conversations=frozenset({"c1", "c2"})), {}, True),
        (Scope(conversations=frozenset({"c1"})), {"conversation_id": "c11"}, False),
        (Scope(classes=frozenset({"k1"})), {"retention_class": "k2"}, False),
        (Scope(subjects=frozenset({"s1"}), classes=frozenset({"k2"})), {}, False),
        (Scope(created_from=START), {}, True),
        (Scope(created_from=START + MICROSECOND), {}, False),
        (Scope(created_to=START), {}, False),
        (Scope(created_to=START + MICROSECOND), {}, True),
    ],
)
def test_what_is_covered(scope: Scope, changes: dict[str, Any], expected: bool) -> None:
    assert covers(scope, **changes) is expected


_NAMES = st.frozensets(st.text(alphabet='abc"\\é', min_size=1, max_size=3), max_size=3)
_TIMES = st.none() | st.integers(0, 10**12).map(lambda n: START + n * MICROSECOND)


@given(
    scope=st.builds(
        Scope,
        subjects=_NAMES,
        conversations=_NAMES,
        classes=_NAMES,
        created_from=_TIMES,
        created_to=_TIMES,
    )
)
def test_a_scope_is_stored_in_one_spelling(scope: Scope) -> None:
    assert Scope.read(scope.document()) == scope
    assert Scope.read(scope.document()).document() == scope.document()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"matter": ""}, "matter"),
        ({"matter": " 17"}, "matter"),
        ({"matter": "a" * 121}, "matter"),
        ({"matter": "17\n18"}, "matter"),
        ({"authority": "<b>"}, "authority"),
        ({"review_at": START}, "review_at"),
        ({"scope": Scope()}, "scope"),
        ({"scope": Scope(conversations=frozenset({"a b"}))}, "conversations"),
        ({"scope": Scope(conversations=frozenset({""}))}, "conversations"),
        ({"scope": Scope(classes=frozenset(map(str, range(MOST_NAMES + 1))))}, "classes"),
        ({"scope": Scope(created_from=START, created_to=START)}, "created_to"),
    ],
)
def test_what_is_not_said_in_full_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_hold(replace(hold(subjects={"s1"}), **change))
    assert (refused.value.code, refused.value.details) == ("invalid_hold", {"fields": [field]})


def test_review_dates() -> None:
    placed = hold(subjects={"s1"})
    check_hold(placed)
    assert not placed.overdue(placed.review_at - MICROSECOND)
    assert placed.overdue(placed.review_at)
    released = replace(placed, released_at=START + DAY)
    assert not released.overdue(placed.review_at)
    check_review(placed, START + DAY, now=START)
    with pytest.raises(InvalidRequest, match="future"):
        check_review(placed, START, now=START)
    with pytest.raises(InvalidRequest, match="released"):
        check_review(released, START + 9 * DAY, now=START)
