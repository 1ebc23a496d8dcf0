from __future__ import annotations

import json
from pathlib import Path

from detectors.health.corpus import (
    MEDICAL,
    OTHERS,
    labelled,
    medical,
    medical_terms,
    others,
    row_key,
    tightened,
)
from detectors.health.lexicon import lexicon

CONDITION = "MEDICAL_CONDITION"


def write(path: Path, *rows: dict[str, object]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))


def test_words_take_the_label_of_the_span_they_touch() -> None:
    (unit,) = labelled("i have type 2 diabetes", [(7, 22, CONDITION)], key="row")
    assert unit.words == ["i", "have", "type", "2", "diabetes"]
    assert unit.labels == ["O", "O", CONDITION, CONDITION, CONDITION]
    assert unit.key == "row"
    assert not unit.blind


def test_sentences_are_units_of_their_own() -> None:
    units = list(labelled("i am ill. call me.", [(5, 8, CONDITION)], key="x"))
    assert [unit.labels for unit in units] == [["O", "O", CONDITION, "O"], ["O"] * 3]


def test_spaces_around_signs_go_and_spans_follow() -> None:
    text = "tumor - suppressor ( APC ) , crohn ' s disease ."
    start = text.index("crohn")
    plain, spans = tightened(text, [(start, len(text) - 2, CONDITION), (0, 5, CONDITION)])
    assert plain == "tumor-suppressor (APC), crohn's disease."
    assert [plain[first:last] for first, last, _ in spans] == ["crohn's disease", "tumor"]


def test_medical_sets_come_as_they_are_lower_and_tight(tmp_path: Path) -> None:
    span = {"start": 0, "end": 12, "label": CONDITION}
    other = {"start": 16, "end": 20, "label": "PERSON"}
    for name in MEDICAL:
        write(
            tmp_path / f"{name}.jsonl",
            {"id": name, "text": "Low - Fevers of Jane", "spans": [span, other]},
        )
    units = list(medical(tmp_path))
    assert [" ".join(unit.words) for unit in units[:3]] == [
        "Low - Fevers of Jane",
        "low - fevers of jane",
        "Low - Fevers of Jane",
    ]
    assert all(unit.labels == [CONDITION] * 3 + ["O"] * 2 for unit in units)
    assert {unit.key for unit in units} == set(MEDICAL)


def test_other_sets_are_left_out_where_they_speak_of_health(tmp_path: Path) -> None:
    for name in OTHERS:
        write(
            tmp_path / f"{name}.jsonl",
            {"id": name, "text": "where is my card? i have asthma", "spans": []},
        )
    units = list(others(tmp_path, lexicon()))
    said = [unit.key for unit in units if "asthma" in unit.words]
    assert said == ["neg_banking77", "neg_taskmaster4"]
    assert len(units) == len(OTHERS) + len(said)
    assert all(set(unit.labels) == {"O"} for unit in units)


def test_a_dialogue_has_one_key() -> None:
    assert row_key({"id": "a:1", "group": "a"}) == "a"
    assert row_key({"id": "b"}) == "b"


def test_which_words_speak_of_health() -> None:
    assert medical_terms(["My", "Asthma"], lexicon())
    assert not medical_terms(["my", "card"], lexicon())
