from __future__ import annotations

import json
from pathlib import Path

import pytest

from detectors.health import train
from detectors.health.corpus import MEDICAL, OTHERS, Sentence
from detectors.health.detector import HealthDetector
from detectors.health.lexicon import lexicon
from detectors.tagger.model import Model
from detectors.types import Input


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(train, "talk", lambda _: iter(()))
    spans = [{"start": 14, "end": 22, "label": "MEDICAL_CONDITION"}]
    for name in MEDICAL:
        rows = [
            {"id": f"{name}:{n}", "text": "diagnosed with zorbitis now", "spans": spans}
            for n in range(9)
        ]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    for name in OTHERS:
        row = json.dumps({"id": f"{name}:1", "text": "where is my card", "spans": []})
        (tmp_path / f"{name}.jsonl").write_text(f"{row}\n" * 5)
    return tmp_path


def test_folds_are_written_and_the_same_every_time(data: Path) -> None:
    for out in ("one", "two"):
        train.main(["--data", str(data), "--folds", "2", "--out", str(data / out)])
    for part in (0, 1):
        name = f"health-{part}.crf"
        model = Model.read(data / "one" / name)
        assert model.digest == Model.read(data / "two" / name).digest
        assert model.labels == ("MEDICAL_CONDITION",)
        detector = HealthDetector(model=model)
        text = "diagnosed with zorbitis now"
        seen = Input(text=text, before="", language="en", check=lambda: None)
        assert [text[each.start : each.end] for each in detector.confirm(seen, 0, len(text))] == [
            "zorbitis"
        ]


def test_a_fold_is_left_out() -> None:
    given = [
        Sentence(key, ["mad", word], ["O", label])
        for key, word, label in (
            ("a", "zorb", "MEDICATION"),
            ("b", "card", "O"),
            ("c", "flib", "MEDICATION"),
        )
        for _ in range(4)
    ]
    whole = train.model_without(given, folds=1, part=1)
    parts = [train.model_without(given, folds=3, part=part) for part in range(3)]
    assert any(part != whole for part in parts)


def test_blind_sentences_say_nothing_of_the_lexicon() -> None:
    sentence = Sentence("x", ["asthma"], ["MEDICAL_CONDITION"])
    seeing, blind = (
        features[0]
        for features, _ in train.sequences([sentence, sentence._replace(blind=True)], lexicon())
    )
    assert any(each.startswith("l=B") for each in seeing)
    assert "l=" in blind


def test_nothing_is_written_unasked(data: Path) -> None:
    before = sorted(Path(train.__file__).parent.iterdir())
    train.main(["--data", str(data)])
    assert sorted(Path(train.__file__).parent.iterdir()) == before
