"""Security codes and expiry dates."""

from __future__ import annotations

import pytest

from .conftest import Find

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{CARD} exp 04/27 cvv 123", ["04/27", "123"]),
        (f"{CARD} 04/27 123", ["04/27", "123"]),
        (f"{CARD}, 04/2027, 123.", ["04/2027", "123"]),
        ("4111111111111111|04|27|123", ["04|27", "123"]),
        (f"cvv 123, card {CARD}", ["123"]),
        (f"exp: 4/27, {CARD}", ["4/27"]),
        (f"{CARD} security code: 999", ["999"]),
        (f"{CARD} cvv123", ["123"]),
        ("378282246310005 12-26 1234", ["12-26", "1234"]),
    ],
)
def test_beside_a_card(text: str, expected: list[str], find: Find) -> None:
    found = [value for kind, value in find(text) if kind in ("CARD_CVV", "CARD_EXPIRY")]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my cvv is 123", ("CARD_CVV", "123")),
        ("123 is my cvv", ("CARD_CVV", "123")),
        ("CVC2: 1234", ("CARD_CVV", "1234")),
        ("the security code is 123.", ("CARD_CVV", "123")),
        ("it expires 04/27", ("CARD_EXPIRY", "04/27")),
        ("valid thru 12/2029", ("CARD_EXPIRY", "12/2029")),
    ],
)
def test_named_by_words(text: str, expected: tuple[str, str], find: Find) -> None:
    assert find(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "the meeting at 10:30 costs 123",
        "expires 04/27/2030",
        "there are 123 ways",
        f"{CARD} for 200 dollars",
        "room code 1234567",
        "ratio 04/27",
    ],
)
def test_what_is_no_detail(text: str, find: Find) -> None:
    assert [v for k, v in find(text) if k in ("CARD_CVV", "CARD_EXPIRY")] == []


@pytest.mark.parametrize(
    "text",
    [
        "el c\u00f3digo de seguridad es 123", "codigo de seguranca 123",
        "code de s\u00e9curit\u00e9 : 123",
        "codice di sicurezza 123", "Kartenpr\u00fcfnummer 123", "kod bezpiecze\u0144stwa: 123",
        "turvakood 123", "s\u00e4kerhetskod 123",
    ],
)  # fmt: skip
def test_security_codes_in_other_languages(text: str, find: Find) -> None:
    assert find(text) == [("CARD_CVV", "123")]
