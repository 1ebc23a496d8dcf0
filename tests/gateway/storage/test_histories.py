"""Random histories: the database answers as the store in memory does, always."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.records import ConsentState
from gateway.errors import StorageFailed
from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Known, NewState, Store
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import (
    DAY,
    MASTER,
    START,
    basis,
    consent,
    disclosure,
    look_up,
    message,
    new_state,
    outcome,
    tag,
)

_NUMBERS = st.integers(1, 3)
_SUBJECTS = st.sampled_from(["subject-1", "subject-2"])
_CHAINS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4).map(tuple)
_MESSAGES = st.lists(
    st.builds(
        message,
        st.text(max_size=5),
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(["user", "assistant"]),
    ),
    max_size=3,
).map(tuple)
_TRIGGERS = st.sampled_from(["collection", "last_interaction"])
_CLASSES = st.sampled_from(["short", "long"])
_STATES = st.sampled_from(["state-1", "state-2", "state-3"])
_NEW_STATES = st.fixed_dictionaries(
    {
        "key": _STATES,
        "names": st.lists(st.text(max_size=3), max_size=2),
        "follows": st.none() | _STATES,
        "recipient": st.sampled_from(["model-eu", "model-eu", "second"]),
        "days": st.integers(1, 3),
        "trigger": _TRIGGERS,
        "retention_class": _CLASSES,
    }
)
_PASSING = st.one_of(
    st.tuples(st.just("sweep"), st.fixed_dictionaries({"batch": st.integers(1, 3)})),
    st.tuples(st.just("wait"), st.fixed_dictionaries({"hours": st.integers(1, 40)})),
)
# One turn of a chat whose provider remembers, as an exchange plays it.
_TURNS = st.tuples(
    st.just("turn"),
    st.fixed_dictionaries(
        {
            "number": _NUMBERS,
            "subject": _SUBJECTS,
            "days": st.integers(1, 3),
            "state": _NEW_STATES,
        }
    ),
)

_STEPS = st.one_of(
    _TURNS,
    st.tuples(
        st.just("record"),
        st.fixed_dictionaries(
            {
                "number": _NUMBERS,
                "subject": _SUBJECTS,
                "new": st.booleans(),
                "resting": st.sampled_from([(None, 0), ("consent-1", 1), ("consent-2", 2)]),
                "sources": st.frozensets(st.sampled_from(["mail", "meter"]), max_size=2),
                "messages": _MESSAGES,
                "days": st.integers(1, 3),
                "trigger": _TRIGGERS,
                "retention_class": _CLASSES,
                "dek": st.integers(1, 4),
            }
        ),
    ),
    st.tuples(
        st.just("finish"),
        st.fixed_dictionaries(
            {"of": st.integers(0, 20), "answers": _MESSAGES, "state": st.none() | _NEW_STATES}
        ),
    ),
    st.tuples(
        st.just("look_up"),
        st.fixed_dictionaries(
            {
                "subject": _SUBJECTS,
                "chains": _CHAINS,
                "conversation_id": st.sampled_from([None, None, "conversation-1"]),
                "state": st.sampled_from([None, "state-1", "state-2", "state-3"]),
                "recipient": st.sampled_from(["model-eu", "model-eu", "second"]),
            }
        ),
    ),
    st.tuples(
        st.just("consent"),
        st.fixed_dictionaries({"subject": _SUBJECTS, "state": st.sampled_from(ConsentState)}),
    ),
    _PASSING,
)


class _History:
    """Plays steps on a store; what it returns is compared."""

    def __init__(self, store: Store, clock: SetClock) -> None:
        self.store = store
        self.clock = clock
        self.recorded: list[Any] = []
        self.steps = 0

    async def play(self, name: str, arguments: dict[str, Any]) -> Any:
        self.steps += 1
        try:
            return await getattr(self, f"_{name}")(**arguments)
        except StorageFailed:
            return "failed"

    async def _record(
        self, *, number: int, subject: str, new: bool, days: int, dek: int, **rest: Any
    ) -> Any:
        trigger, retention_class = rest.pop("trigger"), rest.pop("retention_class")
        end = self.clock.now + days * DAY
        consent_id, consent_event = rest.pop("resting")
        decided_on = basis(
            consent_id=consent_id, consent_event=consent_event, sources=rest.pop("sources")
        )
        wanted = disclosure(
            number,
            basis=decided_on,
            new=new,
            disclosure_id=f"disclosure-{self.steps}",
            subject=subject,
            dek_id=f"dek-{number}-{dek}",
            tag=tag(end, trigger=trigger, retention_class=retention_class),
            at=self.clock.now,
            **rest,
        )
        self.recorded.append(wanted)
        return await self.store.record(wanted)

    def _new_state(
        self, *, key: str, names: Sequence[str], days: int, recipient: str, **rest: Any
    ) -> NewState:
        trigger, retention_class = rest.pop("trigger"), rest.pop("retention_class")
        end = self.clock.now + days * DAY
        changes = {"trigger": trigger, "retention_class": retention_class, "recipient": recipient}
        return new_state(key, *names, recipient=recipient, tag=tag(end, **changes), **rest)

    async def _turn(self, *, number: int, subject: str, days: int, state: Any) -> Any:
        recipient, follows, now = state["recipient"], state["follows"], self.clock.now
        mine = [f"{subject} {recipient} {name}" for name in state["names"]]
        who = {"subject": subject, "recipient": recipient}
        name = None if follows else f"conversation-{number}"
        known = await self.store.look_up(
            look_up(conversation_id=name, state=follows, now=now, **who)
        )
        if follows and known.state is None:
            return known
        held, disclosure_id = known.conversation, f"turn-{self.steps}"
        place: dict[str, Any] = {
            "conversation_id": held.conversation_id if held else name,
            "dek_id": held.data_key.dek_id if held else disclosure_id,
            "disclosure_id": disclosure_id,
            "subject": subject,
            "at": now,
        }
        asked = disclosure(
            new=held is None, recipient=recipient, tag=tag(now + days * DAY), **place
        )
        recorded = await self.store.record(asked)
        kept = self._new_state(**(state | {"names": mine}))
        await self.store.finish(outcome(state=kept, **place))
        return known, recorded

    async def _finish(self, *, of: int, answers: Any, state: Any) -> Any:
        if not self.recorded:
            return None
        of_it = self.recorded[of % len(self.recorded)]
        if state is not None:
            owner = f"{of_it.subject} {state['recipient']}"
            state = state | {"names": [f"{owner} {name}" for name in state["names"]]}
        return await self.store.finish(
            outcome(
                disclosure_id=of_it.disclosure_id,
                subject=of_it.subject,
                conversation_id=of_it.conversation_id,
                dek_id=of_it.dek_id,
                answers=answers,
                state=None if state is None else self._new_state(**state),
                at=self.clock.now,
            )
        )

    async def _look_up(self, *, chains: Any, **rest: Any) -> Any:
        return await self.store.look_up(look_up(*chains, now=self.clock.now, **rest))

    async def _consent(self, *, subject: str, state: ConsentState) -> Any:
        record_id = "consent-1" if subject == "subject-1" else "consent-2"
        return await self.store.put_consent(
            consent(record_id=record_id, subject=subject, state=state, event_time=self.clock.now)
        )

    async def _sweep(self, *, batch: int) -> Any:
        swept = await self.store.sweep(self.clock.now, batch=batch)
        return swept.erased, swept.states

    async def _wait(self, *, hours: int) -> None:
        self.clock.now += timedelta(hours=hours)

    async def state(self) -> Any:
        shown = await self.store.conversations("acme")
        states = []
        for subject in ("subject-1", "subject-2"):
            for recipient in ("model-eu", "second"):
                for key in ("state-1", "state-2", "state-3"):
                    changes = {"subject": subject, "recipient": recipient, "state": key}
                    known = await self.store.look_up(look_up(now=self.clock.now, **changes))
                    states.append(known)
                    self._check_owner(known, f"{subject} {recipient} ")
        return states, list(shown), list(await self.store.class_counts(self.clock.now))

    def _check_owner(self, known: Known, owner: str) -> None:
        """Whatever is found under a state was said by its owner to its recipient."""
        values = known.state.values if known.state is not None else ()
        assert all(text.startswith(owner) for _, text in values)


async def _play(store: Store, clock: SetClock, steps: Sequence[Any]) -> list[Any]:
    await store.open()
    try:
        history = _History(store, clock)
        seen = []
        for name, arguments in steps:
            seen.append((name, await history.play(name, dict(arguments))))
            seen.append(("state", await history.state()))
        return seen
    finally:
        await store.close()


@given(steps=st.lists(_STEPS, max_size=25))
def test_the_database_answers_as_memory_does(steps: list[Any]) -> None:
    model_clock = SetClock()
    model = asyncio.run(_play(MemoryStore(clock=model_clock), model_clock, steps))
    clock = SetClock()
    with tempfile.TemporaryDirectory() as directory:
        store = DatabaseStore.in_directory(Path(directory), master_key=MASTER, clock=clock)
        assert asyncio.run(_play(store, clock, steps)) == model


@given(steps=st.lists(_TURNS | _PASSING, min_size=5, max_size=25))
def test_states_are_found_by_their_owners_on_both(steps: list[Any]) -> None:
    clocks = SetClock(), SetClock()
    model = asyncio.run(_play(MemoryStore(clock=clocks[0]), clocks[0], steps))
    with tempfile.TemporaryDirectory() as directory:
        store = DatabaseStore.in_directory(Path(directory), master_key=MASTER, clock=clocks[1])
        assert asyncio.run(_play(store, clocks[1], steps)) == model


NUMBERS = st.lists(st.integers(1, 6), min_size=1, max_size=30)


async def check_concurrent_records(store: DatabaseStore, numbers: list[int]) -> None:
    """Rivals for few conversations: each acknowledged one is there, whole and once."""
    await store.open()
    try:
        wanted = [
            disclosure(
                number,
                disclosure_id=f"d{n}",
                dek_id=f"dek-{n}",
                messages=(message(f"one {n}", f"c{n}"), message(f"two {n}", f"e{n}")),
            )
            for n, number in enumerate(numbers)
        ]
        results = await asyncio.gather(*(store.record(each) for each in wanted))
        shown = await store.conversations("acme")
        kept = [w.messages for w, r in zip(wanted, results, strict=True) if r == "recorded"]
        assert sorted(map(repr, kept)) == sorted(repr(each.messages) for each in shown)
        assert len(kept) == len(set(numbers))
        texts = sorted(m.text for each in shown for m in each.messages)
        assert texts == sorted(m.text for messages in kept for m in messages)
    finally:
        await store.close()


@given(numbers=NUMBERS)
def test_concurrent_records_are_kept_or_refused_never_half(numbers: list[int]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        store = DatabaseStore.in_directory(Path(directory), master_key=MASTER, clock=lambda: START)
        asyncio.run(check_concurrent_records(store, numbers))
