"""The hand-written word lists of this folder, and how lists are written in code."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from detectors.health.lexicon import COMMON, CONDITION, EVERYDAY, MEDICATION, PROCEDURE, TEST, WEAK

FILES = (
    "conditions_en.txt",
    "medications_en.txt",
    "procedures_en.txt",
    "tests_en.txt",
    "other_languages.txt",
    "everyday_en.txt",
)
_KINDS = {
    "conditions_en.txt": CONDITION,
    "medications_en.txt": MEDICATION,
    "procedures_en.txt": PROCEDURE,
    "tests_en.txt": TEST,
    "everyday_en.txt": EVERYDAY | WEAK,
    "[condition]": CONDITION,
    "[medication]": MEDICATION,
    "[procedure]": PROCEDURE,
    "[test]": TEST,
}


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def listed(text: str) -> tuple[str, ...]:
    """What commas part in a text, in its order."""
    return tuple(" ".join(term.split()) for term in text.split(",") if term.strip())


def terms_of(name: str) -> Iterator[tuple[str, int]]:
    """The terms of a list with their codes, in its order."""
    kind = _KINDS.get(name, CONDITION)
    content = files("detectors.health").joinpath("words", name).read_text("utf-8")
    for row in content.splitlines():
        if row.startswith("#"):
            continue
        if row.startswith("["):
            kind = _KINDS[row.strip()]
            continue
        for term in map(str.strip, row.split(",")):
            if term:
                yield term.lstrip("~"), kind | COMMON | (WEAK if term[0] == "~" else 0)
