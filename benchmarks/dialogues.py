"""Labelled dialogues as turns that can be replayed: pure, files are read elsewhere.

A row holds one turn with its labelled stretches, the turn before it and the dialogue it
belongs to. Turns that the set leaves out stay out, but for the turn before a row.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

CLOSING = "Thank you, that is all."


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One labelled stretch of a turn; offsets are code points, half-open."""

    start: int
    end: int
    label: str
    subtype: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn: its role in the chat, its text, what is labelled in it."""

    role: str
    text: str = field(repr=False)
    spans: tuple[Labelled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One dialogue; its last turn is the user's."""

    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a set of labelled turns."""

    identifier: str
    group: str
    speaker: str
    before: str | None = field(repr=False)
    turn: Turn


def read_rows(lines: Iterable[str]) -> list[Row]:
    """The rows of a file, in order; raises ValueError or KeyError where one is malformed."""
    return [_row(json.loads(line)) for line in lines if line.strip()]


def _row(data: dict[str, object]) -> Row:
    spans = data["spans"]
    if not isinstance(spans, list):
        raise ValueError("spans must be a list")  # noqa: TRY004 - the file's fault, not a type's
    speaker = str(data.get("speaker") or "user")
    before = data.get("before")
    return Row(
        identifier=str(data["id"]),
        group=str(data["group"]),
        speaker=speaker,
        before=before if isinstance(before, str) else None,
        turn=Turn(
            role="user" if speaker == "user" else "assistant",
            text=str(data["text"]),
            spans=tuple(
                Labelled(
                    start=span["start"],
                    end=span["end"],
                    label=span["label"],
                    subtype=span.get("subtype") or "",
                )
                for span in spans
            ),
        ),
    )


def dialogues(
    rows: Sequence[Row], *, questions: Mapping[str, Sequence[str]], seed: int
) -> list[Dialogue]:
    """The dialogues of a set, each as the turns to replay, shuffled.

    Args:
        rows: of one set.
        questions: by label, for rows that know no turn before: one of those that a label
            of the row answers to is put before it.
        seed: of the choice of questions and of the order.
    """
    chosen = random.Random(seed)
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    found = [
        Dialogue(name=name, turns=_turns(sorted(group, key=_place), questions, chosen=chosen))
        for name, group in sorted(groups.items())
    ]
    chosen.shuffle(found)
    return found


def _place(row: Row) -> tuple[tuple[int, int, str], ...]:
    """Orders turns by the numbers in their ids: turn 9 comes before turn 10."""
    parts = row.identifier.removeprefix(row.group).split(":")
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _turns(
    rows: Sequence[Row], questions: Mapping[str, Sequence[str]], *, chosen: random.Random
) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for row in rows:
        other = "assistant" if row.turn.role == "user" else "user"
        before = row.before or _question(row, questions, chosen)
        if before and (not turns or turns[-1].text != before):
            turns.append(Turn(role=other, text=before))
        turns.append(row.turn)
    if turns[-1].role != "user":
        turns.append(Turn(role="user", text=CLOSING))
    return tuple(turns)


def _question(
    row: Row, questions: Mapping[str, Sequence[str]], chosen: random.Random
) -> str | None:
    labels = [span.label for span in row.turn.spans if span.label in questions]
    if row.turn.role != "user" or not labels:
        return None
    return chosen.choice(questions[chosen.choice(labels)])
