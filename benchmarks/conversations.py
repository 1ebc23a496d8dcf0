"""Labelled dialogues made into conversations of a given length. Pure.

Dialogues of labelled turns are short; a conversation takes the turns of as many, one
after the other, as it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.dialogues import Dialogue, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What the other side says, and what the user says to it."""

    before: str = field(repr=False)
    turn: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Exchanges of one person, of one dialogue or more."""

    name: str
    exchanges: tuple[Exchange, ...]


def conversations(
    dialogues: Sequence[Dialogue], *, count: int, turns: int
) -> tuple[Conversation, ...]:
    """Conversations of so many turns each; fewer where the dialogues do not suffice.

    The longest dialogues begin one each; where one ends, the next that is left goes on.
    """
    ordered = sorted(dialogues, key=lambda each: -len(exchanges(each)))
    heads, rest = ordered[:count], iter(ordered[count:])
    found: list[Conversation] = []
    for head in heads:
        taken = exchanges(head)
        while len(taken) < turns and (more := next(rest, None)) is not None:
            taken += exchanges(more)
        if len(taken) >= turns:
            found.append(Conversation(name=head.name, exchanges=tuple(taken[:turns])))
    return tuple(found)


def exchanged(conversation: Conversation) -> Conversation:
    """The same with its first two exchanges and its last two in each other's place."""
    every = conversation.exchanges
    swapped = (*every[-2:], *every[2:-2], *every[:2])
    return Conversation(name=conversation.name, exchanges=swapped)


def exchanges(dialogue: Dialogue) -> list[Exchange]:
    """Each of the user's turns with what was said since the one before."""
    found: list[Exchange] = []
    said: list[str] = []
    for turn in dialogue.turns:
        if turn.role == "user":
            found.append(Exchange(before="\n".join(said), turn=turn))
            said = []
        else:
            said.append(turn.text)
    return found
