"""The load process reads answers right, and fails on one that is wrong."""

from __future__ import annotations

import asyncio
import json
from typing import cast

import pytest

from benchmarks.instant import ANSWER, stream_frames, whole_answer
from benchmarks.load import Answered, Connection, Load, check, subject_name
from tests.simulators.replies import Behaviour, answer, api_error
from tests.simulators.upstream import Upstream


class Silent:
    """A transport that takes requests and says nothing."""

    def write(self, data: bytes) -> None:
        assert data

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        """Nothing to close."""


async def received(response: bytes, *, size: int) -> Answered:
    connection = Connection()
    connection.connection_made(cast("asyncio.Transport", Silent()))
    waiting = asyncio.ensure_future(connection.ask(b"request"))
    await asyncio.sleep(0)
    for start in range(0, len(response), size):
        assert not waiting.done()
        connection.data_received(response[start : start + size])
    return await waiting


STREAM = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    + b"".join(stream_frames(ANSWER))
    + b"0\r\n\r\n"
)


@pytest.mark.parametrize("size", [1, 5, 1 << 20])
@pytest.mark.parametrize("response", [whole_answer(ANSWER), STREAM])
def test_an_answer_is_read_whole_for_every_cut(response: bytes, size: int) -> None:
    answer = asyncio.run(received(response, size=size))
    check(answer, ANSWER)
    assert answer.status == 200
    assert 0.0 < answer.first_token <= answer.seconds


def test_a_wrong_answer_is_an_error_without_its_text() -> None:
    wrong = asyncio.run(received(whole_answer("4111 1111 1111 1111"), size=99))
    with pytest.raises(ValueError, match="not the text") as raised:
        check(wrong, ANSWER)
    assert "4111" not in f"{raised.value}{wrong}"


def test_another_status_is_an_error_with_its_code() -> None:
    body = b'{"error":{"code":"budget_exhausted","message":"4111"}}'
    refused = Answered(status=422, body=body, first_token=0, seconds=0)
    with pytest.raises(ValueError, match=r"422 instead of 200: budget_exhausted$"):
        check(refused, ANSWER)
    page = Answered(status=502, body=b"<html>", first_token=0, seconds=0)
    with pytest.raises(ValueError, match="no error code"):
        check(page, ANSWER)


def command(upstream: Upstream, what: str, **more: object) -> dict[str, object]:
    port = int(upstream.url.rpartition(":")[2])
    common = {"do": what, "port": port, "key": "k", "connections": 3}
    return {**common, "model": "bench", "stream": False, **more}


def test_a_count_is_that_many_requests_each_different() -> None:
    with Upstream(answer(ANSWER)) as upstream:
        result = asyncio.run(Load(100).do(command(upstream, "count", count=10)))
        bodies = {one.body for one in upstream.requests}
        subjects = {one.header("x-discreet-subject") for one in upstream.requests}
    assert result["requests"] == len(bodies) == len(result["latencies"]) == 10
    assert subjects <= {subject_name(place).encode() for place in range(3)}


def test_conversations_grow_by_what_was_answered() -> None:
    async def turns(upstream: Upstream) -> None:
        load = Load(1)
        for _ in range(3):
            await load.do(command(upstream, "turn", conversations=2))

    with Upstream(answer(ANSWER)) as upstream:
        asyncio.run(turns(upstream))
        last = json.loads(upstream.requests[-1].body)["messages"]
    roles = ["system", "user", "assistant", "user", "assistant", "user"]
    assert [one["role"] for one in last] == roles
    assert [one["content"] for one in last if one["role"] == "assistant"] == [ANSWER] * 2


@pytest.mark.parametrize(
    "behaviour", [api_error(429, code="rate_limit_exceeded"), answer("something else")]
)
def test_a_server_that_answers_wrongly_fails_the_run(behaviour: Behaviour) -> None:
    with Upstream(behaviour) as upstream, pytest.raises(ExceptionGroup) as raised:
        asyncio.run(Load(1).do(command(upstream, "count", count=4)))
    assert raised.group_contains(ValueError)
