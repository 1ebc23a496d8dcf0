"""``discreet serve`` as a process: where it listens, what it says, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gateway.configuration import GATEWAY, write

ROOT = Path(__file__).parents[2]
CANARY = "4111111111111111"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def start(directory: Path, *words: str, key: str = "ab" * 32) -> subprocess.Popen[str]:
    text = GATEWAY.replace("directory: data", f"directory: {directory / 'data'}")
    path = write(directory, gateway=text)
    return subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "serve", "--config", str(path), *words],
        cwd=ROOT,
        env={**os.environ, "DISCREET_MASTER_KEY": key, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(tmp_path, "--port", "0", "--log-level", "debug")
    assert process.stdout is not None
    line = process.stdout.readline()  # ends at once if the process does
    try:
        yield process, line.rpartition(" ")[2].strip()
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def status(url: str) -> int:
    try:
        with _DIRECT.open(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_it_says_where_it_listens_and_ends_on_sigterm(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, url = served
    assert url.startswith("http://127.0.0.1:")
    assert status(f"{url}/healthz") == 200
    assert status(f"{url}/readyz") == 200
    assert status(f"{url}/v1/models?card={CANARY}") == 401
    assert status(f"{url}/{CANARY}") == 404
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=20)
    assert process.returncode in (0, -signal.SIGTERM)
    assert CANARY not in errors
    assert "Traceback" not in errors


def test_ctrl_c_ends_it_quietly(served: tuple[subprocess.Popen[str], str]) -> None:
    process, url = served
    assert status(f"{url}/readyz") == 200
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode in (0, -signal.SIGINT, 130)
    assert "Traceback" not in errors


def test_without_a_master_key_it_does_not_start(tmp_path: Path) -> None:
    process = start(tmp_path, key="")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert errors.startswith("discreet: DISCREET_MASTER_KEY")


def test_a_port_in_use_is_an_error(
    served: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    _, url = served
    other = start(tmp_path / "other", "--port", url.rpartition(":")[2])
    _, errors = other.communicate(timeout=30)
    assert other.returncode not in (0, None)
    assert "Traceback" not in errors
