"""The edges of the application: what goes where, how long a body may be, errors in one shape."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from gateway.errors import GatewayError, InvalidRequest
from gateway.logs import get_logger
from gateway.presidio.routes import LONG_PATHS
from gateway.proxy.routes import PREFIXES, ProxyRoutes
from gateway.proxy.steps import unexpected
from gateway.proxy.wire.openai_error import error_body

# Longest body outside of the proxy; read before the caller is known.
PRIVACY_BODY_BYTES = 64 * 1024

ASGIApp = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]
_log = get_logger(__name__)


def joined(proxy: ProxyRoutes, rest: FastAPI, *, body_bytes: int) -> ASGIApp:
    """Proxy paths go straight to the proxy, everything else through FastAPI."""

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PREFIXES):
            await proxy(scope, receive, send)
        else:
            long = scope.get("path") in LONG_PATHS
            await rest(scope, _bounded(receive, body_bytes if long else PRIVACY_BODY_BYTES), send)

    return app


def _bounded(receive: Any, most: int) -> Any:
    """Cuts a body off where no call of its path is that long."""
    taken = 0

    async def bounded() -> Any:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413)
        return message

    return bounded


def add_error_handlers(app: FastAPI) -> None:
    """Errors of the privacy API in one shape, without what the caller sent."""

    @app.exception_handler(GatewayError)
    async def refused(_: Request, error: GatewayError) -> Response:
        return _error_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        # Places and rules only: pydantic's own messages quote the input.
        fields = sorted({"/".join(str(part) for part in each["loc"][:2]) for each in error.errors()
                         if each["type"] != "extra_forbidden"})  # fmt: skip
        return _error_response(
            InvalidRequest(
                "The request is not of its form.", status=422, details={"fields": fields}
            )
        )

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, error: HTTPException) -> Response:
        if error.status_code == 413:
            problem = InvalidRequest("The body is too long.", code="body_too_large", status=413)
        else:
            code, message = "unknown_route", "There is no such route."
            if error.status_code != 404:
                code, message = "method_not_allowed", "This path is for other methods."
            problem = InvalidRequest(message, code=code, status=error.status_code)
        return _error_response(problem)

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> Response:
        _log.error("request_failed", error=error)
        return _error_response(unexpected(error))


def _error_response(error: GatewayError) -> Response:
    return Response(
        error_body(error, ""),
        status_code=error.status,
        media_type="application/json",
        headers={"x-should-retry": "false"},
    )
