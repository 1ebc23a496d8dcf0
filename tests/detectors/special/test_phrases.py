"""Phrases that tell by themselves what somebody does or belongs to."""

from __future__ import annotations

import re

import pytest

from detectors.special import phrases
from detectors.special.words import SUBTYPES


def keys(table: str, text: str) -> list[str]:
    found = getattr(phrases, table)
    return [name for name, each in found.items() if re.fullmatch(each, text, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("table", "text", "key"),
    [
        ("ACTS", "go to church", "religion"),
        ("ACTS", "keep kosher", "religion"),
        ("ACTS", "voted for the Greens", "political"),
        ("ACTS", "joined the labour party", "political"),
        ("ACTS", "in the teachers union", "union"),
        ("ACTS", "came out as gay", "orientation"),
        ("ACTS", "had sex", "sex_life"),
        ("ACTS", "grandparents came from Anatolia", "people"),
        ("OWN", "my rabbi", "religion"),
        ("OWN", "chodzę do kościoła", "religion"),
        ("OWN", "voté a vox", "political"),
        ("OWN", "my union rep", "union"),
    ],
)
def test_a_phrase_has_one_key(table: str, text: str, key: str) -> None:
    assert keys(table, text) == [key]


@pytest.mark.parametrize(
    "text", ["", "go to work", "voted for pizza", "in the room", "had lunch", "my doctor"]
)
def test_other_phrases_have_none(text: str) -> None:
    assert keys("ACTS", text) == keys("OWN", text) == []


def test_what_the_scan_looks_for_stands_in_the_whole_phrase() -> None:
    head = re.compile(phrases.HEADS["political"], re.IGNORECASE)
    for text in ("voted labour", "voté a vox", "member of the cdu", "głosowałem na pis"):
        assert head.match(text)


def test_every_key_has_a_subtype() -> None:
    tables = (phrases.ACTS, phrases.OWN, phrases.HEADS, phrases.OWN_HEADS)
    assert {key for table in tables for key in table} <= set(SUBTYPES)
