"""An exchange that is stopped ends at once, wherever it waits, and once only."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from detectors import Engine
from detectors.budget import Budget
from gateway.errors import Refused
from gateway.proxy import shell as shells
from gateway.proxy.commands import CallerGone, Emit, Send
from gateway.proxy.context import Setting
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.shell import Ports as SharedPorts
from gateway.proxy.shell import Shell
from gateway.proxy.watch import Watcher
from gateway.proxy.wires import OPENAI_CHAT
from tests.gateway.proxy.scripted import make_setting, permitted, request
from tests.gateway.proxy.test_shell import Ports
from tests.gateway.storage.samples import START

Place = tuple[Setting, Examination]
WITHDRAWN = Refused("consent_required", "withdrawn", status=403)
SECONDS = 10.0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_setting(tmp_path_factory.mktemp("setting"), Engine())


class Stuck(Ports):
    """Ports of which one call does not return until it is cancelled; then it may."""

    def __init__(self, *args: Any, stuck: str, frees_itself: bool = True, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.stuck = stuck
        self.frees_itself = frees_itself
        self.cancelled = 0
        self._calls: dict[str, int] = {}

    async def _wait(self, call: str) -> None:
        self._calls[call] = self._calls.get(call, 0) + 1
        first = call != "emit" or self._calls[call] == 2
        if call != self.stuck or (self.cancelled and self.frees_itself) or not first:
            if call == self.stuck and not self.frees_itself and self.cancelled:
                await asyncio.Event().wait()
            return
        self.waiting.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise

    async def send(self, command: Send) -> Any:
        self.sent.append(command)
        await self._wait("send")
        self.sent.pop()
        return await super().send(command)

    async def emit(self, piece: Emit) -> None:
        await self._wait("emit")
        await super().emit(piece)


def run(place: Place, made: Any, *, stream: bool, then: Any) -> BaseException | None:
    async def go() -> BaseException | None:
        shell = Shell(
            ports=SharedPorts(store=made, upstream=made, watcher=Watcher(made, now=lambda: START)),
            examination=place[1],
            budget=Budget(lambda: 0.0, 1.0),
            emit=made.emit,
        )
        task = asyncio.ensure_future(
            shell.run(exchange(request(stream=stream), place[0], wire=OPENAI_CHAT))
        )
        async with asyncio.timeout(SECONDS):
            await made.waiting.wait()
            then(shell, task)
            (ended,) = await asyncio.gather(task, return_exceptions=True)
        return ended

    return asyncio.run(go())


def stop(shell: Shell, _: asyncio.Task[None]) -> None:
    shell.stop(WITHDRAWN)
    shell.stop(Refused("another", "again", status=403))


@pytest.mark.parametrize("stream", [False, True])
def test_a_request_that_is_on_its_way_is_broken_off(place: Place, stream: bool) -> None:
    made = Stuck(permitted(place[0]), stream=stream, stuck="send")
    assert run(place, made, stream=stream, then=stop) is WITHDRAWN
    assert [each.status for each in made.outcomes] == ["stopped"]
    assert (made.cancelled, made.emitted) == (1, [])


def test_a_caller_who_does_not_read_is_not_waited_for(place: Place) -> None:
    made = Stuck(permitted(place[0]), stream=True, stuck="emit")
    assert run(place, made, stream=True, then=stop) is None
    assert [each.status for each in made.outcomes] == ["stopped"]
    assert b"consent_required" in made.emitted[-1].body
    assert not made.emitted[-1].more


def test_not_even_for_the_last_words(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shells, "_LAST_WORDS", 0.01)
    made = Stuck(permitted(place[0]), stream=True, stuck="emit", frees_itself=False)
    ended = run(place, made, stream=True, then=stop)
    assert isinstance(ended, CallerGone)
    assert [each.status for each in made.outcomes] == ["stopped"]


@pytest.mark.parametrize("call", ["send", "emit"])
def test_a_server_that_ends_is_not_mistaken_for_a_stop(place: Place, call: str) -> None:
    made = Stuck(permitted(place[0]), stream=True, stuck=call)
    ended = run(place, made, stream=True, then=lambda _, task: task.cancel())
    assert isinstance(ended, asyncio.CancelledError)
    assert [each.status for each in made.outcomes] == ["cancelled"]


@pytest.mark.parametrize("call", ["send", "emit"])
def test_both_at_once_end_the_task(place: Place, call: str) -> None:
    def both(shell: Shell, task: asyncio.Task[None]) -> None:
        shell.stop(WITHDRAWN)
        task.cancel()

    made = Stuck(permitted(place[0]), stream=True, stuck=call)
    ended = run(place, made, stream=True, then=both)
    assert isinstance(ended, asyncio.CancelledError)
    assert len(made.outcomes) == 1


def test_a_read_that_waits_ends_with_the_stream(place: Place) -> None:
    made = Ports(permitted(place[0]), stream=True)
    made.waits = "read"
    assert run(place, made, stream=True, then=stop) is None
    assert [each.status for each in made.outcomes] == ["stopped"]
    assert b"consent_required" in made.emitted[-1].body
