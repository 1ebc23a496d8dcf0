"""An objection and what requests look at change together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gateway.storage.database import DatabaseStore
from gateway.storage.objection_rows import Objection, lift_objection, object_to, objections
from tests.gateway.rights.acting import in_store
from tests.gateway.storage.samples import DAY, START

MINE = Objection(
    tenant="acme", subject="subject-1", purpose="newsletter", since=START, request_id="r1"
)


async def held(store: DatabaseStore) -> frozenset[str]:
    person = await store.person(MINE.tenant, MINE.subject)
    return person.objections if person is not None else frozenset()


def test_it_stands_once_and_can_come_again(tmp_path: Path) -> None:
    later = replace(MINE, since=START + DAY, request_id="r2")

    async def scenario(store: DatabaseStore) -> None:
        assert not await store.act(lambda each: lift_objection(each, MINE, at=START))
        assert await store.act(lambda each: object_to(each, MINE))
        assert not await store.act(lambda each: object_to(each, later))
        found = await store.act(lambda each: objections(each, "acme", subject="subject-1"))
        assert (list(found), set(await held(store))) == ([MINE], {"newsletter"})
        assert await store.act(lambda each: lift_objection(each, MINE, at=START + DAY))
        found = await store.act(lambda each: objections(each, "acme", subject="subject-1"))
        assert (list(found), set(await held(store))) == (
            [replace(MINE, lifted_at=START + DAY)],
            set(),
        )
        assert await store.act(lambda each: object_to(each, later))
        found = await store.act(lambda each: objections(each, "acme", subject="subject-1"))
        assert (list(found), set(await held(store))) == ([later], {"newsletter"})

    in_store(tmp_path, scenario)


def test_nobody_elses_is_touched(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.act(lambda each: object_to(each, MINE))
        for other in (
            replace(MINE, tenant="other"),
            replace(MINE, subject="subject-2"),
            replace(MINE, purpose="training"),
        ):
            assert not await store.act(
                lambda each, other=other: lift_objection(each, other, at=START)  # type: ignore[misc]
            )
        assert await held(store) == {"newsletter"}

    in_store(tmp_path, scenario)
