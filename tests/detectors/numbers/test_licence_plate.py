"""Licence plates of many countries, named in their languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.licence_plate import LicencePlateDetector, plate_type
from detectors.types import Input

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "kind", "plate"),
    [
        ("my car reg is AB51 ABC and it expires", "UK_VEHICLE_REGISTRATION", "AB51 ABC"),
        ("the van bd62xyz was there", "UK_VEHICLE_REGISTRATION", "bd62xyz"),
        ("vehicle A123 BCD", "UK_VEHICLE_REGISTRATION", "A123 BCD"),
        ("vehicle ABC 123D", "UK_VEHICLE_REGISTRATION", "ABC 123D"),
        ("registration OD02BA2341 with more", "IN_VEHICLE_REGISTRATION", "OD02BA2341"),
        ("it was MH 12 AB 1234", "IN_VEHICLE_REGISTRATION", "MH 12 AB 1234"),
        ("vehicle 22BH1234AA", "IN_VEHICLE_REGISTRATION", "22BH1234AA"),
        ("the plate number is ABJ-123XY", "NG_VEHICLE_REGISTRATION", "ABJ-123XY"),
        ("Araç plakası 34 ABC 1234 olarak", "TR_LICENSE_PLATE", "34 ABC 1234"),
        ("my vehicle is CY 12 AB GP", "ZA_LICENSE_PLATE", "CY 12 AB GP"),
        ("Mein Kennzeichen ist M-AB 1234.", "DE_KFZ", "M-AB 1234"),
        ("Kennzeichen: LRO-AB-123 E", "DE_KFZ", "LRO-AB-123 E"),
        ("license plate 7ABC123", "LICENSE_PLATE", "7ABC123"),
        ("license plate number: 4A23000", "LICENSE_PLATE", "4A23000"),
        ("plaque d'immatriculation AB-123-CD", "LICENSE_PLATE", "AB-123-CD"),
        ("la matrícula es 1234 BCD", "LICENSE_PLATE", "1234 BCD"),
        ("la targa è AB 123 CD", "LICENSE_PLATE", "AB 123 CD"),
        ("mijn kenteken is 12-ABC-3", "LICENSE_PLATE", "12-ABC-3"),
        ("rekisterinumero on ABC-123", "LICENSE_PLATE", "ABC-123"),
        ("numbrimärk 123 ABC", "LICENSE_PLATE", "123 ABC"),
        ("numer rejestracyjny pojazdu: WX 22502S.", "LICENSE_PLATE", "WX 22502S"),
        ("placa ABC1D23", "LICENSE_PLATE", "ABC1D23"),
        ("rendszám SP 04-68", "LICENSE_PLATE", "SP 04-68"),
        ("my license plate is ILVNY", "LICENSE_PLATE", "ILVNY"),
        ("AB 123 CD is my number plate", "LICENSE_PLATE", "AB 123 CD"),
        ("他的车是京A88888,停在楼下", "LICENSE_PLATE", "京A88888"),
        ("my plate is ab12 cde and it is new", "UK_VEHICLE_REGISTRATION", "ab12 cde"),
    ],
)
def test_a_plate_is_found_whole(text: str, kind: str, plate: str, find: Find) -> None:
    assert (kind, plate) in find(text)


def test_two_plates(find: Find) -> None:
    assert [
        value
        for kind, value in find("Plaka 34 ABC 1234 ve 06 JK 567")
        if kind == "TR_LICENSE_PLATE"
    ] == ["34 ABC 1234", "06 JK 567"]


def test_an_answer(find: Find) -> None:
    question = "What is the registration plate of the car?"
    assert find("7abc123", question) == [("LICENSE_PLATE", "7abc123")]
    assert find("it is AB51 ABC", question) == [("UK_VEHICLE_REGISTRATION", "AB51 ABC")]
    assert find("yes sure", question) == []
    assert find("one moment please", question) == []


@pytest.mark.parametrize(
    "text",
    [
        "order AB51 ABC",
        "a plate for 2 please",
        "two plates at 10 am",
        "the plate expires in 2025",
        "plates cost 20 usd",
        "my license plate is blue",
        "the car is for 2 people at 5 pm",
        "I booked a car for 100 km",
        "we sat in rows A 1 and B 2",
        "templates 12 and 13",
        "MY CAR IS AT 5 AM",
        "my car broke down on the A406 NCR",
        "a taxi to T5 LHR please",
        "placa madre B450 y placa de video RTX 3060",
        "plates of 45lb, x2 a side",
        "my car is a BMW X5",
        "a car like the E220 CDI or the A4 TDI",
        "Mein Auto ist ein VW ID 3",
        "the BMW 320 D is my car",
        "a B12 vitamin for the car ride",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    kinds = LicencePlateDetector.entity_types
    assert [found for found in find(text) if found[0] in kinds] == []


@given(st.text(max_size=60))
def test_spans_lie_within_the_text_and_are_short(text: str) -> None:
    text = f"plate {text}"
    seen = Input(text=text, before="", language="en", check=lambda: None)
    for each in LicencePlateDetector().confirm(seen, 0, len(text)):
        assert 0 <= each.start < each.end <= len(text)
        assert each.end - each.start <= 24
        assert plate_type(text[each.start : each.end]) == each.entity_type
