"""What every Store promises; each test runs on the database and on memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.ports import Known, Recorded, Store
from tests.gateway.storage.conftest import Run, SetClock
from tests.gateway.storage.samples import (
    DAY,
    START,
    answer,
    disclosure,
    look_up,
    message,
    outcome,
    tag,
)


def test_an_empty_store_knows_nothing(run: Run) -> None:
    async def scenario(store: Store) -> None:
        assert await store.look_up(look_up("u1")) == Known(consent=None, conversation=None)
        assert await store.look_up(look_up()) == Known(consent=None, conversation=None)
        assert await store.consents("acme", "subject-1") == []
        assert await store.conversations("acme") == []
        assert await store.class_counts(START) == []
        assert (await store.sweep(START)).erased == 0

    run(scenario)


@pytest.mark.parametrize("field", ["tenant", "subject"])
def test_conversations_do_not_cross_tenants_or_subjects(run: Run, field: str) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure())
        await store.finish(outcome())
        other: dict[str, Any] = {field: "someone-else"}
        assert (await store.look_up(look_up("u1", "a1", **other))).conversation is None
        named = look_up("u1", conversation_id="conversation-1", **other)
        assert (await store.look_up(named)).conversation is None
        stolen = disclosure(1, new=False, disclosure_id="stolen", **other)
        assert await store.record(stolen) is Recorded.CONVERSATION_CHANGED
        # The same id belongs to each of them alone.
        own = disclosure(1, dek_id="dek-own", disclosure_id="own", **other)
        assert await store.record(own) is Recorded.RECORDED
        assert await store.conversations("acme", conversation_id="conversation-1")

    run(scenario)


def test_hidden_conversations_are_not_found_continued_or_shown(run: Run, clock: SetClock) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure())
        await store.finish(outcome())
        end = START + 30 * DAY
        just_before = end - timedelta(microseconds=1)
        for wanted in (look_up("u1", "a1"), look_up(conversation_id="conversation-1")):
            assert (await store.look_up(replace(wanted, now=just_before))).conversation
            assert (await store.look_up(replace(wanted, now=end))).conversation is None
        late = disclosure(1, new=False, disclosure_id="late", at=end, tag=tag(end + DAY))
        assert await store.record(late) is Recorded.CONVERSATION_CHANGED
        clock.now = end
        assert await store.conversations("acme") == []

    run(scenario)


def test_the_id_of_a_hidden_conversation_can_begin_anew(run: Run, clock: SetClock) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure())
        clock.now = end = START + 30 * DAY
        anew = disclosure(
            1,
            disclosure_id="anew",
            dek_id="dek-anew",
            messages=(message("second life", "n1"),),
            at=end,
            tag=tag(end + 30 * DAY),
        )
        assert await store.record(anew) is Recorded.RECORDED
        # The old one's late answer finds its own conversation, not the new one.
        await store.finish(outcome(at=end))
        await store.finish(
            outcome(disclosure_id="anew", dek_id="dek-anew", answers=(answer(chain="n2"),), at=end)
        )
        shown = await store.conversations("acme")
        assert [[m.text for m in each.messages] for each in shown] == [["second life", "good day"]]
        assert (await store.sweep(end)).erased == 1
        wanted = look_up("n1", conversation_id="conversation-1", now=end)
        assert (await store.look_up(wanted)).conversation is not None

    run(scenario)


def test_conversation_changed(run: Run) -> None:
    async def scenario(store: Store) -> None:
        unknown = disclosure(1, new=False)
        assert await store.record(unknown) is Recorded.CONVERSATION_CHANGED
        assert await store.record(disclosure(1)) is Recorded.RECORDED
        twice = disclosure(1, disclosure_id="twice", dek_id="dek-other")
        assert await store.record(twice) is Recorded.CONVERSATION_CHANGED
        other_key = disclosure(1, new=False, disclosure_id="other", dek_id="dek-other")
        assert await store.record(other_key) is Recorded.CONVERSATION_CHANGED
        await store.sweep(START + 31 * DAY)
        erased = disclosure(1, new=False, disclosure_id="erased")
        assert await store.record(erased) is Recorded.CONVERSATION_CHANGED

    run(scenario)


def test_texts_come_back_in_order(run: Run) -> None:
    texts = ["", "naïve – 你好", "a\ud800b", "x" * 100_000]

    async def scenario(store: Store) -> None:
        asked = tuple(message(text, f"u{n}") for n, text in enumerate(texts))
        await store.record(disclosure(messages=asked))
        await store.finish(outcome(answers=(answer("one"), answer("two", "a2"))))
        [shown] = await store.conversations("acme", subject="subject-1")
        assert shown.messages == (*asked, answer("one"), answer("two", "a2"))
        assert shown.tag == tag()
        assert (shown.created_at, shown.last_interaction_at) == (START, START)
        assert await store.conversations("acme", subject="subject-2") == []
        assert await store.conversations("other") == []

    run(scenario)


def test_last_interaction_moves_the_end_and_collection_does_not(run: Run) -> None:
    async def scenario(store: Store) -> None:
        later = START + DAY
        for number, trigger in enumerate(("last_interaction", "collection"), start=1):
            first = tag(START + 2 * DAY, trigger=trigger)
            second = tag(later + 2 * DAY, trigger=trigger, recipient="second")
            await store.record(disclosure(number, tag=first))
            await store.record(
                disclosure(number, new=False, disclosure_id=f"s{number}", tag=second, at=later)
            )
        moving, fixed = await store.conversations("acme")
        assert moving.tag == tag(later + 2 * DAY, recipient="second")
        assert fixed.tag == tag(START + 2 * DAY, trigger="collection", recipient="second")
        assert fixed.last_interaction_at == later
        assert (await store.sweep(START + 2 * DAY)).erased == 1

    run(scenario)


def test_a_sweep_takes_what_is_due_and_leaves_its_neighbour(run: Run, clock: SetClock) -> None:
    async def scenario(store: Store) -> None:
        for number in range(1, 8):
            end = START + (2 if number % 2 else 4) * DAY
            await store.record(disclosure(number, tag=tag(end)))
            await store.finish(outcome(number))
        clock.now = START + 2 * DAY
        [before] = await store.class_counts(clock.now)
        assert (before.conversations, before.due) == (7, 4)
        assert before.earliest_erase_by == START + 3 * DAY
        assert (await store.sweep(clock.now, batch=2)).erased == 4
        assert (await store.sweep(clock.now, batch=2)).erased == 0
        left = await store.conversations("acme")
        assert [each.conversation_id for each in left] == [f"conversation-{n}" for n in (2, 4, 6)]
        assert all(len(each.messages) == 2 for each in left)
        with pytest.raises(ValueError, match="batch"):
            await store.sweep(clock.now, batch=0)

    run(scenario)


def test_an_outcome_outlives_its_conversation(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure())
        await store.sweep(START + 31 * DAY)
        await store.finish(outcome())
        assert await store.conversations("acme") == []
        with pytest.raises(StorageFailed):
            await store.finish(outcome())

    run(scenario)


def test_an_outcome_needs_its_disclosure(run: Run) -> None:
    async def scenario(store: Store) -> None:
        with pytest.raises(StorageFailed):
            await store.finish(outcome())
        await store.record(disclosure())
        await store.finish(outcome())

    run(scenario)


def test_a_disclosure_cannot_be_recorded_twice(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure(1))
        with pytest.raises(StorageFailed):
            await store.record(disclosure(2, disclosure_id="disclosure-1"))
        [count] = await store.class_counts(START)
        assert count.conversations == 1

    run(scenario)


def test_a_data_keys_id_belongs_to_one_conversation(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure(1))
        with pytest.raises(StorageFailed):
            await store.record(disclosure(2, dek_id="dek-1"))
        with pytest.raises(StorageFailed):
            await store.record(replace(disclosure(3), dek_id="another"))
        [count] = await store.class_counts(START)
        assert count.conversations == 1

    run(scenario)


def test_one_failing_record_of_fifty_fails_alone(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure(1))
        wanted = [disclosure(number) for number in range(2, 52)]
        wanted[25] = replace(wanted[25], disclosure_id="disclosure-1")
        results = await asyncio.gather(
            *(store.record(each) for each in wanted), return_exceptions=True
        )
        assert isinstance(results.pop(25), StorageFailed)
        assert results == [Recorded.RECORDED] * 49
        shown = await store.conversations("acme")
        assert len(shown) == 50
        assert all(each.messages == (message(),) for each in shown)

    run(scenario)


def test_of_concurrent_beginnings_of_one_conversation_one_wins(run: Run) -> None:
    async def scenario(store: Store) -> None:
        rivals = [disclosure(1, disclosure_id=f"rival-{n}", dek_id=f"rival-{n}") for n in range(20)]
        results = await asyncio.gather(*(store.record(each) for each in rivals))
        assert sorted(results) == sorted([Recorded.RECORDED] + [Recorded.CONVERSATION_CHANGED] * 19)
        [shown] = await store.conversations("acme")
        assert shown.messages == (message(),)

    run(scenario)


def test_concurrent_continuations_are_all_kept(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.record(disclosure(1))
        more = [
            disclosure(
                1, new=False, disclosure_id=f"d{n}", messages=(message(f"text {n}", f"u{n}"),)
            )
            for n in range(2, 22)
        ]
        results = await asyncio.gather(*(store.record(each) for each in more))
        assert set(results) == {Recorded.RECORDED}
        [shown] = await store.conversations("acme")
        expected = {"hello"} | {f"text {n}" for n in range(2, 22)}
        assert {each.text for each in shown.messages} == expected
        assert len(shown.messages) == 21

    run(scenario)


def test_a_closed_store_refuses(run: Run) -> None:
    stores: list[Store] = []

    async def scenario(store: Store) -> None:
        stores.append(store)

    run(scenario)

    async def after(store: Store) -> None:
        with pytest.raises(StorageFailed):
            await store.look_up(look_up())
        with pytest.raises(StorageFailed):
            await store.record(disclosure())

    asyncio.run(after(stores[0]))
