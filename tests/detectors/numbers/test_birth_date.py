"""Dates of birth."""

from __future__ import annotations

import pytest

from detectors import Engine

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("born on 4 May 1982", "4 May 1982"),
        ("dob 05/04/82", "05/04/82"),
        ("D.O.B: 1982-05-04", "1982-05-04"),
        ("my date of birth is May 4th, 1982", "May 4th, 1982"),
        ("dob 05 04 1982", "05 04 1982"),
        ("dob 19820504", "19820504"),
        ("my birthday is 4th May", "4th May"),
        ("date of birth (dd/mm/yyyy): 04/05/1982", "04/05/1982"),
        ("geboren am 04.05.1982", "04.05.1982"),
        ("Data urodzenia: 08.03.1979", "08.03.1979"),
        ("Fecha de nacimiento: 21/07/1955", "21/07/1955"),
        ("naci\u00f3... fecha de nacimiento 4 de mayo de 1982", "4 de mayo de 1982"),
        ("geb. 3. M\u00e4rz 1980", "3. M\u00e4rz 1980"),
        ("n\u00e9e le 4 mai 1982", "4 mai 1982"),
        ("nato il 4 maggio 1982", "4 maggio 1982"),
        ("nascido em 4 de maio de 1982", "4 de maio de 1982"),
        ("syntynyt 4.5.1982", "4.5.1982"),
        ("s\u00fcndinud 4. mai 1982", "4. mai 1982"),
        ("f\u00f6dd 4 maj 1982", "4 maj 1982"),
        ("\u51fa\u751f\u65e5\u671f1990\u5e7403\u670807\u65e5", "1990\u5e7403\u670807\u65e5"),
    ],
)
def test_dates_that_words_name(text: str, value: str, find: Find) -> None:
    assert find(text) == [("DATE_OF_BIRTH", value)]


@pytest.mark.parametrize("answer", ["05/04/82", "4 May 1982", "05 04 1982", "may 4", "1982"])
@pytest.mark.parametrize("question", ["What is your date of birth?", "When were you born?"])
def test_answers(answer: str, question: str, find: Find) -> None:
    assert find(answer, question) == [("DATE_OF_BIRTH", answer)]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("05/04/82", "When do you want to fly?"),
        ("add 2 tickets for the concert on march 4 in the park please", "your date of birth?"),
        ("stubborn 05/04/82", None),
        ("yes sure", "What is your date of birth?"),
        ("at 7 pm", "What is your date of birth?"),
    ],
)
def test_no_birth_date(text: str, question: str | None, find: Find) -> None:
    assert "DATE_OF_BIRTH" not in [kind for kind, _ in find(text, question)]


@pytest.mark.parametrize("unit", ["born ", "dob--", "born on 4 ", "dob is is is ", "d/m/y/"])
def test_junk_stays_within_the_budget(unit: str) -> None:
    text = (unit * 30_000)[:100_000] + " 4111 1111 1111 1111"
    found = Engine().detect(text)
    assert found[-1].entity_type == "CREDIT_CARD"


@pytest.mark.parametrize("text", ["remove jake's birthday on march 22", "NATO 2024", "Mai 2024"])
def test_what_is_no_date_of_birth(text: str, find: Find) -> None:
    assert "DATE_OF_BIRTH" not in [kind for kind, _ in find(text)]
