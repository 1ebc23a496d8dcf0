"""What holds is read again: when a disclosure is recorded, and while answers stream."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.persons import AgeBand, PersonChange, Restriction
from gateway.consent.records import ConsentState
from gateway.errors import StorageFailed
from gateway.storage.consent_ports import Facts
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.ports import Disclosure, Recorded, Store
from tests.gateway.storage.conftest import Run, SetClock, opened
from tests.gateway.storage.samples import (
    DAY,
    MASTER,
    START,
    basis,
    consent,
    disclosure,
    look_up,
    outcome,
    watched,
)

ADULT = PersonChange(age_band=AgeBand.ADULT)


async def refused(store: Store, asked: Disclosure) -> bool:
    """Whether the facts have changed; then nothing was written."""
    recorded = await store.record(asked)
    if recorded is Recorded.FACTS_CHANGED:
        with pytest.raises(StorageFailed):
            await store.finish(outcome(disclosure_id=asked.disclosure_id))
        counts = await store.class_counts(START)
        assert sum(count.conversations for count in counts) == 0
    return recorded is Recorded.FACTS_CHANGED


@pytest.mark.parametrize("changes", [
    {"consent_id": "consent-2"}, {"consent_id": ""}, {"consent_event": 0}, {"consent_event": 2},
    {"person_version": 1}, {"consent_id": None, "person_version": 1},
])  # fmt: skip
def test_what_was_decided_on_must_still_be_so(run: Run, changes: dict[str, Any]) -> None:
    async def scenario(store: Store) -> None:
        given = await store.put_consent(consent())
        asked = disclosure(basis=basis(given))
        assert await refused(store, replace(asked, basis=basis(given, **changes)))
        assert await store.record(asked) is Recorded.RECORDED

    run(scenario)


@pytest.mark.parametrize("wrong", ["tenant", "subject", "purpose", "recipient"])
def test_a_consent_for_something_else_permits_nothing(run: Run, wrong: str) -> None:
    async def scenario(store: Store) -> None:
        given = await store.put_consent(consent())
        changes: dict[str, Any] = {wrong: "other"}
        assert await refused(store, disclosure(basis=basis(given), **changes))

    run(scenario)


@pytest.mark.parametrize("state", [
    ConsentState.REFUSED, ConsentState.DEFERRED, ConsentState.REQUESTED,
])  # fmt: skip
def test_only_given_consent_permits(run: Run, state: ConsentState) -> None:
    async def scenario(store: Store) -> None:
        kept = await store.put_consent(consent(state=state))
        assert (await store.look_up(look_up())).consent == kept
        assert await refused(store, disclosure(basis=basis(kept)))

    run(scenario)


@pytest.mark.parametrize(("changes", "permitted"), [
    ({}, True),
    ({"event_time": START + DAY}, False),
    ({"valid_until": START + DAY}, True),
    ({"valid_until": START}, False),
    ({"event_time": START - DAY, "valid_until": START - DAY / 2}, False),
])  # fmt: skip
def test_a_consent_permits_from_its_time_to_its_end(
    run: Run, changes: dict[str, Any], permitted: bool
) -> None:
    async def scenario(store: Store) -> None:
        given = await store.put_consent(consent(**changes))
        assert await refused(store, disclosure(basis=basis(given))) is not permitted

    run(scenario)


def test_a_consent_that_ended_and_began_again_is_another_event(run: Run) -> None:
    async def scenario(store: Store) -> None:
        first = await store.put_consent(consent())
        ended = await store.withdraw_consent("acme", "consent-1", subject=None, at=START)
        assert ended is not None
        for stale in (first, ended):
            assert await refused(store, disclosure(basis=basis(stale)))
        again = await store.put_consent(consent())
        assert again.record_id == first.record_id
        assert await refused(store, disclosure(basis=basis(first)))
        assert await store.record(disclosure(basis=basis(again))) is Recorded.RECORDED

    run(scenario)


def test_a_renewed_consent_permits(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.put_consent(consent(event_time=START - 2 * DAY, valid_until=START - DAY))
        renewed = await store.put_consent(consent())
        assert renewed.state is ConsentState.RENEWED
        assert await store.record(disclosure(basis=basis(renewed))) is Recorded.RECORDED

    run(scenario)


def test_the_person_is_read_again_for_every_disclosure(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.change_person("acme", "subject-1", change=ADULT, at=START)
        assert await refused(store, disclosure())
        known = disclosure(basis=basis(person_version=1))
        restrict = PersonChange(restrict=Restriction.REPORTED)
        await store.change_person("acme", "subject-1", change=restrict, at=START)
        for version in (1, 2):
            assert await refused(store, disclosure(basis=basis(person_version=version)))
        lift = PersonChange(lift=Restriction.REPORTED)
        await store.change_person("acme", "subject-1", change=lift, at=START)
        assert await refused(store, known)
        assert await store.record(disclosure(basis=basis(person_version=3))) is Recorded.RECORDED
        # What is known of others is nobody else's.
        other = disclosure(2, subject="subject-2")
        assert await store.record(other) is Recorded.RECORDED

    run(scenario)


def test_sources_are_kept_with_the_conversation(run: Run) -> None:
    async def scenario(store: Store) -> None:
        async def sources() -> Any:
            known = await store.look_up(look_up(conversation_id="conversation-1"))
            return known.conversation and known.conversation.sources

        tags = [frozenset({"meter"}), frozenset(), frozenset({"a b", "meter"})]
        await store.record(disclosure(basis=basis(sources=tags[0])))
        assert await sources() == {"meter"}
        for n, each in enumerate(tags[1:]):
            turn = disclosure(new=False, disclosure_id=f"turn-{n}", basis=basis(sources=each))
            assert await store.record(turn) is Recorded.RECORDED
        assert await sources() == {"meter", "a b"}
        refused_one = disclosure(
            new=False, disclosure_id="no", basis=basis(sources=frozenset({"x"}), person_version=9)
        )
        assert await store.record(refused_one) is Recorded.FACTS_CHANGED
        assert await sources() == {"meter", "a b"}

    run(scenario)


def test_facts_are_answered_in_order(run: Run) -> None:
    async def scenario(store: Store) -> None:
        nothing = Facts(consent=None, person=None)
        assert await store.facts([]) == []
        assert await store.facts([watched()]) == [nothing]
        kept = [
            await store.put_consent(consent(record_id=f"c{n}", subject=f"subject-{n}"))
            for n in range(150)
        ]
        adult = await store.change_person("acme", "subject-3", change=ADULT, at=START)
        alone = await store.change_person("acme", "nobody", change=ADULT, at=START)
        expected = [
            Facts(consent=each, person=adult if n == 3 else None) for n, each in enumerate(kept)
        ]
        asked = [watched(subject=f"subject-{n}") for n in range(150)]
        assert await store.facts([*asked, asked[7]]) == [*expected, expected[7]]
        others = [watched(subject="nobody"), watched(purpose="other"), watched(tenant="other")]
        assert await store.facts(others) == [Facts(consent=None, person=alone), nothing, nothing]
        ended = await store.withdraw_consent("acme", "c7", subject=None, at=START)
        assert (await store.facts([asked[7]]))[0].consent == ended

    run(scenario)


def test_a_store_that_is_closed_knows_nothing(run: Run) -> None:
    async def scenario(store: Store) -> None:
        await store.facts([watched()])
        await store.close()
        with pytest.raises(StorageFailed):
            await store.facts([watched()])

    run(scenario)


def test_what_another_replica_committed_is_seen_while_a_third_writes(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        other = DatabaseStore.in_directory(tmp_path, master_key=MASTER, clock=SetClock())
        await other.open()
        try:
            given = await other.put_consent(consent())
            assert (await store.facts([watched()]))[0].consent == given
            ended = await other.withdraw_consent("acme", "consent-1", subject=None, at=START)
            assert (await store.facts([watched()]))[0].consent == ended
            # Somebody holds the write lock, and a writer of this process waits for it.
            holder = sqlite3.connect(tmp_path / MAIN_FILE, isolation_level=None)
            holder.execute("BEGIN IMMEDIATE")
            waiting = asyncio.ensure_future(store.record(disclosure()))
            await asyncio.sleep(0.05)
            found = await asyncio.wait_for(store.facts([watched()]), 2)
            assert found[0].consent == ended
            assert not waiting.done()
            holder.execute("ROLLBACK")
            holder.close()
            assert await waiting is Recorded.RECORDED
        finally:
            await other.close()

    opened(tmp_path, scenario)
