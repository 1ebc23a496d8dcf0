"""Names bent for running text, whatever the language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.inflection import CASES, inflect

EVERY_CASE = [(language, case) for language, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(
    ("name", "language", "case", "form"),
    [
        ("Anna Nowak", "pl", "gen", "Anny Nowak"),
        ("Marek Nowak", "pl", "gen", "Marka Nowaka"),
        ("Matti Virtanen", "fi", "gen", "Matti Virtasen"),
        ("Jaan Tamm", "et", "gen", "Jaan Tamme"),
    ],
)
def test_each_language_has_its_own_rules(name: str, language: str, case: str, form: str) -> None:
    """Polish bends every word, Finnish and Estonian the last."""
    assert inflect(name, language, case=case) == form


@pytest.mark.parametrize(
    ("language", "case"),
    [("de", "gen"), ("pl", "kom"), ("fi", "voc"), ("et", "ins"), ("pl", ""), ("", "gen")],
)
def test_an_unknown_language_or_case_is_refused(language: str, case: str) -> None:
    """The error names neither the case nor the name."""
    with pytest.raises(ValueError, match="unknown language or case") as refused:
        inflect("Anna", language, case=case)
    assert "Anna" not in str(refused.value)


@pytest.mark.parametrize(("language", "case"), EVERY_CASE)
@pytest.mark.parametrize("name", ["", " ", "-", "J.", "Li", "42", "X Æ A-12", "O'Neill", "李"])
def test_what_is_no_plain_word_still_gives_a_name(name: str, language: str, case: str) -> None:
    """Initials, figures, and other scripts: the first word's first letter stays."""
    assert inflect(name, language, case=case)[:1] == name[:1]


@pytest.mark.parametrize(("language", "case"), EVERY_CASE)
@given(name=st.text(max_size=40))
def test_any_text_gives_a_text_of_as_many_words(language: str, case: str, name: str) -> None:
    """No rule fails on odd letters, and no rule joins or cuts words."""
    assert len(inflect(name, language, case=case).split()) == len(name.split())
