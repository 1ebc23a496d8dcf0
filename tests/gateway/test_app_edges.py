from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI, Request

from gateway.app_edges import PRIVACY_BODY_BYTES, add_error_handlers, joined
from gateway.check.caller import Answer, call
from gateway.errors import Refused
from gateway.presidio.routes import LONG_PATHS

PROXIED = b"the proxy"


async def _proxy(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": PROXIED})


def _rest() -> FastAPI:
    rest = FastAPI()
    add_error_handlers(rest)

    @rest.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @rest.get("/number/{number}")
    async def number(number: int) -> int:
        if number == 1:
            raise Refused("not_this", "This one not.", status=409)
        return number

    for path in LONG_PATHS:
        rest.add_api_route(path, length, methods=["POST"])
    return rest


def _ask(method: str, path: str, body: bytes = b"") -> Answer:
    app = joined(_proxy, _rest(), body_bytes=PRIVACY_BODY_BYTES * 2)  # type: ignore[arg-type]
    return asyncio.run(call(app, method, path=path, body=body, headers={}))


def test_paths_of_wires_go_to_the_proxy() -> None:
    assert _ask("POST", "/v1/chat/completions").body == PROXIED


def test_a_body_is_cut_off_where_no_call_is_that_long() -> None:
    assert _ask("POST", "/length", bytes(PRIVACY_BODY_BYTES)).json() == PRIVACY_BODY_BYTES
    assert _ask("POST", "/length", bytes(PRIVACY_BODY_BYTES + 1)).told == "413 body_too_large"
    for path in LONG_PATHS:
        assert _ask("POST", path, bytes(PRIVACY_BODY_BYTES + 1)).status == 200


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/nothing", "404 unknown_route"),
        ("GET", "/length", "405 method_not_allowed"),
        ("GET", "/number/1", "409 not_this"),
        ("GET", "/number/secret", "422 invalid_request"),
        ("GET", "/number/2", "200"),
    ],
)
def test_errors_have_one_shape_and_no_values(method: str, path: str, told: str) -> None:
    answer = _ask(method, path)
    assert answer.told == told
    assert "secret" not in answer.text
    assert answer.status == 200 or answer.headers["x-should-retry"] == "false"
