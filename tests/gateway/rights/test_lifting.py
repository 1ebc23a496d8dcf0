"""Restrictions end at their time, and with that of an erasure the last that was known."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from gateway.consent.persons import PersonChange, Restriction
from gateway.rights.erasure import QUIET, ErasureParts, ErasureRight
from gateway.rights.kinds import RightKind
from gateway.rights.lifting import lift_ended
from gateway.rights.restriction import RestrictionRight
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import REFUSAL, SUBJECT, SUBJECT_EVENT
from gateway.storage.schema_rights import RESTRICTION
from tests.gateway.rights.acting import Told, carried_out, in_store, request, rows_of
from tests.gateway.rights.whole_person import JANE, START, fill
from tests.gateway.storage.samples import refusal

DAY = timedelta(days=1)
RIGHT = RestrictionRight(lambda: START)
UNTIL = {"until": (START + DAY).isoformat()}


@pytest.mark.parametrize(
    ("after", "lifted"), [(DAY - timedelta(microseconds=1), 0), (DAY, 1), (9 * DAY, 1)]
)
def test_a_restriction_ends_at_its_date(tmp_path: Path, after: timedelta, lifted: int) -> None:
    async def scenario(store: DatabaseStore) -> None:
        told = Told()
        await carried_out(store, RIGHT, request(RightKind.RESTRICTION, UNTIL))
        assert await lift_ended(store, START + after, tell=told) == lifted
        person = await store.person(JANE.tenant, JANE.subject)
        assert person is not None
        assert (Restriction.REQUESTED in person.restrictions) is not bool(lifted)
        assert [each.kind for each in told.messages] == ["RightsRestrictionLifted"] * lifted
        assert await lift_ended(store, START + after, tell=told) == 0

    in_store(tmp_path, scenario)


def test_other_restrictions_go_on(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        change = PersonChange(restrict=Restriction.REPORTED)
        await store.change_person(JANE.tenant, JANE.subject, change=change, at=START)
        await carried_out(store, RIGHT, request(RightKind.RESTRICTION, UNTIL))
        await lift_ended(store, START + DAY, tell=Told())
        person = await store.person(JANE.tenant, JANE.subject)
        assert person is not None
        assert person.restrictions == {Restriction.REPORTED}

    in_store(tmp_path, scenario)


def test_of_somebody_erased_nothing_is_left(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        change = PersonChange(jurisdiction="DE")
        await store.change_person(JANE.tenant, JANE.subject, change=change, at=START)
        parts = ErasureParts(tell=Told(), sweep=store.sweep)
        await carried_out(store, ErasureRight(parts), request(RightKind.ERASURE))
        await store.note(refusal())  # of an exchange that was under way
        assert await lift_ended(store, START, tell=Told()) == 0
        assert await lift_ended(store, START + QUIET, tell=Told()) == 1
        tables = (SUBJECT, SUBJECT_EVENT, REFUSAL, RESTRICTION)
        left = [await store.act(partial(rows_of, table=table)) for table in tables]
        assert left == [0, 0, 0, 0]
        assert await store.person(JANE.tenant, JANE.subject) is None

    in_store(tmp_path, scenario)


def test_whom_a_report_protects_stays_protected(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)  # with an open report
        parts = ErasureParts(tell=Told(), sweep=store.sweep)
        await carried_out(store, ErasureRight(parts), request(RightKind.ERASURE))
        await lift_ended(store, START + QUIET, tell=Told())
        person = await store.person(JANE.tenant, JANE.subject)
        assert person is not None
        assert person.restrictions == {Restriction.REPORTED}

    in_store(tmp_path, scenario)
