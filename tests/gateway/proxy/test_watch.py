"""What is under way stops when what permitted it does, and when nobody can say."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from gateway.consent.evaluate import Question
from gateway.consent.persons import Person, Restriction
from gateway.consent.records import ConsentState
from gateway.errors import Refused, StorageFailed
from gateway.logs import configure_logs
from gateway.proxy import watch
from gateway.proxy.commands import Watch
from gateway.proxy.watch import Watcher
from gateway.storage.consent_ports import Facts, Watched
from tests.gateway.opted_in import given
from tests.gateway.proxy import policies
from tests.gateway.storage.samples import START

CONSENT = given(policies.tenant(), subject="canary")
QUESTION = Question(route=policies.route(), person=None, consent=CONSENT, now=START)
WITHDRAWN = replace(CONSENT, state=ConsentState.WITHDRAWN)
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
        (Facts(consent=replace(CONSENT, notice="0" * 64), person=None), "consent_stale"),
        (Facts(consent=replace(CONSENT, valid_until=START), person=None), "consent_required"),
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
