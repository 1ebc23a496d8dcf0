"""A bent word keeps the case of the letters that it was written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.casing import cased_like


@pytest.mark.parametrize(
    ("word", "form", "written"),
    [
        ("Marek", "markiem", "Markiem"),
        ("MAREK", "markiem", "MARKIEM"),
        ("marek", "markiem", "markiem"),
        ("McDonald", "mcdonalda", "McDonalda"),
        ("Łódź", "łodzi", "Łodzi"),
        ("Anna", "anna", "Anna"),
        ("X", "xa", "Xa"),
        ("İpek", "ipek", "ipek"),
        ("", "a", "a"),
    ],
)
def test_the_form_is_written_as_the_word(word: str, form: str, written: str) -> None:
    """Letters that agree keep their case; capitals throughout stay so."""
    assert cased_like(word, form) == written


LETTERS = st.text(alphabet="abzłóńäõABZŁÓŃÄÕ")


@given(word=LETTERS, form=LETTERS.map(str.lower))
def test_only_case_changes(word: str, form: str) -> None:
    """The letters are always those of the form."""
    assert cased_like(word, form).lower() == form
