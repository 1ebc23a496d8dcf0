"""What only asks is taken out of a sentence; what says who has something stays."""

from __future__ import annotations

import pytest

from detectors.health.asking import without_asking


@pytest.mark.parametrize(
    ("sentence", "rest"),
    [
        ("can you tell me what asthma is", " .  what asthma is"),
        ("i want to know what asthma is", " .  what asthma is"),
        ("i would like to know why my asthma came back", " .  why my asthma came back"),
        ("i have a question about my migraine", " .  about my migraine"),
        ("do you know if he has gout", " .  if he has gout"),
        ("i'm writing about gout", " .  about gout"),
        ("for my homework", " . "),
        ("ich möchte wissen was gicht ist", " .  was gicht ist"),
        ("quiero saber qué es la gota", " .  qué es la gota"),
        ("mam pytanie o astmę", " .  o astmę"),
    ],
)
def test_asking_goes(sentence: str, rest: str) -> None:
    assert without_asking(sentence) == rest


@pytest.mark.parametrize(
    "sentence",
    ["i have asthma", "my mother takes insulin", "he wants his insulin", "what is asthma", ""],
)
def test_all_else_stays(sentence: str) -> None:
    assert without_asking(sentence) == sentence


@pytest.mark.parametrize("unit", ["i would just ", "can you ", "i have a ", "we are so ", "my "])
def test_long_dull_sentences_come_back(unit: str) -> None:
    assert without_asking(unit * 300 + "asthma").endswith("asthma")
