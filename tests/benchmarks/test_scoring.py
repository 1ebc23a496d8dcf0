"""Scores: covered, typed, leaked, false; each counted as the data's README says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.dialogues import Labelled
from benchmarks.labelled import Case
from benchmarks.scoring import Found, Score, add, family_of, means, tally

TEXT = "call 20 79-46 now"


def span(label: str = "PHONE_NUMBER") -> Labelled:
    return Labelled(start=5, end=13, label=label, subtype="")


def case(*spans: Labelled, text: str = TEXT, **more: object) -> Case:
    return Case(key="1", text=text, own=0, spans=spans, **more)  # type: ignore[arg-type]


def found(start: int, end: int, kind: str = "PHONE_NUMBER", score: float = 0.9) -> Found:
    return Found(entity_type=kind, start=start, end=end, score=score)


@pytest.mark.parametrize(
    ("findings", "covered", "typed", "leaked"),
    [
        ([found(5, 13)], 1, 1, 0),
        ([found(0, 17)], 1, 1, 0),
        ([found(5, 7), found(8, 10), found(11, 13)], 1, 1, 2),
        ([found(5, 13, "US_SSN")], 1, 0, 0),
        ([found(5, 10, "US_SSN"), found(10, 13)], 1, 0, 0),
        ([found(5, 12)], 0, 0, 1),
        ([found(0, 4)], 0, 0, 8),
        ([], 0, 0, 8),
    ],
)
def test_a_span_is_covered_when_all_its_letters_and_digits_are(
    findings: list[Found], covered: int, typed: int, leaked: int
) -> None:
    one = tally(case(span()), span(), found=findings)
    assert (one.covered, one.typed, one.leaked, one.characters) == (covered, typed, leaked, 8)


def allowed(found: Found) -> bool:
    return found.entity_type == "DATE_TIME"


def scored(name: str, *cases: tuple[Case, list[Found]]) -> Score:
    score = Score()
    for each, findings in cases:
        add(score, name, each, found=findings, allowed=allowed)
    return score


def test_recall_is_counted_by_label_and_by_holder() -> None:
    score = scored(
        "stdnum_values",
        (case(span("GOV_ID"), holder="person"), [found(5, 13, "US_SSN")]),
        (case(span("GOV_ID"), holder="business"), []),
    )
    assert score.tallies["GOV_ID"].recall == 0.5
    assert score.tallies["GOV_ID of a person"].recall == 1.0
    assert score.tallies["GOV_ID of a business"].leaked_share == 1.0
    assert score.plain_rows == 0


def test_what_is_found_outside_of_labels_is_false() -> None:
    score = scored(
        "neg_banking77",
        (case(), [found(0, 4), found(2, 6), found(5, 13, "DATE_TIME"), found(0, 4, "PERSON")]),
        (case(span()), [found(5, 9)]),
    )
    assert dict(score.false) == {"PHONE_NUMBER": 2}
    assert dict(score.words) == {"PERSON": 1}
    assert score.false_per_thousand == 1000
    assert score.per_thousand(score.words) == 500
    assert (score.characters, score.false_characters) == (34, 6)


@pytest.mark.parametrize("kind", ["PERSON", "LOCATION", "MEDICATION"])
def test_names_and_medical_words_count_only_where_there_are_none(kind: str) -> None:
    score = scored("neg_clinc150", (case(), [found(0, 4, kind)]))
    assert (score.false.total(), score.words.total(), score.beside.total()) == (0, 0, 1)
    score = scored("neg_taskmaster4", (case(), [found(0, 4, kind)]))
    assert (score.false.total(), score.words.total(), score.beside.total()) == (0, 1, 0)


def test_medical_words_about_a_person_are_counted_whatever_the_policy_does() -> None:
    about = replace(found(0, 4, "MEDICATION"), evidence=("lexicon", "about_person"))
    general = replace(about, evidence=("lexicon", "in_general"))
    score = Score()
    for each in (about, general):
        add(score, "neg_banking77", case(), found=[each], allowed=lambda _: True)
    add(
        score,
        "neg_banking77",
        case(span()),
        found=[replace(about, start=5, end=9)],
        allowed=allowed,
    )
    assert dict(score.about_person) == {"MEDICATION": 1}
    assert score.words.total() == 0


def test_where_labels_are_complete_other_findings_of_their_kind_are_false() -> None:
    findings = [found(0, 4), found(14, 17, "EMAIL_ADDRESS")]
    score = scored("sgd_turns", (case(span()), findings))
    assert dict(score.false) == {"PHONE_NUMBER": 1}
    assert scored("abcd_turns", (case(span()), findings)).plain_rows == 0


def test_invalid_values_and_near_misses_are_counted_apart() -> None:
    score = scored(
        "validatorjs_values",
        (case(valid=False), [found(5, 13, score=0.5)]),
        (case(valid=False), [found(5, 13)]),
        (case(valid=False), []),
        (case(valid=True), [found(5, 13)]),
    )
    assert (score.invalid, score.invalid_found, score.invalid_sure) == (3, 2, 1)
    near = scored("presidio_recognizer_tests", (case(), [found(5, 13)]), (case(span()), []))
    assert (near.invalid, near.invalid_found) == (1, 1)


def test_findings_in_the_sentence_around_a_value_do_not_count() -> None:
    own = Case(key="1", text=TEXT, own=5, spans=(), valid=False)
    assert scored("validatorjs_values", (own, [found(0, 4)])).invalid_found == 0


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("CREDIT_CARD", "CREDIT_CARD"),
        ("CARD_CVV", "CREDIT_CARD"),
        ("US_SSN", "GOV_ID"),
        ("XX_NEW_NUMBER", "GOV_ID"),
        ("XX_NEW_MOBILE", "PHONE_NUMBER"),
        ("PERSON", "PERSON"),
    ],
)
def test_every_type_has_a_family(kind: str, family: str) -> None:
    assert family_of(kind) == family
    assert means(family, kind)


def test_some_families_mean_the_same_stretch() -> None:
    assert means("BANK_ACCOUNT", "IBAN_CODE")
    assert means("ADDRESS", "LOCATION")
    assert means("LOCATION", "ADDRESS")
    assert means("MEDICATION", "MEDICAL")
    assert not means("CREDIT_CARD", "IBAN_CODE")
