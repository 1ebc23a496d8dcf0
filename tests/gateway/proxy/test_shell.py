"""The shell with ports that fail, wait and are cancelled."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from detectors import Engine
from detectors.budget import Budget
from detectors.cache import FindingsCache
from gateway.errors import GatewayError, StorageFailed, UpstreamFailed
from gateway.logs import configure_logs
from gateway.model import Kind, Segment
from gateway.proxy.commands import CallerGone, Emit, Reply, Send
from gateway.proxy.context import Setting
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.shell import Ports as SharedPorts
from gateway.proxy.shell import Shell
from gateway.proxy.watch import Watcher
from gateway.proxy.wires import OPENAI_CHAT
from gateway.storage.ports import Disclosure, Known, LookUp, Outcome, Recorded
from tests.gateway.failures import MAIL, TEXT, VALUES
from tests.gateway.proxy.scripted import chunk, last_message, make_setting, permitted, request, said
from tests.gateway.storage.samples import START

Place = tuple[Setting, Examination]

pytestmark = pytest.mark.usefixtures("log_state")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_setting(tmp_path_factory.mktemp("setting"), Engine())


@pytest.fixture
def logged() -> io.StringIO:
    stream = io.StringIO()
    configure_logs("debug", stream=stream)
    return stream


class Ports:
    """Store, upstream, stream and caller of one exchange.

    Attributes:
        fails: the call that raises, and what.
        waits: the call that never returns.
        outcomes, sent, emitted: what came.
    """

    def __init__(self, known: Known, *, stream: bool = False) -> None:
        self.known = known
        self.stream = stream
        self.fails: tuple[str, Exception] | None = None
        self.waits = ""
        self.waiting = asyncio.Event()
        self.outcomes: list[Outcome] = []
        self.recorded: list[Disclosure] = []
        self.sent: list[Send] = []
        self.emitted: list[Emit] = []
        self.open = 0
        self._reads = 0
        self._closed = asyncio.Event()

    async def _enter(self, call: str) -> None:
        if self.fails is not None and self.fails[0] == call:
            raise self.fails[1]
        if self.waits == call:
            self.waiting.set()
            await self._closed.wait()
            raise UpstreamFailed("closed", code="upstream_incomplete")

    async def look_up(self, wanted: LookUp) -> Known:
        await self._enter("look_up")
        return self.known

    async def record(self, disclosure: Disclosure) -> Recorded:
        await self._enter("record")
        self.recorded.append(disclosure)
        return Recorded.RECORDED

    async def finish(self, outcome: Outcome) -> None:
        await self._enter("finish")
        self.outcomes.append(outcome)

    async def send(self, command: Send) -> tuple[Reply, Any]:
        self.sent.append(command)
        await self._enter("send")
        if self.stream:
            self.open += 1
            return Reply(status=200, content_type="text/event-stream", streaming=True), self
        body = said(last_message(command.body))
        return Reply(status=200, content_type="application/json", body=body), None

    async def read(self) -> bytes:
        self._reads += 1
        if self._reads == 1:
            return chunk(f"You said {last_message(self.sent[0].body)} ")
        await self._enter("read")
        return {2: chunk("More. ", finish="stop"), 3: b"data: [DONE]\n\n"}.get(self._reads, b"")

    def close(self) -> None:
        self._closed.set()

    def release(self) -> None:
        self.open -= 1

    async def emit(self, piece: Emit) -> None:
        await self._enter("emit")
        self.emitted.append(piece)


class Broken(Examination):
    """An examination that raises what no detector may."""

    def segments(self, segments: Any, budget: Budget) -> Any:
        raise RuntimeError(segments[0].text)


def run(
    place: Place,
    ports: Callable[[], Ports],
    *,
    examination: Examination | None = None,
    then: Callable[[Shell, Ports, asyncio.Task[None]], Awaitable[None]] | None = None,
) -> tuple[Ports, BaseException | None]:
    """Runs one exchange; gives its ports and what it raised."""

    async def go() -> tuple[Ports, BaseException | None]:
        made: Any = ports()
        shell = Shell(
            ports=SharedPorts(store=made, upstream=made, watcher=Watcher(made, now=lambda: START)),
            examination=examination or place[1],
            budget=Budget(lambda: 0.0, 1.0),
            emit=made.emit,
        )
        incoming = request(stream=made.stream)
        task = asyncio.ensure_future(shell.run(exchange(incoming, place[0], wire=OPENAI_CHAT)))
        if then is not None:
            await then(shell, made, task)
        (ended,) = await asyncio.gather(task, return_exceptions=True)
        return made, ended

    return asyncio.run(go())


def check(ports: Ports, logged: io.StringIO) -> None:
    """Nothing in clear went out or was kept or logged, and no stream is left open."""
    held = b"".join(command.body for command in ports.sent).decode()
    held += "".join(m.text for each in ports.recorded for m in each.messages)
    held += "".join(m.text for each in ports.outcomes for m in each.answers)
    for value in VALUES:
        assert value not in held
        assert value not in logged.getvalue()
    assert "Traceback" not in logged.getvalue()
    assert ports.open == 0


@pytest.mark.parametrize("failure", [RuntimeError(TEXT), KeyError(MAIL), StorageFailed("down")])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("call", ["look_up", "record", "finish"])
def test_a_store_that_fails(
    place: Place, logged: io.StringIO, call: str, stream: bool, failure: Exception
) -> None:
    def made() -> Ports:
        ports = Ports(permitted(place[0]), stream=stream)
        ports.fails = call, failure
        return ports

    ports, ended = run(place, made)
    check(ports, logged)
    assert len(ports.sent) == (call == "finish")
    if stream and call == "finish":
        assert ended is None
        last = ports.emitted[-1].body
        assert b'"storage_unavailable"' in last
        assert b"[DONE]" not in b"".join(piece.body for piece in ports.emitted)
        return
    assert isinstance(ended, GatewayError)
    assert (ended.code, ended.status) == ("storage_unavailable", 503)
    assert all(value not in f"{ended}{ended!r}" for value in VALUES)
    assert ports.emitted == []


@pytest.mark.parametrize("stream", [False, True])
def test_an_upstream_port_that_raises_what_nobody_foresaw(
    place: Place, logged: io.StringIO, stream: bool
) -> None:
    def made() -> Ports:
        ports = Ports(permitted(place[0]), stream=stream)
        ports.fails = "read" if stream else "send", RuntimeError(TEXT)
        return ports

    ports, ended = run(place, made)
    check(ports, logged)
    (outcome,) = ports.outcomes
    assert outcome.status == "upstream_error"
    assert len(outcome.answers) == stream, "the partial answer is kept"
    if stream:
        assert ended is None
        assert b'"upstream_error"' in ports.emitted[-1].body
    else:
        assert isinstance(ended, UpstreamFailed)
        assert ended.code == "upstream_error"


def test_an_examination_that_raises_what_nobody_foresaw(place: Place, logged: io.StringIO) -> None:
    broken = Broken.__new__(Broken)
    ports, ended = run(place, lambda: Ports(permitted(place[0])), examination=broken)
    check(ports, logged)
    assert isinstance(ended, GatewayError)
    assert (ended.code, ended.status) == ("detection_failed", 500)
    assert ports.sent == []
    assert ports.recorded == []


def test_a_caller_who_cannot_be_written_to_is_gone(place: Place, logged: io.StringIO) -> None:
    def made() -> Ports:
        ports = Ports(permitted(place[0]), stream=True)
        ports.fails = "emit", OSError(MAIL)
        return ports

    ports, ended = run(place, made)
    check(ports, logged)
    assert isinstance(ended, CallerGone)
    assert [outcome.status for outcome in ports.outcomes] == ["cancelled"]


def test_a_hang_up_in_the_middle_closes_the_stream_and_keeps_what_came(
    place: Place, logged: io.StringIO
) -> None:
    def made() -> Ports:
        ports = Ports(permitted(place[0]), stream=True)
        ports.waits = "read"
        return ports

    async def hang_up(shell: Shell, ports: Ports, _: asyncio.Task[None]) -> None:
        await ports.waiting.wait()
        shell.hang_up()

    ports, ended = run(place, made, then=hang_up)
    check(ports, logged)
    assert isinstance(ended, CallerGone)
    (outcome,) = ports.outcomes
    assert outcome.status == "cancelled"
    assert "EMAIL_ADDRESS_" in outcome.answers[0].text


@pytest.mark.parametrize("call", ["send", "read", "emit"])
def test_a_task_that_is_cancelled_at_shutdown_keeps_what_came(
    place: Place, logged: io.StringIO, call: str
) -> None:
    def made() -> Ports:
        ports = Ports(permitted(place[0]), stream=True)
        ports.waits = call
        return ports

    async def cancel(_: Shell, ports: Ports, task: asyncio.Task[None]) -> None:
        await ports.waiting.wait()
        task.cancel()

    ports, ended = run(place, made, then=cancel)
    check(ports, logged)
    assert isinstance(ended, asyncio.CancelledError)
    (outcome,) = ports.outcomes
    assert outcome.status == "cancelled"
    assert len(outcome.answers) == (call == "read")


def test_a_cancelled_record_sends_nothing(place: Place, logged: io.StringIO) -> None:
    def made() -> Ports:
        ports = Ports(permitted(place[0]))
        ports.waits = "record"
        return ports

    async def cancel(_: Shell, ports: Ports, task: asyncio.Task[None]) -> None:
        await ports.waiting.wait()
        task.cancel()

    ports, ended = run(place, made, then=cancel)
    check(ports, logged)
    assert isinstance(ended, asyncio.CancelledError)
    assert ports.sent == []


def test_long_requests_are_examined_in_another_thread(place: Place) -> None:
    threads: list[str] = []

    class Noted(Examination):
        def segments(self, segments: Any, budget: Budget) -> Any:
            threads.append(threading.current_thread().name)
            return super().segments(segments, budget)

    noted = Noted(Engine(), FindingsCache(bytes(32)), scope="t", language="en")

    async def go() -> None:
        made: Any = Ports(permitted(place[0]))
        shell = Shell(
            ports=SharedPorts(store=made, upstream=made, watcher=Watcher(made, now=lambda: START)),
            examination=noted,
            budget=Budget(lambda: 0.0, 1.0),
            emit=made.emit,
        )
        for length in (10, 50_000):
            segment = Segment(pointer="", kind=Kind.TEXT, role="user", text="a" * length)
            assert len(await shell._examine((segment,))) == 1

    asyncio.run(go())
    assert threads[0] == "MainThread"
    assert threads[1] != "MainThread"
    noted.is_slow = True
    asyncio.run(go())
    assert "MainThread" not in threads[2:]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("call", ["", "record", "send", "finish"])
@pytest.mark.parametrize("slow", [False, True])
def test_the_work_of_a_long_request_is_done_in_another_thread_until_it_is_sent(
    place: Place,
    logged: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    *,
    call: str,
    stream: bool,
    slow: bool,
) -> None:
    # A slow engine examines what streams, too.
    monkeypatch.setattr(place[1], "is_slow", slow)
    threads: list[tuple[str, str]] = []

    async def go() -> tuple[Ports, BaseException | None]:
        made: Any = Ports(permitted(place[0]), stream=stream)
        if call:
            made.fails = call, RuntimeError(TEXT)
        shell = Shell(
            ports=SharedPorts(store=made, upstream=made, watcher=Watcher(made, now=lambda: START)),
            examination=place[1],
            budget=Budget(lambda: 0.0, 1.0),
            emit=made.emit,
        )
        inner = exchange(request(stream=stream), place[0], wire=OPENAI_CHAT)

        def noted() -> Any:
            give: Any = None
            failure: BaseException | None = None
            while True:
                thread = threading.current_thread().name
                try:
                    command = inner.send(give) if failure is None else inner.throw(failure)
                except StopIteration:
                    return
                threads.append((type(command).__name__, thread))
                give, failure = None, None
                try:
                    give = yield command
                except Exception as error:
                    failure = error

        (ended,) = await asyncio.gather(shell.run(noted(), long=not slow), return_exceptions=True)
        return made, ended

    ports, ended = asyncio.run(go())
    check(ports, logged)
    names = [name for name, _ in threads]
    until = names.index("Send") + 1 if "Send" in names and not slow else len(names)
    assert all(thread != "MainThread" for _, thread in threads[:until])
    assert all(thread == "MainThread" for _, thread in threads[until:])
    assert ("Send" in names) is (call != "record")
    if call and not (stream and call == "finish"):
        assert isinstance(ended, GatewayError)
    else:
        assert ended is None
        assert ports.emitted
