"""What was cut is let go of: no response, no unread byte of it, no key of its request."""

from __future__ import annotations

import asyncio
import gc

import pytest

from gateway.errors import UpstreamFailed
from gateway.proxy.commands import Send
from gateway.proxy.upstream import Stream, Upstream
from tests.simulators.drip import Drip


async def _read_to_the_end(stream: Stream) -> None:
    while await stream.read():
        pass


def test_nothing_of_a_cut_stream_is_kept() -> None:
    async def cut(url: str) -> None:
        upstream = Upstream(env={}, connect_timeout=5, read_timeout=5, answer_bytes=1 << 20)
        await upstream.open()
        for _ in range(10):
            sending = Send(url=f"{url}/v1/chat/completions", headers={}, body=b"{}", stream=True)
            _, stream = await upstream.send(sending)
            assert stream is not None
            await stream.read()
            stream.close()
            with pytest.raises(UpstreamFailed):
                await _read_to_the_end(stream)
            stream.release()
        await upstream.close()

    with Drip() as drip:
        asyncio.run(cut(drip.url))
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, Stream)] == []
