"""Ages."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I am 34 years old", "34"), ("34 yo", "34"), ("aged 7", "7"), ("turning 40", "40"),
        ("my 3-year-old is ill", "3"), ("I'm 26 y/o", "26"), ("He just turned 64", "64"),
        ("This 82 year old female", "82"), ("age: 45", "45"), ("6 months old", "6"),
        ("written when he was 78.", "78"), ("\u4ed6\u4eca\u5e7435\u5c81", "35\u5c81"),
        ("55 a\u00f1os", "55 a\u00f1os"), ("Edad: 7", "7"), ("var\u00f3n de 30 anos", "30 anos"),
        ("paciente mujer, de 72 a\u00f1os, con tos", "72 a\u00f1os"),
        ("Edad: 8 d\u00edas", "8 d\u00edas"),
        ("ein\u00a030 Jahre alter Mann", "30 Jahre"), ("j'ai 34 ans", "34 ans"),
        ("34 ans", "34 ans"),
        ("ho 45 anni", "45 anni"), ("tenho 45 anos", "45 anos"), ("lat 40", "lat 40"),
        ("mam 34 lata", "34 lata"), ("34-vuotias", "34-vuotias"), ("34-aastane", "34-aastane"),
        ("34 \u00e5r gammal", "34 \u00e5r"), ("ik ben 34 jaar", "34 jaar"),
    ],
)  # fmt: skip
def test_ages(text: str, value: str, find: Find) -> None:
    assert find(text) == [("AGE", value)]


@pytest.mark.parametrize(
    "text",
    [
        "I am 5 minutes away", "turn 3 times", "page 34", "it costs 34", "i'm 1,200 short",
        "200 years old", "34 years", "aged 340", "I am 34% done", "version 3.5 years old",
        "hace 3 a\u00f1os", "depuis 34 ans", "seit 30 Jahren", "lat 40.7",
        "tos de 3 a\u00f1os de evoluci\u00f3n",
        "garant\u00eda de 2 a\u00f1os", "paciente con tos de 3 a\u00f1os",
    ],
)  # fmt: skip
def test_no_age(text: str, find: Find) -> None:
    assert "AGE" not in [kind for kind, _ in find(text)]
