"""Scoring engines on sets: ours by models that never saw a row, others on a sample."""

from __future__ import annotations

from typing import Any

from benchmarks.evaluation import Evaluation
from benchmarks.folds import Trained
from benchmarks.rivals import NotExamined, Rival
from benchmarks.scoring import Found
from detectors.tagger.training import fold


def row(number: int, text: str, *, label: str = "") -> dict[str, Any]:
    spans = [{"start": 0, "end": len(text), "label": label}] if label else []
    return {"id": f"synthetic:{number}", "text": text, "spans": spans, "lang": "en"}


ROWS = [row(1, "Jane", label="PERSON"), row(2, "Troy", label="LOCATION"), row(3, "hello")]


def engine(name: str, *, asks: bool = False, finds: str = "") -> tuple[Rival, list[str]]:
    """An engine that finds one text, and the texts that it saw."""
    seen: list[str] = []

    def find(text: str, before: str | None) -> list[Found]:
        seen.append(text if before is None else f"{before} {text}")
        if text == "refused":
            raise NotExamined
        return [Found(entity_type="PERSON", start=0, end=len(text))] if text == finds else []

    return Rival(name=name, find=find, asks=asks, about="a test's own"), seen


def evaluation(*rivals: Rival, trained: Trained | None = None, rows: int = 0) -> Evaluation:
    return Evaluation(
        rivals,
        allowed=lambda _: False,
        rows=rows,
        seed=1,
        trained=trained or Trained(),
    )


def test_ours_sees_all_rows_and_others_the_same_sample() -> None:
    ours, seen = engine("Discreet", asks=True, finds="Jane")
    theirs, sampled = engine("Presidio")
    (found,) = evaluation(ours, theirs, rows=2).scored("some_turns", ROWS, questions={})
    assert seen == ["Jane", "Troy", "hello"]
    assert len(sampled) == 2
    assert found.ours.rows == 3
    assert {score.rows for score in found.sampled.values()} == {2}
    assert found.ours.tallies["PERSON"].recall == 1.0


def test_rows_with_labels_are_examined_once_more_in_lower_case() -> None:
    ours, seen = engine("Discreet", asks=True, finds="jane")
    found = evaluation(ours).scored("broad_twitter", ROWS, questions={})
    assert [each.lowered for each in found] == [False, True]
    assert seen == ["Jane", "Troy", "hello", "jane"]
    assert [each.ours.tallies["PERSON"].recall for each in found] == [0.0, 1.0]


def test_each_row_of_a_set_trained_on_goes_to_its_own_model() -> None:
    ours, seen = engine("Discreet", asks=True)
    parts = [engine(str(number), asks=True) for number in range(2)]
    trained = Trained(sets=frozenset({"neg_banking77"}), engines=tuple(one for one, _ in parts))
    run = evaluation(ours, trained=trained)
    found = run.scored("neg_banking77", ROWS, questions={"PERSON": ["Who?"]})
    assert seen == []
    assert [(each.asked, each.folds, each.seen) for each in found] == [
        (False, 2, False),
        (True, 2, False),
    ]
    for number, (_, texts) in enumerate(parts):
        own = [each["text"] for each in ROWS if fold(each["id"], 2) == number]
        assert texts == [*own, *(f"Who? {text}" for text in own)]
    (other,) = run.scored("other_turns", ROWS, questions={})
    assert (other.folds, other.seen, len(seen)) == (0, False, 3)


def test_a_set_trained_on_without_models_is_marked() -> None:
    ours, seen = engine("Discreet", asks=True)
    trained = Trained(sets=frozenset({"broad_twitter"}))
    found = evaluation(ours, trained=trained).scored("broad_twitter", ROWS, questions={})
    assert [(each.seen, each.folds) for each in found] == [(True, 0), (True, 0)]
    assert "hello" in seen


def test_a_refusal_counts_as_not_found() -> None:
    ours, _ = engine("Discreet", asks=True)
    run = evaluation(ours)
    (found,) = run.scored("some_turns", [row(1, "refused", label="PERSON")], questions={})
    assert (found.ours.refused, run.refused) == (1, 1)
    assert found.ours.tallies["PERSON"].recall == 0.0
