"""Sentences made from templates: how doctors and patients talk, and what only sounds so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from random import Random

from detectors.health.corpus import Sentence, labelled
from detectors.health.lexicon import COMMON, CONDITION, KIND, MEDICATION, PROCEDURE, WEAK, Lexicon
from detectors.health.words_file import terms_of

_PARTS = re.compile(r"(\{\w+\}|[\[\]])")
_GLUED = re.compile(r" (?='|n't\b)| (?=[,.?!])")
_TYPES = {
    "condition": "MEDICAL_CONDITION",
    "symptom": "MEDICAL_CONDITION",
    "adjective": "MEDICAL_CONDITION",
    "drug": "MEDICATION",
    "procedure": "PROCEDURE",
    "foreign": "MEDICAL_CONDITION",
    "foreign_drug": "MEDICATION",
}
_KINDS = {"condition": CONDITION, "drug": MEDICATION, "procedure": PROCEDURE}
_FOREIGN = {CONDITION: "foreign", MEDICATION: "foreign_drug"}
_TEMPLATES = {"doctor": 12, "patient": 12, "general": 10, "other": 10}
_PLAIN = {"everyday": 2, "talk_everyday": 2, "other_everyday": 3}
# How often a slot takes a rare term of the lexicon, and one that is a word of every day;
# how often a sentence is read without the lexicon.
_RARE, _EVERYDAY, _BLIND = 0.25, 0.12, 0.2
_LONGEST_RARE = 34

Span = tuple[int, int, str]


def talk(lexicon: Lexicon) -> Iterator[Sentence]:
    """All made sentences, the same every time."""
    choice = Random(20)  # noqa: S311 - for variety, not for secrets
    slots = fillers(lexicon)
    for name, copies in _TEMPLATES.items():
        for template in templates(name):
            for _ in range(copies):
                text, spans = filled(template, slots, choice=choice)
                yield from _written(text, spans, choice=choice)
    for name, copies in _PLAIN.items():
        for template in templates(name):
            for _ in range(copies):
                yield from _written(template, [], choice=choice)


def templates(name: str) -> list[str]:
    """The lines of a file of templates."""
    path = files("detectors.health").joinpath("templates", f"{name}.txt")
    lines = path.read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def fillers(lexicon: Lexicon) -> dict[str, list[str]]:
    """What each slot may hold; under ``rare_...`` what only the lexicon knows."""
    slots: dict[str, list[str]] = {}
    name = ""
    for line in templates("slots"):
        if line.startswith("["):
            name = line.strip("[]")
        else:
            slots.setdefault(name, []).extend(term.strip() for term in line.split(","))
    spoken = {*slots["adjective"], *slots["symptom"]}
    for slot, file in (
        ("condition", "conditions_en.txt"),
        ("drug", "medications_en.txt"),
        ("procedure", "procedures_en.txt"),
    ):
        terms = [(term, code) for term, code in terms_of(file) if term not in spoken]
        slots[slot] = [term for term, _ in terms]
        slots[f"weak_{slot}"] = [term for term, code in terms if code & WEAK] or slots[slot]
    for term, code in terms_of("other_languages.txt"):
        if code & KIND in _FOREIGN:
            slots.setdefault(_FOREIGN[code & KIND], []).append(term)
    for slot, kind in _KINDS.items():
        slots[f"rare_{slot}"] = [
            term
            for term, code in lexicon.items()
            if code & KIND == kind and not code & (WEAK | COMMON) and 6 < len(term) < _LONGEST_RARE
        ] or slots[slot]
    return slots


def filled(
    template: str, slots: Mapping[str, Sequence[str]], *, choice: Random
) -> tuple[str, list[Span]]:
    """A template with its slots filled, and where what stands; ``[...]`` is a condition."""
    text = ""
    spans: list[Span] = []
    opened: int | None = None
    for part in _PARTS.split(template):
        if part == "[":
            opened = len(text)
        elif part == "]" and opened is not None:
            spans.append((opened, len(text), _TYPES["condition"]))
            opened = None
        elif part.startswith("{"):
            slot = part.strip("{}")
            value = _drawn(slot, slots, choice=choice)
            if slot in _TYPES and opened is None:
                spans.append((len(text), len(text) + len(value), _TYPES[slot]))
            text += value
        else:
            text += part
    return text, spans


def _drawn(slot: str, slots: Mapping[str, Sequence[str]], *, choice: Random) -> str:
    draw = choice.random() if slot in _KINDS else 1.0
    kind = "rare_" if draw < _RARE else "weak_" if draw < _RARE + _EVERYDAY else ""
    return choice.choice(slots[f"{kind}{slot}"])


def _written(text: str, spans: Sequence[Span], *, choice: Random) -> Iterator[Sentence]:
    """The sentence as people type it: with or without signs and capitals."""
    drops = {match.start() for match in _GLUED.finditer(text)}
    way = choice.random()
    if way < 0.3:
        drops |= {place for place, sign in enumerate(text) if sign in ",.?!"}
    kept = [place for place in range(len(text)) if place not in drops]
    moved = {place: number for number, place in enumerate(kept)}
    glued = "".join(text[place] for place in kept)
    placed = [(moved[start], moved[end - 1] + 1, label) for start, end, label in spans]
    if way > 0.6:
        glued = glued[:1].upper() + re.sub(r"\bi\b", "I", glued[1:])
    if way > 0.8:
        glued += "."
    blind = choice.random() < _BLIND
    for each in labelled(glued, placed, key="talk"):
        yield each._replace(blind=blind)
