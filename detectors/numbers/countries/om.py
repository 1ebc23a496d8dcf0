"""Oman."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="OM_VAT",
        country="OM",
        kinds=(Kind.VAT,),
        shapes=("AA9999999999", "AA999999999*", "AA 9999 9999 9*"),
        valid=matching(r"OM1[0-9]{8}[0-9X]"),
        words=("vatin",),
        issuer="Oman Tax Authority",
        layout="OM, 1, eight digits, check character that is not published",
        check="none",
        source="Lookuptax guide to tax numbers, Oman, read 2026-11",
        passes=0.0001,
        examples=("OM1100000300",),
    ),
    Identifier(
        entity_type="OM_CIVIL_ID",
        country="OM",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.RESIDENCE),
        shapes=("99999999", "999999999"),
        valid=matching(r"[1-9][0-9]{6,8}"),
        words=("civil id", "civil number", "resident card", "civil card"),
        issuer="Royal Oman Police",
        layout="seven to nine digits",
        check="none",
        source="Lookuptax guide to tax numbers, Oman, read 2026-11",
        passes=0.91,
        examples=("18689344", "187256536"),
    ),
)
