"""Pulling an exchange: what is done inside, what is given out, and every way it can end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from typing import Any

import pytest

from detectors.budget import Budget
from detectors.cache import FindingsCache
from detectors.errors import DetectorFailed
from gateway.errors import Refused, StorageFailed, UpstreamFailed
from gateway.hooks.run import Ports, Run, at_once
from gateway.model import Kind, Segment
from gateway.proxy.commands import (
    Ask,
    CallerGone,
    Command,
    Cover,
    Emit,
    Examine,
    Read,
    Send,
    TakeLong,
)
from gateway.proxy.examination import Examination
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import LookUp
from tests.gateway.hooks.hooked import engine
from tests.gateway.storage.samples import START

ASK = Ask(
    wanted=LookUp(
        tenant="t", subject="s", purpose="p", recipient="r", conversation_id=None, chains=(),
        now=START,
    )
)  # fmt: skip
SEND = Send(url="http://127.0.0.1:9", headers={}, body=b"")


def examine(text: str = "I am jane.doe@example.com") -> Examine:
    return Examine(segments=(Segment(pointer="/x", kind=Kind.TEXT, role="user", text=text),))


class Transcript:
    """A scripted exchange that writes down what it is told."""

    def __init__(self, *commands: Command, catches: bool = False) -> None:
        self.commands = commands
        self.told: list[Any] = []
        self.catches = catches

    def run(self) -> Generator[Command, Any, None]:
        for command in self.commands:
            try:
                self.told.append((yield command))
            except (CallerGone, UpstreamFailed, StorageFailed, DetectorFailed) as error:
                self.told.append(error)
                if not self.catches:
                    raise


class FailingStore(MemoryStore):
    async def look_up(self, wanted: LookUp) -> Any:
        raise OSError("secret words")


def ports(*, blocking: bool = True, store: Any = None, slow: bool = False) -> Ports:
    examination = Examination(
        engine(), FindingsCache(bytes(32)), scope="test", language="en", touches=None
    )
    examination.is_slow = slow
    return Ports(
        store=store or opened(),
        examination=examination,
        new_budget=lambda: Budget(lambda: 0.0, 1.0),
        blocking=blocking,
    )


def opened() -> MemoryStore:
    store = MemoryStore()
    at_once(store.open())
    return store


def test_inside_commands_are_done_and_outside_ones_given_out() -> None:
    said = Transcript(ASK, examine(), SEND, Read(), Emit(status=200))
    run = Run(said.run(), ports())
    assert at_once(run.advance()) == SEND
    assert said.told[0].consent is None
    assert [each.entity_type for each in said.told[1][0]] == ["EMAIL_ADDRESS"]
    assert at_once(run.advance("reply")) == Read()
    assert at_once(run.advance(b"data")) == Emit(status=200)
    assert at_once(run.advance()) is None
    assert run.ended
    assert said.told[2:] == ["reply", b"data", None]


@pytest.mark.parametrize("blocking", [True, False])
def test_images_are_covered_and_long_work_leaves_the_loop(
    blocking: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str] = []

    def covering() -> Generator[Command, Any, None]:
        yield TakeLong()
        places.append(threading.current_thread().name)
        assert (yield Cover(images=(b"image",))) == ["covered"]
        yield SEND
        places.append(threading.current_thread().name)

    monkeypatch.setattr(Examination, "cover", lambda _, images: ["covered"] * len(images))

    async def main() -> Any:
        run = Run(covering(), ports(blocking=blocking))
        return await run.advance(), await run.advance()

    assert (at_once(main()) if blocking else asyncio.run(main())) == (SEND, None)
    here = threading.current_thread().name
    assert [place == here for place in places] == [blocking, True]


def test_what_the_hook_failed_with_reaches_the_exchange() -> None:
    said = Transcript(SEND, Emit(), catches=True)
    run = Run(said.run(), ports())
    at_once(run.advance())
    assert at_once(run.advance(failure=UpstreamFailed("gone"))) == Emit()
    assert isinstance(said.told[0], UpstreamFailed)


@pytest.mark.parametrize("blocking", [True, False])
def test_an_unforeseen_error_of_a_port_is_a_failure_without_words(blocking: bool) -> None:
    said = Transcript(ASK)
    run = Run(said.run(), ports(blocking=blocking, store=FailingStore()))
    with pytest.raises(StorageFailed) as caught:
        at_once(run.advance())
    assert "secret" not in str(caught.value)
    assert run.ended


def test_errors_of_the_exchange_end_the_run() -> None:
    def refusing() -> Generator[Command, Any, None]:
        if SEND.stream is False:
            raise Refused("x", "no", status=403)
        yield SEND

    run = Run(refusing(), ports())
    with pytest.raises(Refused):
        at_once(run.advance())
    assert run.ended
    at_once(run.leave())


def test_leaving_tells_the_exchange_once_and_for_all() -> None:
    said = Transcript(SEND, ASK, Emit(), Emit(), catches=True)
    run = Run(said.run(), ports())
    at_once(run.advance())
    at_once(run.leave())
    assert run.ended
    assert [type(each).__name__ for each in said.told] == [
        "CallerGone", "Known", "CallerGone", "CallerGone",
    ]  # fmt: skip
    at_once(run.leave())
    assert len(said.told) == 4


def test_leaving_before_the_start_runs_nothing() -> None:
    said = Transcript(SEND)
    run = Run(said.run(), ports())
    at_once(run.leave())
    assert run.ended
    assert said.told == []


@pytest.mark.parametrize(("slow", "long"), [(True, False), (False, True), (False, False)])
def test_asynchronous_runs_give_the_same(slow: bool, long: bool) -> None:
    said = Transcript(ASK, examine("see " * 1500 + "jane.doe@example.com"), SEND, Emit())

    async def main() -> list[Any]:
        run = Run(said.run(), ports(blocking=False, slow=slow), long=long)
        found = [await run.advance(), await run.advance("r"), await run.advance()]
        assert run.ended
        return found

    assert asyncio.run(main()) == [SEND, Emit(), None]
    assert [each.entity_type for each in said.told[1][0]] == ["EMAIL_ADDRESS"]


def test_a_step_in_a_thread_is_over_before_the_exchange_is_told() -> None:
    entered, go = threading.Event(), threading.Event()
    told: list[Any] = []

    def waiting() -> Generator[Command, Any, None]:
        entered.set()
        go.wait(5)
        try:
            yield SEND
        except CallerGone as error:
            told.append(error)
            raise

    async def main() -> bool:
        run = Run(waiting(), ports(blocking=False, slow=True))
        task = asyncio.ensure_future(run.advance())
        await asyncio.to_thread(entered.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        leaving = asyncio.ensure_future(run.leave())
        await asyncio.sleep(0.01)
        early = bool(told) or leaving.done()
        go.set()
        await leaving
        return early

    assert not asyncio.run(main())
    assert len(told) == 1


def test_at_once_takes_no_waiting() -> None:
    async def returns() -> int:
        return 7

    async def waits() -> int:
        await asyncio.sleep(0)
        return 7

    async def waits_and_copes() -> int:
        try:
            await asyncio.sleep(0)
        except RuntimeError:
            return 8
        return 7

    async def only_waits() -> None:
        while True:
            try:
                await asyncio.sleep(0)
            except RuntimeError:
                continue

    assert at_once(returns()) == 7
    assert at_once(waits_and_copes()) == 8
    for stubborn in (waits(), only_waits()):
        with pytest.raises(RuntimeError):
            at_once(stubborn)
