"""Batches: what is at fault fails alone, and each sees the tenants that it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.access.terminations import Termination
from gateway.errors import InvalidRequest, StorageFailed
from gateway.storage.operations import Call, Operations
from gateway.storage.ports import Recorded
from gateway.storage.termination_rows import put
from tests.gateway.storage.samples import START, disclosure, look_up, message, outcome, refusal
from tests.gateway.storage.test_session import session


@pytest.fixture
def operations(tmp_path: Path) -> Any:
    opened = session(tmp_path, "acme", "other")
    opened.open()
    yield Operations(opened)
    opened.close()


def raising(error: Exception) -> Call:
    def fail() -> None:
        raise error

    return Call(fail)


def test_answers_come_in_the_order_of_the_questions(operations: Operations) -> None:
    asked = [
        look_up("u1", "a1"),
        disclosure(1),
        Call(lambda: "called"),
        refusal(),
        Call(lambda: "alone", alone=True),
        outcome(1),
    ]
    known, recorded, called, noted, alone, finished = operations.run(asked)
    assert known.conversation is None
    assert (recorded, called, alone) == (Recorded.RECORDED, "called", "alone")
    assert noted is None
    assert finished is None


def test_one_at_fault_fails_alone(operations: Operations) -> None:
    bad = disclosure(2, subject="\ud800", messages=(message("canary"),))
    results = operations.run([disclosure(1), bad, raising(ZeroDivisionError()), disclosure(3)])
    assert [results[0], results[3]] == [Recorded.RECORDED] * 2
    assert all(isinstance(each, StorageFailed) for each in results[1:3])
    assert "canary" not in str(results[1])


def test_a_failure_of_the_database_fails_all(operations: Operations) -> None:
    results = operations.run([disclosure(1), raising(OSError("disk")), disclosure(2)])
    assert all(isinstance(each, StorageFailed) for each in results)
    again = operations.run([disclosure(1), disclosure(2)])
    assert again == [Recorded.RECORDED] * 2


def test_a_call_of_its_own_raises_what_it_refuses_with(operations: Operations) -> None:
    refused = InvalidRequest("no")

    def refuse() -> None:
        raise refused

    [answer] = operations.run([Call(refuse, alone=True)])
    assert answer is refused


@pytest.mark.parametrize(
    ("asked", "tenants"),
    [
        ([look_up("u1")], {"acme"}),
        ([look_up("u1", tenant="x"), disclosure(1)], {"x", "acme"}),
        ([Call(print, tenants=frozenset({"x"}))], {"x"}),
        ([Call(print), look_up("u1", tenant="x")], {"x", "acme", "other"}),
        ([refusal(tenant="y"), outcome(1, tenant="z")], {"y", "z"}),
    ],
)
def test_a_batch_sees_the_tenants_that_its_operations_name(
    operations: Operations, asked: list[Any], tenants: set[str]
) -> None:
    assert operations._tenants_of(asked) == tenants


def test_the_end_of_what_was_erased_with_its_tenant_is_dropped_and_no_other_fault(
    operations: Operations,
) -> None:
    # While the tenant goes on, an end without its disclosure is a fault.
    missing, kept = operations.run([outcome(7), disclosure(1)])
    assert isinstance(missing, StorageFailed)
    assert kept == Recorded.RECORDED
    ended = Termination(
        tenant="acme", announced_by="key-1", announced_at=START, due_at=START, begun_at=START
    )
    operations.run([Call(lambda: put(operations._session.core, ended))])
    assert list(operations.run([outcome(7)])) == [None]
    assert list(operations.run([outcome(1)])) == [None]
    (again,) = operations.run([outcome(1)])
    # The disclosure is there: this is a fault, and said to be one.
    assert isinstance(again, StorageFailed)
