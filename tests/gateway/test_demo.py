"""The demo as a process: refusal, opt-in, three turns, and an end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ONCE = "from gateway.demo import run_demo; run_demo('127.0.0.1', 0, once=True)"


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    temporary = tmp_path_factory.mktemp("temporary")
    ended = subprocess.run(
        [sys.executable, "-c", ONCE],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200", "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert [path for path in temporary.rglob("*") if path.suffix == ".db"] == []
    return ended


def rows(output: str, name: str) -> list[str]:
    """The values of a row of each turn's table, folded lines joined."""
    return [
        " ".join(part.strip() for part in found.group(1).splitlines())
        for found in re.finditer(rf"^{name} +(.*(?:\n  +.*)*)", output, re.MULTILINE)
    ]


def test_it_ends_well(ended: subprocess.CompletedProcess[str]) -> None:
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert ended.stderr == ""


def test_it_refuses_before_the_opt_in_and_sends_nothing(
    ended: subprocess.CompletedProcess[str],
) -> None:
    before, _, after = ended.stdout.partition("The person opts in")
    assert "403 consent_required" in before
    assert "the model received: nothing" in before
    assert "ConsentGiven" in after
    assert "user wrote" not in before


def test_each_turn_shows_what_went_where(ended: subprocess.CompletedProcess[str]) -> None:
    output = ended.stdout
    assert output.count("Streamed") == 2
    assert output.count("Not streamed") == 1
    wrote, received = rows(output, "user wrote"), rows(output, "model received")
    back, stored = rows(output, "came back"), rows(output, "stored")
    assert len(wrote) == len(received) == len(back) == len(stored) == 3
    assert "4111 1111 1111 1111" in wrote[0]
    assert "078-05-1120" in wrote[1]
    for text in received:
        assert re.search(r"\[[A-Z_]+_[0-9A-HJKMNP-TV-Z]{8}(\.[0-9A-Z]{2})?\]", text)
    for text in (*received, *stored):
        for value in (
            "Jane Doe",
            "4111 1111",
            "4111-1111",
            "078-05-1120",
            "jane.doe@",
            "7946 0958",
        ):
            assert value not in text
    for said, answer in zip(wrote[:2], back[:2], strict=True):
        assert answer == f"You wrote: {said}"
    assert "?who=[EMAIL_ADDRESS_" in back[2], "a link gets no value"
    assert back[2].endswith("for jane.doe@example.com.")


def test_it_says_how_long_what_is_kept(ended: subprocess.CompletedProcess[str]) -> None:
    kept = rows(ended.stdout, "class")
    assert len(kept) == 3
    for text in kept:
        assert re.match(r"conversation, erased by \d{4}-\d\d-\d\d \d\d:\d\d", text)


def test_it_prints_how_to_call_it(ended: subprocess.CompletedProcess[str]) -> None:
    assert re.search(r"base_url = http://127\.0\.0\.1:\d+/v1", ended.stdout)
    assert re.search(r"api_key  = dk_[a-z0-9]{8}_", ended.stdout)
