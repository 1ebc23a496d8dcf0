"""The page: every table, no value, no path."""

from __future__ import annotations

from benchmarks.page import Facts, Report, page, table
from benchmarks.reach import SetScores, Target
from benchmarks.scoring import Score, Tally

FACTS = Facts(
    date="2026-11-22",
    machine="a machine",
    versions={"presidio-analyzer": "2.2"},
    command="make eval",
    about={"Discreet": "all of it", "Presidio": "its default"},
    rows=5,
    seed=1,
)


def score() -> Score:
    made = Score(rows=4, plain_rows=4, characters=200, false_characters=4, refused=1)
    made.tallies["CREDIT_CARD"] = Tally(spans=4, covered=3, typed=2, characters=40, leaked=10)
    made.tallies["PERSON"] = Tally(spans=2)
    made.false["OTHER_ID"] = 1
    made.false_beside["PERSON"] = 2
    made.invalid, made.invalid_found = 4, 1
    return made


def report(**changes: object) -> Report:
    sampled = {"Discreet": score(), "Presidio": Score()}
    sets = [
        SetScores(name="some_turns", asked=True, ours=score(), sampled=sampled),
        SetScores(name="neg_some", asked=False, ours=score(), sampled=sampled),
    ]
    figures = [
        Target(name="5 kB", value=2.5, limit=3, least=False, unit="ms"),
        Target(name="p99", value=251.0, limit=250, least=False, unit="µs"),
        Target(name="other", value=None, limit=0.9, least=True),
    ]
    return Report(facts=FACTS, sets=sets, targets=figures, disguises="All found.", **changes)  # type: ignore[arg-type]


def test_the_page_says_what_was_measured_and_how() -> None:
    text = page(report())
    assert "`make eval` on 2026-11-22" in text
    assert "| 5 kB | 2.500 ms | at most 3.000 ms | kept |" in text
    assert "| p99 | 251.0 µs | at most 250.0 µs | MISSED |" in text
    assert "| other | - | at least 0.900 | not measured |" in text
    assert "some_turns (asked) | CREDIT_CARD | 4 | 0.750 / 0.500 / 0.250 | 4 |" in text
    assert "PERSON (not yet)" in text or "| PERSON |" in text
    assert "| neg_some | 4 | 250.0 (2.00%) +500.0 | OTHER_ID 1 |" in text
    assert "| some_turns | 4 | 0.250 / 0.000 |" in text
    assert "refused 2 texts" in text
    assert text.count("\n## ") == 5
    assert "All found." in text


def test_a_part_without_figures_is_left_out() -> None:
    assert "## Speed" not in page(report(speed=None))


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(("a",), [("x|y",)]) == ["| a |", "|---|", "| x\\|y |", ""]
