"""The page: every table, no value, no path."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.fairness import Region
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
    made.words["PERSON"], made.beside["LOCATION"] = 1, 2
    made.about_person["MEDICATION"] = 2
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
        Target(name="other", value=None, limit=0.9, least=True, part="Words", note="why"),
    ]
    given: dict[str, object] = {"facts": FACTS, "sets": sets, "targets": figures}
    return Report(**(given | {"disguises": "All found."} | changes))  # type: ignore[arg-type]


def test_the_page_says_what_was_measured_and_how() -> None:
    text = page(report())
    assert "`make eval` on 2026-11-22" in text
    assert "| 5 kB | 2.500 ms | at most 3.000 ms | kept |" in text
    assert "| p99 | 251.0 µs | at most 250.0 µs | MISSED |" in text
    assert "### Words" in text
    assert "| other | - | at least 0.900 | not measured (why) |" in text
    assert "1 kept, 1 MISSED, 1 not measured." in text
    assert "some_turns (asked) | CREDIT_CARD | 4 | 0.750 / 0.500 / 0.250 | 4 |" in text
    assert "PERSON (not yet)" in text or "| PERSON |" in text
    assert "| neg_some | 4 | 250.0 (2.00%) | OTHER_ID 1 |" in text
    assert "| neg_some | 250.0 +500.0 | LOCATION 2, PERSON 1 | 500.0 |" in text
    assert "| some_turns (asked) | 4 | 0.250 / 0.000 |" in text
    assert "refused 2 texts" in text
    assert text.count("\n## ") == 6
    assert "All found." in text


def test_the_page_says_how_what_was_trained_on_is_scored() -> None:
    text = page(report(facts=replace(FACTS, folds=5, left_out=["some engine (not installed)"])))
    assert "scored by 5 models" in text
    assert "- Left out: some engine (not installed)." in text
    assert "seen in training" not in text
    seen = [replace(each, seen=True) for each in report().sets]
    text = page(report(sets=seen))
    assert "some_turns (asked) (seen in training) | CREDIT_CARD | 4 |" in text
    assert "No models for cross-validation" in text


def test_sets_in_lower_case_have_no_rows_of_their_own() -> None:
    low = SetScores(name="low_turns", asked=False, lowered=True, ours=score())
    assert "low_turns" not in page(report(sets=[*report().sets, low]))


def test_the_page_shows_names_by_region() -> None:
    north = Region(
        name="North",
        names=4,
        covered=0.9,
        answers=1.0,
        running=0.8,
        small=0.7,
        given=0.6,
        weakest=("Far", 0.4),
        others={"Discreet": 0.5, "Presidio": 0.25},
    )
    south = replace(north, name="South", covered=0.85)
    text = page(report(fairness=[north, south]))
    assert (
        "| North | 4 | 0.900 | 1.000 | 0.800 | 0.700 | 0.600 | Far 0.400 | 0.500 | 0.250 |" in text
    )
    assert "Spread between regions: 0.050." in text


def test_a_part_without_figures_is_left_out() -> None:
    text = page(report(speed=None))
    assert "## Speed" not in text
    assert "## Fairness" not in text


def test_a_bar_in_a_cell_does_not_end_it() -> None:
    assert table(("a",), [("x|y",)]) == ["| a |", "|---|", "| x\\|y |", ""]
