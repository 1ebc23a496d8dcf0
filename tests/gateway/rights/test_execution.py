"""The contract: what a page may say, what a preview is named, and how an outcome is computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.rights.execution import (
    Done,
    Handling,
    Preview,
    PreviewLine,
    Result,
    Task,
    WideTask,
    outcome_of,
)
from gateway.rights.kinds import EVIDENCE_GROUNDS, Ground, Status
from gateway.rights.requests import TaskState
from tests.gateway.rights.desks import Store, WideStore, Work

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DONE = TaskState(store="a", items_removed=3, done_at=NOW)


def kept(**reasons: int) -> TaskState:
    return replace(DONE, items_retained=sum(reasons.values()), reasons=reasons)


@pytest.mark.parametrize(
    ("retained", "reasons"), [(1, {}), (2, {Ground.HELD: 1}), (0, {Ground.HELD: 1})]
)
def test_nothing_is_retained_without_a_ground(retained: int, reasons: dict[Ground, int]) -> None:
    with pytest.raises(ValueError, match="ground"):
        Done(items_retained=retained, reasons=reasons)


@pytest.mark.parametrize("ground", Ground)
def test_evidence_may_stay_and_content_makes_it_partial(ground: Ground) -> None:
    outcome = outcome_of([DONE, kept(**{ground.value: 2})], certified=True)
    assert outcome is (Status.FULFILLED if ground in EVIDENCE_GROUNDS else Status.UNFULFILLED)


@pytest.mark.parametrize(
    "tasks",
    [
        [],
        [DONE, replace(DONE, done_at=None)],
        [replace(DONE, items_retained=1)],
        [replace(DONE, items_retained=1, reasons={"A17LegalClaims": 2})],
        [kept(WhateverSuits=1)],
    ],
)
def test_what_is_not_done_or_justified_does_not_end(tasks: list[TaskState]) -> None:
    assert outcome_of(tasks, certified=True) is None


def test_without_a_certificate_nothing_ends() -> None:
    assert outcome_of([DONE], certified=False) is None
    assert outcome_of([DONE], certified=True) is Status.FULFILLED


def test_a_preview_is_named_by_all_that_it_says() -> None:
    line = PreviewLine(store="a", fate="erasable", items=1)
    others = [
        Preview(),
        Preview(lines=(line,)),
        Preview(lines=(line, line)),
        Preview(lines=(replace(line, store="b"),)),
        Preview(lines=(replace(line, fate="protected"),)),
        Preview(lines=(replace(line, items=2),)),
        Preview(lines=(replace(line, ground=Ground.HELD),)),
    ]
    assert len({each.digest for each in others}) == len(others)
    assert Preview(lines=(line,)).digest == Preview(lines=(replace(line),)).digest
    assert others[-1].as_json()["lines"] == [
        {"store": "a", "fate": "erasable", "items": 1, "ground": "LegalClaimDefenceImpaired"}
    ]


def test_tasks_are_told_apart() -> None:
    narrow, wide = Store("a", Work()), WideStore(Work())
    assert (isinstance(narrow, Task), isinstance(narrow, WideTask)) == (True, False)
    assert (isinstance(wide, Task), isinstance(wide, WideTask)) == (False, True)
    assert Handling(narrow, wide).tasks == (narrow, wide)


def test_the_repr_of_a_result_holds_none_of_it() -> None:
    result = Result(body=b"canary", media_type="a/b", filename="f", expires_at=NOW)
    assert "canary" not in repr(result)
