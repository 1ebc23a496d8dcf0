"""The same results as Presidio's own removal of duplicates, in less work."""

from __future__ import annotations

import importlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from detectors.presidio.duplicates import without_duplicates

presidio: Any = importlib.import_module("presidio_analyzer")


@st.composite
def results(draw: st.DrawFn) -> list[Any]:
    found = []
    for _ in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, 8))
        end = draw(st.integers(start, 9))
        score = draw(st.sampled_from([0.0, 0.3, 0.5, 1.0, 1]))
        found.append(
            presidio.RecognizerResult(draw(st.sampled_from(["A", "B"])), start, end, score)
        )
    return found


def form(found: list[Any]) -> list[tuple[str, int, int, float]]:
    return [(each.entity_type, each.start, each.end, each.score) for each in found]


@given(results())
def test_the_results_are_presidios(found: list[Any]) -> None:
    expected = presidio.EntityRecognizer.remove_duplicates(found)
    assert form(without_duplicates(found)) == form(expected)


def test_of_equals_the_first_stays() -> None:
    first = presidio.RecognizerResult("A", 0, 1, 0.5, recognition_metadata={"n": 1})
    second = presidio.RecognizerResult("A", 0, 1, 0.5, recognition_metadata={"n": 2})
    assert without_duplicates([first, second]) == [first]
    assert without_duplicates([first, second])[0].recognition_metadata == {"n": 1}


def test_many_that_overlap_need_no_comparison_of_all_with_all() -> None:
    compared = 0

    class Counted(presidio.RecognizerResult):  # type: ignore[misc]
        def contained_in(self, other: Any) -> bool:
            nonlocal compared
            compared += 1
            return bool(super().contained_in(other))

    found = [Counted("A", place, 5000 + place, 0.5) for place in range(2000)]
    assert len(without_duplicates(found)) == 2000
    assert compared == 0
