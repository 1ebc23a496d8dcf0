"""What a model beside our detectors adds, counted."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from benchmarks.combined import LABELS, MODEL, is_covered, main, measure
from detectors import Engine
from detectors.presidio import NlpDetector
from detectors.types import Finding
from tests.detectors.presidio.models import WordEngine


def found(start: int, end: int) -> Finding:
    return Finding(entity_type="PERSON", start=start, end=end, score=1.0, detector="t")


@pytest.mark.parametrize(
    ("findings", "covered"),
    [
        ([found(0, 7)], True),
        ([found(0, 3), found(4, 7)], True),
        ([found(0, 6)], False),
        ([], False),
    ],
)
def test_a_span_is_covered_by_its_letters(findings: list[Finding], covered: bool) -> None:
    assert is_covered("Ana Rao", {"start": 0, "end": 7}, found=findings) is covered


def test_recall_and_false_findings() -> None:
    words = WordEngine(("Ana", "PERSON", 0.9), ("May", "PERSON", 0.9), ("Troy", "LOCATION", 0.4))
    engine = Engine([NlpDetector(words, entities=LABELS)])
    people = [{"start": 0, "end": 3, "label": "PERSON"}]
    rows = [
        {"text": "Ana in May", "spans": people},
        {"text": "Troy", "spans": [{"start": 0, "end": 4, "label": "LOCATION"}]},
        {"text": "Bob", "spans": people},
    ]
    measured = measure(engine, rows)
    assert (dict(measured.spans), dict(measured.covered)) == (
        {"PERSON": 2, "LOCATION": 1},
        {"PERSON": 1, "LOCATION": 0},
    )
    assert measured.false == 1
    assert "PERSON 0.500, LOCATION 0.000, false PERSON 333.3/1,000" in measured.line("x")


@pytest.mark.skipif(
    importlib.util.find_spec(MODEL) is None, reason="the extra spacy is not installed"
)
def test_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"text": "I am Anna Kowalska.", "spans": [{"start": 5, "end": 18, "label": "PERSON"}]}
    (tmp_path / "small.jsonl").write_text(json.dumps(row) + "\n")
    assert main([str(tmp_path), "--sets", "small"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "small, 1 rows"
    assert "PERSON 1.000" in lines[3]
