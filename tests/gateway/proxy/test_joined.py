"""What crosses the border of two leaves is found in each of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.running_text import OF_RUNNING_TEXT
from detectors.types import Finding
from gateway.model import Kind, Segment
from gateway.proxy.joined import SURE, joined, spread
from gateway.proxy.wire.base import Group

CARD = "4111 1111 1111 1111"


def segments(*texts: str) -> list[Segment]:
    return [
        Segment(pointer=f"/{place}", kind=Kind.TEXT, role="user", text=text, before="asked")
        for place, text in enumerate(texts)
    ]


def finding(start: int, end: int, entity_type: str = "CREDIT_CARD") -> Finding:
    return Finding(entity_type=entity_type, start=start, end=end, score=0.9, detector="t")


def group(*slots: int, joiner: str = "") -> Group:
    return Group(slots=slots, joiner=joiner)


def spans(found: list[tuple[Finding, ...]]) -> list[list[tuple[int, int]]]:
    return [[(each.start, each.end) for each in findings] for findings in found]


def test_a_group_is_one_segment_where_its_first_leaf_stands() -> None:
    leaves = segments("aa", "bb", "cc")
    first, second = joined(leaves, [group(0, 2), group(0, 1, 2, joiner="\n")])
    assert (first.text, second.text) == ("aacc", "aa\nbb\ncc")
    assert (first.pointer, first.role, first.before) == ("/0", "user", "asked")
    assert joined(leaves, []) == ()


@pytest.mark.parametrize(
    ("texts", "joiner", "span", "expected"),
    [
        (("card 4111 1111", " 1111 1111."), "", (5, 24), [[(5, 14)], [(1, 10)]]),
        (("card 4111 1111", "1111 1111."), "\n", (5, 24), [[(5, 14)], [(0, 9)]]),
        (("4111", "11111111", "1111"), "", (0, 16), [[(0, 4)], [(0, 8)], [(0, 4)]]),
        (("4111", " - ", "1111"), "", (0, 11), [[(0, 4)], [], [(0, 4)]]),
        (("4111", "", "1111"), "\n", (0, 10), [[(0, 4)], [], [(0, 4)]]),
        (("4111 ", "x"), "", (0, 5), [[], []]),
        (("x", "4111"), "\n", (2, 6), [[], []]),
        (("x", "4111"), "", (0, 5), [[(0, 1)], [(0, 4)]]),
    ],
)
def test_each_leaf_has_its_share_of_what_crosses_a_border(
    texts: tuple[str, ...],
    joiner: str,
    span: tuple[int, int],
    expected: list[list[tuple[int, int]]],
) -> None:
    leaves = segments(*texts)
    over = group(*range(len(texts)), joiner=joiner)
    found = spread(leaves, [over], found=[()] * len(texts), crossing=[(finding(*span),)])
    assert spans(found) == expected


def test_a_share_keeps_type_and_score_and_says_where_it_is_from() -> None:
    leaves = segments("4111 1111 ", "1111 1111")
    found = spread(leaves, [group(0, 1)], found=[(), ()], crossing=[(finding(0, 19),)])
    for (share,) in found:
        assert (share.entity_type, share.score, share.detector) == ("CREDIT_CARD", 0.9, "t")
        assert share.evidence[-1] == "joined"
        assert "4111" not in repr(share)


def test_what_was_found_in_the_leaf_stays_where_nothing_crosses() -> None:
    leaves = segments("mail a@b.example", "and more", "alone")
    own = finding(5, 16, "EMAIL_ADDRESS")
    found = spread(leaves, [group(0, 1)], found=[(own,), (), ()], crossing=[(own,)])
    assert found == [(own,), (), ()]


def test_shares_and_findings_of_a_leaf_do_not_overlap() -> None:
    leaves = segments("pin 4111 1111 ", "1111 1111 end")
    part = finding(4, 8, "PIN")
    found = spread(leaves, [group(0, 1)], found=[(part,), ()], crossing=[(finding(4, 23),)])
    assert (4, 13) in spans(found)[0]
    for findings in found:
        ordered = sorted((each.start, each.end) for each in findings)
        assert all(a[1] <= b[0] for a, b in pairwise(ordered))


def test_a_leaf_in_two_groups_has_the_shares_of_both() -> None:
    leaves = segments("aa 41", "11 bb 55", "55")
    over = [group(0, 1), group(0, 1, 2, joiner="\n")]
    crossing = [(finding(3, 7),), (finding(12, 17, "OTHER"),)]
    found = spread(leaves, over, found=[(), (), ()], crossing=crossing)
    assert spans(found) == [[(3, 5)], [(0, 2), (6, 8)], [(0, 2)]]


def test_from_number_to_number_what_others_say_between_is_left_out() -> None:
    leaves = segments("my card is 4111 1111, wait", "it goes on 1111 as", "1111 is the rest")
    over = Group(slots=(0, 1, 2), joiner=" ", at_numbers=True)
    (text,) = joined(leaves, [over])
    assert text.text == "my card is 4111 1111 1111 1111 is the rest"
    found = spread(leaves, [over], found=[()] * 3, crossing=[(finding(11, 30),)])
    assert spans(found) == [[(11, 20)], [(11, 15)], [(0, 4)]]


def test_over_left_out_words_only_what_is_sure_counts() -> None:
    leaves = segments("4111 1111 ok", "1111 1111")
    over = Group(slots=(0, 1), joiner=" ", at_numbers=True)
    unsure = Finding(entity_type="CREDIT_CARD", start=0, end=19, score=SURE - 0.01, detector="t")
    assert spread(leaves, [over], found=[(), ()], crossing=[(unsure,)]) == [(), ()]


@pytest.mark.parametrize("of_words", sorted(OF_RUNNING_TEXT))
def test_over_left_out_words_no_name_or_illness_goes_on(of_words: str) -> None:
    leaves = segments("flat 12", "5 long street")
    crossing = [(finding(5, 10, of_words),)]
    over = Group(slots=(0, 1), joiner=" ", at_numbers=True)
    assert spread(leaves, [over], found=[(), ()], crossing=crossing) == [(), ()]
    parts = group(0, 1, joiner=" ")
    assert spans(spread(leaves, [parts], found=[(), ()], crossing=crossing)) == [[(5, 7)], [(0, 1)]]


def test_what_is_not_acted_on_takes_no_share_away() -> None:
    leaves = segments("mala", "thi")
    weak = Finding(entity_type="OTHER", start=0, end=4, score=1.0, detector="t", evidence=("no",))
    (first, _) = spread(
        leaves,
        [group(0, 1)],
        found=[(weak,), ()],
        crossing=[(finding(0, 7, "PERSON"),)],
        touches=lambda each: "no" not in each.evidence,
    )
    assert [(each.entity_type, each.start, each.end) for each in first] == [("PERSON", 0, 4)]


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        (("CREDIT_CARD", 1.0), ("US_SSN", 0.8), True),
        (("CREDIT_CARD", 0.6), ("US_SSN", 0.8), False),  # no whole card
        (("CREDIT_CARD", 1.0), ("US_SSN", 0.6), False),  # a number of any kind
        (("CREDIT_CARD", 1.0), ("UUID", 0.8), False),  # what policies let through
        (("IBAN_CODE", 1.0), ("US_SSN", 0.8), False),
    ],
)
def test_a_whole_card_and_another_number_are_told_apart(
    first: tuple[str, float], second: tuple[str, float], apart: bool
) -> None:
    leaves = segments(f"card {CARD}", "ssn 078-05-1120")
    own = [
        Finding(entity_type=kind, start=start, end=end, score=score, detector="own")
        for (kind, score), start, end in ((first, 5, 24), (second, 4, 15))
    ]
    over = Group(slots=(0, 1), joiner=" ", at_numbers=True)
    crossing = [(Finding(entity_type="CREDIT_CARD", start=5, end=28, score=1.0, detector="t"),)]
    found = spread(leaves, [over], found=[(own[0],), (own[1],)], crossing=crossing)
    assert (found == [(own[0],), (own[1],)]) is apart


def test_a_longer_number_than_what_follows_is_not_told_apart() -> None:
    leaves = segments(CARD, "078 05")
    own = [finding(0, 19), finding(0, 3, "US_SSN")]
    found = spread(
        leaves, [group(0, 1)], found=[(own[0],), (own[1],)], crossing=[(finding(0, 25),)]
    )
    assert {place for each in found[1] for place in range(each.start, each.end)} >= {0, 1, 2, 4, 5}


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (("my score is 4445 to 687", "38676 or 9057945"), False),
        (("my card is 4445 687", "38676 9057945"), True),
        (("my card is 4445 68O", "3867l 9057945"), True),
    ],
)
def test_words_among_the_digits_are_no_part_of_a_card(texts: tuple[str, ...], kept: bool) -> None:
    leaves = segments(*texts)
    over = Group(slots=(0, 1), joiner=" ", at_numbers=True)
    whole = joined(leaves, [over])[0].text
    start = texts[0].index("4445")
    crossing = [(finding(start, len(whole)),)]
    found = spread(leaves, [over], found=[(), ()], crossing=crossing)
    assert [bool(findings) for findings in found] == [kept, kept]


@given(st.text("4 -.", max_size=30), st.data())
def test_every_letter_and_digit_of_a_value_is_in_a_share(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=1, max_size=6)))
    pieces = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start == end:
        return
    leaves = segments(*pieces)
    over = group(*range(len(pieces)))
    found = spread(leaves, [over], found=[()] * len(pieces), crossing=[(finding(start, end),)])
    covered: set[int] = set()
    offset = 0
    for piece, findings in zip(pieces, found, strict=True):
        for each in findings:
            assert 0 <= each.start < each.end <= len(piece)
            covered |= set(range(offset + each.start, offset + each.end))
        offset += len(piece)
    inside = {place for place in range(start, end) if text[place].isalnum()}
    borders = [0]
    for piece in pieces:
        borders.append(borders[-1] + len(piece))
    within_one = any(a <= start and end <= b for a, b in pairwise(borders))
    assert covered >= inside or within_one
    assert covered <= set(range(start, end))
