"""Who was erased cannot be read, and an objection holds until it is lifted, come what may."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from gateway.consent.persons import Restriction
from gateway.consent.records import PERMITTING
from gateway.policy import LegalBasis, Purpose
from gateway.rights.data_stores import Holder, PageAsked
from gateway.rights.erasure import QUIET, ErasureParts, ErasureRight
from gateway.rights.execution import Handler
from gateway.rights.exporters import EXPORTERS
from gateway.rights.human_review import HumanReviewRight
from gateway.rights.kinds import RightKind
from gateway.rights.lifting import lift_ended
from gateway.rights.objection import ObjectionRight, WithdrawalRight
from gateway.rights.rectification import RectificationRight
from gateway.rights.restriction import RestrictionRight
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION
from gateway.storage.transaction import Transaction
from tests.gateway.rights.acting import Told, carried_out, in_store, request, words
from tests.gateway.storage.conftest import with_store
from tests.gateway.storage.samples import (
    MASTER,
    START,
    answer,
    basis,
    consent,
    disclosure,
    look_up,
    message,
    new_state,
    outcome,
)
from tests.postgres import new_databases, store_on

PEOPLE = ("ada", "bea")
PURPOSES = {
    key: Purpose(key=key, title=key, benefits="", legal_basis=basis_, retention_class="c")
    for key, basis_ in (
        ("monitoring", LegalBasis.LEGITIMATE_INTEREST),
        ("newsletter", LegalBasis.CONSENT),
    )
}
WRONG = {"corrections": [{"old": "Jane Doe", "new": "Jane Roe"}]}
STEPS = st.one_of(
    st.tuples(st.sampled_from(["chat", "erase", "correct", "withdraw", "review", "wait"])),
    st.tuples(st.sampled_from(["object", "allow"]), st.sampled_from(sorted(PURPOSES))),
    st.tuples(st.sampled_from(["restrict", "lift"])),
)


@dataclass
class World:
    """What a plain reader would remember."""

    store: DatabaseStore
    now: datetime = START
    objections: dict[str, set[str]] = field(
        default_factory=lambda: {each: set[str]() for each in PEOPLE}
    )
    spoke: dict[str, list[int]] = field(default_factory=lambda: {each: [] for each in PEOPLE})
    erased: set[str] = field(default_factory=set)
    keys: dict[str, set[str]] = field(default_factory=lambda: {each: set() for each in PEOPLE})
    ids: count[int] = field(default_factory=lambda: count(1))

    async def carry_out(
        self, who: str, handler: Handler, kind: RightKind, details: object = None
    ) -> None:
        wanted = request(
            kind,
            details,  # type: ignore[arg-type]
            request_id=f"request-{next(self.ids)}",
            subject=who,
            tenant="acme",
        )
        await carried_out(self.store, handler, wanted, at=self.now, limit=3)


async def step(world: World, who: str, what: tuple[str, ...]) -> None:
    store, told = world.store, Told()
    world.now += timedelta(seconds=1)
    if what[0] == "chat":
        await chat(world, who)
    elif what[0] == "erase" and (world.spoke[who] or who in world.erased):
        parts = ErasureParts(tell=told, sweep=store.sweep, keeps=frozenset())
        await world.carry_out(who, ErasureRight(parts), RightKind.ERASURE)
        world.erased.add(who)
        world.objections[who].clear()
    elif what[0] == "correct":
        await world.carry_out(
            who, RectificationRight(told, words=words), RightKind.RECTIFICATION, WRONG
        )
    elif what[0] == "withdraw":
        right = WithdrawalRight(lambda _: PURPOSES)
        await world.carry_out(who, right, RightKind.WITHDRAWAL)
    elif what[0] == "review":
        await world.carry_out(who, HumanReviewRight(lambda _, name: name), RightKind.HUMAN_REVIEW)
    elif what[0] in ("object", "allow"):
        details = {"purposes": [what[1]], "lift": what[0] == "allow"}
        right_ = ObjectionRight(lambda _: PURPOSES)
        await world.carry_out(who, right_, RightKind.OBJECTION, details)
        move = world.objections[who].add if what[0] == "object" else world.objections[who].discard
        move(what[1])
    elif what[0] in ("restrict", "lift"):
        details = {"lift": what[0] == "lift"}
        restriction = RestrictionRight(lambda: world.now)
        await world.carry_out(who, restriction, RightKind.RESTRICTION, details)
    elif what[0] == "wait":
        world.now += QUIET + timedelta(seconds=1)
        await lift_ended(store, world.now, tell=told, keeps=frozenset())


async def chat(world: World, who: str) -> None:
    """An exchange; of who is restricted nothing is recorded."""
    store, number = world.store, next(world.ids)
    person = await store.person("acme", who)
    if person is not None and person.restrictions:
        assert await store.record(disclosure(number, subject=who, at=world.now)) != "recorded"
        return
    given_ = await store.put_consent(
        consent(record_id=f"consent-{who}-{number}", subject=who, event_time=world.now)
    )
    rests = basis(given_, person_version=person.version if person is not None else 0)
    recorded = await store.record(
        disclosure(
            number,
            subject=who,
            basis=rests,
            at=world.now,
            messages=(message("I am Jane Doe", f"u{number}"),),
        )
    )
    assert recorded == "recorded"
    state = new_state(f"state-{number}", "Jane Doe")
    await store.finish(
        outcome(
            number, subject=who, at=world.now, answers=(answer("well", f"a{number}"),), state=state
        )
    )
    world.spoke[who].append(number)
    world.erased.discard(who)


async def check(world: World) -> None:
    for who in PEOPLE:
        person = await world.store.person("acme", who)
        held = person.objections if person is not None else frozenset()
        assert held == world.objections[who]
        world.keys[who] |= await world.store.act(partial(_keys, who=who))
        if who in world.erased:
            await check_erased(world, who)


def _keys(transaction: Transaction, *, who: str) -> set[str]:
    query = select(CONVERSATION.c.dek_id).where(CONVERSATION.c.subject == who)
    return set(transaction.connection.execute(query).scalars())


async def check_erased(world: World, who: str) -> None:
    """No port reads anything."""
    store = world.store
    assert await store.conversations("acme", subject=who) == []
    consents = await store.consents("acme", who)
    assert [each for each in consents if each.state in PERMITTING] == []
    for number in world.spoke[who]:
        asked = {"subject": who, "now": world.now}
        named = await store.look_up(
            look_up(conversation_id=f"conversation-{number}", chains=(), **asked)
        )
        by_chain = await store.look_up(look_up(f"u{number}", f"a{number}", **asked))
        by_state = await store.look_up(look_up(state=f"state-{number}", chains=(), **asked))
        assert {each.conversation for each in (named, by_chain, by_state)} == {None}
    holder, page = Holder(tenant="acme", subject=who), PageAsked(now=world.now)
    for name in ("conversations", "provider_states", "source_tags", "directives"):
        found = await store.act(partial(_exported, name=name, holder=holder, page=page))
        assert found == 0, name
    gone = world.keys[who]
    assert await store.act(lambda each: each.keys.missing(sorted(gone))) == gone


def _exported(transaction: Transaction, *, name: str, holder: Holder, page: PageAsked) -> int:
    return len(EXPORTERS[name](transaction, holder, page).items)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), STEPS), max_size=12))
def test_every_history(history: list[tuple[str, tuple[str, ...]]]) -> None:
    async def scenario(store: DatabaseStore) -> None:
        world = World(store)
        for who, what in [("ada", ("chat",)), *history, ("ada", ("erase",))]:
            await step(world, who, what)
            await check(world)
        person = await store.person("acme", "ada")
        erased = "ada" in world.erased
        assert not erased or person is None or Restriction.ERASED in person.restrictions

    with tempfile.TemporaryDirectory() as directory:
        in_store(Path(directory), scenario)


LIFE: list[tuple[str, ...]] = [
    *(("chat",), ("object", "monitoring"), ("correct",), ("review",), ("withdraw",)),
    *(("allow", "monitoring"), ("restrict",), ("lift",), ("chat",), ("erase",), ("erase",)),
    *(("wait",), ("chat",), ("correct",), ("erase",)),
]


@pytest.mark.parametrize("kind", ["database", "postgres"])
def test_a_life_on_every_database(tmp_path: Path, kind: str) -> None:
    async def scenario(store: DatabaseStore) -> None:
        world = World(store)
        for what in [("chat",), *LIFE]:
            await step(world, "ada", what)
            await check(world)
        assert world.erased == {"ada"}
        assert await store.person("acme", "bea") is None

    if kind == "database":
        in_store(tmp_path, scenario)
        return
    store = store_on(new_databases(), master_key=MASTER, tenants=("acme",), clock=lambda: START)
    asyncio.run(with_store(store, scenario))
