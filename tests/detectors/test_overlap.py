"""Overlap resolution: disjoint, sorted, nothing uncovered, whatever the order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.overlap import SOFT_TYPES, TAGGER, resolve, trimmed
from detectors.types import Finding


def finding(entity_type: str, start: int, end: int, score: float = 0.6) -> Finding:
    return Finding(entity_type=entity_type, start=start, end=end, score=score, detector="d")


FINDINGS = st.lists(
    st.builds(
        lambda kind, start, length, score: finding(kind, start, start + length, score),
        st.sampled_from(["A", "B", "C"]),
        st.integers(0, 40),
        st.integers(1, 15),
        st.sampled_from([0.4, 0.6, 0.9]),
    ),
    max_size=12,
)


def covered(findings: list[Finding] | tuple[Finding, ...]) -> set[int]:
    return {place for each in findings for place in range(each.start, each.end)}


@given(FINDINGS)
def test_a_sorted_disjoint_cover_of_the_same_characters(findings: list[Finding]) -> None:
    cover = resolve(findings)
    assert covered(cover) == covered(findings)
    assert all(a.end <= b.start for a, b in pairwise(cover))
    assert all(each.start < each.end for each in cover)


@given(FINDINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(findings: list[Finding], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolve(findings)


@given(FINDINGS)
def test_resolving_again_changes_nothing(findings: list[Finding]) -> None:
    cover = resolve(findings)
    assert resolve(cover) == cover


@given(FINDINGS)
def test_each_character_goes_to_the_surest_finding_over_it(findings: list[Finding]) -> None:
    for each in resolve(findings):
        for place in range(each.start, each.end):
            over = [f for f in findings if f.start <= place < f.end]
            best = max(f.score for f in over)
            same_type = [f for f in findings if f.entity_type == each.entity_type]
            assert each.score >= best or each.entity_type in {f.entity_type for f in over}
            assert same_type


def test_the_surest_keeps_its_span_and_losers_keep_the_rest() -> None:
    cover = resolve([finding("URL", 0, 30, 0.6), finding("EMAIL", 8, 20, 0.9)])
    assert [(f.entity_type, f.start, f.end) for f in cover] == [
        ("URL", 0, 8),
        ("EMAIL", 8, 20),
        ("URL", 20, 30),
    ]


def test_one_value_seen_twice_is_one_finding() -> None:
    cover = resolve([finding("A", 0, 10, 0.9), finding("A", 5, 14, 0.6)])
    assert [(f.start, f.end, f.score) for f in cover] == [(0, 14, 0.9)]


def test_neighbours_of_one_type_stay_apart() -> None:
    findings = [finding("A", 0, 5), finding("A", 5, 9), finding("B", 9, 12)]
    assert list(resolve(findings)) == findings


def test_many_overlaps_are_resolved_in_time() -> None:
    findings = [finding("A" if n % 2 else "B", n, n + 500, 0.6) for n in range(20_000)]
    cover = resolve(findings)
    assert covered(cover) == covered([cover[0], *cover])
    assert cover[0].start == 0
    assert cover[-1].end == 20_499


def test_what_is_not_acted_on_never_decides() -> None:
    person, number = finding("PERSON", 0, 20, 0.7), finding("OTHER_ID", 5, 10, 0.5)
    assert resolve([person, number]) == (person,)
    cover = resolve([person, number], acts_on=lambda each: each.entity_type != "PERSON")
    assert [(each.entity_type, each.start, each.end) for each in cover] == [
        ("PERSON", 0, 5),
        ("OTHER_ID", 5, 10),
        ("PERSON", 10, 20),
    ]


@given(FINDINGS, st.sampled_from([0.0, 0.5, 0.7, 1.0]))
def test_all_that_is_acted_on_stays_covered_by_what_is(
    findings: list[Finding], least: float
) -> None:
    cover = resolve(findings, acts_on=lambda each: each.score >= least)
    assert covered(cover) == covered(findings)
    acted = [each for each in findings if each.score >= least]
    assert covered([each for each in cover if each.score >= least]) >= covered(acted)


def test_a_city_never_decides_over_what_it_stands_in() -> None:
    city = finding("LOCATION", 12, 23, 0.95)
    for around in ("ADDRESS", "PERSON", "EMAIL_ADDRESS"):
        assert resolve([finding(around, 0, 30, 0.5), city]) == (finding(around, 0, 30, 0.5),)


@pytest.mark.parametrize("soft", sorted(SOFT_TYPES))
def test_a_soft_type_gives_way_to_what_it_surrounds(soft: str) -> None:
    around = Finding(entity_type=soft, start=0, end=30, score=0.9, detector="d")
    value = Finding(entity_type="OTHER_ID", start=10, end=20, score=0.5, detector="d")
    assert [(each.entity_type, each.start, each.end) for each in resolve([around, value])] == [
        (soft, 0, 10),
        ("OTHER_ID", 10, 20),
        (soft, 20, 30),
    ]


def tagged(entity_type: str, start: int, end: int) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=start,
        end=end,
        score=0.8,
        detector="names",
        evidence=("tagger",),
    )


def test_what_a_tagger_lost_leaves_no_signs_and_no_scraps() -> None:
    text = "Jane Doe <jane@example.com>, call 4 1 1 1 1 1 1 1 ok"
    whole = {
        tagged("PERSON", 0, 26),
        finding("EMAIL_ADDRESS", 10, 26, score=0.95),
        tagged("ADDRESS", 34, 52),
        finding("CREDIT_CARD", 34, 49, score=0.95),
    }
    kept = trimmed(text, resolve(whole), whole=whole)
    assert [text[each.start : each.end] for each in kept] == [
        "Jane Doe",
        "jane@example.com",
        "4 1 1 1 1 1 1 1",
    ]


def test_names_give_way_to_words_of_health_and_these_to_numbers() -> None:
    whole = [tagged("PERSON", 0, 9), tagged("MEDICATION", 4, 9), finding("OTHER_ID", 7, 9)]
    kinds = [(each.entity_type, each.start, each.end) for each in resolve(whole)]
    assert kinds == [("PERSON", 0, 4), ("MEDICATION", 4, 7), ("OTHER_ID", 7, 9)]


@pytest.mark.parametrize("layout", ["DATE_TIME", "URL", "UUID"])
def test_a_name_within_a_layout_is_part_of_it(layout: str) -> None:
    outer = finding(layout, 0, 20, score=0.5)
    assert resolve([outer, tagged("PERSON", 5, 9)]) == (outer,)
    assert resolve([outer, tagged("PERSON", 5, 9)], acts_on=lambda each: each != outer) == (outer,)
    beyond = tagged("PERSON", 15, 25)
    assert resolve([outer, beyond])[-1].end == 25


def _seen(entity_type: str, start: int, end: int, *, score: float, evidence: str) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=start,
        end=end,
        score=score,
        detector="t",
        evidence=(evidence,),
    )


def test_the_year_of_a_date_that_is_acted_on_is_not_cut_by_a_name() -> None:
    # "March 5, 2021, ZIP"
    date = _seen("DATE_TIME", 0, 13, score=0.5, evidence="layout")
    address = _seen("ADDRESS", 9, 18, score=0.8, evidence=TAGGER)
    kept = resolve([date, address], acts_on=lambda _: True)
    assert [(each.entity_type, each.start, each.end) for each in kept] == [
        ("DATE_TIME", 0, 13),
        ("ADDRESS", 13, 18),
    ]
    let_through = resolve([date, address], acts_on=lambda each: each is not date)
    assert [(each.entity_type, each.start, each.end) for each in let_through] == [
        ("DATE_TIME", 0, 9),
        ("ADDRESS", 9, 18),
    ]


def test_a_name_within_a_part_of_a_date_stays() -> None:
    part = _seen("DATE_TIME", 0, 7, score=0.4, evidence="part")
    name = _seen("PERSON", 0, 5, score=0.7, evidence=TAGGER)
    for found in (resolve([part, name]), resolve([part, name], acts_on=lambda _: True)):
        assert [(each.entity_type, each.start, each.end) for each in found] == [
            ("PERSON", 0, 5),
            ("DATE_TIME", 5, 7),
        ]
