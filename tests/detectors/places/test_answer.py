from __future__ import annotations

from collections.abc import Callable

import pytest

Find = Callable[..., list[str]]

_WHERE = "Where should we deliver it to?"
_ZIP = "Could you share your address with the zip code?"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("1547 santhosh colny in", "1547 santhosh colny in"),
        ("34 otta nagar kayhum 5", "34 otta nagar kayhum 5"),
        ("sure its 38 merku maampalam", "38 merku maampalam"),
        ("melur 625126", "melur 625126"),
        ("juhu beach mumbai", "juhu beach mumbai"),
        ("62704", "62704"),
        ("62704-1234", "62704-1234"),
        ("it is 420578", "420578"),
    ],
)
def test_an_answer_to_a_question_for_an_address(addresses: Find, text: str, address: str) -> None:
    assert addresses(text, _ZIP) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "yes sure",
        "one moment please",
        "the same as before",
        "2 pizzas",
        "2 milk shake",
        "and also i want 1 smore pie",
        "add 1 veg out pizza",
        "how many calories does doing 20 situps burn",
        "There are 3 salons in Windsor matching your description",
        "It was from 2014 and it is a song",
        "my ISBN is 978-90-208-5330-8",
        "my FIGI is BBG00GKR5G29",
        "san francisco",
    ],
)
def test_what_is_no_address_in_an_answer(addresses: Find, text: str) -> None:
    assert addresses(text, _WHERE) == []


def test_other_questions_ask_for_none(addresses: Find) -> None:
    assert addresses("38 merku maampalam", "What is your email address?") == []
    assert addresses("38 merku maampalam", "How are you?") == []
    assert addresses("38 merku maampalam") == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("my new address is 85 five way building", "85 five way building"),
        ("It is located at 1355 Broadway and open", "1355 Broadway"),
        ("a house at Alt-Moabit 99, 10559 is nice", "Alt-Moabit 99, 10559"),
        ("we are located on Bryanston Street", "Bryanston Street"),
        ("Adres zamieszkania: Gdańsk", "Gdańsk"),
        ("Domicilio: Doctor Esquerdo, 46.", "Doctor Esquerdo, 46"),
    ],
)
def test_a_word_in_the_text_names_the_address(addresses: Find, text: str, address: str) -> None:
    assert addresses(text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "my email address is jane99 at example",
        "the ip address is 192 168",
        "I live in America",
        "it is located 5 miles away",
        "I have located 6 in Mountain View",
        "what is the address?",
    ],
)
def test_a_word_that_names_something_else(addresses: Find, text: str) -> None:
    assert addresses(text) == []
