"""Of whom a medical word speaks; the word stands in brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.health.subject import ABOUT_PERSON, IN_GENERAL, speaks_of
from tests.detectors.health.subject_table import (
    ABROAD,
    MORE_PERSON,
    MORE_THINGS,
    PERSON,
    THING,
    THINGS_ABROAD,
)


def read(marked: str) -> str:
    start = marked.index("[")
    end = marked.index("]", start) - 1
    return speaks_of(marked.replace("[", "").replace("]", ""), start, end=end)


@pytest.mark.parametrize("marked", [*PERSON, *ABROAD, *MORE_PERSON])
def test_said_of_a_person(marked: str) -> None:
    assert read(marked) == ABOUT_PERSON


@pytest.mark.parametrize("marked", [*THING, *THINGS_ABROAD, *MORE_THINGS])
def test_said_in_general(marked: str) -> None:
    assert read(marked) == IN_GENERAL


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("John's [diabetes] is under control", ABOUT_PERSON),
        ("John's diabetes is under control, Mary's [HIV] too", ABOUT_PERSON),
        ("what's [diabetes]", IN_GENERAL),
        ("today's [asthma] drugs", IN_GENERAL),
        ("past medical history significant for [hypertension]", ABOUT_PERSON),
        ("people with [adhd] like me", ABOUT_PERSON),
        ("people with [adhd]", IN_GENERAL),
        ("would you like me to explain what [asthma] is", IN_GENERAL),
        ("my report says [carcinoma in situ], what does it mean", ABOUT_PERSON),
        ("what is [asthma], for my report", IN_GENERAL),
        ("Explain the biopsy result: [adenocarcinoma] grade 2", ABOUT_PERSON),
        ("Explain the [biopsy] result", ABOUT_PERSON),
    ],
)
def test_owners_and_reports(marked: str, expected: str) -> None:
    assert read(marked) == expected


@pytest.mark.parametrize("marked", [*PERSON, *ABROAD, *MORE_PERSON])
def test_a_person_in_capitals(marked: str) -> None:
    assert read(marked.upper()) == ABOUT_PERSON


def test_the_table_is_large_and_balanced() -> None:
    persons, things = len(PERSON) + len(ABROAD), len(THING) + len(THINGS_ABROAD)
    assert persons + things >= 150
    assert 0.7 < persons / things < 1.4


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("My mother is ill. It started in May. [Asthma] they say.", ABOUT_PERSON),
        ("I went to see the doctor. He told me at once. [Diabetes].", ABOUT_PERSON),
        ("what is a chronic disease? [asthma] for instance", IN_GENERAL),
        ("I live in Spain. What is [asthma]?", IN_GENERAL),
        ("What is [asthma]? I live in Spain.", IN_GENERAL),
        ("What is the treatment of [syphilis]? I tested positive.", ABOUT_PERSON),
        ("what is [lupus]? i just found out that's what i have", ABOUT_PERSON),
        ("is [diabetes] hereditary? my dad has it", ABOUT_PERSON),
        ("qué es el [asma]? lo tengo yo", ABOUT_PERSON),
        ("What is [asthma]? Do I have to pay for it?", IN_GENERAL),
        ("What is [asthma]? Patients were diagnosed late.", IN_GENERAL),
        ("I have a cat.\n\n\n\nwhat causes [asthma]\n\n\nI like cats", IN_GENERAL),
    ],
)
def test_sentences_around(marked: str, expected: str) -> None:
    assert read(marked) == expected


@pytest.mark.parametrize(
    "text",
    ["asthma", "a" * 50_000, "i " * 20_000, ". " * 20_000, "what is " * 9_000, "\ud800" * 99, "  "],
)
def test_hostile_text_has_an_answer_everywhere(text: str) -> None:
    length = len(text)
    places = [(0, 1), (0, length), (length - 1, length), (length // 2, length // 2 + 1)]
    answers = {speaks_of(text, start, end=end) for start, end in places}
    assert answers <= {ABOUT_PERSON, IN_GENERAL}


def test_what_stands_far_away_changes_nothing() -> None:
    marked = "What are the causes of [asthma]?"
    assert (
        read("I have a cold. " * 50 + "It rains. " * 60 + marked + " It rains." * 60) == IN_GENERAL
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_text_has_an_answer(before: str, after: str) -> None:
    text = f"{before}asthma{after}"
    answer = speaks_of(text, len(before), end=len(before) + 6)
    assert answer in (ABOUT_PERSON, IN_GENERAL)
