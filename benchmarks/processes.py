"""Starts the processes of a benchmark, waits until they serve, and reads their costs.

Costs come from Linux's /proc: the CPU time of all threads in nanoseconds, how long they
waited for a core, and the resident memory.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

START_SECONDS = 40.0
STOP_SECONDS = 20.0
_POLL_SECONDS = 0.005


class BenchmarkFailed(Exception):
    """A process did not start, an answer was wrong, or a planted value came through."""


def free_port() -> int:
    """A port on loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    arguments: Sequence[str], *, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A Python process with these arguments; it is ended with SIGTERM, then by force.

    Args:
        arguments: after the interpreter, for example ``-m benchmarks.instant``.
        log: file for what it prints on stderr.
        env: added to the environment.
    """
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **(env or {})},
            text=True,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()


def get(port: int, path: str, *, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """GET over loopback; raises OSError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(type(error).__name__) from None
    finally:
        connection.close()


def post(
    port: int, path: str, body: Mapping[str, Any], *, headers: Mapping[str, str]
) -> tuple[int, Any]:
    """POST of JSON over loopback; the status and the JSON that came back."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        content = {"content-type": "application/json", **headers}
        connection.request("POST", path, json.dumps(body), content)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def wait_until_serving(
    process: subprocess.Popen[str], port: int, *, path: str, status: int | None = None
) -> float:
    """Seconds until a GET of this path is answered, with this status if one is given.

    Raises:
        BenchmarkFailed: the process ended, or START_SECONDS have passed.
    """
    started = time.perf_counter()
    while (waited := time.perf_counter() - started) < START_SECONDS:
        if process.poll() is not None:
            raise BenchmarkFailed(f"a server ended with code {process.returncode}; see its log")
        with contextlib.suppress(OSError):
            if get(port, path)[0] == status or status is None:
                return waited
        time.sleep(_POLL_SECONDS)
    raise BenchmarkFailed(f"a server did not serve within {START_SECONDS:.0f} s")


def cpu_seconds(process: int) -> float:
    """CPU seconds of a process so far: all its living threads, and its children's."""
    return sum(_scheduled(each, field=0) for each in _family(process))


def waiting_seconds(process: int) -> float:
    """Seconds for which its threads so far were ready to run and had to wait for a core."""
    return sum(_scheduled(each, field=1) for each in _family(process))


def _scheduled(process: int, *, field: int) -> float:
    total = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            total += int((thread / "schedstat").read_text().split()[field])
    return total / 1e9


def resident_bytes(process: int) -> int:
    """Resident memory of a process and its children."""
    page = os.sysconf("SC_PAGE_SIZE")
    sizes = (Path(f"/proc/{each}/statm").read_text().split()[1] for each in _family(process))
    return sum(int(size) for size in sizes) * page


def _family(process: int) -> list[int]:
    """A process and all below it."""
    found = [process]
    for each in found:
        for thread in Path(f"/proc/{each}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                found += [int(child) for child in (thread / "children").read_text().split()]
    return found


class LoadProcess:
    """The load generator in its own process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, **command: Any) -> dict[str, Any]:
        """Sends one command and waits for its result; raises BenchmarkFailed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):  # then there is no line to read either
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise BenchmarkFailed("the load process ended; see its log")
        result: dict[str, Any] = json.loads(line)
        if "error" in result:
            raise BenchmarkFailed(result["error"])
        return result
