"""A conversation that waits for a human being is marked until one has looked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.consent.persons import EVERY_CONVERSATION, Person
from gateway.errors import InvalidRequest
from gateway.rights.human_review import HumanReviewRight
from gateway.rights.kinds import RightKind
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION
from tests.gateway.rights.acting import carried_out, in_store, request
from tests.gateway.rights.whole_person import JANE, START
from tests.gateway.storage.samples import disclosure

RIGHT = HumanReviewRight(lambda _tenant, name: f"conversation-{name}")


async def reviews(store: DatabaseStore) -> dict[str, int]:
    row = CONVERSATION.c
    query = select(row.conversation_id, row.review).where(row.subject == JANE.subject)
    return await store.act(lambda each: dict(each.connection.execute(query).all()))


async def jane(store: DatabaseStore) -> Person:
    found = await store.person(JANE.tenant, JANE.subject)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("details", "marked", "held"),
    [
        ({"conversation": "2"}, {"conversation-1": 0, "conversation-2": 1}, "conversation-2"),
        ({}, {"conversation-1": 1, "conversation-2": 1}, EVERY_CONVERSATION),
    ],
)
def test_the_mark_holds_from_the_proof_to_the_look(
    tmp_path: Path, details: dict[str, Any], marked: dict[str, int], held: str
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for number in (1, 2):
            await store.record(disclosure(number))
        await store.record(disclosure(3, subject="stranger"))
        wanted = request(RightKind.HUMAN_REVIEW, details)
        await store.act(lambda each: RIGHT.begin(each, wanted, now=START))
        assert await reviews(store) == marked
        assert (await jane(store)).reviews == {held}
        shown = await store.act(lambda each: RIGHT.preview(each, wanted, now=START))
        assert [each.items for each in shown.lines] == [sum(marked.values())]
        found = await carried_out(store, RIGHT, wanted)
        assert found["conversations"].items_removed == sum(marked.values())
        assert set((await reviews(store)).values()) == {0}
        assert (await jane(store)).reviews == frozenset()

    in_store(tmp_path, scenario)


def test_a_request_that_is_taken_back_takes_its_mark_along(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(1))
        wanted = request(RightKind.HUMAN_REVIEW)
        await store.act(lambda each: RIGHT.begin(each, wanted, now=START))
        await store.act(lambda each: RIGHT.ended(each, wanted, now=START))
        assert await reviews(store) == {"conversation-1": 0}
        assert (await jane(store)).reviews == frozenset()

    in_store(tmp_path, scenario)


@pytest.mark.parametrize("name", ["7", "of-a-stranger"])
def test_a_conversation_that_is_not_the_persons_is_not_found(tmp_path: Path, name: str) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(1))
        strange: dict[str, Any] = {
            "subject": "stranger",
            "conversation_id": "conversation-of-a-stranger",
        }
        await store.record(disclosure(2, **strange))
        wanted = request(RightKind.HUMAN_REVIEW, {"conversation": name})
        with pytest.raises(InvalidRequest) as refused:
            await store.act(lambda each: RIGHT.begin(each, wanted, now=START))
        assert refused.value.status == 404
        assert await store.person(JANE.tenant, JANE.subject) is None

    in_store(tmp_path, scenario)


@pytest.mark.parametrize(
    "details", [{"conversation": ""}, {"conversation": 7}, {"conversation": "x" * 257}, {"all": 1}]
)
def test_a_name_that_is_none_is_refused(details: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        RIGHT.check(details, "acme")


@pytest.mark.parametrize("details", [{"conversation": "1"}, {}])
def test_the_mark_goes_whatever_became_of_the_conversation(
    tmp_path: Path, details: dict[str, Any]
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(1))
        wanted = request(RightKind.HUMAN_REVIEW, details)
        await store.act(lambda each: RIGHT.begin(each, wanted, now=START))
        hidden = update(CONVERSATION).values(hide_at=0, retired=1)
        await store.act(lambda each: each.connection.execute(hidden).rowcount)
        await store.act(lambda each: RIGHT.ended(each, wanted, now=START))
        assert await reviews(store) == {"conversation-1": 0}

    in_store(tmp_path, scenario)
