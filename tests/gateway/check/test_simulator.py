from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from gateway.check.simulator import Simulator

CHAT = {"model": "m", "messages": [{"role": "user", "content": "hello there, you"}]}


def _with(work: Callable[[Simulator, aiohttp.ClientSession], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        simulator = Simulator()
        await simulator.start()
        try:
            async with aiohttp.ClientSession() as session:
                return await work(simulator, session)
        finally:
            await simulator.stop()

    return asyncio.run(run())


def test_it_echoes_and_keeps_every_byte() -> None:
    async def work(simulator: Simulator, session: aiohttp.ClientSession) -> None:
        for _ in range(2):  # over one connection
            async with session.post(f"{simulator.url}/v1/chat/completions", json=CHAT) as answer:
                told = await answer.json()
        assert told["choices"][0]["message"]["content"] == "You wrote: hello there, you"
        assert [each.json() for each in simulator.of_model()] == [CHAT, CHAT]
        assert simulator.of_model(1)[0].headers["content-type"] == "application/json"
        assert simulator.of_model(2) == simulator.hooks() == []

    _with(work)


def test_a_webhook_is_no_models_request() -> None:
    async def work(simulator: Simulator, session: aiohttp.ClientSession) -> None:
        simulator.hook_status = 503
        async with session.post(f"{simulator.url}/hook/main", data=b"told") as answer:
            assert answer.status == 503
        assert [each.body for each in simulator.hooks()] == [b"told"]
        assert simulator.of_model() == []
        assert "told" not in repr(simulator.hooks())

    _with(work)


def test_a_stream_waits_while_it_is_held() -> None:
    async def work(simulator: Simulator, session: aiohttp.ClientSession) -> None:
        simulator.hold()
        arrival = asyncio.create_task(simulator.next_request())
        body = json.dumps({**CHAT, "stream": True}).encode()
        async with session.post(f"{simulator.url}/v1/chat/completions", data=body) as answer:
            await arrival
            first = await answer.content.readany()
            assert b"[DONE]" not in first
            simulator.release()
            rest = await answer.content.read()
        assert rest.endswith(b"data: [DONE]\n\n")

    _with(work)
