"""Labelled sentences to train on: from labelled sets, and made from templates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from detectors.health.lexicon import COMMON, KIND, TEST, WEAK, Lexicon
from detectors.health.spelling import parted
from detectors.tagger.model import OUTSIDE
from detectors.tagger.tokens import Tokens
from detectors.tagger.units import token_units

LABELS = ("MEDICAL_CONDITION", "MEDICATION", "PROCEDURE")
# Sets with medical labels, and sets that hold nothing medical, with the share that is used.
MEDICAL = ("bc5cdr", "ncbi_disease")
OTHERS = {
    "neg_banking77": 3,
    "neg_taskmaster4": 3,
    "neg_clinc150": 3,
    "neg_multidogo": 3,
    "neg_sgd_plain": 4,
    "broad_twitter": 1,
    "restaurant8k_turns": 5,
    "sgd_turns": 4,
    "multidogo_turns": 4,
    "nlupp_turns": 6,
    "pl_pii_bench": 2,
    "presidio_research_v2": 3,
}
# Of the others those in which somebody looked for medical words and found none.
_CLEAN = frozenset(("neg_banking77", "neg_taskmaster4"))
_SPACE_BEFORE_SIGN = re.compile(r" ([,.;:%)\]])")
_PUNCTUATION = re.compile(r"[^\w\s'-]")


class Sentence(NamedTuple):
    """Words and the label of each.

    Attributes:
        key: names the row that it comes from.
        blind: to be read without the lexicon, as a term that it does not know would be.
    """

    key: str
    words: list[str]
    labels: list[str]
    blind: bool = False


def rows(path: Path) -> Iterator[dict[str, object]]:
    """The rows of a set."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def row_key(row: Mapping[str, object]) -> str:
    """What keeps the rows of a dialogue in one fold."""
    return str(row.get("group") or row["id"])


def labelled(text: str, spans: Sequence[tuple[int, int, str]], *, key: str) -> Iterator[Sentence]:
    """The units of a text with the label of each token."""
    seen = parted(text)
    labels = token_labels(seen, spans)
    for first, last in token_units(text, seen):
        yield Sentence(key, seen.words[first:last], labels[first:last])


def token_labels(seen: Tokens, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """The label of each token: that of the span that it touches."""
    labels = [OUTSIDE] * len(seen)
    for start, end, label in spans:
        for place in range(len(seen)):
            if seen.starts[place] < end and seen.ends[place] > start:
                labels[place] = label
    return labels


def tightened(
    text: str, spans: Sequence[tuple[int, int, str]]
) -> tuple[str, list[tuple[int, int, str]]]:
    """A text whose signs stand apart ("tumor - suppressor") as people would write it."""
    drops = {match.start() for match in _SPACE_BEFORE_SIGN.finditer(text)}
    drops |= {match.start() for match in re.finditer(r"(?<=\() | (?=[-/])|(?<=[-/]) | (?=')", text)}
    drops |= {match.end() for match in re.finditer(r" '(?= s\b)", text)}
    kept = [place for place in range(len(text)) if place not in drops]
    moved = {place: number for number, place in enumerate(kept)}
    shifted = [
        (moved[start], moved[end - 1] + 1, label)
        for start, end, label in spans
        if start in moved and end - 1 in moved
    ]
    return "".join(text[place] for place in kept), shifted


def medical(folder: Path) -> Iterator[Sentence]:
    """Sentences of the labelled sets: as they stand, as written by people, in lower case."""
    for name in MEDICAL:
        for row in rows(folder / f"{name}.jsonl"):
            text, key = str(row["text"]), row_key(row)
            spans = [
                (span["start"], span["end"], span["label"])
                for span in row["spans"]  # type: ignore[attr-defined]
                if span["label"] in LABELS
            ]
            for unit in labelled(text, spans, key=key):
                yield unit
                yield Sentence(key, [word.lower() for word in unit.words], unit.labels)
            plain, moved = tightened(text, spans)
            if plain != text:
                yield from labelled(plain, moved, key=key)


def others(folder: Path, lexicon: Lexicon) -> Iterator[Sentence]:
    """Texts of every day; a sentence with a term of medicine is left out."""
    for name, share in OTHERS.items():
        for number, row in enumerate(rows(folder / f"{name}.jsonl")):
            if number % share:
                continue
            for unit in labelled(str(row["text"]), (), key=row_key(row)):
                if name in _CLEAN or not medical_terms(unit.words, lexicon):
                    yield unit


def medical_terms(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a term stands among words that people say of health alone."""
    matches = lexicon.matches([word.lower() for word in words])
    return any(code & COMMON and not code & WEAK and code & KIND != TEST for _, _, code in matches)
