"""The streams benchmark joins what left with what came, and fails on what is not right."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from benchmarks import paced, streams
from benchmarks.processes import BenchmarkFailed, LoadProcess
from benchmarks.speakers import SPEAKERS
from benchmarks.streams import (
    BASELINE,
    GATEWAY,
    STRAIGHT,
    Delays,
    First,
    Options,
    Server,
    Streams,
    as_json,
    delays_of,
    first_words,
    missed,
    tables,
)


def delays(seconds: float) -> Delays:
    return Delays(seconds=[seconds] * 100, cpu=[0.0001], waiting=[0.0])


def found(added: float) -> dict[str, dict[str, Delays]]:
    each = {STRAIGHT: delays(0.001), BASELINE: delays(0.002), GATEWAY: delays(0.001 + added)}
    return {"openai chat": each}


def first(seconds: float) -> dict[str, First]:
    return {"ollama chat": First(median=seconds, p99=seconds, most=seconds, later=seconds)}


def test_delays_are_from_leaving_to_arriving() -> None:
    sent = {"aaa": [1_000, 2_000], "aab": [5_000]}
    came = {"aab": [6_000], "aaa": [3_000, 2_500]}
    assert delays_of(sent, came) == pytest.approx([2e-6, 5e-7, 1e-6])
    with pytest.raises(BenchmarkFailed):
        delays_of(sent, {"aaa": [3_000, 2_500]})


class Answering(LoadProcess):
    """A reader that says what it is told to."""

    def __init__(self, result: dict[str, Any] | None) -> None:
        self.result = result

    def do(self, **command: Any) -> dict[str, Any]:
        if self.result is None:
            raise BenchmarkFailed("status 403 instead of 200")
        return self.result


@pytest.mark.parametrize(
    ("name", "clear", "result", "message"),
    [
        (GATEWAY, 1, {"streams": {}}, "gateway: 1 addresses came in clear"),
        (BASELINE, 0, {"streams": {}}, "baseline: 0 addresses came in clear"),
        (GATEWAY, 0, None, "gateway, openai chat: status 403"),
    ],
)
def test_what_is_not_right_fails_the_run(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    clear: int,
    result: dict[str, Any] | None,
    message: str,
) -> None:
    body = json.dumps({"streams": {}, "clear": clear}).encode()
    monkeypatch.setattr(streams, "get", lambda port, path: (200, body))
    server = Server(name=name, port=1, process=1, key="k")
    run = Streams([server], load=Answering(result), upstream=1, spread=0.0)
    with pytest.raises(BenchmarkFailed, match=message):
        run._round(server, "openai chat", count=2)


def test_a_short_run_reads_streams_through_all_three(tmp_path: Path) -> None:
    options = Options(speakers=["anthropic messages"], count=3, rounds=1, spread=0.1, rate=400.0)
    read = streams.measure(tmp_path, options)
    each = read["anthropic messages"]
    assert list(each) == [STRAIGHT, BASELINE, GATEWAY]
    plain = [word for word in paced.script("aab", "") if not word.fragment]
    assert all(len(one.seconds) >= 3 * len(plain) for one in each.values())
    assert all(0.0 < one.at(0.5) <= one.at(1.0) for one in each.values())


def test_first_words_are_measured_on_every_wire(tmp_path: Path) -> None:
    measured = first_words(tmp_path, count=3)
    assert list(measured) == [speaker.name for speaker in SPEAKERS]
    assert all(0.0 < one.median <= one.p99 <= one.most for one in measured.values())


def test_what_is_too_slow_is_missed() -> None:
    assert missed(found(0.004), first(0.0005)) == []
    slow = missed(found(0.006), first(0.002))
    assert slow == ["openai chat: p99 of the added delay", "ollama chat: first words"]


def test_the_tables_show_what_is_added() -> None:
    console = Console(width=160, record=True, file=StringIO())
    for each in tables(found(0.004), first(0.0005), count=100):
        console.print(each)
    text = console.export_text()
    assert "100 streams at once" in text
    assert "4.00" in text
    assert "500" in text
    assert as_json(found(0.004), first(0.1))["streams"]["openai chat"][GATEWAY][
        "added_p99"
    ] == pytest.approx(0.004)
