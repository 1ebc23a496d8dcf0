"""What every Store promises of provider states, on the database and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.errors import StorageFailed
from gateway.storage.ports import KnownState, NewState, Recorded, Store
from tests.gateway.storage.conftest import NOTHING, Run, exchange
from tests.gateway.storage.samples import (
    DAY,
    START,
    data_key,
    disclosure,
    look_up,
    new_state,
    outcome,
    tag,
)


async def continued(store: Store, number: int, state: NewState, **changes: Any) -> None:
    """A later exchange of the same conversation; its disclosure is named by the state."""
    again = {"disclosure_id": f"of-{state.key}", **changes}
    asked = disclosure(number, new=False, messages=(), **again)
    assert await store.record(asked) is Recorded.RECORDED
    await store.finish(outcome(number, answers=(), state=state, **again))


def test_a_state_is_found_with_its_conversation_and_values(run: Run) -> None:
    texts = ["Jane Doe", "", "naïve – 你好", "a\ud83d\ude00b", 'say "x"', "Jane Doe"]

    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("state-1", *texts))
        known = await store.look_up(look_up("u1", "a1", state="state-1"))
        assert known.conversation is not None
        assert known.conversation.conversation_id == "conversation-1"
        assert known.conversation.data_key.key == data_key().key
        assert known.conversation.common == 0
        values = tuple(("PERSON", text) for text in texts[:-1])
        assert known.state == KnownState(conversation=known.conversation, values=values)
        assert await store.look_up(look_up("u1", "a1")) == replace(
            known, state=None, conversation=replace(known.conversation, common=2)
        )

    run(scenario)


@pytest.mark.parametrize("wrong", ["tenant", "subject", "recipient", "state", "conversation_id"])
def test_what_is_not_the_subjects_is_not_found(run: Run, wrong: str) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("state-1", "Jane"))
        await exchange(store, 2, None)
        asked = look_up("u1", "a1", state="state-1", conversation_id="conversation-1")
        assert (await store.look_up(asked)).state is not None
        for other in ("conversation-2", "other", ""):
            changes: dict[str, Any] = {wrong: other}
            # Not even the conversation that name or chain would give.
            assert await store.look_up(replace(asked, **changes)) == NOTHING
            unnamed = replace(asked, conversation_id=None, state=other)
            assert await store.look_up(unnamed) == NOTHING

    run(scenario)


def test_a_state_is_hidden_at_its_end_or_its_conversations(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("short", "Jane", hide_at=START + DAY))
        await exchange(store, 2, new_state("long", "John", hide_at=START + 90 * DAY))
        for key, end in (("short", START + DAY), ("long", START + 30 * DAY)):
            just_before = end - timedelta(microseconds=1)
            asked = look_up(state=key, now=just_before)
            assert (await store.look_up(asked)).state is not None
            assert await store.look_up(replace(asked, now=end)) == NOTHING

    run(scenario)


def test_a_sweep_takes_states_that_are_due_and_those_of_its_conversations(run: Run) -> None:
    async def scenario(store: Store) -> None:
        for number in range(1, 6):
            state = new_state(f"state-{number}", "Jane", hide_at=START + number * DAY)
            end = START + (2 if number == 5 else 40) * DAY
            await exchange(store, number, state, tag=tag(end))
        now = START + 2 * DAY
        counts = await store.class_counts(now)
        shown = [(c.retention_class, c.conversations, c.provider_states, c.due) for c in counts]
        assert shown == [("conversation", 5, 0, 1), ("states", 0, 5, 2)]
        assert counts[1].earliest_erase_by == START + 2 * DAY
        swept = await store.sweep(now, batch=1)
        assert (swept.erased, swept.states) == (1, 2)
        swept = await store.sweep(now, batch=1)
        assert (swept.erased, swept.states) == (0, 0)
        found = [(await store.look_up(look_up(state=f"state-{n}"))).state for n in range(1, 6)]
        assert [state is not None for state in found] == [False, False, True, True, False]
        assert len(await store.conversations("acme")) == 4

    run(scenario)


def test_a_state_that_follows_keeps_the_values_before_it(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("first", "Jane"))
        await continued(store, 1, new_state("second", "John", follows="first"))
        # A fork of the first knows nothing of the second.
        await continued(store, 1, new_state("fork", "Ann", "Jane", follows="first"))
        await continued(store, 1, new_state("alone", "Bob"))
        names = {"first": "Jane", "second": "Jane John", "fork": "Jane Ann", "alone": "Bob"}
        for key, expected in names.items():
            state = (await store.look_up(look_up(state=key))).state
            assert state is not None
            assert " ".join(text for _, text in state.values) == expected

    run(scenario)


def test_the_same_key_again_adds_values_and_renews_the_tag(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("thread", "Jane", hide_at=START + DAY))
        again = new_state("thread", "John", hide_at=START + 2 * DAY, follows="thread")
        await continued(store, 1, again)
        state = (await store.look_up(look_up(state="thread", now=START + DAY))).state
        assert state is not None
        assert state.values == (("PERSON", "Jane"), ("PERSON", "John"))
        [_, count] = await store.class_counts(START + DAY)
        assert (count.provider_states, count.due) == (1, 0)

    run(scenario)


def test_a_collection_class_ends_where_the_first_state_ends(run: Run) -> None:
    async def scenario(store: Store) -> None:
        end = START + 2 * DAY
        collected = tag(end, trigger="collection", retention_class="states")
        await exchange(store, 1, new_state("first", "Jane", tag=collected))
        later = START + DAY
        held = replace(collected, hide_at=later + 2 * DAY, erase_by=later + 3 * DAY)
        await continued(store, 1, new_state("second", tag=held, follows="first"), at=later)
        asked = look_up(state="second", now=end - timedelta(microseconds=1))
        assert (await store.look_up(asked)).state is not None
        assert (await store.look_up(replace(asked, now=end))).state is None

    run(scenario)


def test_what_follows_an_erased_state_is_not_kept(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("first", "Jane", hide_at=START + DAY))
        await exchange(store, 2, new_state("elsewhere", "John"))
        await store.sweep(START + DAY)
        await continued(store, 1, new_state("second", "Jane", follows="first"))
        await continued(store, 1, new_state("third", "Jane", follows="elsewhere"))
        for key in ("second", "third"):
            assert await store.look_up(look_up(state=key)) == NOTHING

    run(scenario)


@pytest.mark.parametrize("other", [{"subject": "subject-2"}, {}, {"tenant": "other"}])
def test_a_key_belongs_to_one_conversation(run: Run, other: dict[str, Any]) -> None:
    taken = "tenant" not in other

    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("state-1", "Jane"))
        rival = outcome(2, state=new_state("state-1", "John"), **other)
        await store.record(disclosure(2, **other))
        if taken:
            with pytest.raises(StorageFailed, match="another conversation"):
                await store.finish(rival)
            # The whole outcome was refused, and can be recorded without the state.
            assert await store.look_up(look_up(state="state-1", subject="subject-2")) == NOTHING
            rival = replace(rival, state=None)
        await store.finish(rival)
        state = (await store.look_up(look_up(state="state-1"))).state
        assert state is not None
        assert state.values == (("PERSON", "Jane"),)

    run(scenario)


def test_a_key_belongs_to_one_recipient(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("state-1", "Jane"))
        elsewhere = new_state("state-1", recipient="second", tag=tag(recipient="second"))
        with pytest.raises(StorageFailed, match="another conversation"):
            await continued(store, 1, elsewhere)
        with pytest.raises(StorageFailed, match="two recipients"):
            await continued(store, 1, new_state("two", recipient="second"), disclosure_id="two")
        assert (await store.look_up(look_up(state="state-1"))).state is not None

    run(scenario)


def test_of_rivals_for_one_key_one_wins_and_the_rest_fail_alone(run: Run) -> None:
    async def scenario(store: Store) -> None:
        for number in range(1, 9):
            await store.record(disclosure(number, subject=f"subject-{number}"))
        rivals = [
            outcome(number, subject=f"subject-{number}", state=new_state("one", f"name {number}"))
            for number in range(1, 8)
        ]
        last = outcome(8, subject="subject-8", state=new_state("two", "name 8"))
        results = await asyncio.gather(
            *(store.finish(each) for each in (*rivals, last)), return_exceptions=True
        )
        won = [n for n, result in enumerate(results, start=1) if result is None]
        assert len(won) == 2
        assert won[1] == 8
        for number in range(1, 8):
            asked = look_up(state="one", subject=f"subject-{number}")
            state = (await store.look_up(asked)).state
            assert (state is not None) == (number == won[0])
            assert state is None or state.values == (("PERSON", f"name {number}"),)

    run(scenario)


def test_a_state_does_not_outlive_its_conversation(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("state-1", "Jane", hide_at=START + 90 * DAY))
        await store.record(disclosure(2))
        end = START + 30 * DAY
        await store.sweep(end)
        # Nor does it come into being after it.
        await store.finish(outcome(2, state=new_state("state-2", "Jane")))
        for key in ("state-1", "state-2"):
            assert await store.look_up(look_up(state=key)) == NOTHING
        # The id begins anew, and the key with it.
        fresh: dict[str, Any] = {"disclosure_id": "anew", "dek_id": "dek-anew", "at": end}
        await store.record(disclosure(1, tag=tag(end + DAY), **fresh))
        anew = new_state("state-1", "John", hide_at=end + DAY)
        await store.finish(outcome(1, state=anew, **fresh))
        state = (await store.look_up(look_up(state="state-1", now=end))).state
        assert state is not None
        assert state.values == (("PERSON", "John"),)

    run(scenario)


def test_the_id_of_a_hidden_conversation_does_not_bring_its_states_back(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await exchange(store, 1, new_state("state-1", "Jane", hide_at=START + 90 * DAY))
        end = START + 30 * DAY
        anew = disclosure(
            1, disclosure_id="anew", dek_id="dek-anew", at=end, tag=tag(end + 30 * DAY)
        )
        assert await store.record(anew) is Recorded.RECORDED
        for now in (START, end):
            asked = look_up(state="state-1", conversation_id="conversation-1", now=now)
            known = await store.look_up(asked)
            assert known.state is None
            assert known.conversation is None

    run(scenario)
