"""Rows of requests on both databases: kept whole, stepped once, sealed, and gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from gateway.errors import Refused
from gateway.rights.execution import Result
from gateway.rights.kinds import Method, Reason, RightKind, Status, Step
from gateway.rights.machine import Doing
from gateway.rights.requests import RightsRequest, TaskState
from gateway.storage import proof_rows, result_rows
from gateway.storage.rights_rows import (
    Ready,
    Wanted,
    accepted_requests,
    add_request,
    drop_details,
    erase_requests,
    events_of,
    find_request,
    find_requests,
    jurisdiction_of_person,
    put_details,
    put_task,
    step_request,
    tasks_of,
)
from gateway.storage.transaction import Transaction
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.rights_samples import BOTH, request
from tests.gateway.storage.samples import CANARY, DAY, START

pytestmark = pytest.mark.parametrize("run", BOTH, indirect=True)
DOING = Doing(step=Step.APPROVE, by="key12345", now=START + DAY)


def acted(run: Run, *acts: Any) -> list[Any]:
    async def scenario(store: Any) -> list[Any]:
        return [await store.act(act) for act in acts]

    found: list[Any] = run(scenario)
    return found


def found(transaction: Transaction, number: int = 1) -> RightsRequest | None:
    return find_request(transaction, "acme", request_id=f"{number:026x}")


def test_a_request_comes_back_as_it_went(run: Run) -> None:
    full = request(
        reason=Reason.MANY,
        ack_due_at=START + DAY,
        due_at=START + 2 * DAY,
        extended_at=START,
        verified_at=START,
        verified_by="clerk",
        method=Method.CODE,
        proof_hash="ab",
        approver="boss",
        approved_at=START,
        preview="cd",
        outcome="upheld",
        decided_at=START,
        version=3,
    )
    add = partial(add_request, request=full, by="subject")
    _, back, other, nobody = acted(
        run,
        add,
        found,
        lambda each: find_request(each, "other", request_id=full.request_id),
        lambda each: find_request(each, "acme", request_id="0"),
    )
    assert (back, other, nobody) == (full, None, None)
    assert CANARY not in repr(back)


def test_a_step_is_taken_once(run: Run) -> None:
    before = request()
    after = replace(before, status=Status.ACCEPTED, version=1)
    step = partial(step_request, before=before, after=after, doing=DOING)
    _, _, events = acted(
        run,
        partial(add_request, request=before, by="subject"),
        step,
        partial(events_of, request=before),
    )
    assert [(each.seq, each.status, each.at, each.by) for each in events] == [
        (0, Status.INITIATED, START, "subject"),
        (1, Status.ACCEPTED, START + DAY, "key12345"),
    ]
    with pytest.raises(Refused) as caught:
        acted(run, step)
    assert caught.value.code == "request_changed"


def test_the_list_is_that_of_one_tenant(run: Run) -> None:
    rows = [
        request(1, due_at=START + DAY),
        request(2, kind=RightKind.ERASURE, status=Status.FULFILLED, due_at=START + DAY),
        request(3, subject="joe", ack_due_at=START + DAY),
        request(4, status=Status.ACKNOWLEDGED, ack_due_at=START + DAY, due_at=START + 3 * DAY),
        request(5, tenant="other"),
    ]
    acted(run, *(partial(add_request, request=each, by="x") for each in rows))

    def listed(**wanted: Any) -> list[int]:
        page = acted(run, partial(find_requests, tenant="acme", wanted=Wanted(**wanted)))[0]
        return [int(each.request_id, 16) for each in page]

    second = f"{2:026x}"
    assert listed() == [1, 2, 3, 4]
    assert listed(subject="jane") == [1, 2, 4]
    assert listed(kind=RightKind.ERASURE) == [2]
    assert listed(open_only=True) == [1, 3, 4]
    assert listed(overdue_at=START + DAY) == [1, 3]
    assert listed(overdue_at=START + DAY - timedelta(microseconds=1)) == []
    assert listed(overdue_at=START + 3 * DAY) == [1, 3, 4]
    assert listed(after=second, most=1) == [3]


def test_tasks_add_up_and_accepted_ones_are_found(run: Run) -> None:
    one = request(1, approved_at=START + DAY)
    two = request(2, approved_at=START, kind=RightKind.ERASURE)
    done = request(3, approved_at=START, status=Status.FULFILLED)
    acted(run, *(partial(add_request, request=each, by="x") for each in (one, two, done)))
    states = [
        TaskState(store="b", items_removed=1, cursor="7"),
        TaskState(store="a"),
        TaskState(store="b", items_removed=2, items_retained=1, reasons={"x": 1}, done_at=START),
    ]
    *_, tasks, ready = acted(
        run,
        *(partial(put_task, request=one, state=each, at=START) for each in states),
        partial(tasks_of, request=one),
        accepted_requests,
    )
    assert tasks == [states[1], states[2]]
    assert ready == [Ready(tenant="acme", request_id=each.request_id) for each in (two, one)]


def test_details_are_replaced_and_destroyed(run: Run) -> None:
    first = request()
    second = replace(first, details={"note": "other"})
    acted(
        run,
        partial(add_request, request=first, by="x"),
        partial(put_details, request=second, at=START),
    )
    assert acted(run, found) == [second]
    acted(
        run,
        partial(drop_details, request=second, at=START),
        partial(drop_details, request=second, at=START),
    )
    assert acted(run, found) == [replace(first, details={})]
    bare = request(2, details={})
    _, back = acted(run, partial(add_request, request=bare, by="x"), partial(found, number=2))
    assert back == bare


def test_an_erased_request_leaves_nothing(run: Run) -> None:
    gone, kept = request(1), request(2)
    result = Result(body=b"x", media_type="a/b", filename="f", expires_at=START + DAY)
    *_, count, missing, there, tasks = acted(
        run,
        partial(add_request, request=gone, by="x"),
        partial(add_request, request=kept, by="x"),
        partial(put_task, request=gone, state=TaskState(store="a"), at=START),
        lambda each: result_rows.put_result(each, gone, result=result, at=START),
        partial(proof_rows.put_proof, request=gone, data=b"x", at=START),
        lambda each: erase_requests(each, "acme", request_ids=[], at=START),
        lambda each: erase_requests(each, "acme", request_ids=[gone.request_id], at=START),
        found,
        partial(found, number=2),
        partial(tasks_of, request=gone),
    )
    assert (count, missing, there, tasks) == (1, None, kept, [])
    left = acted(
        run,
        lambda each: result_rows.find_result(each, gone, now=START),
        partial(proof_rows.find_proof, request=gone),
    )
    assert left == [None, None]


def test_of_a_stranger_no_country_is_known(run: Run) -> None:
    assert acted(run, partial(jurisdiction_of_person, tenant="acme", subject="x")) == [None]
