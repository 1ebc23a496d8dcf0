"""Fitting: the same input gives the same bytes, and parts that stay the same for ever."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.tagger.model import Model
from detectors.tagger.training import fit, fold

_SENTENCES = ["i am ann lee", "my name is bo", "call ann now", "we like tea", "bo is here"]
_NAMES = frozenset({"ann", "lee", "bo"})


def taught(times: int = 4) -> list[tuple[list[list[str]], list[str]]]:
    found = []
    for sentence in _SENTENCES * times:
        words = sentence.split()
        rows = [[f"w={word}", f"l={len(word)}", f"s={word[-1]}"] for word in words]
        found.append((rows, ["PERSON" if word in _NAMES else "O" for word in words]))
    return found


def test_the_same_input_gives_the_same_bytes() -> None:
    assert fit(taught()) == fit(taught())
    assert fit(iter(taught())) == fit(taught())


def test_another_order_or_strength_gives_other_bytes() -> None:
    assert fit(taught(), c2=1.0) != fit(taught())
    assert fit(taught(), iterations=1) != fit(taught())


def test_what_was_taught_is_found() -> None:
    model = Model(fit(taught(), minimum=1))
    words = ["my", "name", "is", "ann"]
    rows = [[f"w={word}", f"l={len(word)}", f"s={word[-1]}"] for word in words]
    (span,) = model.spans(rows, {"PERSON": 0.5})
    assert (span.first, span.last, span.label) == (3, 4, "PERSON")


def test_features_that_are_rare_are_left_out() -> None:
    once = [*taught(), ([["w=zoe", "only-once"]], ["PERSON"])]
    assert b"only-once" in fit(once, minimum=1)
    assert b"only-once" not in fit(once, minimum=2)


def test_a_stronger_l1_norm_gives_a_smaller_model() -> None:
    assert len(fit(taught(), c1=2.0)) < len(fit(taught(), c1=0.0))


def test_features_and_labels_of_one_length() -> None:
    with pytest.raises(ValueError, match="differ"):
        fit([([["w=a"]], ["O", "O"])])


@pytest.mark.parametrize(
    ("key", "part"), [("", 1), ("a", 3), ("dialogue-1", 3), ("dialogue-2", 1), ("Zoë", 2)]
)
def test_the_part_of_a_key_never_changes(key: str, part: int) -> None:
    assert fold(key, 5) == part


@given(st.text(st.characters(codec="utf-8")), st.integers(1, 20))
def test_every_key_has_a_part(key: str, folds: int) -> None:
    assert 0 <= fold(key, folds) < folds
    assert fold(key, folds) == fold(key, folds)


def test_parts_are_about_as_large() -> None:
    parts = Counter(fold(f"row-{number}", 5) for number in range(5_000))
    assert sorted(parts) == [0, 1, 2, 3, 4]
    assert all(900 < count < 1_100 for count in parts.values())
