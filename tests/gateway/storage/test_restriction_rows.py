"""Restrictions with an end: what holds stands in the person's row, when it ends beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from gateway.consent.persons import Restriction
from gateway.storage.database import DatabaseStore
from gateway.storage.restriction_rows import (
    HeldRestriction,
    ended,
    forget,
    lift,
    restrict,
    restriction,
)
from gateway.storage.schema import SUBJECT, SUBJECT_EVENT
from tests.gateway.rights.acting import in_store
from tests.gateway.storage.samples import DAY, START

ASKED = HeldRestriction(
    tenant="acme",
    subject="subject-1",
    kind=Restriction.REQUESTED,
    since=START,
    until=START + DAY,
    request_id="request-1",
)
ERASED = replace(ASKED, kind=Restriction.ERASED, until=START)


async def restrictions(store: DatabaseStore) -> frozenset[Restriction]:
    person = await store.person(ASKED.tenant, ASKED.subject)
    return person.restrictions if person is not None else frozenset()


def test_the_end_can_be_moved_and_what_has_ended_is_found(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.act(lambda each: restrict(each, ASKED, at=START))
        moved = replace(ASKED, until=None, request_id="request-2")
        await store.act(lambda each: restrict(each, moved, at=START + DAY))
        held = await store.act(
            lambda each: restriction(each, "acme", subject="subject-1", kind=ASKED.kind)
        )
        assert held == moved
        assert await store.act(lambda each: ended(each, START + 9 * DAY, most=5)) == []
        await store.act(lambda each: restrict(each, ASKED, at=START))
        early = START + DAY - timedelta(microseconds=1)
        assert await store.act(lambda each: ended(each, early, most=5)) == []
        assert await store.act(lambda each: ended(each, START + DAY, most=5)) == [ASKED]
        assert await restrictions(store) == {Restriction.REQUESTED}

    in_store(tmp_path, scenario)


def test_lifting_one_leaves_the_other(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for each in (ASKED, ERASED):
            await store.act(lambda transaction, held=each: restrict(transaction, held, at=START))  # type: ignore[misc]
        found = await store.act(lambda each: ended(each, START + DAY, most=5))
        assert [each.kind for each in found] == [Restriction.ERASED, Restriction.REQUESTED]
        assert len(await store.act(lambda each: ended(each, START + DAY, most=1))) == 1
        await store.act(lambda each: lift(each, ASKED, at=START))
        assert await restrictions(store) == {Restriction.ERASED}
        await store.act(lambda each: lift(each, ASKED, at=START))
        assert await restrictions(store) == {Restriction.ERASED}

    in_store(tmp_path, scenario)


def test_forgetting_takes_all_versions_and_the_row(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        other = replace(ERASED, subject="subject-2")
        for held in (ERASED, other):
            await store.act(lambda each, held=held: restrict(each, held, at=START))  # type: ignore[misc]
        await store.act(lambda each: forget(each, ERASED, at=START))
        for table in (SUBJECT, SUBJECT_EVENT):
            query = select(table.c.subject).distinct()
            left = await store.act(
                lambda each, query=query: list(each.connection.execute(query).scalars())  # type: ignore[misc]
            )
            assert left == ["subject-2"]

    in_store(tmp_path, scenario)


def test_whom_another_restriction_protects_keeps_that_one_alone(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.act(lambda each: restrict(each, ASKED, at=START))
        await store.act(lambda each: restrict(each, ERASED, at=START))
        await store.act(lambda each: forget(each, ERASED, at=START))
        assert await restrictions(store) == {Restriction.REQUESTED}
        events = select(func.count()).select_from(SUBJECT_EVENT)
        assert await store.act(lambda each: each.connection.execute(events).scalar()) == 0

    in_store(tmp_path, scenario)
