from __future__ import annotations

from random import Random

import pytest

from detectors.health.lexicon import lexicon
from detectors.health.talk import filled, fillers, talk, templates

SLOTS = fillers(lexicon())
FILES = (
    *("doctor", "patient", "general", "other"),
    *("everyday", "talk_everyday", "other_everyday"),
)


@pytest.mark.parametrize("name", FILES)
def test_templates_use_known_slots_and_stand_once(name: str) -> None:
    lines = templates(name)
    assert lines
    assert len(lines) == len(set(lines))
    for line in lines:
        text, spans = filled(line, SLOTS, choice=Random(1))
        assert not set("{}[]") & set(text)
        assert bool(spans) <= bool(set("{[") & set(line))


def test_there_are_as_many_as_were_asked_for() -> None:
    assert sum(len(templates(name)) for name in ("doctor", "patient", "general")) >= 300
    assert not any("{" in line for line in templates("everyday"))


def test_slots_hold_what_people_say_and_what_only_the_lexicon_knows() -> None:
    assert "high blood pressure" in SLOTS["condition"]
    assert "cut" in SLOTS["weak_condition"]
    assert "metformin" in SLOTS["drug"]
    assert len(SLOTS["rare_condition"]) > 1_000
    assert set(SLOTS["rare_condition"]).isdisjoint(SLOTS["condition"])


def test_spans_lie_on_what_was_filled_in() -> None:
    text, spans = filled(
        "{time} i took {drug} .", {"time": ["now"], "drug": ["zorbex"]}, choice=NO_RARE
    )
    assert text == "now i took zorbex ."
    assert spans == [(11, 17, "MEDICATION")]


def test_brackets_name_a_condition() -> None:
    text, spans = filled("i [broke my {body}] now", {"body": ["toe"]}, choice=NO_RARE)
    assert text == "i broke my toe now"
    assert spans == [(2, 14, "MEDICAL_CONDITION")]


class _NoRare(Random):
    def random(self) -> float:
        return 0.99


NO_RARE = _NoRare(1)


def test_sentences_are_the_same_every_time_and_of_all_kinds() -> None:
    first = list(talk(lexicon()))
    assert first == list(talk(lexicon()))
    assert len(first) > 3_000
    labels = {label for sentence in first for label in sentence.labels}
    assert labels == {"O", "MEDICAL_CONDITION", "MEDICATION", "PROCEDURE"}
    assert any(sentence.blind for sentence in first)
    assert {sentence.key for sentence in first} == {"talk"}
    assert all(len(sentence.words) == len(sentence.labels) for sentence in first)
