"""The proxy's routes, plain ASGI: reads a request, shows a key, runs the exchange.

One of the edges where an unexpected error is caught; it is a refusal without values.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from detectors.budget import Budget
from detectors.types import Clock
from gateway.admin.keyring import Caller, Keyring
from gateway.admin.roles import permitted
from gateway.consent.signals import Signals, read_signals
from gateway.errors import GatewayError, InvalidRequest, Refused, Unauthorized
from gateway.logs import get_logger
from gateway.model import Role
from gateway.proxy.commands import CallerGone, Emit
from gateway.proxy.context import Incoming, Setting, Wire, policy_headers
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.headers import (
    DiscreetHeaders,
    error_headers,
    forwarded,
    forwarded_query,
    read_headers,
    response_headers,
)
from gateway.proxy.shell import Ports, Shell
from gateway.proxy.steps import unexpected
from gateway.proxy.wire.framing import error_piece
from gateway.proxy.wire.json_tree import write
from gateway.proxy.wires import find_wire, nearest
from gateway.tracing import NO_TRACE, Trace
from gateway.usage.observer import UsageObserver

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PREFIXES = ("/v1/", "/v1beta/", "/openai/", "/api/")
MODELS = "/v1/models"
_UNKNOWN_ROUTE = InvalidRequest(
    "There is no such route; docs/http.md lists those that there are. WebSockets and realtime "
    "sessions are not served.",
    code="unknown_route",
    status=404,
)
# A longer body is read, rewritten and examined in a worker thread.
_LONG_BODY = 64 * 1024
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """A tenant's setting, and what examines its texts."""

    setting: Setting
    examination: Examination


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits of a request.

    Attributes:
        body_bytes: longest body; 413 above.
        request_seconds: CPU seconds that examining one request may take.
        clock: CPU seconds of the calling thread, which measures them.
    """

    body_bytes: int
    request_seconds: float
    clock: Clock


class ProxyRoutes:
    """Answers every path of the wires; what it does not know is 404 and goes nowhere."""

    def __init__(
        self,
        *,
        spaces: Mapping[str, Space],
        keyring: Keyring,
        ports: Ports,
        bounds: Bounds,
    ) -> None:
        """Takes what the exchanges share.

        Args:
            spaces: by tenant.
            keyring: knows the API keys.
            ports: shared by all of them.
            bounds: limits.
        """
        self._spaces = spaces
        self._keyring = keyring
        self._ports = ports
        self._bounds = bounds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        found = find_wire(scope["path"], scope.get("query_string", b""))
        response = _Response(send, found[0] if found is not None else nearest(scope["path"]))
        try:
            if found is not None and scope["method"] == "POST":
                await self._exchange(scope, receive, response=response, found=found)
            elif scope["path"] == MODELS and scope["method"] == "GET":
                await self._models(scope, response)
            else:
                await response.error(_UNKNOWN_ROUTE)
        except CallerGone:
            return
        except GatewayError as error:
            _log.info("exchange_refused", code=error.code, status=error.status)
            self._count(response, error)
            await response.error(error)
        except Exception as error:  # noqa: BLE001 - refuses
            _log.error("exchange_failed", error=error)
            self._count(response, unexpected(error))
            await response.error(unexpected(error))

    def _count(self, response: _Response, error: GatewayError) -> None:
        if self._ports.counting is not None:
            self._ports.counting.refused(response.tenant, error)

    async def _exchange(
        self,
        scope: Scope,
        receive: Receive,
        *,
        response: _Response,
        found: tuple[Wire, str | None],
    ) -> None:
        wire, model = found
        headers = read_headers(scope["headers"])
        caller = await self._caller(headers, response)
        if caller.role not in permitted("POST", wire.path):
            raise Unauthorized("The key may not chat.", code="role_refused", status=403)
        if caller.role is Role.GUEST and headers.subject is not None:
            raise InvalidRequest("A guest's key speaks for its own person only.")
        if caller.role is not Role.CHAT and (headers.channel or headers.bot):
            # They choose how long the conversation is kept.
            raise Unauthorized(
                "Only a key of role chat names a channel or bot.", code="role_refused", status=403
            )
        space = self._spaces[caller.tenant]
        body = await _read_body(headers, receive, limit=self._bounds.body_bytes)
        incoming = Incoming(
            body=body,
            role=caller.role,
            token_reference=caller.subject,
            subject=headers.subject,
            conversation_id=headers.conversation,
            purpose=headers.purpose,
            model=model,
            forwarded=forwarded(scope["headers"], wire.forwards),
            query=forwarded_query(
                scope.get("query_string", b""), wire.query, fixed=wire.fixed_query
            ),
            sources=headers.sources,
            signals=read_signals(scope["headers"]),
            language=headers.language,
            channel=headers.channel or "",
            bot=headers.bot or "",
        )
        shell = Shell(
            ports=self._ports,
            examination=space.examination,
            budget=Budget(self._bounds.clock, self._bounds.request_seconds),
            emit=response.emit,
            usage=self._observer(scope, caller, signals=incoming.signals),
        )
        shell.standing = partial(self._keyring.ended, caller)
        response.watch(receive, shell)
        trace = shell.trace = self._trace(scope, caller, wire=wire)
        try:
            await shell.run(
                exchange(incoming, space.setting, wire=wire), long=len(body) > _LONG_BODY
            )
        except BaseException as error:
            trace.fail(error)
            raise
        finally:
            trace.end()
            response.unwatch()

    def _trace(self, scope: Scope, caller: Caller, *, wire: Wire) -> Trace:
        if self._ports.tracing is None:
            return NO_TRACE
        trace = self._ports.tracing.exchange(scope["headers"])
        policy = self._spaces[caller.tenant].setting.tenant.policy
        trace.note(
            tenant=caller.tenant, policy=policy.reference, role=caller.role.value, wire=wire.path
        )
        return trace

    def _observer(self, scope: Scope, caller: Caller, *, signals: Signals) -> UsageObserver | None:
        """What counts the exchange; nothing does where a privacy signal is on."""
        usage = self._ports.usage
        if usage is None or signals.names or not usage.records(caller.tenant):
            return None
        # A chatbot's back end calls for somebody else: its address is not the visitor's.
        client = scope.get("client") if caller.subject is not None else None
        address = str(client[0]) if client else None
        return UsageObserver(usage.take, network=usage.network(caller.tenant, address))

    async def _caller(self, headers: DiscreetHeaders, response: _Response) -> Caller:
        caller = await self._keyring.identify(headers.authorization)
        policy = self._spaces[caller.tenant].setting.tenant.policy
        response.tenant, response.contact = caller.tenant, policy.operator.contact
        response.facts = policy_headers(policy)
        return caller

    async def _models(self, scope: Scope, response: _Response) -> None:
        caller = await self._caller(read_headers(scope["headers"]), response)
        if caller.role not in permitted("GET", MODELS):
            raise Unauthorized("The key may not chat.", code="role_refused", status=403)
        recipients = self._spaces[caller.tenant].setting.tenant.recipients
        models = [
            {"id": model, "object": "model", "created": 0, "owned_by": recipient.key}
            for recipient in recipients
            for model in recipient.models
        ]
        body = write({"object": "list", "data": models})
        await response.emit(
            Emit(
                status=200,
                headers={**response.facts, "content-type": "application/json"},
                body=body,
            )
        )


async def _read_body(headers: DiscreetHeaders, receive: Receive, *, limit: int) -> bytes:
    """The request's body.

    Raises:
        InvalidRequest: too long (413), compressed (415), or broken off.
    """
    if headers.content_encoding not in (None, "identity"):
        raise InvalidRequest("A compressed body is not read.", code="content_encoding", status=415)
    too_long = InvalidRequest(
        f"The body is longer than {limit} bytes.", code="body_too_large", status=413
    )
    if headers.content_length is not None and headers.content_length > limit:
        raise too_long
    pieces: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise CallerGone
        piece = message.get("body", b"")
        length += len(piece)
        if length > limit:
            raise too_long
        pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Response:
    """Sends the pieces of one response, and notices a caller who hangs up."""

    def __init__(self, send: Send, wire: Wire) -> None:
        self._send = send
        self._wire = wire
        self._begun = False
        self._given = False
        self._ended = False
        self._content_type = ""
        self._watcher: asyncio.Task[None] | None = None
        self._receive: Receive | None = None
        self._shell: Shell | None = None
        self.tenant = ""
        self.contact = ""
        self.facts: Mapping[str, str] = {}

    def watch(self, receive: Receive, shell: Shell) -> None:
        """From the first piece of a stream on, a hang-up is passed to the shell."""
        self._receive = receive
        self._shell = shell

    def unwatch(self) -> None:
        """The exchange is over."""
        if self._watcher is not None:
            self._watcher.cancel()

    async def _watch(self, receive: Receive, shell: Shell) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        shell.hang_up()

    async def emit(self, piece: Emit) -> None:
        """Sends one piece; the first brings status and headers."""
        if self._begun:
            self._given = self._given or bool(piece.body)
        else:
            self._begun = True
            self._content_type = piece.headers.get("content-type", "")
            if piece.more and self._receive is not None and self._shell is not None:
                self._watcher = asyncio.create_task(self._watch(self._receive, self._shell))
            headers = response_headers(piece.headers)
            if not piece.more:
                headers.append((b"content-length", b"%d" % len(piece.body)))
            await self._send(
                {"type": "http.response.start", "status": piece.status, "headers": headers}
            )
        self._ended = not piece.more
        await self._send(
            {"type": "http.response.body", "body": piece.body, "more_body": piece.more}
        )

    async def error(self, error: GatewayError) -> None:
        """Sends an error in the wire's shape, or as its last event once a stream runs.

        After the end of an answer there is nobody to tell.
        """
        if self._ended:
            return
        if self._begun:
            self._ended = True
            body = self._wire.error_body(error, self.contact)
            event = error_piece(
                self._content_type, body, name=self._wire.error_name, given=self._given
            )
            await self._send({"type": "http.response.body", "body": event, "more_body": False})
            return
        headers = {**self.facts, **error_headers(error)}
        if isinstance(error, Refused) and error.status == 401:
            headers["www-authenticate"] = "Bearer"
        body = self._wire.error_body(error, self.contact)
        await self.emit(Emit(status=error.status, headers=headers, body=body))
