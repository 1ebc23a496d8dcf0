from __future__ import annotations

from collections.abc import Callable

import pytest

from detectors.places.tokens import Tokens
from detectors.places.unusual import core_without_street

Find = Callable[..., list[str]]


@pytest.mark.parametrize(
    "address",
    [
        "burnsville mn 55337",
        "Madison, WI 53703",
        "P.O. Box 123, Anytown NY 10001",
        "po box 5087",
        "Dalmatinova 68 Apt. 3",
        "Unit 4719 Box 7394\nDPO AP 70942",
        "PSC 2721, Box 8637\nAPO AA 06259",
        "USNV Vincent\nFPO AA 68422",
        "Nowa Wieś 17, gmina Michałowice, powiat pruszkowski, woj. mazowieckie",
        "Olaguibel 29, 01004 Vitoria",
        "José Achotegui s/n 01009 Vitoria",
    ],
)
def test_an_address_without_a_street_word(addresses: Find, address: str) -> None:
    assert addresses(f"{address}") == [address]


@pytest.mark.parametrize(
    "text",
    ["order it for me 12345", "see you in 12345", "suite is nice", "unit 5", "po is a river"],
)
def test_words_that_are_also_states_or_doors(addresses: Find, text: str) -> None:
    assert addresses(text) == []


def test_a_word_that_begins_nothing() -> None:
    assert core_without_street(Tokens("hello there", (0, 11)), 0) is None
