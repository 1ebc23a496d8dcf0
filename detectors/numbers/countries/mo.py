"""Macao."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="MO_BIR",
        country="MO",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999999(9", "9/999999/9"),
        valid=matching(r"[1578][0-9]{7}"),
        words=(
            "bir",
            "bilhete de identidade de residente",
            "macau resident identity",
            "macao id",
            "macau id",
        ),
        issuer="Identification Services Bureau",
        layout="1, 5, 7 or 8, six digits, check digit that is not published",
        check="none",
        source="idnumbers (identique), nationalid MAC, read 2026-11",
        passes=0.39,
        examples=("5139227(1", "8/102173/7"),
    ),
)
