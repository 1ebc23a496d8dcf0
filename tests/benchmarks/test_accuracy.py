"""The evaluation as a whole, on a synthetic folder of sets."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import accuracy
from benchmarks.accuracy import (
    allows,
    default_policy,
    engines,
    main,
    read_questions,
    sets_of,
)
from benchmarks.processes import BenchmarkFailed
from benchmarks.rivals import BLANK, Rival
from benchmarks.scoring import Found

CARD = "4111 1111 1111 1111"


def row(identifier: str, text: str, value: str = "", label: str = "", **more: Any) -> str:
    start = text.find(value)
    spans = [{"start": start, "end": start + len(value), "label": label}] if value else []
    return json.dumps({"id": identifier, "text": text, "spans": spans, "lang": "en", **more})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Synthetic sets, in the form of the labelled ones, questions one folder above."""
    folder = tmp_path / "dev"
    folder.mkdir()
    sets = {
        "multidogo_turns": [
            row("multidogo:a:1", f"my card is {CARD}", CARD, "CREDIT_CARD"),
            row("multidogo:a:2", "078051120", "078051120", "GOV_ID"),
            row("multidogo:a:3", "it is jane", "jane", "PERSON"),
        ],
        "stdnum_values": [
            row(
                *("stdnum:us.ssn:1", "078-05-1120", "078-05-1120", "GOV_ID"),
                format="US_SSN",
                valid=True,
                holder="person",
            ),
            row("stdnum:us.ssn:2", "078-05-112", format="US_SSN", valid=False),
        ],
        "neg_banking77": [row("banking77:1", "what time is it"), row("banking77:2", "ok thanks")],
    }
    for name, lines in sets.items():
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    (tmp_path / "before.json").write_text(json.dumps({"GOV_ID": ["Your SSN?"]}))
    return folder


def run(data: Path, *words: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    few = [] if "--names" in words else ["--no-fairness"]
    main([*few, "--data", str(data), "--messages", "0", "--no-disguises", "--json", *words])
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_every_set_is_scored_with_and_without_questions(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(data, "--alone", capsys=capsys)
    low = [each["set"] for each in result["sets"] if each["lowered"]]
    assert low == ["multidogo_turns"]
    sets = {
        (each["set"], each["asked"]): each["ours"] for each in result["sets"] if not each["lowered"]
    }
    assert set(sets) == {
        *(("multidogo_turns", False), ("multidogo_turns", True), ("stdnum_values", False)),
        *(("neg_banking77", False), ("neg_banking77", True)),
    }
    plain, asked = sets["multidogo_turns", False], sets["multidogo_turns", True]
    assert plain["labels"]["CREDIT_CARD"]["covered"] == 1.0
    assert asked["labels"]["GOV_ID"]["typed"] == 1.0
    assert sets["stdnum_values", False]["labels"]["GOV_ID of a person"]["covered"] == 1.0
    assert sets["stdnum_values", False]["invalid"][0] == 1
    assert sets["neg_banking77", True]["false_per_thousand"] == 0.0
    said = {each["name"]: each["said"] for each in result["targets"]}
    assert said["multidogo_turns CREDIT_CARD: covered"] == "kept"
    assert said["5 kB, identifiers alone"] == "not measured"
    assert result["fairness"] == []


def test_engines_stand_side_by_side_and_the_page_is_written(
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.argus.PACKAGE", "no_such_package")
    written = tmp_path / "accuracy.md"
    result = run(
        *(data, "--rows", "2", "--spacy-model", BLANK, "--date", "2026-11-22"),
        *("--write", str(written), "--only", "multidogo_turns", "--names", "2"),
        capsys=capsys,
    )
    names = ["Discreet", "Presidio", "Presidio, all on"]
    assert [each["names"] for each in result["fairness"]] == [2] * len(result["fairness"])
    assert len(result["fairness"]) >= 8
    for each in result["sets"]:
        if each["lowered"]:
            continue
        assert list(each["sampled"]) == names
        assert {score["rows"] for score in each["sampled"].values()} == {2}
    text = written.read_text()
    assert "on 2026-11-22" in text
    assert "spaCy blank" in text
    assert "Left out: argus-redact (not installed)" in text
    assert "4111" not in text
    assert str(tmp_path) not in text


def test_only_strict_makes_a_missed_figure_an_error(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(data, "--alone", "--only", "neg_banking77", "--strict", capsys=capsys)
    missing = row("multidogo:a:4", "nothing at all here", "nothing", "GOV_ID")
    (data / "multidogo_turns.jsonl").write_text(missing)
    run(data, "--alone", capsys=capsys)
    with pytest.raises(SystemExit, match="missed"):
        run(data, "--alone", "--strict", capsys=capsys)


@pytest.mark.parametrize(
    ("name", "text"),
    [("broken.jsonl", "{"), ("lacking.jsonl", '{"id": "1"}'), ("latin.jsonl", b"\xff")],
)
def test_what_is_no_set_is_an_error_that_names_it(
    data: Path, name: str, text: str | bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / name).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(SystemExit, match=name.partition(".")[0]):
        run(data, "--alone", capsys=capsys)


def test_a_folder_without_sets_and_questions_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkFailed, match="no set"):
        sets_of(tmp_path)
    with pytest.raises(BenchmarkFailed, match="--questions"):
        read_questions(tmp_path, tmp_path / "none.json")
    assert read_questions(tmp_path / "a" / "b", None) == {}


def test_the_policy_decides_what_is_false() -> None:
    policy = default_policy()
    allowed = allows(policy)
    card = Found(entity_type="CREDIT_CARD", start=0, end=4, score=0.1)
    assert not allowed(card)
    assert allowed(replace(card, entity_type="DATE_TIME"))
    general = replace(card, entity_type="MEDICATION", evidence=("in_general",))
    about = replace(card, entity_type="MEDICATION", evidence=("about_person",))
    strict = replace(policy, about_person_only=frozenset({"MEDICATION"}))
    assert allows(strict)(general)
    assert not allows(strict)(about)
    assert not allows(replace(policy, about_person_only=frozenset()))(general)


def test_an_engine_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = Rival(name="argus-redact", find=lambda *_: [], asks=False, about="a test's own")
    monkeypatch.setattr("benchmarks.accuracy.argus.argus", lambda: theirs)
    found, left_out = engines(BLANK, default_policy(), alone=False)
    assert [each.name for each in found][-1] == "argus-redact"
    assert left_out == []
    found, left_out = engines(BLANK, default_policy(), alone=True)
    assert [each.name for each in found] == ["Discreet"]


def test_models_that_are_not_there_are_an_error(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.folds.shipped_rooms", lambda: ("names",))
    with pytest.raises(SystemExit, match="folder of models"):
        run(data, "--alone", "--models", str(tmp_path), capsys=capsys)


def test_a_report_of_disguises_is_taken_if_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accuracy, "_DISGUISES", "benchmarks.no_such_module")
    assert accuracy.disguises() == ("", None)
    monkeypatch.setattr(accuracy, "_DISGUISES", "tests.benchmarks.test_accuracy")
    assert accuracy.disguises() == (report(), 0.98)


def report() -> str:
    """What benchmarks.disguises has too."""
    return "50 disguised values, 0.980 found."
