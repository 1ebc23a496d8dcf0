"""Findings of one tenant's requests: cached, budgeted, failing closed."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from detectors import Engine
from detectors.budget import Budget
from detectors.cache import FindingsCache
from detectors.errors import BudgetExhausted, DetectorFailed
from detectors.overlap import resolve
from detectors.types import Finding
from gateway.model import Kind, Segment
from gateway.proxy.examination import Examination
from gateway.proxy.leaves import Leaf, Reading, counts
from tests.gateway.failures import CARD, MAIL, TEXT, VALUES


class Counted(Engine):
    """Counts the texts that it examines; raises where it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0
        self.failure: Exception | None = None

    def detect(self, text: str, *arguments: Any, **named: Any) -> tuple[Finding, ...]:
        self.texts += 1
        if self.failure is not None:
            raise self.failure
        return super().detect(text, *arguments, **named)


@pytest.fixture(scope="module")
def engine() -> Counted:
    return Counted()


@pytest.fixture(autouse=True)
def fresh(engine: Counted) -> None:
    engine.texts, engine.failure = 0, None


def examination(engine: Engine, *, scope: str = "a", key: bytes = bytes(32)) -> Examination:
    return Examination(engine, FindingsCache(key), scope=scope, language="en")


def segment(text: str, before: str | None = None) -> Segment:
    return Segment(pointer="/x", kind=Kind.TEXT, role="user", text=text, before=before)


def budget(seconds: float = 10.0) -> Budget:
    ticks = itertools.count(step=0.001)
    return Budget(lambda: next(ticks), seconds)


def test_each_segment_has_its_findings_in_order(engine: Counted) -> None:
    found = examination(engine).segments([segment(TEXT), segment("hello"), segment(MAIL)], budget())
    types = [[each.entity_type for each in findings] for findings in found]
    assert types == [["CREDIT_CARD", "US_SSN", "EMAIL_ADDRESS"], [], ["EMAIL_ADDRESS"]]
    assert TEXT[found[0][0].start : found[0][0].end] == CARD


def test_the_same_text_in_the_same_place_is_examined_once(engine: Counted) -> None:
    made = examination(engine)
    first = made.segments([segment(TEXT)], budget())
    assert made.segments([segment(TEXT)], budget()) == first
    assert engine.texts == 1
    made.segments([segment(TEXT, before="your card?")], budget())
    assert engine.texts == 2, "another turn before is another place"


def test_two_policies_share_no_findings(engine: Counted) -> None:
    cache = FindingsCache(bytes(32))
    for scope in ("a", "b"):
        made = Examination(engine, cache, scope=scope, language="en")
        made.segments([segment(TEXT)], budget())
    assert engine.texts == 2


def test_a_finding_that_does_not_count_hides_no_other() -> None:
    class Both(Counted):
        def detect(self, text: str, *_: Any, **named: Any) -> tuple[Finding, ...]:
            name = Finding(entity_type="PERSON", start=0, end=8, score=0.7, detector="t")
            link = Finding(entity_type="URL", start=0, end=6, score=0.6, detector="t")
            return resolve([name, link], acts_on=named["acts_on"])

        identifiers = detect

    made = Examination(Both(), FindingsCache(bytes(32)), scope="a", language="en")
    leaves = [
        Leaf(pointer="/x", kind=Kind.TEXT, role="", text="a.io/ana", reading=read)
        for read in Reading
    ]
    found = made.segments(leaves, budget())
    types = {
        read: [each.entity_type for each in findings if counts(each, read)]
        for read, findings in zip(Reading, found, strict=True)
    }
    assert types.pop(Reading.TALK) == ["PERSON"]
    assert types.pop(Reading.FRACTION) == []  # not sure enough for a number
    assert set(map(tuple, types.values())) == {("URL",)}


def test_words_that_are_no_running_text_are_not_tagged(engine: Counted) -> None:
    leaves = [
        Leaf(pointer="/x", kind=Kind.TEXT, role="", text=f"Jane Doe, {MAIL}", reading=read)
        for read in Reading
    ]
    found = examination(engine).segments(leaves, budget())
    types = {read: [each.entity_type for each in f] for read, f in zip(Reading, found, strict=True)}
    assert types[Reading.TALK] == ["PERSON", "EMAIL_ADDRESS"]
    assert types[Reading.KEY] == types[Reading.FIXED] == ["EMAIL_ADDRESS"]
    assert engine.texts == 2  # talk and values


def test_a_spent_budget_refuses_the_request(engine: Counted) -> None:
    spent = budget(0.0)
    with pytest.raises(BudgetExhausted) as refusal:
        examination(engine).segments([segment(TEXT)], spent)
    assert all(value not in repr(refusal.value) for value in VALUES)


def test_the_budget_is_settled_on_failure_too(engine: Counted) -> None:
    engine.failure = DetectorFailed("card", ValueError)
    shared = budget()
    with pytest.raises(DetectorFailed):
        examination(engine).segments([segment(TEXT)], shared)
    assert shared._since is None


def test_a_failure_is_not_cached(engine: Counted) -> None:
    made = examination(engine)
    engine.failure = DetectorFailed("card", ValueError)
    with pytest.raises(DetectorFailed):
        made.segments([segment(TEXT)], budget())
    engine.failure = None
    (found,) = made.segments([segment(TEXT)], budget())
    assert len(found) == 3


def test_a_stretch_of_an_answer_is_examined_each_time(engine: Counted) -> None:
    made = examination(engine)
    assert made.stretch(MAIL) == made.stretch(MAIL)
    assert [each.entity_type for each in made.stretch(MAIL)] == ["EMAIL_ADDRESS"]
    assert engine.texts == 3
    engine.failure = BudgetExhausted("spent")
    with pytest.raises(BudgetExhausted):
        made.stretch("hello")


def test_the_repr_names_no_text(engine: Counted) -> None:
    made = examination(engine)
    made.segments([segment(TEXT)], budget())
    assert all(value not in repr(made) for value in VALUES)
