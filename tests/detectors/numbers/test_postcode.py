from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import registry
from detectors.engine import Engine

_ENGINE = Engine(registry.load(["postcode"]), clock=lambda: 0.0, scan_cache=None)


def _found(text: str, before: str | None = None) -> list[tuple[str, str]]:
    findings = _ENGINE.detect(text, before=before)
    return [(each.entity_type, text[each.start : each.end]) for each in findings]


@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("send it to SW1A 1AA please", "UK_POSTCODE", "SW1A 1AA"),
        ("my uk postcode is m11aa", "UK_POSTCODE", "m11aa"),
        ("uk postcode GIR 0AA", "UK_POSTCODE", "GIR 0AA"),
        ("it is K1A 0B1", "CA_POSTAL_CODE", "K1A 0B1"),
        ("my german plz is 22085", "DE_PLZ", "22085"),
        ("die Postleitzahl ist 10115", "DE_PLZ", "10115"),
        ("PLZ 1010 Wien", "POSTCODE", "1010"),
        ("my zip code is 62704", "POSTCODE", "62704"),
        ("zip 62704-1234", "POSTCODE", "62704-1234"),
        ("the zip code is 6548956", "POSTCODE", "6548956"),
        ("zipcode:500 079", "POSTCODE", "500 079"),
        ("36452 is my zip", "POSTCODE", "36452"),
        ("here is my irish postal code: A6W X9Y9", "POSTCODE", "A6W X9Y9"),
        ("my dutch postal code is 3432FE", "POSTCODE", "3432FE"),
        ("the postcode is 1012 AB", "POSTCODE", "1012 AB"),
        ("postal code 39100-000", "POSTCODE", "39100-000"),
        ("00-001 Warszawa", "POSTCODE", "00-001"),
        ("CEP 01310-100", "POSTCODE", "01310-100"),
        ("code postal : 75008", "POSTCODE", "75008"),
        ("código postal 28046", "POSTCODE", "28046"),
        ("CAP: 00184", "POSTCODE", "00184"),
        ("postinumero on 00100", "POSTCODE", "00100"),
        ("sihtnumber 10148", "POSTCODE", "10148"),
        ("kod pocztowy 31-146", "POSTCODE", "31-146"),
        ("〒100-0001", "POSTCODE", "〒100-0001"),
        ("우편번호 17008", "POSTCODE", "17008"),
        ("pincode 560038", "POSTCODE", "560038"),
        ("texas 78240", "POSTCODE", "78240"),
        ("mumbai and 786532", "POSTCODE", "786532"),
        ("36452 chennai", "POSTCODE", "36452"),
        ("fairview PA 16412", "POSTCODE", "16412"),
        ("city name is valakkam and 27653", "POSTCODE", "27653"),
        ("melur 625126", "POSTCODE", "625126"),
    ],
)
def test_postcodes(text: str, entity_type: str, value: str) -> None:
    assert _found(text) == [(entity_type, value)]


@pytest.mark.parametrize(
    "text",
    [
        "plz 2 pizzas",
        "plz send 12 of them",
        "VA1 1AA",
        "M1 1AI",
        "1500 GB",
        "9000 AD",
        "1200 km",
        "A0J3W3",
        "12-345",
        "in 2021",
        "the price in chennai 20000 rupees",
        "12345",
        "order 12345",
        "port 65535",
        "a zip file of 12 MB",
        "postpone it to 12",
    ],
)
def test_what_is_no_postcode(text: str) -> None:
    assert _found(text) == []


def test_a_name_and_a_number_are_no_postcode_where_something_was_asked() -> None:
    assert _found("melur 625126", "What is your password?") == []


def test_a_postcode_after_junk_is_found() -> None:
    junk = "zip is my " * 300 + "12345 " * 300
    assert _found(f"{junk}; SW1A 1AA")[-1] == ("UK_POSTCODE", "SW1A 1AA")


@given(st.text(alphabet="zip codeplz SW1A 20-45 texas,.:-\n", max_size=80))
def test_any_text_gives_findings_within_it(text: str) -> None:
    assert all(0 <= each.start < each.end <= len(text) for each in _ENGINE.detect(text))
