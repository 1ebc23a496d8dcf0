"""The second reading: when there is one, what it says, and where its findings lie."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.canonical import canonical_view
from detectors.errors import BudgetExhausted
from detectors.prefilter import Prefilter
from detectors.readings import TRIGGERS, Reading, reading
from detectors.types import Finding

ENGINE = Engine()
SCAN = Prefilter([(kind, each) for kind, triggers in enumerate(TRIGGERS) for each in triggers])
MAIL = base64.b64encode(b"jane@example.com").decode()


def other(text: str) -> Reading | None:
    view = canonical_view(text)
    return reading(view, SCAN.windows(view.text).keys(), check=lambda: None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call four one one one", "call 4111"),
        (f"see {MAIL} ok", "see jane@example.com ok"),
        ("ssn O78-O5-1l20", "ssn 078-05-1120"),
        ("ssn 078 | 05 | 1120", "ssn 078 05 1120"),
        (f"four one one one, {MAIL}, O78-O5-1l20", "4111, jane@example.com, 078-05-1120"),
        ("ｆｏｕｒ one 1 o\u200bne", "4111"),
        (
            f"see {base64.b64encode('number is ４１１１ &#64;'.encode()).decode()}",
            "see number is 4111 @",
        ),
    ],
)
def test_reads(text: str, expected: str) -> None:
    read = other(text)
    assert read is not None
    assert read.view.text == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my card is 4111 1111 1111 1111",
        "jane@example.com",
        "I have one or two",
        "see you at 10:30",
    ],
)
def test_most_texts_have_none(text: str) -> None:
    assert other(text) is None


def test_what_is_far_away_is_left_out() -> None:
    read = other("a " * 5000 + "four one one one" + " b" * 5000)
    assert read is not None
    assert "4111" in read.view.text
    assert len(read.view.text) < 500
    start = read.view.text.index("4111")
    assert read.view.original(start, start + 4) == (10_000, 10_016)


def test_it_stops_when_the_time_is_spent() -> None:
    def spent() -> None:
        raise BudgetExhausted("spent")

    with pytest.raises(BudgetExhausted):
        reading(canonical_view("four one one one"), {1}, check=spent)


def kept(read: Reading, *spans: tuple[int, int]) -> list[tuple[int, int]]:
    findings = [
        Finding(entity_type="X", start=start, end=end, score=1.0, detector="x")
        for start, end in spans
    ]
    return [(each.start, each.end) for each in read.kept(findings)]


def test_only_what_meets_a_changed_place_is_kept() -> None:
    read = other("aa four one one one bb")
    assert read is not None
    assert read.view.text == "aa 4111 bb"
    assert kept(read, (0, 2), (0, 4), (3, 7), (6, 9), (7, 10)) == [(0, 4), (3, 7), (6, 9)]


def test_a_separator_counts_for_what_goes_on_behind_it() -> None:
    read = other("078|05|1120")
    assert read is not None
    assert read.view.text == "078 05 1120"
    assert kept(read, (0, 3), (0, 4), (3, 6), (4, 6), (0, 11)) == [(0, 11)]


WORDS = st.sampled_from(
    ["four", "one", "double", " ", "-", "|", "41", "1l1O", MAIL, MAIL[:9], "34 31 31", "ｏｎｅ",
     "\u200b", "&#52;", "\ud800", "=\n", "jane=40example.com", "一二三", "🅰", "1\u0336", ", ",
     "AB"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30))
def test_places_lead_back_into_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    read = other(text)
    if read is None:
        return
    last = 0
    for place in range(len(read.view.text)):
        start, end = read.view.original(place, place + 1)
        assert last <= start < end <= len(text)
        last = start
    assert read.starts == sorted(read.starts)
    assert len(read.starts) == len(read.ends)


@given(st.lists(WORDS, max_size=30))
def test_findings_are_sorted_and_disjoint(parts: list[str]) -> None:
    text = "".join(parts)
    last = 0
    for each in ENGINE.detect(text, before="your card number?"):
        assert last <= each.start < each.end <= len(text)
        last = each.end


def test_the_surer_finding_names_what_both_readings_see() -> None:
    text = f"token={MAIL}"
    assert [each.entity_type for each in ENGINE.detect(text)] == ["EMAIL_ADDRESS"]
