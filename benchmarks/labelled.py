"""Labelled sets as cases to examine: sentences around bare values, questions before. Pure.

The sets and how they are scored are described in the README beside them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.dialogues import Labelled
from benchmarks.sentences import is_bare, sentence

# Sets of bare values; those that are always bare, and those that are so in some rows.
BARE = frozenset(
    {"stdnum_values", "validatorjs_values", "libphonenumber_examples", "schwifty_iban"}
)
PARTLY_BARE = frozenset({"presidio_recognizer_tests", "presidio_validator_values"})
# Sets whose rows are examined once more with a question before them.
ASKED = frozenset(
    {
        *("multidogo_turns", "neg_banking77", "neg_clinc150", "neg_mts_dialog"),
        *("neg_multidogo", "neg_sgd_names", "neg_sgd_plain", "neg_taskmaster4"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One text to examine.

    Attributes:
        key: the row's id.
        text: with the sentence around it, if it has one.
        own: where the row's own text starts in it.
        spans: what is labelled, by offsets in ``text``.
        before: the turn before, or a question.
        asked: the label that the question asks for.
        valid: False for a value that is none; True or None for all others.
        holder: whom the number belongs to, where the set says so.
        group: the dialogue or document, else the row; what is trained on is split by it.
    """

    key: str
    text: str = field(repr=False)
    own: int
    spans: tuple[Labelled, ...]
    before: str | None = field(default=None, repr=False)
    asked: str | None = None
    valid: bool | None = None
    holder: str = ""
    group: str = ""


def is_negative(name: str) -> bool:
    """Whether a set holds nothing that should be found, by its name."""
    return name.startswith("neg_")


def read(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a set; raises ValueError or KeyError where one is malformed."""
    rows = [json.loads(line) for line in lines if line.strip()]
    for row in rows:
        _ = row["id"], row["text"], row["spans"]
    return rows


def cases(name: str, rows: Sequence[Mapping[str, Any]], *, seed: int) -> list[Case]:
    """The rows as they stand, bare values in sentences."""
    return [_case(name, row, seed=seed) for row in rows]


def _case(name: str, row: Mapping[str, Any], *, seed: int) -> Case:
    text, before = str(row["text"]), row.get("before")
    spans = list(row["spans"])
    if name == "presidio_validator_values" and row.get("valid") and not spans:
        whole = {"start": 0, "end": len(text), "label": row["label"]}
        spans = [{**whole, "subtype": row.get("subtype")}]
    bare = name in BARE or (
        name in PARTLY_BARE and is_bare(text, [(span["start"], span["end"]) for span in spans])
    )
    named = str(row.get("format") or row.get("entity") or "")
    if name in PARTLY_BARE:
        named = str(row.get("entity") or named)
    lead = sentence(str(row["id"]), named=named, seed=seed) if bare else ""
    return Case(
        key=str(row["id"]),
        text=lead + text,
        own=len(lead),
        spans=tuple(
            Labelled(
                start=span["start"] + len(lead),
                end=span["end"] + len(lead),
                label=span["label"],
                subtype=span.get("subtype") or "",
            )
            for span in spans
        ),
        before=before if isinstance(before, str) else None,
        valid=row.get("valid"),
        holder=str(row.get("holder") or ""),
        group=str(row.get("group") or row["id"]),
    )


def lowered(case: Case) -> Case:
    """The case with its text all in lower case; offsets stay as they are."""
    # One capital, I with a dot, has two letters in lower case: the first is taken.
    return replace(case, text="".join(letter.lower()[:1] for letter in case.text))


def with_questions(
    name: str, given: Sequence[Case], *, questions: Mapping[str, Sequence[str]], seed: int
) -> list[Case]:
    """The cases with a question for one of their labels, negative ones with any.

    A row none of whose labels has a question stays as it is.
    """
    found = []
    for case in given:
        draw = random.Random(f"{seed}:{name}:{case.key}")
        labels = sorted({span.label for span in case.spans} & questions.keys())
        if is_negative(name):
            labels = sorted(questions)
        if not labels:
            found.append(case)
            continue
        asked = draw.choice(labels)
        before = draw.choice(list(questions[asked]))
        found.append(replace(case, before=before, asked=asked))
    return found


def sample(name: str, given: Sequence[Case], *, rows: int, seed: int) -> list[int]:
    """Places of at most so many cases, by a fixed seed; 0 takes all."""
    places = range(len(given))
    if not rows or rows >= len(given):
        return list(places)
    return sorted(random.Random(f"{seed}:{name}").sample(places, rows))
