"""Rows become the turns of a dialogue, in the order in which they were said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.dialogues import CLOSING, Dialogue, dialogues, read_rows


def line(place: int, text: str, *, speaker: str, before: str | None = None, **more: Any) -> str:
    row = {"id": f"g:{place}:0", "group": "g", "text": text, "spans": [], "speaker": speaker}
    return json.dumps({**row, "before": before, **more})


def read(*lines: str, questions: dict[str, list[str]] | None = None) -> Dialogue:
    (found,) = dialogues(read_rows(lines), questions=questions or {}, seed=1)
    return found


def test_turns_are_ordered_by_number_and_the_turn_before_is_put_in_once() -> None:
    found = read(
        line(10, "third", speaker="user", before="second"),
        line(9, "second", speaker="system", before="first"),
        "",
    )
    assert [(turn.role, turn.text) for turn in found.turns] == [
        ("user", "first"),
        ("assistant", "second"),
        ("user", "third"),
    ]


def test_a_dialogue_that_ends_with_the_other_side_gets_a_closing_turn() -> None:
    found = read(line(1, "Bye", speaker="system"))
    assert [turn.text for turn in found.turns] == ["Bye", CLOSING]


def test_a_question_for_one_of_the_labels_goes_before() -> None:
    span = {"start": 0, "end": 4, "label": "PERSON", "subtype": "FIRST"}
    asked = {"PERSON": ["Your name?"], "ADDRESS": ["Where?"]}
    found = read(line(1, "jane", speaker="user", spans=[span]), questions=asked)
    assert [turn.text for turn in found.turns] == ["Your name?", "jane"]
    assert found.turns[1].spans[0].subtype == "FIRST"
    assert [turn.text for turn in read(line(1, "yes", speaker="user"), questions=asked).turns] == [
        "yes"
    ]


def test_the_order_depends_on_the_seed_alone() -> None:
    rows = read_rows(
        line(1, str(place), speaker="user", group=f"g{place}", id=f"g{place}:1")
        for place in range(50)
    )
    one, same, other = (dialogues(rows, questions={}, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert one != other
    assert sorted(each.name for each in one) == sorted(each.name for each in other)


def test_a_malformed_row_raises_and_texts_stay_out_of_the_repr() -> None:
    with pytest.raises(ValueError, match="spans"):
        read(line(1, "x", speaker="user", spans="none"))
    with pytest.raises(KeyError):
        read("{}")
    assert "jane" not in repr(read(line(1, "jane", speaker="user")))
