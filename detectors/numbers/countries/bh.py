"""Bahrain."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="BH_CPR",
        country="BH",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999", "999999-999"),
        valid=matching(r"[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{5}"),
        words=("cpr", "CPR", "central population registry", "smart card"),
        issuer="Information and eGovernment Authority",
        layout="year and month of birth, four digits, check digit that is not published",
        check="none",
        source="idnumbers (identique), nationalid BHR, read 2026-11",
        passes=0.12,
        examples=("130688661", "491230-029"),
    ),
)
