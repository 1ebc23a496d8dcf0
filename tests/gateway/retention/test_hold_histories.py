"""Random histories of conversations, holds, laws, sweeps and crashes, against a plain model.

- Nothing is readable once its time is over.
- Nothing that is not held and that no law keeps is left after a sweep past its time.
- Nothing that is held, or kept by a law, is ever erased.
- What was held is due again once its last hold is released.
- The certificates count exactly what is gone.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest, StorageFailed
from gateway.retention import hold_desk
from gateway.retention.holds import Scope
from gateway.storage.database import DatabaseStore
from tests.gateway.retention.stored import certificates, hold, left, release, stored
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import DAY, MASTER, START, look_up

_SUBJECTS = st.sampled_from(["subject-1", "subject-2"])
_CRASHES = st.sampled_from(
    [
        None,
        None,
        "gateway.storage.ledger.ErasureLedger.note",
        "gateway.storage.keys.KeyFile.destroy",
        "gateway.storage.erasure.delete_rows",
        "gateway.storage.erasure.count",
        "gateway.storage.kept_store.KeptStore.put",
        "gateway.storage.session.Session.truncate",
    ]
)
_STEPS = st.one_of(
    st.tuples(
        st.just("talk"),
        st.fixed_dictionaries(
            {
                "subject": _SUBJECTS,
                "days": st.integers(1, 6),
                "law": st.none() | st.integers(1, 12),
                "action": st.sampled_from(["erase", "erase", "anonymise"]),
            }
        ),
    ),
    st.tuples(
        st.just("hold"),
        st.fixed_dictionaries(
            {
                "subjects": st.frozensets(_SUBJECTS, max_size=1),
                "conversations": st.frozensets(
                    st.sampled_from([f"conversation-{n}" for n in range(1, 5)]), max_size=2
                ),
            }
        ),
    ),
    st.tuples(st.just("release"), st.fixed_dictionaries({"of": st.integers(0, 3)})),
    st.tuples(st.just("wait"), st.fixed_dictionaries({"hours": st.integers(1, 60)})),
    st.tuples(
        st.just("sweep"),
        st.fixed_dictionaries({"batch": st.integers(1, 3), "crash": _CRASHES}),
    ),
)


@dataclass
class _Talk:
    name: str
    subject: str
    created: datetime
    hide_at: datetime
    keep_until: datetime | None


@dataclass
class _Model:
    talks: list[_Talk] = field(default_factory=list)
    holds: dict[str, Scope] = field(default_factory=dict)

    def is_held(self, talk: _Talk) -> bool:
        return any(
            scope.covers(talk.subject, talk.name, classes={"conversation"}, created_at=talk.created)
            for scope in self.holds.values()
        )

    def is_over(self, talk: _Talk, now: datetime) -> bool:
        return talk.hide_at <= now

    def is_lawful(self, talk: _Talk, now: datetime) -> bool:
        return talk.keep_until is not None and talk.keep_until > now


class _History:
    def __init__(self, store: DatabaseStore, clock: SetClock) -> None:
        self.store = store
        self.clock = clock
        self.model = _Model()
        self.gone: set[str] = set()
        # What nothing kept when a sweep began.
        self.freed: set[str] = set()

    async def play(self, name: str, arguments: dict[str, Any]) -> None:
        await getattr(self, f"_{name}")(**arguments)
        await self._check()

    async def _talk(self, *, subject: str, days: int, law: int | None, action: str) -> None:
        number, now = len(self.model.talks) + 1, self.clock.now
        keep_until = None if law is None else now + law * DAY
        talk = _Talk(f"conversation-{number}", subject, now, now + days * DAY, keep_until)
        changes: dict[str, Any] = {
            "hide_at": talk.hide_at,
            "keep_until": keep_until,
            "action": action,
        }
        await stored(self.store, number, subject=subject, at=now, **changes)
        self.model.talks.append(talk)

    async def _hold(self, **scope: Any) -> None:
        placed = hold(
            f"hold-{len(self.model.holds)}-{self.clock.now:%d%H}", at=self.clock.now, **scope
        )
        covered = any(
            placed.scope.covers(
                talk.subject, talk.name, classes={"conversation"}, created_at=talk.created
            )
            for talk in self.model.talks
            if talk.name not in self.gone
        )
        # An id that none of these people's conversations has had refuses all of it.
        known = {
            talk.name
            for talk in self.model.talks
            if not placed.scope.subjects or talk.subject in placed.scope.subjects
        }
        covered = covered and placed.scope.conversations <= known
        if placed.hold_id in self.model.holds:
            return
        try:
            await hold_desk.place(self.store, placed)
        except InvalidRequest as refused:
            said = {"hold_on_nothing", "invalid_hold"}
            assert refused.code in said
            assert not (covered and placed.scope != Scope())
            return
        self.model.holds[placed.hold_id] = placed.scope

    async def _release(self, *, of: int) -> None:
        names = sorted(self.model.holds)
        if names:
            name = names[of % len(names)]
            await release(self.store, name, at=self.clock.now)
            del self.model.holds[name]

    async def _wait(self, *, hours: int) -> None:
        self.clock.now += timedelta(hours=hours)

    async def _sweep(self, *, batch: int, crash: str | None) -> None:
        now = self.clock.now
        self.freed |= {
            talk.name
            for talk in self.model.talks
            if self.model.is_over(talk, now)
            and not (self.model.is_held(talk) or self.model.is_lawful(talk, now))
        }
        if crash is not None:
            with mock.patch(crash, side_effect=OSError("power is gone")):
                try:
                    await self.store.sweep(self.clock.now, batch=batch)
                except StorageFailed:
                    return
        result = await self.store.sweep(self.clock.now, batch=batch)
        assert result.pending == 0
        await self._check_swept()

    async def _places(self) -> tuple[set[str], set[str]]:
        kept = await self.store.act(
            lambda act: act.kept.listed("acme") if act.kept and act.kept.is_made else []
        )
        return set(await left(self.store)), {each.conversation_id for each in kept}

    async def _check(self) -> None:
        here, kept = await self._places()
        now = self.clock.now
        shown = {each.conversation_id for each in await self.store.conversations("acme")}
        for talk in self.model.talks:
            over = self.model.is_over(talk, now)
            assert not (over and talk.name in shown)
            wanted = look_up(subject=talk.subject, conversation_id=talk.name, now=now)
            found = (await self.store.look_up(wanted)).conversation
            assert (found is None) == over
            if talk.name not in here | kept:
                self.gone.add(talk.name)
            lawful = self.model.is_lawful(talk, now)
            if (self.model.is_held(talk) or lawful) and talk.name in self.gone:
                assert talk.name in self.freed
            if not over:
                assert talk.name in here

    async def _check_swept(self) -> None:
        here, kept = await self._places()
        now = self.clock.now
        for talk in self.model.talks:
            free = not (self.model.is_held(talk) or self.model.is_lawful(talk, now))
            if self.model.is_over(talk, now) and free:
                assert talk.name not in here | kept
                self.gone.add(talk.name)
        counted = sum(
            each.counted("erased", "moved", "anonymised", "keyless")
            for each in await certificates(self.store)
        )
        assert counted == len(self.model.talks) - len(here)


@given(steps=st.lists(_STEPS, max_size=16))
def test_holds_and_laws_stand_and_nothing_else_does(steps: list[Any]) -> None:
    clock = SetClock()

    async def scenario(directory: str) -> None:
        store = DatabaseStore.in_directory(Path(directory), master_key=MASTER, clock=clock)
        await store.open()
        try:
            history = _History(store, clock)
            for name, arguments in steps:
                await history.play(name, dict(arguments))
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(scenario(directory))
    assert clock.now >= START
