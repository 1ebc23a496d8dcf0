"""Timing: of every engine, of fresh processes, of junk with a card behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.detection import (
    IDENTIFIERS,
    SYNTHETIC,
    Hostile,
    Speed,
    Start,
    fast_stage,
    hostile,
    measure,
    messages,
    regex_stage,
    rows,
    start,
    time_rooms,
    timing,
)
from benchmarks.processes import BenchmarkFailed
from benchmarks.rivals import BLANK, NotExamined, Rival, presidio
from benchmarks.scoring import Found
from detectors import Engine
from detectors.registry import load
from detectors.types import Finding, Input

ENGINE = Engine(load(["payment_card"]))


def refuses(text: str, before: str | None) -> list[Found]:
    raise NotExamined


REFUSER = Rival(name="Discreet", find=refuses, asks=True, about="a test's own", engine=ENGINE)


def test_messages_come_from_the_chat_sets_by_the_seed(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"message {number}"}) for number in range(30)]
    (tmp_path / "neg_banking77.jsonl").write_text("\n".join(lines))
    (tmp_path / "stdnum_values.jsonl").write_text(json.dumps({"text": "12345"}))
    drawn = messages(tmp_path, count=10, seed=1)
    assert drawn == messages(tmp_path, count=10, seed=1)
    assert len(drawn) == 10
    assert all(each.startswith("message") for each in drawn)
    assert set(messages(None, count=10, seed=1)) <= set(SYNTHETIC)


def test_the_fastest_pass_counts() -> None:
    calls: list[str] = []
    timed = timing(calls.append, ["a", "b"], passes=2)
    assert calls == ["a", "b"] * 3
    assert 0 <= timed.median <= timed.p99
    assert timed.texts == 2


def test_a_card_behind_junk_is_found_or_refused() -> None:
    found = hostile(ENGINE, length=200)
    assert len(found) > 50
    assert {each.outcome for each in found} == {"found"}
    spent = Engine(load(["payment_card"]), allowance=lambda _: -1.0)
    assert {each.outcome for each in hostile(spent, length=200)} == {"refused"}


def test_a_fresh_process_is_timed_and_weighed(tmp_path: Path) -> None:
    begun = start("import json", cache=tmp_path)
    assert 0 < begun.seconds < 30
    assert begun.resident > 1_000_000
    with pytest.raises(BenchmarkFailed):
        start("raise SystemExit(3)")


def test_the_detectors_of_a_room_are_timed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Tagger:
        name, entity_types, patterns = "tagger", ("PERSON",), ()

        def confirm(self, seen: Input, start: int, end: int) -> list[Finding]:
            asked.append(seen.text[start:end])
            return []

    shipped = {"names": (Tagger(),), "health": load(["payment_card"])}
    monkeypatch.setattr("benchmarks.detection.shipped_of", shipped.__getitem__)
    timed = time_rooms(["hello", "jane doe"])
    assert set(timed) == {"names"}
    assert timed["names"].texts == 2
    assert set(asked) == {"hello", "jane doe"}


def test_everything_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = start("import json")
    bare = Start(seconds=1.0, resident=begun.resident - 5_000_000)
    made = {"Discreet": begun, IDENTIFIERS: bare}
    monkeypatch.setattr("benchmarks.detection.starts", lambda _: made)
    some = [Hostile(name="dots", seconds=0.1, outcome="found")]
    monkeypatch.setattr("benchmarks.detection.hostile", lambda _: some)
    rival = presidio(BLANK, everything=False)
    speed = measure([REFUSER, rival], data=None, model=BLANK, count=20, seed=1)
    assert set(speed.chat) == set(speed.long) == {"Discreet", "Presidio"}
    assert speed.regex_stage is not None
    assert speed.fast_stage is not None
    shown = dict(rows(speed))
    assert any(name.startswith("5 kB") for name in shown)
    assert shown["a card behind 100 kB of junk, 1 kinds, Discreet"] == "found 1"
    assert shown["100 kB of dots, Discreet"] == "100.0 ms"
    assert shown["memory of names and health"] == "5 MB"
    assert speed.model_bytes is not None
    assert "files of their models and lists" in shown
    assert rows(Speed()) == []


def test_the_same_recognisers_find_the_same_fast() -> None:
    rival = presidio(BLANK, everything=False)
    text = "write to jane.doe@example.com"
    slow, fast = regex_stage(rival.recognisers), fast_stage(rival.recognisers)
    assert fast is not None
    assert "EMAIL_ADDRESS" in str(slow(text))
    assert "EMAIL_ADDRESS" in str(fast(text))
