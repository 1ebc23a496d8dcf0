"""The baseline passes requests and answers on, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.processes import free_port, post, running, wait_until_serving
from tests.golden.streams import golden_streams
from tests.simulators.replies import Cuts, api_error, every_byte, stream_body
from tests.simulators.upstream import Upstream

PATH = "/v1/chat/completions"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running_one:
        yield running_one


@pytest.fixture
def port(upstream: Upstream, tmp_path: Path) -> Iterator[int]:
    chosen = free_port()
    arguments = ["-m", "benchmarks.baseline", "--port", str(chosen), "--upstream", upstream.url]
    with running(arguments, log=tmp_path / "log") as process:
        wait_until_serving(process, chosen, path="/")
        yield chosen


def test_a_body_and_its_answer_pass_unchanged(upstream: Upstream, port: int) -> None:
    body = {"messages": [{"role": "user", "content": "Hi 🙂"}], "odd": [1.10, None]}
    status, answer = post(port, PATH, body, headers={"X-Own": "kept"})
    assert (status, answer["choices"][0]["message"]["content"]) == (200, "Hi 🙂")
    assert upstream.requests[0].body == json.dumps(body).encode()
    assert upstream.requests[0].header("x-own") == b"kept"


def test_errors_pass_and_no_json_is_refused(upstream: Upstream, port: int) -> None:
    upstream.script(api_error(429, code="rate_limit_exceeded"))
    status, answer = post(port, PATH, {"messages": []}, headers={})
    assert (status, answer["error"]["code"]) == (429, "rate_limit_exceeded")


def test_a_stream_passes_byte_for_byte(upstream: Upstream, port: int) -> None:
    import http.client

    golden = next(one for one in golden_streams() if one.name == "bom")
    upstream.script(stream_body(golden.body, cuts=Cuts(plan=every_byte)))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", PATH, b'{"stream":true}')
    assert connection.getresponse().read() == golden.body
    connection.close()
