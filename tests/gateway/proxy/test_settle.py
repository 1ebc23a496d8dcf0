"""Stretches of text that are examined: digit runs, units, windows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.canonical import canonical_view
from detectors.types import Finding
from gateway.model import Action
from gateway.proxy.settle import (
    CONTEXT,
    OVERLAP,
    WINDOW,
    DigitRuns,
    Examination,
    LanePlan,
    Settler,
    Units,
)
from tests.gateway.proxy.lanes import ALL, CARD, CARDS, examine, operate

MASKED = "<CREDIT_CARD:19>"


class Seen:
    """An examiner that keeps what it was shown."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> tuple[Finding, ...]:
        self.texts.append(text)
        return examine(text)


def settler(kind: type[DigitRuns | Units], seen: Seen, plan: LanePlan) -> Settler:
    return kind(Examination(plan, examine=seen, operate=operate))


def run(kind: type[DigitRuns | Units], pieces: list[str]) -> tuple[str, list[str]]:
    seen = Seen()
    each = settler(kind, seen, CARDS if kind is DigitRuns else ALL)
    return "".join(map(each.feed, pieces)) + each.flush(), seen.texts


def test_text_without_long_digit_runs_is_never_examined() -> None:
    text = "Call 555 0100 on 2026-11-22 at 10:30, room 7. "
    assert run(DigitRuns, [text]) == (text, [])
    assert run(DigitRuns, list(text)) == (text, [])


def test_a_run_is_examined_once_with_its_surroundings() -> None:
    text = "x" * 100 + f" {CARD}, and more"
    out, seen = run(DigitRuns, list(text))
    assert out == "x" * 100 + f" {MASKED}, and more"
    assert seen == ["x" * (CONTEXT - 1) + f" {CARD},"]


@pytest.mark.parametrize(
    "card",
    [
        "4111111111111111", "4111-1111-1111-1111", "4111 1111\n1111 1111", "4111.1111.1111.1111",
        "4111\u00a01111\u200b1111 \u200b 1111", "٤١١١١١١١١١١١١١١١",
    ],
)  # fmt: skip
def test_spellings_of_a_card(card: str) -> None:
    text = f"card {card}."
    expected = f"card <CREDIT_CARD:{len(card)}>."
    for kind in (DigitRuns, Units):
        assert run(kind, [text])[0] == expected
        assert run(kind, list(text))[0] == expected


def test_a_finding_that_reaches_out_of_the_run_is_cut_to_it() -> None:
    def wide(text: str) -> tuple[Finding, ...]:
        return (
            Finding(entity_type="CREDIT_CARD", start=0, end=2, score=1.0, detector="t"),
            Finding(entity_type="CREDIT_CARD", start=3, end=len(text), score=1.0, detector="t"),
        )

    each = DigitRuns(Examination(CARDS, examine=wide, operate=lambda kind, value: "#"))
    assert each.feed("pay 4111 1111 1111 1111, ok") == "pay #, ok"


def contiguous(text: str) -> tuple[Finding, ...]:
    """Only digits in one piece, so that a filler of single digits is no part of a card."""
    return tuple(
        Finding(entity_type="CREDIT_CARD", start=m.start(), end=m.end(), score=1.0, detector="t")
        for m in re.finditer(r"(?<!\d)4111111111111111(?!\d)", text)
    )


@pytest.mark.parametrize("kind", [DigitRuns, Units])
@pytest.mark.parametrize("shift", [0, 1, 2, 15, 16, 17, 60, 73, 100, OVERLAP])
def test_a_card_across_the_end_of_a_window_is_found_once(
    kind: type[DigitRuns | Units], shift: int
) -> None:
    filler = "1-2-" * 2000
    text = f"{filler[shift - WINDOW :]}4111111111111111-{filler[:5000]}"
    for size in (len(text), 7, 1):
        each = kind(Examination(CARDS, examine=contiguous, operate=lambda kind, value: "#"))
        pieces = [text[place : place + size] for place in range(0, len(text), size)]
        out = "".join(map(each.feed, pieces)) + each.flush()
        assert out == text.replace("4111111111111111", "#")


@pytest.mark.parametrize("kind", [DigitRuns, Units])
@pytest.mark.parametrize("unit", ["7", "7 ", "7,", "7\u200b", "a", "a@", "7.\n", "\u200b", "1111 "])
def test_endless_stretches_are_linear_and_bounded(kind: type[DigitRuns | Units], unit: str) -> None:
    text = unit * (100_000 // len(unit))
    seen = Seen()
    plan = CARDS if kind is DigitRuns else ALL
    each = kind(Examination(plan, examine=seen, operate=operate))
    held = longest = 0
    for place in range(0, len(text), 100):
        held += 100 - len(each.feed(text[place : place + 100]))
        longest = max(longest, held)
    each.flush()
    assert longest <= WINDOW + OVERLAP + 200
    assert sum(map(len, seen.texts)) < 2 * len(text) + CONTEXT * len(seen.texts)


def test_units() -> None:
    text = "One. Two! 3.5 is three\nfour " + "w " * 60
    out, seen = run(Units, list(text))
    assert out == text
    ends = [each[-6:] for each in seen]
    assert ends[:3] == ["One. ", " Two! ", "three\n"]
    assert len(seen) == 5


def test_a_unit_does_not_end_inside_a_digit_run() -> None:
    text = "4111 1111.\n1111 1111 ok. More"
    out, seen = run(Units, list(text))
    assert out.startswith("<CREDIT_CARD:20> ok. ")
    assert len(seen) == 2


def test_what_is_before_a_unit_is_context() -> None:
    _, seen = run(Units, ["First sentence. ", "Second one. "])
    assert seen == ["First sentence. ", "First sentence. Second one. "]


def test_a_run_goes_on_wherever_the_canonical_view_joins_digits() -> None:
    ends = []
    for code in (*range(0xD800), *range(0xE000, 0x14000), *range(0x1B000, 0x20000)):
        seen = canonical_view(chr(code)).text
        if not seen or re.fullmatch(r"[\s\-./_,|0-9]+", seen):
            held = DigitRuns(Examination(CARDS, examine=Seen(), operate=operate))
            if held.feed(f"1{chr(code)}") + held.feed("1"):
                ends.append(f"U+{code:04X}")
    assert ends == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [CARD, "1", "22", " ", "  ", "-", ".", "\n", "\r\n", "\u200b", "a", "a@b.example", "! ",
             "w " * 50, "7" * 30, "1 2 " * 1200, "x" * 4000]
        ),
        max_size=12,
    ),
    st.integers(1, 50),
    st.sampled_from([DigitRuns, Units]),
)  # fmt: skip
def test_any_cut(parts: list[str], size: int, kind: type[DigitRuns | Units]) -> None:
    text = "".join(parts)
    pieces = [text[place : place + size] for place in range(0, len(text), size)]
    assert run(kind, pieces) == run(kind, [text])


@pytest.mark.parametrize(
    ("plan", "acts"),
    [
        (LanePlan(actions={"A": Action.MASK, "B": Action.BLOCK}), "B"),
        (LanePlan(actions={"A": Action.MASK}, default=Action.MASK), ""),
        (LanePlan(actions={"A": Action.MASK, "C": Action.ALLOW}, default=Action.BLOCK), "BX"),
        (LanePlan(actions={}), ""),
    ],
)
def test_what_blocks_is_all_that_is_left_where_a_text_must_not_change(
    plan: LanePlan, acts: str
) -> None:
    left = plan.blocks()
    for name in "ABCX":
        found = Finding(entity_type=name, start=0, end=1, score=1.0, detector="t")
        assert left.action(found) is (Action.BLOCK if name in acts else None)
    assert left.acts is bool(acts)


def test_a_text_is_skipped_only_where_it_is_plain() -> None:
    assert CARDS.skips("find_customer")
    assert not CARDS.skips("a 4")
    assert not CARDS.skips("\u0664")
    assert not ALL.skips("jane")
    assert LanePlan(actions={}).skips(CARD)
    assert not LanePlan(actions={}).skips("\ud800")
