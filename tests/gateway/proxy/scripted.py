"""An exchange over scripted ports: every command is kept, any of them can fail."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from detectors import Engine
from detectors.budget import Budget
from detectors.cache import FindingsCache
from gateway.model import Destination, Role
from gateway.proxy.commands import (
    Ask,
    Command,
    Emit,
    Examine,
    Finish,
    Read,
    Record,
    Reply,
    Send,
)
from gateway.proxy.context import Incoming, Setting, Sources, Wire
from gateway.proxy.decide import effective_action
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.stream import plan_lanes
from gateway.proxy.wires import OPENAI_CHAT
from gateway.settings import load_settings
from gateway.storage.crypto import derive
from gateway.storage.ports import Known, Recorded
from gateway.wiring import tenant_keys
from tests.gateway.failures import TEXT
from tests.gateway.opted_in import given
from tests.gateway.serving import MASTER_KEY, SUBJECT, write_configuration
from tests.gateway.storage.samples import START

UPSTREAM = "http://127.0.0.1:9"


def make_setting(
    directory: Path, engine: Engine, *, policy: Mapping[str, str] | None = None
) -> tuple[Setting, Examination]:
    """The setting of tenant ``main`` with ids and keys that repeat from run to run."""
    path = write_configuration(directory, UPSTREAM, policy=policy)
    settings = load_settings(path, {"DISCREET_MASTER_KEY": MASTER_KEY})
    tenant = settings.tenants["main"]
    keys = tenant_keys(bytes(range(32)), "main")
    examination = Examination(
        engine,
        FindingsCache(keys.cache),
        scope="test",
        language="en",
        touches=tenant.policy.touches,
    )
    numbers = itertools.count()
    sources = Sources(
        now=lambda: START,
        new_id=lambda: f"{next(numbers):026x}",
        new_pseudonym=lambda: f"anon_{next(numbers):026x}",
        new_key=lambda: bytes(32),
        derive=derive,
        examine_now=examination.stretch,
        lane_plan=plan_lanes(
            lambda name: effective_action(tenant.policy, name, destination=Destination.USER),
            tenant.policy.actions,
            acts_on=tenant.policy.acts_on,
        ),
    )
    return Setting(tenant=tenant, keys=keys, sources=sources), examination


def permitted(setting: Setting) -> Known:
    """The subject has opted in; no conversation is stored yet."""
    return Known(consent=given(setting.tenant), conversation=None)


def request(content: str = TEXT, *, stream: bool = False, **fields: Any) -> Incoming:
    body = {"model": "m", "messages": [{"role": "user", "content": content}], "stream": stream}
    return Incoming(body=json.dumps({**body, **fields}).encode(), role=Role.CHAT, subject=SUBJECT)


def said(content: str) -> bytes:
    """A whole answer."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


def chunk(content: str, *, finish: str | None = None) -> bytes:
    """One event of a stream."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    data = {"object": "chat.completion.chunk", "choices": [choice]}
    return b"data: " + json.dumps(data).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"

Answerer = Callable[[bytes], Reply]


def whole(content: Callable[[str], str] = str) -> Answerer:
    """Answers with a text made from the last message as it was sent."""
    return lambda body: Reply(
        status=200, content_type="application/json", body=said(content(last_message(body)))
    )


def streaming(_: bytes = b"") -> Reply:
    """Answers with a stream; its pieces are the ports' own."""
    return Reply(status=200, content_type="text/event-stream", streaming=True)


def last_message(body: bytes) -> str:
    return str(json.loads(body)["messages"][-1]["content"])


@dataclass(slots=True, kw_only=True)
class Ports:
    """Does what commands say, keeps them, and fails where it is told to.

    Attributes:
        known: what a look-up gives.
        examination: examines.
        reply: made from the body that was sent.
        pieces: of the stream, each made from the body that was sent; then the end.
        failures: by position of the command in the transcript.
        recorded: what a record gives, one each; then RECORDED.
        commands: the transcript.
    """

    known: Known
    examination: Examination
    reply: Answerer = field(default_factory=whole)
    pieces: Sequence[Callable[[str], bytes]] = ()
    failures: Mapping[int, Exception] = field(default_factory=dict)
    recorded: Sequence[Recorded] = ()
    commands: list[Command] = field(default_factory=list)
    _reads: int = 0
    _records: int = 0

    def run(
        self, incoming: Incoming, setting: Setting, *, wire: Wire = OPENAI_CHAT
    ) -> Exception | None:
        """Runs an exchange by hand; what it ended with, None if it just ended."""
        generator: Generator[Command, Any, None] = exchange(incoming, setting, wire=wire)
        give: Any = None
        failure: Exception | None = None
        try:
            while True:
                command = generator.send(give) if failure is None else generator.throw(failure)
                failure = self.failures.get(len(self.commands))
                self.commands.append(command)
                give = None if failure is not None else self._do(command)
        except StopIteration:
            return None
        except Exception as error:
            return error

    def _do(self, command: Command) -> Any:
        if isinstance(command, Ask):
            return self.known
        if isinstance(command, Examine):
            return self.examination.segments(command.segments, Budget(lambda: 0.0, 1.0))
        if isinstance(command, Record):
            self._records += 1
            left = self.recorded[self._records - 1 :]
            return left[0] if left else Recorded.RECORDED
        if isinstance(command, Send):
            return self.reply(command.body)
        if isinstance(command, Read):
            self._reads += 1
            left_pieces = self.pieces[self._reads - 1 :]
            return left_pieces[0](last_message(self.sent[0].body)) if left_pieces else b""
        return None

    @property
    def names(self) -> list[str]:
        return [type(command).__name__ for command in self.commands]

    @property
    def sent(self) -> list[Send]:
        return [command for command in self.commands if isinstance(command, Send)]

    @property
    def finished(self) -> list[Finish]:
        return [command for command in self.commands if isinstance(command, Finish)]

    @property
    def emitted(self) -> bytes:
        return b"".join(command.body for command in self.commands if isinstance(command, Emit))

    def kept(self) -> str:
        """Every text that was handed to the store."""
        messages = [
            m for c in self.commands if isinstance(c, Record) for m in c.disclosure.messages
        ]
        messages += [m for c in self.finished for m in c.outcome.answers]
        return "\n".join(message.text for message in messages)


def ports(setting: Setting, examination: Examination, **fields: Any) -> Ports:
    """Ports of a subject who has opted in."""
    return Ports(known=permitted(setting), examination=examination, **fields)


def stream_ports(setting: Setting, examination: Examination, **fields: Any) -> Ports:
    """The same with a streamed answer in three pieces that quotes the request."""
    pieces: Sequence[Callable[[str], bytes]] = (
        lambda text: chunk(f"You said {text} "),
        lambda _: chunk("and more. ", finish="stop"),
        lambda _: DONE,
    )
    return ports(setting, examination, **{"reply": streaming, "pieces": pieces, **fields})


def again(made: Ports, **fields: Any) -> Ports:
    """The same ports with nothing done yet."""
    return replace(made, commands=[], _reads=0, _records=0, **fields)
