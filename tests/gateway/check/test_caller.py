from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.check.caller import Answer, Life, call


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = (await receive())["body"]
    said = f"{scope['method']} {scope['path']} {scope['query_string'].decode()} ".encode()
    headers = [(b"Set-Cookie", b"a=1"), (b"set-cookie", b"b=2"), (b"X-One", b"1")]
    await send({"type": "http.response.start", "status": 201, "headers": headers})
    await send({"type": "http.response.body", "body": said, "more_body": True})
    await send({"type": "http.response.body", "body": body})


def test_a_call_has_its_answer_whole() -> None:
    answer = asyncio.run(call(_app, "POST", path="/a?b=c", body=b"{}", headers={"X": "y"}))
    assert answer.status == 201
    assert answer.text == "POST /a b=c {}"
    assert answer.headers == {"set-cookie": "a=1\nb=2", "x-one": "1"}


@pytest.mark.parametrize(
    ("body", "told"),
    [(b'{"error": {"code": "no"}}', "403 no"), (b"[]", "403"), (b"\xff", "403"), (b"", "403")],
)
def test_how_an_answer_ended(body: bytes, told: str) -> None:
    assert Answer(status=403, headers={}, body=body).told == told


def test_a_life_is_opened_and_closed() -> None:
    async def run() -> bool:
        life = Life(_app)
        await life.open()
        await life.close()
        return True

    assert asyncio.run(run())


def test_a_life_that_fails_says_so() -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        raise ValueError("no")

    async def refuses(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed"})

    async def nothing(scope: Any, receive: Any, send: Any) -> None:
        return

    for app, error in ((fails, ValueError), (refuses, RuntimeError), (nothing, RuntimeError)):
        with pytest.raises(error):
            asyncio.run(Life(app).open())
