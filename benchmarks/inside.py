"""The gateway's core in this process: exchanges with a model that is a function, no socket.

Configuration, policy, detectors and wires are those that serve; the store is in memory. CPU
is that of the calling thread, taken command by command.
"""

from __future__ import annotations

import json
import re
from collections.abc import Coroutine, Generator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from time import thread_time
from typing import Any, TypeVar
from urllib.parse import urlsplit

from benchmarks.served import PURPOSE, TENANT, configure
from detectors import Engine
from detectors.budget import Budget
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.errors import GatewayError
from gateway.model import Role
from gateway.proxy.commands import Ask, Command, Cover, Emit, Examine, Finish, Read, Record, Send
from gateway.proxy.commands import Reply as Replied
from gateway.proxy.context import Incoming, Setting
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.subject import subject_reference
from gateway.proxy.wires import find_wire
from gateway.settings import load_settings, read_master_key
from gateway.storage.memory import MemoryStore
from gateway.wiring import new_settings, now, tenant_keys
from tests.simulators.replies import Asked, Behaviour, Reply

WIRES = ("openai", "anthropic", "gemini", "ollama")
# Of events, of objects in an array, of lines, as the simulator spells them.
_EVENT_ENDS = re.compile(rb"\n\n|\n,\r\n|(?<=\})\n(?=\{|\Z)")
_NOWHERE = "http://127.0.0.1:9"
_SECONDS = 10.0

Result = TypeVar("Result")


@dataclass(slots=True, kw_only=True)
class Exchanged:
    """One exchange: what left, what came back to the user, and what it cost.

    Attributes:
        sent: the body that left; empty where it was refused.
        pieces: of the model's answer, each with what the user got for it.
        body: what the user got, whole.
        headers: of the answer.
        code: of the refusal, or empty.
        examining: CPU seconds of examining the request.
        deciding: those of all other work until it left.
        passing: those from the arrival of each piece until what it gave was emitted.
        ending: those from the last piece to the end: what the store gets is examined.
    """

    sent: bytes = field(default=b"", repr=False)
    pieces: list[tuple[bytes, bytes]] = field(default_factory=list, repr=False)
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    code: str = ""
    examining: float = 0.0
    deciding: float = 0.0
    passing: list[float] = field(default_factory=list)
    ending: float = 0.0


class Inside:
    """One gateway; every exchange of it is run to its end before the next."""

    def __init__(
        self, directory: Path, *, wires: Sequence[str] = WIRES, engine: Engine | None = None
    ) -> None:
        """Configures a gateway with a recipient for each of the wires.

        Args:
            directory: empty, takes its files.
            wires: names of wires, as recipients declare them.
            engine: one that was made before; otherwise a new one, as it comes.
        """
        configured = configure(directory, _NOWHERE, wires=wires)
        settings = load_settings(configured.path, dict(configured.env))
        master = read_master_key(settings.storage, configured.env)
        self._keys = tenant_keys(master, TENANT)
        self.engine = engine or Engine()
        setting, examination = new_settings(settings, {TENANT: self._keys}, engine=self.engine)[
            TENANT
        ]
        self._setting: Setting = setting
        self._examination: Examination = examination
        self._store = MemoryStore()
        self._wires = wires
        at_once(self._store.open())

    def opt_in(self, subject: str) -> None:
        """The subject opts in to every recipient."""
        tenant = self._setting.tenant
        for recipient in tenant.recipients:
            notice = tenant.notices[PURPOSE, recipient.key].in_force(now())
            if notice is None:
                raise LookupError(recipient.key)
            record = ConsentRecord(
                record_id=f"{recipient.key}-{subject}",
                tenant=TENANT,
                subject=subject_reference(self._keys, subject),
                purpose=PURPOSE,
                recipient=recipient.key,
                state=ConsentState.GIVEN,
                notice=notice.sha256,
                language="en",
                event_time=now(),
            )
            at_once(self._store.put_consent(record))

    def ask(self, target: str, body: Any, *, subject: str, model: Behaviour) -> Exchanged:
        """One exchange.

        Args:
            target: path and query.
            body: of the request, JSON-like.
            subject: who asks.
            model: answers.
        """
        address = urlsplit(target)
        found = find_wire(address.path, address.query.encode())
        if found is None:
            raise LookupError(address.path)
        wire, named = found
        incoming = Incoming(
            body=json.dumps(body).encode(),
            role=Role.CHAT,
            subject=subject,
            model=named,
            query=address.query,
        )
        run = _Run(self._store, self._examination, model=model, target=target)
        run.drive(exchange(incoming, self._setting, wire=wire))
        return run.exchanged


class _Run:
    """Does what the commands of one exchange say."""

    def __init__(
        self, store: MemoryStore, examination: Examination, *, model: Behaviour, target: str
    ) -> None:
        self.exchanged = Exchanged()
        self._store = store
        self._examination = examination
        self._model = model
        self._target = target
        self._waiting: list[bytes] = []
        self._given: list[bytes] = []
        self._left = False
        self._reading = False

    def drive(self, steps: Generator[Command, Any, None]) -> None:
        """From the first command to the last."""
        give: Any = None
        try:
            while True:
                started = thread_time()
                command = steps.send(give)
                self._count(command, thread_time() - started)
                give = self._do(command)
        except StopIteration:
            pass
        except GatewayError as error:
            self.exchanged.code = error.code
        self.exchanged.body = b"".join(self._given)

    def _count(self, command: Command, spent: float) -> None:
        made = self.exchanged
        if not self._left:
            made.deciding += spent
        elif self._reading:
            made.passing[-1] += spent
        else:
            made.ending += spent
        self._reading = self._reading and isinstance(command, Read | Emit)

    def _do(self, command: Command) -> Any:
        if isinstance(command, Ask):
            return at_once(self._store.look_up(command.wanted))
        if isinstance(command, Examine):
            return self._examine(command)
        if isinstance(command, Record):
            return at_once(self._store.record(command.disclosure))
        if isinstance(command, Finish):
            return at_once(self._store.finish(command.outcome))
        if isinstance(command, Send):
            return self._send(command)
        if isinstance(command, Read):
            return self._read()
        if isinstance(command, Emit):
            self._emit(command)
        assert not isinstance(command, Cover)
        return None

    def _examine(self, command: Examine) -> Any:
        started = thread_time()
        found = self._examination.segments(command.segments, Budget(thread_time, _SECONDS))
        spent = thread_time() - started
        if self._left:
            self.exchanged.ending += spent
        else:
            self.exchanged.examining += spent
        return found

    def _send(self, command: Send) -> Replied:
        self._left = True
        self.exchanged.sent = command.body
        reply = self._answer(command.body)
        kind = dict(reply.headers).get("content-type", "").partition(";")[0]
        if not command.stream:
            return Replied(status=reply.status, content_type=kind, body=reply.body)
        self._waiting = events(reply.body)
        return Replied(status=reply.status, content_type=kind, streaming=True)

    def _answer(self, body: bytes) -> Reply:
        if isinstance(self._model, Reply):
            return self._model
        return self._model(Asked(body=json.loads(body), target=self._target))

    def _read(self) -> bytes:
        if not self._waiting:
            self._reading = False
            return b""
        self._reading = True
        piece = self._waiting.pop(0)
        self.exchanged.pieces.append((piece, b""))
        self.exchanged.passing.append(0.0)
        return piece

    def _emit(self, command: Emit) -> None:
        made = self.exchanged
        made.headers.update(command.headers)
        self._given.append(command.body)
        if made.pieces:
            piece, given = made.pieces[-1]
            made.pieces[-1] = piece, given + command.body


def events(stream: bytes) -> list[bytes]:
    """A simulated stream in pieces of one event, line or object each."""
    ends = [match.end() for match in _EVENT_ENDS.finditer(stream)]
    places = [0, *(end for end in ends if end < len(stream)), len(stream)]
    return [stream[start:end] for start, end in pairwise(places)]


def at_once(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine gives that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        result: Result = stop.value
        return result
    coroutine.close()
    raise RuntimeError("the store in memory waited")
