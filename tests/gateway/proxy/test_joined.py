"""What crosses the border of two leaves is found in each of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.types import Finding
from gateway.model import Kind, Segment
from gateway.proxy.joined import joined, spread
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
