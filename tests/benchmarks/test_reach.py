"""Figures to reach: kept, missed or not measured, never silently passed."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.detection import IDENTIFIERS, Hostile, Speed, Start, Timing
from benchmarks.reach import SetScores, Target, targets
from benchmarks.scoring import Score, Tally


def by_name(found: list[Target]) -> dict[str, Target]:
    return {each.name: each for each in found}


def test_what_was_not_measured_is_not_kept() -> None:
    found = targets([], None, disguised=None)
    assert len(found) > 40
    assert len(by_name(found)) == len(found)
    assert {each.said for each in found} == {"not measured"}


def speed(**changes: object) -> Speed:
    made = Speed(
        chat={
            "Discreet": Timing(median=399e-6, p99=1, texts=9),
            IDENTIFIERS: Timing(median=61e-6, p99=249e-6, texts=9),
        },
        long={"Discreet": 9.0, IDENTIFIERS: 0.003},
        rooms={
            "names": Timing(median=151e-6, p99=1, texts=9),
            "health": Timing(median=59e-6, p99=1, texts=9),
        },
        more_memory=61_000_000,
        model_bytes=11_000_000,
        regex_stage=Timing(median=1e-3, p99=1, texts=1),
        fast_stage=Timing(median=1e-5, p99=1, texts=1),
        starts={
            "Discreet": Start(seconds=0.5, resident=140_000_000),
            IDENTIFIERS: Start(seconds=0.4, resident=80_000_000),
            "Discreet, no scan cache": Start(seconds=6, resident=1),
        },
        hostile={
            "Discreet": [Hostile(name="dots", seconds=0.5, outcome="found")],
            IDENTIFIERS: [
                Hostile(name="dots", seconds=0.01, outcome="found"),
                Hostile(name="digits", seconds=9.0, outcome="refused"),
            ],
        },
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def test_speed_is_held_to_its_figures() -> None:
    found = by_name(targets([], speed(), disguised=0.98))
    said = {name: each.said for name, each in found.items() if each.value is not None}
    assert said == {
        "speed over Presidio's pattern recognisers, same findings, median": "kept",
        "chat message, identifiers alone, median": "MISSED",
        "chat message, identifiers alone, p99": "kept",
        "chat message, names alone, median": "MISSED",
        "chat message, health alone, median": "kept",
        "chat message, everything on, median": "kept",
        "5 kB, identifiers alone": "kept",
        "start with the cache": "kept",
        "start without the cache": "MISSED",
        "resident after the start, identifiers alone": "kept",
        "names and health: more memory": "MISSED",
        "names and health: files": "kept",
        "100 kB of junk, identifiers alone, slowest that is not refused": "kept",
        "cards missed behind junk": "kept",
        "disguised identifiers found": "kept",
    }


def test_a_card_missed_behind_junk_is_missed() -> None:
    lost = [Hostile(name="dots", seconds=0.1, outcome="missed")]
    slowest = "100 kB of junk, identifiers alone, slowest that is not refused"
    found = by_name(targets([], speed(hostile={IDENTIFIERS: lost}), disguised=None))
    assert found["cards missed behind junk"].said == "MISSED"
    assert found[slowest].said == "MISSED"
    found = by_name(targets([], speed(hostile={"Discreet": lost}), disguised=None))
    assert found["cards missed behind junk"].said == "MISSED"
    assert found[slowest].said == "not measured"


def test_a_set_in_lower_case_is_not_counted_with_the_set_as_it_stands() -> None:
    whole = scores("multidogo_turns", GOV_ID=Tally(spans=10, covered=9, typed=9))
    small = replace(scores("multidogo_turns", GOV_ID=Tally(spans=10)), lowered=True)
    found = by_name(targets([whole, small], None, disguised=None))
    assert found["multidogo_turns GOV_ID: covered"].value == 0.9


def scores(name: str, *, asked: bool = False, **tallies: Tally) -> SetScores:
    ours = Score(tallies={key.replace("_of_a_", " of a "): each for key, each in tallies.items()})
    return SetScores(name=name, asked=asked, ours=ours)


def test_recall_is_that_of_the_set_the_label_and_the_question() -> None:
    found = by_name(
        targets(
            [
                scores("multidogo_turns", GOV_ID=Tally(spans=10, covered=8, typed=8)),
                scores("multidogo_turns", asked=True, GOV_ID=Tally(spans=10, covered=10, typed=9)),
                scores(
                    "stdnum_values",
                    GOV_ID=Tally(spans=20, covered=10, typed=10),
                    GOV_ID_of_a_person=Tally(spans=10, covered=10, typed=10),
                ),
                scores(
                    "presidio_recognizer_tests",
                    GOV_ID=Tally(spans=99, covered=99, typed=99),
                    URL=Tally(spans=1, covered=0),
                ),
            ],
            None,
            disguised=None,
        )
    )
    assert found["multidogo_turns GOV_ID: covered"].said == "kept"
    assert found["multidogo_turns GOV_ID, asked: covered"].value == 1.0
    assert found["multidogo_turns GOV_ID, asked: covered less typed"].said == "MISSED"
    assert found["stdnum_values of a person: covered"].value == 1.0
    assert found["presidio_recognizer_tests: covered"].value == 0.99


def false(name: str, count: int, rows: int) -> Score:
    score = Score(plain_rows=rows)
    score.false["OTHER_ID"] = count
    assert name
    return score


def test_false_positives_are_summed_over_sets_and_compared_with_presidio() -> None:
    sets = [
        SetScores(name="neg_banking77", asked=False, ours=false("a", 1, 1000)),
        SetScores(name="neg_multidogo", asked=False, ours=false("b", 0, 1000)),
        SetScores(name="neg_clinc150", asked=False, ours=false("c", 9, 1000)),
        SetScores(
            name="neg_stdnum_codes",
            asked=False,
            ours=Score(),
            sampled={"Discreet": false("d", 2, 10), "Presidio": false("e", 4, 10)},
        ),
    ]
    found = by_name(targets(sets, None, disguised=None))
    few = "false positives per 1,000 turns, banking77, multidogo, taskmaster4"
    assert (found[few].value, found[few].said) == (0.5, "kept")
    assert found["false positives per 1,000 turns, all chat sets"].said == "MISSED"
    share = found["neg_stdnum_codes: false positives as a share of Presidio's"]
    assert (share.value, share.said) == (0.5, "MISSED")
