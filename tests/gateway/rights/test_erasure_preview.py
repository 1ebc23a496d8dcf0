"""A preview counts what goes and what stays, changes nothing, and what follows agrees with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from gateway.rights.erasers import EVIDENCE
from gateway.rights.erasure import ErasureParts, ErasureRight
from gateway.rights.erasure_preview import preview_lines
from gateway.rights.execution import PreviewLine
from gateway.rights.kinds import Ground, RightKind
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION, to_micros
from gateway.storage.schema_incidents import DEMAND
from tests.gateway.rights.acting import Told, carried_out, in_store, request
from tests.gateway.rights.whole_person import JANE, START, STRANGER, fill


async def shown(store: DatabaseStore, keeps: frozenset[str] = EVIDENCE) -> list[PreviewLine]:
    return list(await store.act(lambda each: preview_lines(each, JANE, keeps=keeps, now=START)))


@pytest.mark.parametrize("values", [{}, {"state": "held"}])
@pytest.mark.parametrize("keeps", [EVIDENCE, frozenset[str]()])
def test_what_it_says_is_what_is_done(
    tmp_path: Path, values: dict[str, Any], keeps: frozenset[str]
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        await fill(store, STRANGER, number=2)
        if values:
            held = update(CONVERSATION).where(CONVERSATION.c.subject == JANE.subject)
            await store.act(lambda each: each.connection.execute(held.values(values)))
        before = await shown(store, keeps)
        assert await shown(store, keeps) == before
        right = ErasureRight(ErasureParts(tell=Told(), sweep=store.sweep, keeps=keeps))
        found = await carried_out(store, right, request(RightKind.ERASURE))
        for line in before:
            done = found[line.store]
            if line.fate == "protected":
                assert line.ground is not None
                # The record of the revocation is evidence, too.
                more = 1 if (line.store, bool(keeps)) == ("consents", True) else 0
                assert done.reasons[line.ground] == line.items + more, line
            else:
                # What the first task adds goes with the rest.
                assert done.items_removed >= line.items, line

    in_store(tmp_path, scenario)


def test_of_nobody_there_is_nothing_to_say(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await fill(store, STRANGER, number=2)
        assert await shown(store) == []

    in_store(tmp_path, scenario)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_demand_that_must_be_kept_quiet_is_not_counted_until_its_day(
    tmp_path: Path, days: int
) -> None:
    quiet = to_micros(START + timedelta(days=days))

    async def scenario(store: DatabaseStore) -> None:
        await fill(store)
        hidden = update(DEMAND).values(may_tell=0, silent_until=quiet)
        await store.act(lambda each: each.connection.execute(hidden))
        named = [each for each in await shown(store) if each.store == "demands"]
        expected = PreviewLine(
            store="demands", fate="protected", items=1, ground=Ground.LEGALLY_REQUIRED
        )
        assert named == ([] if days > 0 else [expected])

    in_store(tmp_path, scenario)
