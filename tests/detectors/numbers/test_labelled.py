"""Values that words in the same text name."""

from __future__ import annotations

import pytest

from detectors import Engine
from detectors.numbers.labelled import named_otherwise

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name is daisy and booking confirmation number is jfo 98 e", [("OTHER_ID", "jfo 98 e")]),
        (
            "policy no jfj 983456257 and claim no uid 839",
            [("OTHER_ID", "jfj 983456257"), ("OTHER_ID", "uid 839")],
        ),
        ("ssn 9802 card no 4036", [("US_SSN", "9802"), ("CREDIT_CARD", "4036")]),
        ("last 4 is 8579, account number 55981", [
            ("ACCOUNT_FRAGMENT", "8579"), ("BANK_ACCOUNT", "55981"),
        ]),
        ("5663 is my ssn", [("US_SSN", "5663")]),
        ("Order number:\n12345678.", [("OTHER_ID", "12345678")]),
        ("the pin for my card is 1234", [("PIN", "1234")]),
    ],
)  # fmt: skip
def test_values_and_their_types(text: str, expected: list[tuple[str, str]], find: Find) -> None:
    assert find(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "i want to order 2 pizzas", "order 500 checks", "my order total is 1200",
        "transfer $500 to my account", "membership costs 1200 a year", "ticket 45 dollars",
        "my booking is for 1200 people", "in case 5 people come", "policy 2024 terms",
        "the claim was lost in march", "my account has been closed for 30 days", "flight dl123",
        "pay order of 5000 units", "gate 1234", "a request at the 1512 barber shop",
        "my account balance is $5,000.50", "the reference price is 1500", "promo code SAVE2024",
        "case closed", "booking for 4 people at 7 pm", "order 66", "code 10",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [each for each in find(text) if each[0] not in ("DATE_TIME", "AGE")] == []


def test_a_number_with_another_label() -> None:
    text = "order number 123456789 and ssn 078051120"
    start = text.index("123456789")
    assert named_otherwise(text, (start, start + 9), entity_type="US_SSN")
    start = text.index("078051120")
    assert not named_otherwise(text, (start, start + 9), entity_type="US_SSN")
    assert not named_otherwise("123456789", (0, 9), entity_type="US_SSN")


@pytest.mark.parametrize("unit", ["card 123 ", "order a 1 b 2 ", "pin ", "1 ", "policy number "])
def test_a_card_after_junk_is_found_within_the_budget(unit: str) -> None:
    text = (unit * 20_000)[:100_000] + " 4111 1111 1111 1111"
    found = Engine().detect(text)
    assert any(each.entity_type == "CREDIT_CARD" and each.end == len(text) for each in found)


def test_evidence_holds_no_text(find: Find) -> None:
    for finding in Engine().detect("my policy number is zq 77812"):
        assert finding.evidence == ("context",)
        assert "77812" not in repr(finding)
    assert find("my policy number is zq 77812") == [("OTHER_ID", "zq 77812")]


@pytest.mark.parametrize(
    ("text", "entity_type", "value"),
    [
        ("Meine PIN lautet 4711", "PIN", "4711"),
        ("Kundennummer: 123456", "ACCOUNT_ID", "123456"),
        ("KV-Nummer A123456780", "HEALTH_INSURANCE_ID", "A123456780"),
        ("mon code pin est 1234", "PIN", "1234"),
        ("n\u00b0 de commande 445566", "OTHER_ID", "445566"),
        ("N\u00ba de historia cl\u00ednica: 445566", "MEDICAL_RECORD_NUMBER", "445566"),
        ("n.\u00ba de p\u00f3liza 88-12345", "OTHER_ID", "88-12345"),
        ("NASS: 89 50769824 07", "HEALTH_INSURANCE_ID", "89 50769824 07"),
        ("N\u00baCol: 28 28  55460.", "MEDICAL_LICENSE", "28 28  55460"),
        ("CIPA: nhc-150679", "MEDICAL_RECORD_NUMBER", "nhc-150679"),
        ("Episodio: 3024760", "MEDICAL_RECORD_NUMBER", "3024760"),
        ("il mio codice PIN \u00e8 1234", "PIN", "1234"),
        ("n\u00famero da conta 1234567", "BANK_ACCOUNT", "1234567"),
        ("rekeningnummer 1234567", "BANK_ACCOUNT", "1234567"),
        ("numer zam\u00f3wienia 445566", "OTHER_ID", "445566"),
        ("asiakasnumero 44551", "ACCOUNT_ID", "44551"),
        ("minu PIN-kood on 1234", "PIN", "1234"),
        ("kundnummer 44551", "ACCOUNT_ID", "44551"),
    ],
)
def test_labels_in_other_languages(text: str, entity_type: str, value: str, find: Find) -> None:
    assert find(text) == [(entity_type, value)]
    plain = text.replace("\u00f3", "o").replace("\u00ed", "i").replace("\u00fa", "u")
    assert [kind for kind, _ in find(plain)] == [entity_type]


@pytest.mark.parametrize(
    "text",
    [
        "la tarjeta no funciona desde hace 3 d\u00edas", "carta de 12 paginas",
        "mi cuenta tiene 2 titulares",
        "mein Konto ist seit 30 Tagen gesperrt", "ma commande a 3 jours de retard", "el vuelo 1234",
        "a la carte menu for 2", "vol 1234", "Zimmer 237",
    ],
)  # fmt: skip
def test_what_is_none_in_other_languages(text: str, find: Find) -> None:
    assert [each for each in find(text) if each[0] not in ("DATE_TIME", "AGE")] == []
