"""What was replaced is learned from what left, and looked for in every turn."""

from __future__ import annotations

import pytest

from benchmarks.replaced import Fared, Replacements, filled_in

JANE, JOHN = "[PERSON_7KQ2M0XA]", "[PERSON_0A1B2C3D.K9]"


@pytest.mark.parametrize(
    ("written", "sent", "pairs"),
    [
        ("I am Jane.", f"I am {JANE}.", [(JANE, "Jane")]),
        ("Jane, John", f"{JANE}, {JOHN}", [(JANE, "Jane"), (JOHN, "John")]),
        ("nothing", "nothing", []),
        ("other words", f"I am {JANE}.", []),
        ("Jane John", f"{JANE}{JOHN}", []),
        ("a [PERSON_X] b", "a [PERSON_X] b", []),
    ],
)
def test_each_surrogate_with_its_value(
    written: str, sent: str, pairs: list[tuple[str, str]]
) -> None:
    assert filled_in(written, sent) == pairs


def test_stable_surrogates_are_none_that_changed() -> None:
    kept = Replacements()
    assert kept.take(["I am Jane"], [f"I am {JANE}"]) == 0
    # More may be found of what was sent before, once it is known.
    assert kept.take(["I am Jane", "Hi John"], [f"I am {JANE}", f"Hi {JOHN}"]) == 0
    assert kept.value(JOHN) == "John"
    assert kept.value("[PERSON_00000000]") is None
    assert "Jane" not in repr(kept)


def test_a_surrogate_that_changes_is_counted() -> None:
    kept = Replacements()
    kept.take(["I am Jane"], [f"I am {JANE}"])
    assert kept.take(["I am Jane"], [f"I am {JOHN}"]) == 1
    assert kept.take(["I am Jack"], [f"I am {JOHN}"]) == 1


def test_values_in_clear_before_and_after_they_were_replaced() -> None:
    kept = Replacements()
    sent = [["Jane here"], ["Jane here", f"I am {JANE}"], [f"{JANE} here", f"I am {JANE}", "Jane"]]
    written = [["Jane here"], ["Jane here", "I am Jane"], ["Jane here", "I am Jane", "Jane"]]
    for texts, left in zip(written, sent, strict=True):
        kept.take(texts, left)
    assert kept.fared(sent) == Fared(replaced=1, again=1, earlier=1)
    assert kept.fared(sent[:1]) == Fared(replaced=1, again=0, earlier=1)


def test_short_values_are_not_looked_for() -> None:
    kept = Replacements()
    kept.take(["I am Jo"], [f"I am {JANE}"])
    assert kept.fared([[f"I am {JANE}", "Jo"]]) == Fared(replaced=1, again=0, earlier=0)
