"""The comparison with Presidio: what it reports, and when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import presidio_speed as speed
from benchmarks.presidio_speed import Measured, main, quantile, row


def test_a_row_holds_medians_and_the_ratio() -> None:
    measured = Measured(name="s", presidio=[0.001] * 3, fast=[0.00001] * 3, found=1, different=[])
    assert row(measured).split() == ["s", "3", "1", "0", "1000", "1000", "10.0", "10", "100", "100"]
    assert quantile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_it_compares_both_engines_on_the_same_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["hello there"] * 30 + ["passport 912803456", "jane@example.com"]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (tmp_path / "one.jsonl").write_text(lines)
    monkeypatch.setattr(speed, "LEAST_RATIO", 1.0)
    assert main([str(tmp_path), "--sets", "one", "--rows", "50"]) == 0
    shown = capsys.readouterr().out
    assert "reached" in shown
    assert shown.splitlines()[2].split()[1:4] == ["32", "2", "0"]
    monkeypatch.setattr(speed, "LEAST_RATIO", 1e9)
    assert main([str(tmp_path), "--sets", "one", "--rows", "4"]) == 1
