"""Figures of names, places and medical words: by set, never of rows trained on."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.reach import SetScores, Target
from benchmarks.reach_words import LOWERED, WANTED, word_targets
from benchmarks.scoring import Score, Tally
from tests.benchmarks.test_fairness import region

FIRST = "multidogo_turns PERSON: covered"
TYPED = "typed recall below covered, worst of every set"
LOWER = "recall lost in lower case, worst of the sets above"
NONE = "PERSON where there is none, per 1,000 turns, banking77, multidogo, taskmaster4, sgd_plain"
MEDICAL = "medical words about a person, per 1,000 turns, banking77, taskmaster4"


def by_name(found: list[Target]) -> dict[str, Target]:
    return {each.name: each for each in found}


def scores(name: str, *, sampled: dict[str, Tally] | None = None, **tallies: Tally) -> SetScores:
    beside = {engine: Score(tallies={"PERSON": each}) for engine, each in (sampled or {}).items()}
    return SetScores(name=name, asked=False, ours=Score(tallies=tallies), sampled=beside)


def people(covered: int, typed: int | None = None) -> Tally:
    return Tally(spans=100, covered=covered, typed=covered if typed is None else typed)


def test_what_was_not_measured_is_not_kept() -> None:
    found = word_targets([])
    assert len(by_name(found)) == len(found) > 25
    assert {each.said for each in found} == {"not measured"}
    closed = [each for each in found if each.note == "closed set, not at hand"]
    assert len(closed) == sum(each.closed for each in WANTED) == 4


def test_every_set_at_hand_is_examined_in_lower_case_too() -> None:
    assert LOWERED["multidogo_turns"] == {"PERSON", "ADDRESS", "LOCATION"}
    assert LOWERED["bc5cdr"] == {"MEDICAL_CONDITION", "MEDICATION"}
    assert "aci_bench" not in LOWERED


def test_recall_stands_with_typed_recall_lower_case_and_presidio() -> None:
    theirs = {"Discreet": people(90), "Presidio": people(43)}
    given = [
        scores("multidogo_turns", PERSON=people(91, 90), sampled=theirs),
        replace(scores("multidogo_turns", PERSON=people(93)), asked=True),
        replace(scores("multidogo_turns", PERSON=people(85)), lowered=True),
    ]
    found = by_name(word_targets(given))
    assert (found[FIRST].value, found[FIRST].said) == (0.91, "kept")
    assert found[FIRST].note == "typed 0.900; lower case 0.850; Presidio 0.430"
    assert found["multidogo_turns PERSON, asked: covered"].said == "MISSED"
    assert found[TYPED].said == "kept"
    assert found[LOWER].said == "MISSED"
    assert found[LOWER].note == "multidogo_turns PERSON 0.060"


def test_rows_trained_on_make_no_figure() -> None:
    theirs = {"Discreet": people(99), "Presidio": people(43)}
    given = [
        replace(scores("multidogo_turns", PERSON=people(99, 50), sampled=theirs), seen=True),
        replace(scores("multidogo_turns", PERSON=people(10)), seen=True, lowered=True),
        SetScores(name="neg_banking77", asked=False, seen=True, ours=false(plain_rows=1000)),
    ]
    found = word_targets(given)
    assert {each.said for each in found} == {"not measured"}
    assert by_name(found)[FIRST].note == "seen in training"


def test_typed_recall_far_below_is_named_where_there_are_enough_spans() -> None:
    few = Tally(spans=19, covered=19, typed=0)
    found = by_name(word_targets([scores("a", PERSON=people(90, 80), LOCATION=few, URL=few)]))
    assert found[TYPED].said == "MISSED"
    assert found[TYPED].note == "a PERSON 0.100"


def test_each_set_is_compared_with_presidio_on_the_same_sample() -> None:
    given = [
        scores("a", sampled={"Discreet": people(90), "Presidio": people(80)}),
        scores("b", sampled={"Discreet": people(80), "Presidio": people(80)}),
        scores("c", sampled={"Discreet": people(100), "Presidio": people(100)}),
        scores("d", sampled={"Discreet": people(100)}),
    ]
    found = by_name(word_targets(given))
    label = "PERSON: sets on which it is not covered better than by Presidio, of 3"
    assert (found[label].value, found[label].said) == (1.0, "MISSED")
    assert found[label].note == "b 0.800 to 0.800"


def false(*, plain_rows: int) -> Score:
    made = Score(plain_rows=plain_rows)
    made.words["PERSON"], made.words["LOCATION"], made.beside["PERSON"] = 10, 99, 41
    made.about_person["MEDICATION"] = 6
    return made


def test_false_names_and_medical_words_are_counted_where_there_are_none() -> None:
    names = ("neg_banking77", "neg_multidogo", "neg_sgd_names", "neg_clinc150")
    given = [SetScores(name=name, asked=False, ours=false(plain_rows=1000)) for name in names]
    asked = [SetScores(name="neg_sgd_plain", asked=True, ours=false(plain_rows=100))]
    found = by_name(word_targets([*given, *asked]))
    assert (found[NONE].value, found[NONE].said) == (10.0, "kept")
    assert (found[f"{NONE}, asked"].value, found[f"{NONE}, asked"].said) == (100.0, "MISSED")
    assert found["PERSON per 1,000 turns, neg_sgd_names"].value == 41.0
    assert (found[MEDICAL].value, found[MEDICAL].said) == (6.0, "MISSED")


def test_regions_are_held_to_their_spread() -> None:
    regions = [region(covered) for covered in (0.9, 0.95, 0.99)]
    found = by_name(word_targets([], regions=regions))
    assert found["recall of names by region, spread over 3"].said == "MISSED"
    found = by_name(word_targets([], regions=regions[:2]))
    assert found["recall of names by region, spread over 2"].said == "kept"
