"""Dialogues become conversations of equal length."""

from __future__ import annotations

from benchmarks.conversations import Conversation, conversations, exchanged, exchanges
from benchmarks.dialogues import Dialogue, Turn


def dialogue(name: str, count: int) -> Dialogue:
    turns = []
    for place in range(count):
        turns += [
            Turn(role="assistant", text=f"{name} asks {place}"),
            Turn(role="user", text=f"{name} says {place}"),
        ]
    return Dialogue(name=name, turns=tuple(turns))


def said(conversation: Conversation) -> list[str]:
    return [each.turn.text for each in conversation.exchanges]


def test_what_is_said_before_a_turn_goes_with_it() -> None:
    turns = (
        Turn(role="user", text="one"),
        Turn(role="assistant", text="a"),
        Turn(role="assistant", text="b"),
        Turn(role="user", text="two"),
    )
    found = exchanges(Dialogue(name="x", turns=turns))
    assert [(each.before, each.turn.text) for each in found] == [("", "one"), ("a\nb", "two")]


def test_short_dialogues_go_on_with_those_that_are_left() -> None:
    dialogues = [dialogue("a", 2), dialogue("b", 3), dialogue("c", 1), dialogue("d", 1)]
    (found,) = conversations(dialogues, count=1, turns=4)
    assert found.name == "b"
    assert said(found) == ["b says 0", "b says 1", "b says 2", "a says 0"]


def test_there_are_fewer_where_the_dialogues_do_not_suffice() -> None:
    assert len(conversations([dialogue("a", 2), dialogue("b", 2)], count=2, turns=3)) == 0
    assert len(conversations([dialogue("a", 3), dialogue("b", 2)], count=2, turns=3)) == 1


def test_the_first_and_the_last_two_change_places() -> None:
    (found,) = conversations([dialogue("a", 6)], count=1, turns=6)
    assert [text[-1] for text in said(exchanged(found))] == list("452301")
    assert said(exchanged(exchanged(found))) == said(found)
