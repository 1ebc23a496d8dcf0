"""Labelled text for training: rows of the sets, read from files that a command names.

Each set says which kinds its labels are complete for. What a set does not label is not
known to be nothing; see ``train.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detectors.tagger.model import OUTSIDE
from detectors.tagger.tokens import Tokens, tokens

LABELS = ("PERSON", "LOCATION", "ADDRESS", "ORGANIZATION")
EVERYTHING = frozenset(LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text with what is labelled in it.

    Attributes:
        key: the dialogue, document or row that it belongs to; decides its fold.
        source: the set, or the template file.
        text, before: the turn, and the one before it.
        spans: start, end (code points, half-open) and label, sorted.
        language: ISO 639-1 code.
    """

    key: str
    source: str
    text: str = field(repr=False)
    before: str = field(default="", repr=False)
    spans: tuple[tuple[int, int, str], ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """How a set is used.

    Attributes:
        licence: of its sentences.
        complete: the labels that all its rows are labelled with.
        copies: how often it counts, so that small sets of a kind are not drowned.
        spellings: whether each row is learnt in several spellings, or in one of them.
    """

    licence: str
    complete: frozenset[str]
    copies: int = 1
    spellings: bool = True


_NAMED = frozenset({"PERSON"})
_NOTHING_ELSE = frozenset({"PERSON", "ADDRESS"})

# Those whose licence permits training, and that show how people and places are written.
SETS: Mapping[str, Set] = {
    "abcd_turns": Set(licence="MIT; Apache-2.0", complete=frozenset()),
    "argus_fixtures": Set(licence="Apache-2.0", complete=frozenset()),
    "bc5cdr": Set(licence="CC-BY-4.0", complete=_NAMED, spellings=False),
    "broad_twitter": Set(
        licence="CC-BY-4.0", complete=frozenset({"PERSON", "LOCATION", "ORGANIZATION"}), copies=3
    ),
    "meddocan_es": Set(
        licence="CC-BY-4.0",
        complete=frozenset({"PERSON", "LOCATION", "ADDRESS"}),
        spellings=False,
    ),
    "multidogo_turns": Set(licence="CDLA-Permissive-1.0", complete=frozenset(), copies=3),
    "ncbi_disease": Set(licence="CC-BY-4.0", complete=_NAMED, spellings=False),
    "neg_banking77": Set(licence="CC-BY-4.0", complete=_NOTHING_ELSE),
    "neg_clinc150": Set(licence="CC-BY-3.0", complete=frozenset({"ADDRESS"})),
    "neg_mts_dialog": Set(licence="CC-BY-4.0", complete=frozenset({"ADDRESS"})),
    "neg_multidogo": Set(licence="CDLA-Permissive-1.0", complete=_NOTHING_ELSE),
    # Names of films, bands and businesses, some of them people's: none is a private person.
    "neg_sgd_names": Set(licence="CC-BY-SA-4.0", complete=_NAMED, copies=2),
    "neg_sgd_plain": Set(licence="CC-BY-SA-4.0", complete=_NOTHING_ELSE),
    "neg_taskmaster4": Set(
        licence="CC-BY-4.0", complete=frozenset({"PERSON", "ADDRESS", "LOCATION"})
    ),
    "nlupp_turns": Set(
        licence="CC-BY-4.0", complete=frozenset({"PERSON", "ORGANIZATION"}), copies=2
    ),
    "pl_pii_bench": Set(licence="CC-BY-4.0", complete=frozenset(), copies=2),
    "presidio_research_v2": Set(licence="MIT; CC BY-SA 3.0 US", complete=EVERYTHING, copies=2),
    "restaurant8k_turns": Set(licence="CC-BY-4.0", complete=_NAMED),
    "sgd_turns": Set(licence="CC-BY-SA-4.0", complete=frozenset(), copies=2),
}


def read_set(path: Path) -> list[Example]:
    """The examples of a file of a set.

    Raises:
        ValueError: a line is no JSON, or a span lies outside its text.
        KeyError, TypeError: a part of a row is missing or of another kind.
    """
    with path.open(encoding="utf-8") as lines:
        return [_example(json.loads(line), source=path.stem) for line in lines if line.strip()]


def _example(row: Mapping[str, object], *, source: str) -> Example:
    text, spans, before = row["text"], row["spans"], row.get("before")
    if not isinstance(text, str) or not isinstance(spans, list):
        raise TypeError("a row needs a text and a list of spans")
    if not all(0 <= span["start"] < span["end"] <= len(text) for span in spans):
        raise ValueError("a span lies outside its text")
    return Example(
        key=str(row.get("group") or row["id"]),
        source=source,
        text=text,
        before=before if isinstance(before, str) else "",
        spans=tuple(
            sorted(
                (span["start"], span["end"], span["label"])
                for span in spans
                if span["label"] in EVERYTHING
            )
        ),
        language=str(row.get("lang") or "und"),
    )


def labels(seen: Tokens, spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """The label of each token: of the last span that it touches."""
    found = [OUTSIDE] * len(seen)
    for start, end, label in spans:
        for place, first in enumerate(seen.starts):
            if first >= end:
                break
            if seen.ends[place] > start:
                found[place] = label
    return found


def labelled(example: Example) -> tuple[Tokens, list[str]]:
    """The tokens of an example and their labels."""
    seen = tokens(example.text)
    return seen, labels(seen, example.spans)
