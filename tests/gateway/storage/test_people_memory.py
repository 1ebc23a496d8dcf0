"""What the contract and the histories do not say of people in memory."""

from __future__ import annotations

import asyncio
from datetime import datetime

from gateway.consent.persons import PersonChange, ReportState
from gateway.storage.memory import MemoryStore
from gateway.storage.people import People
from gateway.storage.people_memory import MemoryPeople
from tests.gateway.storage.conftest import with_store
from tests.gateway.storage.samples import DAY, START, consent, report


def test_events_are_only_added() -> None:
    async def scenario(store: MemoryStore) -> None:
        await store.put_consent(consent())
        before = list(store.people.events)
        await store.withdraw_consent("acme", "consent-1", subject=None, at=START + DAY)
        assert store.people.events[:-1] == before
        for country in ("DE", "EE"):
            change = PersonChange(jurisdiction=country)
            await store.change_person("acme", "subject-1", change=change, at=START)
        events = [(each.version, each.jurisdiction, at) for each, at in store.people.person_events]
        assert events == [(1, "DE", START), (2, "EE", START)]

    asyncio.run(with_store(MemoryStore(), scenario))


def test_only_a_confirmed_report_ends_conversations() -> None:
    ended: list[tuple[tuple[str, str], datetime]] = []
    people = People(MemoryPeople(lambda *ending: ended.append(ending)))
    for number, state in ((1, ReportState.DISMISSED), (2, ReportState.CONFIRMED)):
        people.add_report(report(number))
        assert ended == []
        people.decide_report("acme", f"report-{number}", state=state, at=START + DAY)
    assert ended == [(("acme", "subject-1"), START + DAY)]


def test_the_repr_names_nobody() -> None:
    rows = MemoryPeople(lambda *_: None)
    people = People(rows)
    people.put_consent(consent())
    people.change_person("acme", "subject-1", change=PersonChange(jurisdiction="DE"), at=START)
    assert repr(rows) == "MemoryPeople(1 consents, 1 people)"
