"""Liechtenstein: customs and currency are Swiss, numbers are its own."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="LI_PEID",
        country="LI",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.PERSON),
        shapes=("9{6,12}",),
        valid=matching(r"[0-9]{4,12}"),
        words=(
            "peid", "pei", "peid nummer", "liechtenstein tax code",
            "tax code for individuals and entities",
        ),
        issuer="Tax Administration",
        layout="up to twelve digits",
        check="none",
        source="python-stdnum, stdnum.li.peid (names its sources), read 2026-11",
        passes=1.0,
        examples=("0319800", "0001379751"),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="LI_PASSPORT",
        country="LI",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("A99999",),
        valid=matching(r"[A-Z][0-9]{5}"),
        words=("liechtenstein passport",),
        issuer="Passport Office",
        layout="letter, five digits",
        check="none",
        source="validator.js, isPassportNumber test values, read 2026-11",
        passes=1.0,
        examples=("F01230",),
    ),
)  # fmt: skip
