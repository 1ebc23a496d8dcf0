"""Exchanges in process, up to the bytes that would leave: no socket, no store, no answer."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from detectors import Engine
from detectors.budget import Budget
from gateway.errors import GatewayError
from gateway.model import Role
from gateway.proxy.commands import Ask, Command, Examine, Record, Send
from gateway.proxy.context import Incoming
from gateway.proxy.exchange import exchange
from gateway.proxy.seals import Seals
from gateway.proxy.wires import find_wire
from gateway.storage.ports import Known, Recorded
from tests.coverage.canaries import Canary, reads
from tests.gateway.proxy.scripted import make_setting, permitted

SUBJECT = "visitor-17"
_OPAQUE = {
    *("signature", "thoughtSignature"),
    *("encrypted_content", "encrypted_index", "encrypted_stdout"),
}


@dataclass(slots=True, kw_only=True)
class Outcome:
    """How an exchange went until its request was sent or refused.

    Attributes:
        sent: the command that lets bytes out, or None.
        recorded: what would be stored.
        refused: the gateway's own error, or None.
        broken: any other error, or None.
    """

    sent: Send | None = None
    recorded: list[Record] = field(default_factory=list)
    refused: GatewayError | None = None
    broken: Exception | None = None

    @property
    def word(self) -> str:
        """Sent, or the code of the refusal, or the class of the error."""
        if self.broken is not None:
            return type(self.broken).__name__
        return "sent" if self.refused is None else self.refused.code

    def leaks(self, canary: Canary) -> list[str]:
        """Where the canary can be read: sent, stored, error; or that the exchange broke."""
        found = []
        if self.broken is not None:
            found.append(f"broken: {type(self.broken).__name__}")
        if self.sent is not None and reads_in_send(self.sent, canary):
            found.append("sent")
        stored = (each.text for record in self.recorded for each in record.disclosure.messages)
        if any(reads(text, canary) for text in stored):
            found.append("stored")
        error = self.refused
        if error is not None and reads(f"{error} {json.dumps(error.details)}", canary):
            found.append("error")
        return found


def reads_in_send(sent: Send, canary: Canary) -> bool:
    """Whether the canary can be read in a request: in its body, address or headers."""
    head = [sent.url, *sent.headers.keys(), *sent.headers.values()]
    body = sent.body.decode("utf-8", "replace")
    return any(reads(text, canary) for text in (body, *head))


class Driver:
    """Runs requests of one endpoint through exchanges of one tenant, who has opted in.

    Args:
        directory: an empty place for the configuration.
        engine: finds what is personal.
        path: of the endpoint at the gateway; may name a model.
        policy: what replaces pieces of the default policy's text.
    """

    def __init__(
        self, directory: Path, engine: Engine, *, path: str, policy: Mapping[str, str] | None = None
    ) -> None:
        found = find_wire(path)
        assert found is not None, path
        self.wire, self._model = found
        setting, self._examination = make_setting(directory, engine, policy=policy)
        recipient = replace(setting.tenant.recipients[0], wire=self.wire.name)
        self.seals = Seals(bytes(32), recipients=[recipient.key])
        self.recipient = recipient.key
        self.setting = replace(
            setting, tenant=replace(setting.tenant, recipients=(recipient,)), seals=self.seals
        )
        self._known: Known = permitted(self.setting)

    def run(self, body: Any) -> Outcome:
        """The outcome of a request with this body."""
        source = body if isinstance(body, bytes) else json.dumps(body).encode()
        incoming = Incoming(body=source, role=Role.CHAT, subject=SUBJECT, model=self._model)
        outcome = Outcome()
        generator: Generator[Command, Any, None] = exchange(incoming, self.setting, wire=self.wire)
        try:
            command = generator.send(None)
            while not isinstance(command, Send):
                if isinstance(command, Record):
                    outcome.recorded.append(command)
                command = generator.send(self._answer(command))
            outcome.sent = command
            generator.close()
        except GatewayError as error:
            outcome.refused = error
        except Exception as error:
            outcome.broken = error
        return outcome

    def sealed(self, body: Any) -> Any:
        """A copy where what only the provider can read has this gateway's seal."""
        if isinstance(body, list):
            return [self.sealed(each) for each in body]
        if not isinstance(body, dict):
            return body
        copy = {key: self.sealed(value) for key, value in body.items()}
        for key in _opaque(body):
            over = body.get("thinking", "") if key == "signature" else ""
            copy[key] = self.seals.close(body[key], over=over, recipient=self.recipient)
        return copy

    def _answer(self, command: Command) -> Any:
        if isinstance(command, Ask):
            return self._known
        if isinstance(command, Examine):
            return self._examination.segments(command.segments, Budget(lambda: 0.0, 1.0))
        if isinstance(command, Record):
            return Recorded.RECORDED
        return None


def _opaque(holder: Mapping[str, Any]) -> list[str]:
    """The members of an object that hold what only the provider can read."""
    names = _OPAQUE | ({"data"} if holder.get("type") == "redacted_thinking" else set())
    return [key for key in holder if key in names and isinstance(holder[key], str)]
