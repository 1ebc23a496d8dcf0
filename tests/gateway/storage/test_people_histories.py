"""Random histories of consents, people, reports and disclosures.

Two stores must answer alike; and whatever the history, a disclosure is recorded if, and
only if, at that instant everything is as it was decided on and permits it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.persons import AgeBand, PersonChange, ReportState, Restriction
from gateway.consent.records import TRANSITIONS, Author, Basis, ConsentRecord, ConsentState, Signer
from gateway.errors import StorageFailed
from gateway.opt_in import AgeMethod
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Recorded, Store
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import (
    MASTER,
    START,
    consent,
    disclosure,
    look_up,
    outcome,
    report,
    tag,
    watched,
)

SUBJECTS = ("subject-1", "subject-2")
RECIPIENTS = ("model-eu", "second")

_SUBJECTS, _RECIPIENTS = st.sampled_from(SUBJECTS), st.sampled_from(RECIPIENTS)
_HOURS = st.integers(-2, 3)
_WHO = {"subject": _SUBJECTS, "recipient": _RECIPIENTS}
_STEPS = st.one_of(
    st.tuples(
        st.just("consent"),
        st.fixed_dictionaries(
            {
                **_WHO,
                "state": st.sampled_from([ConsentState.GIVEN] * 4 + list(ConsentState)),
                "notice": st.sampled_from(["ab" * 32, "cd" * 32]),
                "signer": st.sampled_from([Signer.SUBJECT] * 3 + [Signer.GUARDIAN]),
                "after": _HOURS,
                "lasts": st.none() | st.integers(1, 4),
                "code": st.sampled_from([None, "code-1", "code-2"]),
            }
        ),
    ),
    st.tuples(
        st.just("withdraw"),
        st.fixed_dictionaries({**_WHO, "after": _HOURS, "signer": st.sampled_from(Signer)}),
    ),
    st.tuples(
        st.just("withdraw_all"),
        st.fixed_dictionaries(
            {"subject": _SUBJECTS, "purpose": st.sampled_from([None, "answering", "training"])}
        ),
    ),
    st.tuples(
        st.just("change"),
        st.fixed_dictionaries(
            {
                "subject": _SUBJECTS,
                "change": st.builds(
                    PersonChange,
                    age_band=st.none() | st.sampled_from(AgeBand),
                    age_method=st.sampled_from(AgeMethod),
                    tracking_refused=st.none() | st.booleans(),
                    restrict=st.none() | st.sampled_from(Restriction),
                    lift=st.none() | st.sampled_from(Restriction),
                ),
            }
        ),
    ),
    st.tuples(
        st.just("report"),
        st.fixed_dictionaries({"number": st.integers(1, 3), "subject": _SUBJECTS}),
    ),
    st.tuples(
        st.just("decide"),
        st.fixed_dictionaries({"number": st.integers(1, 3), "state": st.sampled_from(ReportState)}),
    ),
    st.tuples(
        st.just("disclose"),
        st.fixed_dictionaries({**_WHO, "decided": st.sampled_from(["now", "now", "before"])}),
    ),
    st.tuples(st.just("decided"), st.fixed_dictionaries(_WHO)),
    st.tuples(st.just("sweep"), st.just({})),
    st.tuples(st.just("wait"), st.fixed_dictionaries({"hours": _HOURS})),
)


class _History:
    """Plays steps on a store; what it returns is compared."""

    def __init__(self, store: Store, clock: SetClock) -> None:
        self.store = store
        self.clock = clock
        self.steps = 0
        self.before: dict[tuple[str, str], Basis] = {}
        self.recorded = 0

    async def play(self, name: str, arguments: dict[str, Any]) -> Any:
        self.steps += 1
        try:
            return await getattr(self, f"_{name}")(**arguments)
        except StorageFailed as error:
            return f"failed: {error.message}"

    async def _consent(self, *, after: int, lasts: int | None, code: Any, **rest: Any) -> Any:
        at = self.clock.now + timedelta(hours=after)
        ends = None if lasts is None else at + timedelta(hours=lasts)
        guardian = "guardian-1" if rest["signer"] is Signer.GUARDIAN else None
        wanted = consent(
            record_id=f"consent-{self.steps}",
            event_time=at,
            valid_until=ends,
            guardian=guardian,
            recorded_at=self.clock.now,
            recorded_by="subject",
            **rest,
        )
        shown = {"sha256": wanted.notice, "number": self.steps}
        return await self.store.put_consent(wanted, code=code, shown=shown)

    async def _withdraw(self, *, subject: str, recipient: str, after: int, signer: Signer) -> Any:
        held = [r for r in await self.store.consents("acme", subject) if r.recipient == recipient]
        record_id = held[0].record_id if held else "unknown"
        at = self.clock.now + timedelta(hours=after)
        return await self.store.withdraw_consent(
            "acme",
            record_id,
            subject=subject,
            at=at,
            by=Author(signer=signer, recorded_by="command"),
        )

    async def _withdraw_all(self, *, subject: str, purpose: str | None) -> Any:
        now = self.clock.now
        return list(await self.store.withdraw_all("acme", subject, purpose=purpose, at=now))

    async def _change(self, *, subject: str, change: PersonChange) -> Any:
        return await self.store.change_person("acme", subject, change=change, at=self.clock.now)

    async def _report(self, *, number: int, subject: str) -> Any:
        filed = report(number, subject=subject, reported_at=self.clock.now)
        return await self.store.add_report(filed)

    async def _decide(self, *, number: int, state: ReportState) -> Any:
        now = self.clock.now
        return await self.store.decide_report("acme", f"report-{number}", state=state, at=now)

    async def _decided(self, *, subject: str, recipient: str) -> None:
        """Something is decided on what holds now, and will leave later."""
        known = await self.store.look_up(look_up(subject=subject, recipient=recipient))
        record, person = known.consent, known.person
        self.before[subject, recipient] = Basis(
            consent_id=record.record_id if record else None,
            consent_event=record.event_id if record else 0,
            person_version=person.version if person else 0,
        )

    async def _disclose(self, *, decided: str, **who: Any) -> Any:
        """It is recorded if, and only if, all that it rests on holds at this instant."""
        name = (who["subject"], who["recipient"])
        if decided == "now" or name not in self.before:
            await self._decided(**who)
        rests, now = self.before[name], self.clock.now
        [facts] = await self.store.facts([watched(**who)])
        wanted = disclosure(
            self.steps, basis=rests, at=now, tag=tag(now + timedelta(hours=3)), **who
        )
        result = await self.store.record(wanted)
        record, person = facts.consent, facts.person
        holds = person is None or not person.restrictions
        holds = holds and rests.person_version == (person.version if person else 0)
        if rests.consent_id is not None:
            same = record and (record.record_id, record.event_id) == (
                *(rests.consent_id, rests.consent_event),
            )
            holds = holds and bool(same) and record is not None and record.permits(now)
        assert result is (Recorded.RECORDED if holds else Recorded.FACTS_CHANGED)
        if holds:
            self.recorded += 1
            await self.store.finish(outcome(self.steps, subject=who["subject"], at=now))
        return result

    async def _sweep(self) -> Any:
        return (await self.store.sweep(self.clock.now)).erased

    async def _wait(self, *, hours: int) -> None:
        self.clock.now += timedelta(hours=hours)

    async def state(self) -> Any:
        store, asked = self.store, []
        for subject in SUBJECTS:
            asked += [watched(subject=subject, recipient=each) for each in RECIPIENTS]
        held = [await store.consents("acme", subject) for subject in SUBJECTS]
        records = [record for each in held for record in each]
        events = [await store.consent_events("acme", each.record_id) for each in records]
        for record, of_it in zip(records, events, strict=True):
            _check_events(record, of_it)
        return (
            *(held, events, await store.facts(asked)),
            [await store.shown_notice("acme", each.notice) for of_it in events for each in of_it],
            *(list(await store.given_consents("acme")), await store.conversations("acme")),
            *[await store.person("acme", subject) for subject in SUBJECTS],
            *[await store.holder(code) for code in ("code-1", "code-2")],
            *[
                await store.look_up(look_up("u1", "a1", subject=subject, now=self.clock.now))
                for subject in SUBJECTS
            ],
        )


def _check_events(record: ConsentRecord, events: Sequence[ConsentRecord]) -> None:
    """Events go by the rules from the first to what holds."""
    assert events[-1] == record
    numbers = [each.event_id for each in events]
    assert numbers == sorted(set(numbers))
    before: ConsentState | None = None
    for each in events:
        assert each.state in TRANSITIONS[before]
        before = each.state


async def _play(store: Store, clock: SetClock, steps: Sequence[Any]) -> list[Any]:
    await store.open()
    try:
        history = _History(store, clock)
        seen: list[Any] = []
        for name, arguments in steps:
            seen.append((name, await history.play(name, dict(arguments))))
            seen.append(("state", await history.state()))
        seen.append(history.recorded)
        return seen
    finally:
        await store.close()


@given(steps=st.lists(_STEPS, max_size=30))
def test_both_stores_agree_and_neither_records_without_what_it_rests_on(steps: list[Any]) -> None:
    clocks = SetClock(), SetClock()
    model = asyncio.run(_play(MemoryStore(clock=clocks[0]), clocks[0], steps))
    with tempfile.TemporaryDirectory() as name:
        store = DatabaseStore.in_directory(Path(name), master_key=MASTER, clock=clocks[1])
        assert asyncio.run(_play(store, clocks[1], steps)) == model
        with sqlite3.connect(Path(name) / MAIN_FILE) as driver:
            rows = driver.execute(
                "SELECT d.consent_id IS NULL OR (e.record_id = d.consent_id"
                " AND e.subject = d.subject AND e.recipient = d.recipient"
                " AND e.state IN ('ConsentGiven', 'RenewedConsentGiven')"
                " AND e.event_time <= d.at AND coalesce(e.valid_until > d.at, 1))"
                " FROM disclosure AS d LEFT JOIN consent_event AS e"
                " ON e.event_id = d.consent_event"
            ).fetchall()
        driver.close()
        assert rows == [(1,)] * model[-1]


MOVES = st.lists(st.tuples(st.booleans(), st.sampled_from(["give", "end", "leave"])), max_size=24)


async def check_two_replicas(stores: list[DatabaseStore], moves: list[tuple[bool, str]]) -> None:
    """What both hand in at once is one history, and nothing leaves after its end."""
    for store in stores:
        await store.open()
    try:
        first = await stores[0].put_consent(consent(record_id="c"))

        async def act(n: int, store: Store, what: str) -> Any:
            if what == "give":
                return await store.put_consent(consent(record_id=f"c{n}"))
            if what == "end":
                return await store.withdraw_consent("acme", "c", subject=None, at=START)
            rests = Basis(consent_id="c", consent_event=first.event_id)
            return await store.record(disclosure(n, basis=rests))

        done = [act(n, stores[which], what) for n, (which, what) in enumerate(moves)]
        results = await asyncio.gather(*done)
        events = await stores[1].consent_events("acme", "c")
        _check_events((await stores[0].consents("acme", "subject-1"))[0], events)
        assert {each.record_id for each in events} == {"c"}
        [facts] = await stores[1].facts([watched()])
        assert facts.consent == events[-1]
        for result in results:
            if isinstance(result, ConsentRecord):
                assert result in events
        if not any(what in ("give", "end") for _, what in moves):
            assert set(results) <= {Recorded.RECORDED}
    finally:
        for store in stores:
            await store.close()


@given(moves=MOVES)
def test_of_two_replicas_one_history_comes(moves: list[tuple[bool, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        stores = [
            DatabaseStore.in_directory(Path(name), master_key=MASTER, clock=lambda: START)
            for _ in range(2)
        ]
        asyncio.run(check_two_replicas(stores, moves))
