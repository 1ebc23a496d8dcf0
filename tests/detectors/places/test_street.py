from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.places.street import StreetDetector
from detectors.types import Input

Find = Callable[..., list[str]]


@pytest.mark.parametrize(
    "address",
    [
        "12 Oak Street",
        "12 Oak Street, Apt 5, Springfield IL 62704",
        "100-15 Ditmars Boulevard, East Elmhurst, NY 11369, USA",
        "1290 San Tomas Aquino Road",
        "45 Quail Court # 200",
        "17705 Hale Avenue A-5",
        "104 5th Ave",
        "10 Downing Street, London SW1A 2AA",
        "139 Murray Street, Pyrmont New South Wales 2009, Australia",
        "12, MG Road, Indiranagar, Bangalore 560038",
        "809 jonh street al 00990",
        "25 lake view road bridge town al 25634",
        "34 otta nagar",
        "856 memorial streetavon ma 8765",
        "146 st louis st",
        "4340 13 th ave s fargo nd 58103 usa",
        "12 rue de la Paix, 75002 Paris",
        "28bis Avenue Corentin Cariou, 75019",
        "Hauptstraße 12, 10115 Berlin",
        "Berliner Allee 7b",
        "Lange Straat 5, 1012 AB Amsterdam",
        "Keizersgracht 174",
        "Mannerheimintie 12 A 5, 00100 Helsinki",
        "Pärnu mnt 12-3, 10148 Tallinn",
        "Kossuth utca 5",
        "Calle Mayor 12, 3º B",
        "C/ Monforte de Lemos, 129, 2 A",
        "Avda. Menéndez Pidal, s/n",
        "Paseo de la Castellana 261, 28046 Madrid",
        "via Roma 12, 00184 Roma",
        "ul. Długa 12A, 31-146 Kraków",
        "ul. 3 Maja 7 w Katowicach",
        "al. Jana Pawła II 43",
        "Rua Siqueira Campos, 90 - Copacabana",
        "Jalan Sultan Ismail 12",
        "ул. Ленина 5",
    ],
)
def test_an_address_is_found_whole(addresses: Find, address: str) -> None:
    assert addresses(f"{address}") == [address]
    assert addresses(f"send it to: {address}; ok") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "a 5 star hotel on the way",
        "is it a 2 way street",
        "on 3rd street",
        "it is a 24 hour drive",
        "take the 405 way",
        "10 attractions of interest",
        "2 tickets for a one-way trip",
        "the taking place at 11:55 pm on the way",
        "I sent it via email 12 times",
        "during 5 minutes",
        "the square root of 36",
        "1 Hotel Central Park is a good hotel",
        "i want 2 large pizzas on the road",
        "$12 drive",
        "5 place",
    ],
)
def test_ordinary_talk_is_no_address(addresses: Find, text: str) -> None:
    assert addresses(text) == []


def test_the_address_ends_where_the_text_turns_to_something_else(addresses: Find) -> None:
    assert addresses("i live at 12 oak street since may") == ["12 oak street"]
    assert addresses("45 memorial drive avon ma 4562 phone 555 0100") == [
        "45 memorial drive avon ma 4562"
    ]


def test_a_short_number_at_the_end_is_a_districts(addresses: Find) -> None:
    assert addresses("no 35 laku road bnau 65") == ["no 35 laku road bnau 65"]


def test_an_address_after_long_junk_is_found(addresses: Find) -> None:
    assert addresses("street " * 500 + "; 12 Oak Street") == ["12 Oak Street"]
    assert addresses("12 oak " * 500 + "; 12 Oak Street")[-1] == "12 Oak Street"


def test_looking_asks_for_time_once_a_stretch() -> None:
    calls = 0

    def check() -> None:
        nonlocal calls
        calls += 1

    text = "12 road " * 1_000
    seen = Input(text=text, before="", language="en", check=check)
    list(StreetDetector().confirm(seen, 0, len(text)))
    assert 10 < calls < 100


@given(st.text(alphabet="12 oak street,.#/-\napt s/n ul rue NY 5'ºß", max_size=120))
def test_any_text_gives_findings_within_it(text: str) -> None:
    seen = Input(text=text, before="", language="en", check=lambda: None)
    for each in StreetDetector().confirm(seen, 0, len(text)):
        assert 0 <= each.start < each.end <= len(text)
        assert each.entity_type == "ADDRESS"
