"""Countries and durations in words, by language, and the parts that every notice may share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.notice import FACTS_OF_PARTS, PARTS, UNREDACTED, unknown_places
from gateway.notice_words import (
    COMMON_PARTS,
    common_parts,
    country_words,
    duration_words,
    is_known,
)

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "United States"),
        ("de", "Vereinigte Staaten"),
        ("fr", "États-Unis"),
        ("es", "Estados Unidos"),
        ("it", "Stati Uniti"),
        ("pt", "Estados Unidos"),
        ("nl", "Verenigde Staten"),
        ("pl", "Stany Zjednoczone"),
        ("xx", "US"),
        ("", "US"),
    ],
)
def test_a_country_has_its_name_in_the_language(language: str, words: str) -> None:
    assert country_words("US", language) == words


@pytest.mark.parametrize("code", ["QQ", "", "us", "USA", "{contact}"])
def test_what_is_no_country_stays_as_it_is(code: str) -> None:
    assert country_words(code, "de") == code


@pytest.mark.parametrize(
    ("language", "month", "days", "none", "unstated"),
    [
        ("en", "1 month", "30 days", "not at all", "not stated"),
        ("de", "1 Monat", "30 Tage", "gar nicht", "nicht angegeben"),
        ("fr", "1 mois", "30 jours", "aucune conservation", "non précisée"),
        ("es", "1 mes", "30 días", "no se guarda", "no se indica"),
        ("it", "1 mese", "30 giorni", "nessuna conservazione", "non indicata"),
        ("pt", "1 mês", "30 dias", "não é guardado", "não indicado"),
        ("nl", "1 maand", "30 dagen", "helemaal niet", "niet opgegeven"),
        ("pl", "1 miesiąc", "30 dni", "wcale", "nie podano"),
        ("sv", "1 månad", "30 dygn", "0 dygn", "?"),
    ],
)
def test_durations_in_words(
    language: str, month: str, days: str, *, none: str, unstated: str
) -> None:
    found = [duration_words(each, language) for each in ("P1M", "P30D", "P0D", None)]
    assert found == [month, days, none, unstated]


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P1Y", "1 year"),
        ("P12M", "12 months"),
        ("P1Y6M", "1 year, 6 months"),
        ("P2W", "2 weeks"),
        ("P14D", "14 days"),
        ("PT1H30M", "1 hour, 30 minutes"),
        ("P1DT12H", "1 day, 12 hours"),
        ("PT86400S", "86400 seconds"),
        ("P1M", "1 month"),
        ("PT1M", "1 minute"),
        ("PT0S", "not at all"),
        ("P0Y0D", "not at all"),
        ("P400D", "400 days"),
        ("P", "P"),
        ("PT", "PT"),
        ("P1", "P1"),
        ("30 days", "30 days"),
        ("P-1D", "P-1D"),
        ("P1D ", "P1D "),
        ("P1D\n", "P1D\n"),
        ("P٣D", "P٣D"),
        ("P9999999999D", "P9999999999D"),
        ("{contact}", "{contact}"),
    ],
)
def test_durations_keep_their_units(duration: str, words: str) -> None:
    assert duration_words(duration, "en") == words


@pytest.mark.parametrize(
    ("language", "known"),
    [*((each, True) for each in LANGUAGES), ("sv", True), ("ar", True)]
    + [(each, False) for each in ("xx", "co", "", "de-AT", "DE", "deu", "e", "en_US", "../en")],
)
def test_a_language_is_known_where_countries_have_names_in_it(language: str, known: bool) -> None:
    assert is_known(language) is known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_common_parts_hold_their_facts(language: str) -> None:
    parts = common_parts(language)
    assert tuple(parts) == COMMON_PARTS
    assert set(COMMON_PARTS) == {*PARTS, UNREDACTED} - {"title", "purpose", "benefits"}
    for part, words in parts.items():
        assert unknown_places(words) == set()
        assert words.strip() == words != ""
        if part in FACTS_OF_PARTS:
            assert f"{{{FACTS_OF_PARTS[part]}}}" in words
    assert len({common_parts(each)["country"] for each in LANGUAGES}) == len(LANGUAGES)


def test_a_language_without_words_of_ours_gets_english_ones() -> None:
    assert common_parts("sv") == common_parts("en")


@given(
    st.one_of(st.text(), st.from_regex(r"P([0-9]{1,9}[YMWD]){0,4}(T[0-9]{1,9}[HMS])?")),
    st.sampled_from([*LANGUAGES, "xx"]),
)
def test_a_duration_always_has_words(duration: str, language: str) -> None:
    words = duration_words(duration, language)
    assert words == duration or (words and "P" not in words)
