"""Zimbabwe."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

_LETTERS = "ZABCDEFGHJKLMNPQRSTVWXY"


def _id(value: str) -> bool:
    return value[-3] == _LETTERS[int(value[:-3]) % 23]


IDENTIFIERS = (
    Identifier(
        entity_type="ZW_NATIONAL_ID",
        country="ZW",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99-999999A99", "99-999999-A-99", "99-9999999A99", "99 999999 A 99"),
        valid=matching(r"[0-9]{8,9}[A-Z][0-9]{2}", then=_id),
        words=("national registration", "zimbabwean id"),
        issuer="Registrar General",
        layout="office, serial, check letter, district",
        check="the number modulo 23",
        source="trueidzim.com and Wikipedia, national identification numbers, read 2026-11",
        passes=0.04,
        examples=("48-861253G38", "62-087425-F-93"),
        near_misses=("48-861250G38",),
    ),
)
