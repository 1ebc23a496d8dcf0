"""Random lives of conversations: every store hides and erases what the rules say, always.

What is not erased by then is found with the tag that a plain reading of the rules gives.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.records import Author, ConsentState
from gateway.policy import Clamps, Trigger
from gateway.policy_retention import RetentionRule
from gateway.retention.assign import GRACE, tag
from gateway.retention.classes import FOREVER, later
from gateway.storage.database import DatabaseStore
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Recorded, Store
from tests.gateway.retention.policies import occasion, policy, retention_class
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import MASTER, consent, disclosure

CLASSES = {
    each.key: each
    for each in (
        retention_class("fixed", Trigger.COLLECTION, "P3D"),
        retention_class("moving", duration="P2D", undo="P1D"),
        retention_class("service", Trigger.CONSENT_WITHDRAWAL, "P1D", clamps=Clamps(longest="P9D")),
        retention_class("long", duration="P5D"),
        retention_class("ill", duration="PT30H", undo="PT6H"),
    )
}
POLICY = policy(
    *CLASSES.values(),
    rules=(
        RetentionRule(retention_class="ill", detected=frozenset({"MEDICATION"})),
        RetentionRule(retention_class="long", bots=frozenset({"long"}), explicit=True),
    ),
)
_STEPS: st.SearchStrategy[Any] = st.one_of(
    st.tuples(
        st.just("say"),
        st.fixed_dictionaries(
            {
                "number": st.integers(1, 2),
                "purpose": st.sampled_from(["fixed", "moving", "service", "long"]),
                "ill": st.booleans(),
                "bot": st.sampled_from(["", "", "long"]),
            }
        ),
    ),
    st.tuples(st.just("wait"), st.fixed_dictionaries({"hours": st.integers(1, 60)})),
    st.tuples(st.just("sweep"), st.just({})),
    st.tuples(
        st.just("withdraw"), st.fixed_dictionaries({"purpose": st.sampled_from(["service", "x"])})
    ),
)


@dataclass
class _Life:
    """A conversation by the plain reading of the rules."""

    key: str
    first: datetime
    last: datetime
    said: dict[str, bool] = field(default_factory=dict)
    withdrawn: datetime | None = None

    def ends(self) -> list[tuple[datetime, datetime]]:
        """End and due time of each class that counts."""
        explicit = [key for key, chosen in self.said.items() if chosen]
        found = []
        for key in explicit or self.said:
            held = CLASSES[key]
            start = {Trigger.COLLECTION: self.first, Trigger.LAST_INTERACTION: self.last}
            end = later(start.get(held.trigger, self.withdrawn or FOREVER), held.duration)
            if held.clamps is not None:
                end = min(end, later(self.first, held.clamps.longest or ""))
            found.append((end, later(end, held.undo)))
        return found

    @property
    def hide_at(self) -> datetime:
        return min(end for end, _ in self.ends())

    @property
    def due_at(self) -> datetime:
        return min(due for _, due in self.ends())


class _World:
    """Plays steps on a store and beside it."""

    def __init__(self, store: Store, clock: SetClock) -> None:
        self.store = store
        self.clock = clock
        self.lives: list[_Life] = []
        self.steps = 0

    async def play(self, name: str, arguments: dict[str, Any]) -> None:
        self.steps += 1
        await getattr(self, f"_{name}")(**arguments)
        await self.check()

    async def _say(self, *, number: int, purpose: str, ill: bool, bot: str) -> None:
        now, name = self.clock.now, f"conversation-{number}"
        life = next(
            (each for each in self.lives if each.key.startswith(name) and each.hide_at > now), None
        )
        is_new = life is None
        if life is None:
            life = _Life(key=f"{name}-{self.steps}", first=now, last=now)
            self.lives.append(life)
        life.last = now
        life.said.setdefault(purpose, False)
        if ill:
            life.said.setdefault("ill", False)
        if bot:
            life.said["long"] = True
        detected = frozenset({"MEDICATION"}) if ill else frozenset()
        made = tag(POLICY, occasion(purpose, bot=bot, detected=detected), now=now)
        wanted = disclosure(
            number,
            new=is_new,
            disclosure_id=f"disclosure-{self.steps}",
            dek_id=life.key,
            conversation_id=name,
            tag=made,
            at=now,
        )
        assert await self.store.record(wanted) is Recorded.RECORDED

    async def _wait(self, *, hours: int) -> None:
        self.clock.now += timedelta(hours=hours)

    async def _sweep(self) -> None:
        due = [each for each in self.lives if each.due_at <= self.clock.now]
        swept = await self.store.sweep(self.clock.now)
        assert swept.erased == len(due)
        self.lives = [each for each in self.lives if each not in due]

    async def _withdraw(self, *, purpose: str) -> None:
        now = self.clock.now
        given_one = consent(
            record_id=f"c-{purpose}", purpose=purpose, event_time=now, state=ConsentState.GIVEN
        )
        await self.store.put_consent(given_one)
        await self.store.withdraw_all(
            "acme", "subject-1", purpose=purpose, at=now, by=Author(recorded_by="subject")
        )
        for each in self.lives:
            if purpose == "service" and "service" in each.said and each.withdrawn is None:
                each.withdrawn = now

    async def check(self) -> None:
        now = self.clock.now
        shown = await self.store.conversations("acme")
        expected = sorted(
            (each.first, each.hide_at, each.due_at) for each in self.lives if each.hide_at > now
        )
        assert expected == sorted(
            (each.created_at, each.tag.hide_at, each.tag.due_at or each.tag.hide_at)
            for each in shown
        )
        for each in shown:
            due_at = each.tag.due_at or each.tag.hide_at
            assert each.tag.erase_by == (FOREVER if due_at == FOREVER else due_at + GRACE)


async def _play(store: Store, clock: SetClock, steps: Sequence[Any]) -> int:
    """How many steps were played, each with all that is checked after it."""
    await store.open()
    try:
        world = _World(store, clock)
        for name, arguments in steps:
            await world.play(name, dict(arguments))
        return world.steps
    finally:
        await store.close()


@given(steps=st.lists(_STEPS, max_size=20))
def test_memory_keeps_to_the_rules(steps: list[Any]) -> None:
    clock = SetClock()
    assert asyncio.run(_play(MemoryStore(clock=clock), clock, steps)) == len(steps)


@given(steps=st.lists(_STEPS, max_size=20))
def test_the_database_keeps_to_the_rules(steps: list[Any]) -> None:
    clock = SetClock()
    with tempfile.TemporaryDirectory() as directory:
        store = DatabaseStore.in_directory(Path(directory), master_key=MASTER, clock=clock)
        assert asyncio.run(_play(store, clock, steps)) == len(steps)
