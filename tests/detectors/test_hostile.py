"""Texts made to cost time: a card behind them is found, or the text is refused."""

from __future__ import annotations

import random
import re
from itertools import chain

import pytest

from benchmarks import hostile as table
from detectors import Engine
from detectors.prefilter import Prefilter
from detectors.types import Pattern
from tests.detectors.hostile import (
    GENERATED,
    HAND_MADE,
    SEED,
    drawn,
    generated,
    outcome,
    repeated,
    shipped_expressions,
)

ENGINE = Engine()
LENGTH = 6_000
JUNK = dict(chain(HAND_MADE.items(), generated()))


@pytest.mark.parametrize("name", JUNK)
def test_a_card_behind_junk_is_found_or_the_text_refused(name: str) -> None:
    junk = JUNK[name](LENGTH)
    assert len(junk) >= LENGTH - 80
    assert outcome(ENGINE, junk)[0] in ("found", "refused")


def test_most_hand_made_junk_is_examined_to_its_end() -> None:
    results = [outcome(ENGINE, junk(LENGTH))[0] for junk in HAND_MADE.values()]
    assert results.count("found") > 0.8 * len(results)


def test_as_many_are_drawn_as_were_asked_for_and_always_the_same() -> None:
    first = [(name, junk(200)) for name, junk in generated()]
    assert len(first) == GENERATED
    assert first == [(name, junk(200)) for name, junk in generated()]
    assert len({name for name, _ in first}) == GENERATED


@pytest.mark.parametrize(
    "expression",
    [
        r"[0-9]{3}[ \-.]{1,5}x+y*(?:[^0-9]|\z)",
        r"(?:ab|cd)(?-i:E)",
        r"\x{1F600}\d\s\w",
        "[^a-y0-9].",
    ],
)
def test_what_is_drawn_matches(expression: str) -> None:
    draw = random.Random(SEED)
    scan = Prefilter([(0, Pattern(expression=expression, max_length=99))])
    assert all(scan.windows(drawn(expression, draw)) for _ in range(20))


def test_what_is_drawn_is_close_to_every_shipped_pattern() -> None:
    draw = random.Random(SEED)
    missed = 0
    expressions = shipped_expressions()
    for expression in expressions:
        text = drawn(expression, draw)
        spelt = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda match: chr(int(match[1], 16)), expression)
        missed += re.search(spelt.replace(r"\z", r"\Z"), text, re.IGNORECASE) is None
    assert missed < 0.2 * len(expressions)


def test_the_table_counts_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "HAND_MADE", {"dots": repeated("."), "ones": repeated("1")})
    monkeypatch.setattr(table, "generated", list)
    lines = table.report(1_000).splitlines()
    assert lines[0].startswith("2 texts of 1000 characters; 0 with the card missed")
    assert {line.split(" | ")[0] for line in lines[4:]} == {"| dots", "| ones"}
