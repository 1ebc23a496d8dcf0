from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import regions
from gateway.regions import (
    COUNTRIES,
    EEA_COUNTRIES,
    EUROPEAN_UNION,
    expanded,
    is_country,
    region_of,
)


def test_the_tables_have_as_many_codes_as_their_sources() -> None:
    assert len(COUNTRIES) == 249
    assert len(EUROPEAN_UNION) == 27
    assert len(EEA_COUNTRIES) == 27 + 3 + 7
    assert EEA_COUNTRIES < COUNTRIES
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in COUNTRIES)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(regions).failed == 0
    assert doctest.testmod(regions).attempted == 4


@pytest.mark.parametrize(
    ("code", "region"),
    [
        *(("DE", "EEA"), ("EE", "EEA"), ("NO", "EEA"), ("LI", "EEA"), ("IS", "EEA")),
        *(("AX", "EEA"), ("RE", "EEA"), ("EEA", "EEA")),
        *(("GB", "GB"), ("CH", "CH"), ("US", "US"), ("GL", "GL"), ("FO", "FO"), ("SJ", "SJ")),
        *(("GG", "GG"), ("BL", "BL"), ("TR", "TR")),
        *((None, None), ("", None), ("UK", None), ("EU", None), ("EL", None), ("XK", None)),
        *(("ZZ", None), ("de", None), ("DE ", None), ("DEU", None), ("D", None), ("ＤＥ", None)),
    ],
)
def test_the_region_of_a_code(code: str | None, region: str | None) -> None:
    assert region_of(code) == region


@given(st.text(max_size=4))
def test_what_is_no_country_has_no_region(code: str) -> None:
    assert is_country(code) == (code in COUNTRIES)
    assert (region_of(code) is None) == (code not in COUNTRIES and code != "EEA")


def test_the_word_eea_stands_for_its_members() -> None:
    assert expanded([]) == frozenset()
    assert expanded(["US", "US"]) == {"US"}
    assert expanded(["EEA", "DE", "CH"]) == EEA_COUNTRIES | {"CH"}
    assert expanded(["EU"]) == EEA_COUNTRIES - {"IS", "LI", "NO"}
