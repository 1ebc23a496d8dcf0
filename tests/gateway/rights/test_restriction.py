"""Nothing of a person is processed while a restriction holds that was asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.persons import Restriction
from gateway.errors import InvalidRequest
from gateway.rights.kinds import RightKind
from gateway.rights.restriction import RestrictionRight
from gateway.storage.database import DatabaseStore
from gateway.storage.restriction_rows import restriction
from tests.gateway.rights.acting import carried_out, in_store, request
from tests.gateway.rights.whole_person import JANE, START

DAY = timedelta(days=1)


def right() -> RestrictionRight:
    return RestrictionRight(lambda: START)


async def restricted(
    store: DatabaseStore, details: dict[str, Any]
) -> tuple[bool, datetime | None, int]:
    """Whether the person is restricted afterwards, until when, and how much changed."""
    wanted = request(RightKind.RESTRICTION, details)
    found = await carried_out(store, right(), wanted)
    person = await store.person(JANE.tenant, JANE.subject)
    held = await store.act(
        lambda each: restriction(
            each, JANE.tenant, subject=JANE.subject, kind=Restriction.REQUESTED
        )
    )
    holds = person is not None and Restriction.REQUESTED in person.restrictions
    assert holds is (held is not None)
    return holds, held.until if held is not None else None, found["person"].items_removed


def test_it_begins_moves_and_ends(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        until = {"until": (START + DAY).isoformat()}
        assert await restricted(store, {"lift": True}) == (False, None, 0)
        assert await restricted(store, until) == (True, START + DAY, 1)
        assert await restricted(store, {}) == (True, None, 1)
        assert await restricted(store, {"until": None}) == (True, None, 1)
        assert await restricted(store, {"lift": True}) == (False, None, 1)

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    "details",
    [
        {"until": "tomorrow"},
        {"until": "2027-01-01"},
        {"until": "2027-01-01T00:00:00"},
        {"until": "0001-01-01T00:00:00+14:00"},
        {"until": 1},
        {"lift": "yes"},
        {"lift": True, "until": "2027-01-01T00:00:00Z"},
        {"until": "2001-01-01T00:00:00Z"},
        {"until": START.isoformat()},
        {"for": "P1D"},
    ],
)
def test_another_form_is_refused(details: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        right().check(details, "acme")
    assert refused.value.status == 422


def test_an_end_that_passed_meanwhile_lifts_nothing(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await restricted(store, {})
        wanted = request(RightKind.RESTRICTION, {"until": (START + DAY).isoformat()})
        found = await carried_out(store, right(), wanted, at=START + DAY)
        assert found["person"].items_removed == 0
        person = await store.person(JANE.tenant, JANE.subject)
        assert person is not None
        assert person.restrictions == {Restriction.REQUESTED}

    in_store(tmp_path, scenario)


def test_the_preview_is_one_change(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        wanted = request(RightKind.RESTRICTION)
        shown = await store.act(lambda each: right().preview(each, wanted, now=START))
        assert [(each.fate, each.items) for each in shown.lines] == [("changed", 1)]

    in_store(tmp_path, scenario)
