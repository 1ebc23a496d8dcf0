"""Iraq."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="IQ_NATIONAL_ID",
        country="IQ",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999",),
        valid=matching(r"(?:19|20)[0-9]{10}"),
        words=("unified card", "البطاقة الوطنية"),
        issuer="Ministry of Interior",
        layout="year of birth, eight digits",
        check="none",
        source="idnumbers (identique), nationalid IRQ, read 2026-11",
        passes=0.021,
        examples=("192581622590",),
    ),
)
