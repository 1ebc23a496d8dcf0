"""What is under way stops when what permitted it does, and when nobody can say."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import uvloop

from gateway.consent.evaluate import Question
from gateway.consent.persons import Person, Restriction
from gateway.consent.records import ConsentState
from gateway.errors import Refused, StorageFailed
from gateway.logs import configure_logs
from gateway.opt_in import RecipientRules
from gateway.proxy import watch
from gateway.proxy.commands import Watch
from gateway.proxy.watch import Watcher
from gateway.storage.consent_ports import Facts, Watched
from tests.gateway.opted_in import given
from tests.gateway.proxy import policies
from tests.gateway.storage.samples import START

CONSENT = given(policies.tenant(), subject="canary")
QUESTION = Question(route=policies.route(), person=None, consent=CONSENT, now=START)
WITHDRAWN = replace(CONSENT, state=ConsentState.WITHDRAWN, event_id=2)
RESTRICTED = Person(
    tenant="main", subject="canary", version=1, restrictions=frozenset({Restriction.REPORTED})
)


class Exchange:
    def __init__(self) -> None:
        self.stopped: list[Refused] = []

    def stop(self, error: Refused) -> None:
        self.stopped.append(error)


class Store:
    """Answers with what it is told to, and counts how often it was asked for what."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[Sequence[Watched]] = []

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        self.asked.append(watched)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            await answer()
        return [answer] * len(watched)


HOLDS = Facts(consent=CONSENT, person=None)


def watching(store: Any, then: Callable[[Watcher, Exchange], Any]) -> Exchange:
    async def go() -> Exchange:
        watcher, exchange = Watcher(store, now=lambda: START), Exchange()
        watcher.add(exchange, Watch(question=QUESTION, subject="canary"))
        await then(watcher, exchange)
        watcher.remove(exchange)
        assert len(watcher) == 0
        return exchange

    return asyncio.run(go())


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "INTERVAL", 0.005)
    monkeypatch.setattr(watch, "DOUBT", 0.05)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what is waited for is no event
            await asyncio.sleep(0.002)


def test_what_holds_goes_on() -> None:
    store = Store(HOLDS)

    async def then(_: Watcher, exchange: Exchange) -> None:
        await until(lambda: len(store.asked) > 4)
        assert exchange.stopped == []

    watching(store, then)
    (watched,) = store.asked[0]
    assert watched == Watched(
        tenant="main", subject="canary", purpose="answering", recipient="model"
    )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (Facts(consent=WITHDRAWN, person=None), "consent_required"),
        (Facts(consent=None, person=None), "consent_required"),
        (Facts(consent=CONSENT, person=RESTRICTED), "subject_restricted"),
        (
            Facts(consent=replace(CONSENT, notice="0" * 64, event_id=2), person=None),
            "consent_stale",
        ),
        (
            Facts(consent=replace(CONSENT, valid_until=START, event_id=2), person=None),
            "consent_required",
        ),
        (StorageFailed("down"), "storage_unavailable"),
        (RuntimeError("canary"), "storage_unavailable"),
    ],
)
def test_what_does_not_hold_any_more_stops(facts: Any, code: str) -> None:
    store, text = Store(HOLDS, HOLDS, facts), io.StringIO()
    configure_logs("debug", stream=text)

    async def then(_: Watcher, exchange: Exchange) -> None:
        await until(lambda: bool(exchange.stopped))

    assert watching(store, then).stopped[0].code == code
    assert "canary" not in text.getvalue()


def test_a_store_that_does_not_answer_stops() -> None:
    async def then(_: Watcher, exchange: Exchange) -> None:
        await until(lambda: bool(exchange.stopped))

    never: Any = asyncio.Event
    exchange = watching(Store(lambda: never().wait()), then)
    assert exchange.stopped[0].code == "storage_unavailable"


def test_a_change_here_is_seen_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "INTERVAL", 3600.0)
    store = Store(Facts(consent=WITHDRAWN, person=None))

    async def then(watcher: Watcher, exchange: Exchange) -> None:
        await asyncio.sleep(0.02)
        assert exchange.stopped == []
        watcher.look()
        await until(lambda: bool(exchange.stopped))

    watching(store, then)
    assert len(store.asked) == 1


def test_nobody_is_asked_when_nothing_is_under_way() -> None:
    store = Store(HOLDS)

    async def go() -> None:
        watcher, exchange = Watcher(store, now=lambda: START), Exchange()  # type: ignore[arg-type]
        watcher.add(exchange, Watch(question=QUESTION, subject="s"))
        watcher.remove(exchange)
        watcher.remove(exchange)
        await asyncio.sleep(0.05)
        assert store.asked == []
        watcher.add(exchange, Watch(question=QUESTION, subject="s"))
        await until(lambda: bool(store.asked))
        watcher.remove(exchange)
        asked = len(store.asked)
        await asyncio.sleep(0.05)
        assert len(store.asked) == asked

    asyncio.run(go())


class Clock:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


def stepping(question: Question, *facts: Any, steps: list[float]) -> list[list[str]]:
    """The codes after each look; the clock moves before it."""

    async def go() -> list[list[str]]:
        clock, exchange = Clock(), Exchange()
        watcher = Watcher(Store(*facts), now=clock.now, monotonic=clock.monotonic)  # type: ignore[arg-type]
        watcher.add(exchange, Watch(question=question, subject="s"))
        found = []
        for seconds in steps:
            clock.seconds += seconds
            await watcher.catch_up()
            found.append([each.code for each in exchange.stopped])
            exchange.stopped.clear()
        watcher.remove(exchange)
        return found

    return asyncio.run(go())


def test_what_ends_at_a_known_moment_ends_then_without_an_event() -> None:
    ending = Facts(consent=replace(CONSENT, valid_until=START + timedelta(seconds=2)), person=None)
    assert stepping(QUESTION, ending, steps=[0, 1, 0.9, 0.1]) == [[], [], [], ["consent_required"]]


def test_what_time_alone_changes_is_asked_every_few_seconds() -> None:
    old = replace(policies.MODEL, evidence_date=START.date(), evidence="contract")
    rules = RecipientRules(evidence_age="P1D")
    route = policies.route(old, under=policies.policy(recipient_rules=rules))
    question = replace(QUESTION, route=route)
    holds = Facts(consent=given(route.tenant), person=None)
    hours = [0.0, 1.0, 3600 * 24 * 3, 0.1]
    assert stepping(question, holds, steps=hours)[-2] == ["recipient_refused"]


def test_a_clock_that_steps_back_is_seen() -> None:
    assert stepping(QUESTION, HOLDS, steps=[1, -2])[-1] == ["consent_required"]


def test_a_recipient_whose_facts_are_found_broken_is_cut_everywhere() -> None:
    suspended: set[str] = set()
    question = replace(QUESTION, suspended=suspended)

    async def go() -> list[str]:
        watcher, exchange = Watcher(Store(HOLDS), now=lambda: START), Exchange()  # type: ignore[arg-type]
        watcher.add(exchange, Watch(question=question, subject="s"))
        await watcher.catch_up()
        assert exchange.stopped == []
        suspended.add("model")
        await watcher.catch_up()
        watcher.remove(exchange)
        return [each.code for each in exchange.stopped]

    assert asyncio.run(go()) == ["recipient_refused"]


def test_a_look_that_is_late_is_known_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "DOUBT", 0.8)
    clock = Clock()

    async def go() -> list[bool]:
        watcher = Watcher(Store(HOLDS), now=clock.now, monotonic=clock.monotonic)  # type: ignore[arg-type]
        exchange = Exchange()
        watcher.add(exchange, Watch(question=QUESTION, subject="s"))
        found = [watcher.is_late]
        clock.seconds += 0.7
        found.append(watcher.is_late)
        clock.seconds += 0.2
        found.append(watcher.is_late)
        await watcher.catch_up()
        found.append(watcher.is_late)
        watcher.remove(exchange)
        return found

    assert asyncio.run(go()) == [False, False, True, False]


def test_an_answer_that_came_while_the_loop_was_busy_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watch, "DOUBT", 0.2)

    async def answer() -> None:
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        threading.Timer(0.01, lambda: loop.call_soon_threadsafe(ready.set)).start()
        loop.call_soon(time.sleep, 0.5)
        await ready.wait()

    holds: Any = answer

    class Busy(Store):
        async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
            await super().facts(watched)
            return [HOLDS] * len(watched)

    async def go() -> list[Refused]:
        watcher, exchange = Watcher(Busy(holds), now=lambda: START), Exchange()  # type: ignore[arg-type]
        watcher.add(exchange, Watch(question=QUESTION, subject="s"))
        await watcher.catch_up()
        watcher.remove(exchange)
        return exchange.stopped

    for loop in (None, uvloop.new_event_loop):
        with asyncio.Runner(loop_factory=loop) as runner:
            assert runner.run(go()) == []


def test_whose_key_has_ended_is_cut_and_keys_that_cannot_be_read_cut_all() -> None:
    ended: list[Refused] = []
    read: list[StorageFailed | None] = [None]

    async def refresh() -> None:
        if read[-1] is not None:
            raise read[-1]

    def standing() -> Refused | None:
        return ended[-1] if ended else None

    async def go() -> None:
        clock, mine, other = Clock(), Exchange(), Exchange()
        watcher = Watcher(
            Store(HOLDS),  # type: ignore[arg-type]
            now=clock.now,
            monotonic=clock.monotonic,
            refresh=refresh,
        )
        watcher.add(mine, Watch(question=QUESTION, subject="s"), standing=standing)
        watcher.add(other, Watch(question=QUESTION, subject="s"))
        await watcher.catch_up()
        assert mine.stopped == []
        ended.append(Refused("invalid_api_key", "ended", status=401))
        await watcher.catch_up()
        assert (mine.stopped, other.stopped) == (ended, [])
        read.append(StorageFailed("away"))
        await watcher.catch_up()
        assert [each.code for each in other.stopped] == ["storage_unavailable"]
        watcher.remove(mine)
        watcher.remove(other)

    asyncio.run(go())
