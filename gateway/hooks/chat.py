"""An exchange of OpenAI's chat wire whose sending a framework does itself.

LangChain and LiteLLM speak their own words and call the model in their own way. Their
hooks say a call in the words of OpenAI's chat completions, have it examined, let the
framework make the call with what may leave, and say its answer in the same words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.errors import InvalidRequest, Refused, UpstreamFailed
from gateway.hooks.privacy import Call, Privacy
from gateway.hooks.run import Run
from gateway.model import Role
from gateway.policy import Recipient
from gateway.proxy.commands import CallerGone, Emit, Read, Reply, Send
from gateway.proxy.context import Incoming
from gateway.proxy.decide import serves_model
from gateway.proxy.sse import Event, SSEParser, encode_event
from gateway.proxy.wires import OPENAI_CHAT

# Wires whose recipients know the switches that the chat wire sets.
_KNOW_SWITCHES = frozenset({"openai", "azure"})
_END = b"[DONE]"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatCall:
    """A call in the words of the chat wire.

    Attributes:
        body: the request.
        recipient: id of the tenant's recipient that the framework will call; None where
            only one serves the model, or none that does is a third party.
        subject, conversation, purpose: for whom, where the call says.
        sources: tags of the text, of those that the policy has rules for.
        signals: privacy signals that the person's browser sent.
        language: in which they are to be asked, ISO 639-1.
        channel, bot: where the conversation takes place; codes.
        blocking: nothing in the exchange may wait.
    """

    body: Mapping[str, Any] = field(repr=False)
    recipient: str | None = None
    subject: str | None = field(default=None, repr=False)
    conversation: str | None = field(default=None, repr=False)
    purpose: str | None = None
    sources: frozenset[str] = frozenset()
    signals: Signals = NO_SIGNALS
    language: str | None = None
    channel: str = ""
    bot: str = ""
    blocking: bool = False


class ChatExchange:
    """One call, from the framework's words to its answer."""

    def __init__(self, privacy: Privacy, call: ChatCall) -> None:
        """Begins an exchange; nothing is examined yet.

        Args:
            privacy: of the tenant.
            call: what the framework is about to do.

        Raises:
            GatewayError: no exchange can begin.
        """
        recipients = _candidates(privacy, call)
        self._switches = all(each.wire in _KNOW_SWITCHES for each in recipients)
        self._asked = call.body
        incoming = Incoming(
            body=_json(call.body),
            role=Role.CHAT,
            subject=call.subject,
            conversation_id=call.conversation,
            purpose=call.purpose,
            sources=call.sources,
            signals=call.signals,
            language=call.language,
            channel=call.channel,
            bot=call.bot,
        )
        spoken = tuple(replace(each, wire=OPENAI_CHAT.name) for each in recipients)
        self._run: Run = privacy.begin(
            Call(wire=OPENAI_CHAT, recipients=spoken, incoming=incoming, redirectable=False),
            blocking=call.blocking,
        )
        self._reading = False
        self._events = SSEParser()

    async def sent(self) -> dict[str, Any]:
        """What the framework may send in place of what it asked for.

        Switches that the wire set are left out where the recipient would not know them.

        Raises:
            GatewayError: refused; nothing may be sent.
        """
        command = await self._run.advance()
        if not isinstance(command, Send):
            await self._run.leave()
            raise Refused("internal_error", "The gateway failed.", status=500)
        body: dict[str, Any] = json.loads(command.body)
        if self._switches:
            return body
        return {key: value for key, value in body.items() if key in self._asked}

    async def answered(self, completion: Mapping[str, Any]) -> dict[str, Any]:
        """The whole answer as the user gets it.

        Raises:
            GatewayError: it cannot be read, or must not be shown.
        """
        reply = Reply(status=200, content_type="application/json", body=_json(completion))
        piece = await self._run.advance(reply)
        if not isinstance(piece, Emit):
            raise UpstreamFailed("The answer could not be read.", code="upstream_error")
        await self._run.advance()
        shown: dict[str, Any] = json.loads(piece.body)
        return shown

    async def failed(self) -> None:
        """The framework's call failed; that it was made, and failed, is recorded."""
        try:
            while await self._run.advance(failure=UpstreamFailed("The call failed.")) is not None:
                pass
        except (UpstreamFailed, CallerGone):
            pass

    async def leave(self) -> None:
        """Nobody waits for the answer any more."""
        await self._run.leave()

    async def chunk(self, data: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """The chunks that the user may get now.

        Args:
            data: the next chunk of a streamed answer; None at its end.

        Raises:
            GatewayError: the stream must not go on.
        """
        if not self._reading:
            self._reading = True
            stream = Reply(status=200, content_type="text/event-stream", streaming=True)
            shown = await self._until_read(stream)
        else:
            shown = []
        event = encode_event(_END) if data is None else encode_event(_json(data))
        if not self._run.ended:
            shown += await self._until_read(event)
        if data is None and not self._run.ended:
            shown += await self._until_read(b"")
        return shown

    async def _until_read(self, give: Any) -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = []
        command = await self._run.advance(give)
        while isinstance(command, Emit):
            shown += self._read(command.body)
            command = await self._run.advance()
        if command is not None and not isinstance(command, Read):
            raise UpstreamFailed("The answer could not be read.", code="upstream_error")
        return shown

    def _read(self, data: bytes) -> list[dict[str, Any]]:
        """Chunks of the exchange's own stream; an error in it is raised."""
        found: list[dict[str, Any]] = []
        for item in self._events.feed(data):
            if isinstance(item, Event) and item.data and item.data.encode() != _END:
                chunk = json.loads(item.data)
                error = chunk.get("error")
                if isinstance(error, dict):
                    raise Refused(str(error.get("code")), str(error.get("message")), status=422)
                found.append(chunk)
        return found


def _candidates(privacy: Privacy, call: ChatCall) -> tuple[Recipient, ...]:
    """Those that the framework may be about to call."""
    recipients = privacy.tenant.recipients
    if call.recipient is not None:
        found = tuple(each for each in recipients if each.key == call.recipient)
        if not found:
            raise _refused("The tenant has no recipient of this id.", reason="not_active")
        return found
    # One that is switched off here may be the one that the framework calls all the same.
    serving = [each for each in recipients if _serves(each, call.body.get("model"))]
    if len(serving) > 1 and any(each.third_party for each in serving):
        raise _refused(
            "Several recipients serve this model: name the one that the framework calls, as "
            "the hook's recipient.",
            reason="recipient_not_named",
        )
    return recipients


def _serves(recipient: Recipient, model: Any) -> bool:
    return isinstance(model, str) and serves_model(recipient, model)


def _refused(message: str, *, reason: str) -> Refused:
    return Refused("recipient_refused", message, status=403, details={"reasons": [reason]})


def _json(tree: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        raise InvalidRequest("The call holds what is no JSON.") from None
