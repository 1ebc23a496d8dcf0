"""Taiwan."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching

# The number that stands for each letter, A first.
_PLACES = (
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    34,
    18,
    19,
    20,
    21,
    22,
    35,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    32,
    30,
    31,
    33,
)


def _person(value: str) -> bool:
    tens, ones = divmod(_PLACES[ord(value[0]) - 65], 10)
    second = value[1] if value[1].isdigit() else str(_PLACES[ord(value[1]) - 65] % 10)
    rest = weighted_sum(second + value[2:], (8, 7, 6, 5, 4, 3, 2, 1, 1))
    return (tens + ones * 9 + rest) % 10 == 0


def _business(value: str) -> bool:
    """Divisible by 5 since 2023; a 7 in the seventh place counts as 0 or 1."""
    weights = (1, 2, 1, 2, 1, 2, 4, 1)
    products = [int(digit) * weight for digit, weight in zip(value, weights, strict=True)]
    total = sum(product // 10 + product % 10 for product in products)
    return total % 5 == 0 or (value[6] == "7" and (total + 1) % 5 == 0)


IDENTIFIERS = (
    Identifier(
        entity_type="TW_NATIONAL_ID",
        country="TW",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.RESIDENCE),
        shapes=("A999999999", "AA99999999"),
        valid=matching(r"[A-Z][1289A-D][0-9]{8}", then=_person),
        words=(
            "arc",
            "alien resident certificate",
            "ui number",
            "身分證",
            "身份證",
            "居留證",
            "統一證號",
        ),
        issuer="Ministry of the Interior",
        layout="place, sex, seven digits, check digit",
        check="weights 1 9 to 1 1 modulo 10",
        source="validator.js, isIdentityCard, read 2026-11",
        passes=0.03,
        examples=("L932559387", "CC13177051"),
        near_misses=("L932559380",),
    ),
    Identifier(
        entity_type="TW_UBN",
        country="TW",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("99999999", "9999999-9"),
        valid=_business,
        words=(
            "ubn",
            "unified business number",
            "gui number",
            "統一編號",
            "統編",
            "uniform number",
        ),
        issuer="Ministry of Finance",
        layout="seven digits, check digit",
        check="weights 1 2 1 2 1 2 4 1, their digits, modulo 5",
        source="python-stdnum 2.2, module tw.ubn, read 2026-11",
        passes=0.22,
        examples=("06879613", "6141543-0"),
        near_misses=("06879610",),
    ),
    Identifier(
        entity_type="TW_PASSPORT",
        country="TW",
        kinds=(Kind.PASSPORT,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=("護照",),
        issuer="Bureau of Consular Affairs",
        layout="nine digits",
        check="none",
        source="Wikipedia, Taiwan passport; not re-read 2026-11",
        passes=1.0,
        examples=("526649105",),
    ),
)
