"""Zambia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="ZM_NRC",
        country="ZM",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999/99/9",),
        valid=matching(r"[0-9]{8}[123]"),
        words=("nrc", "NRC", "national registration card"),
        issuer="Department of National Registration",
        layout="six digits, district, status",
        check="none",
        source="Wikipedia, National Registration Card (Zambia); not re-read 2026-11",
        passes=0.3,
        examples=("389434/44/3",),
    ),
    Identifier(
        entity_type="ZM_TPIN",
        country="ZM",
        kinds=(Kind.TAX,),
        shapes=("9999999999",),
        valid=matching(r"[12][0-9]{9}"),
        words=("tpin", "TPIN"),
        issuer="Zambia Revenue Authority",
        layout="ten digits",
        check="none",
        source="zra.org.zm, TPIN; not re-read 2026-11",
        passes=0.19,
        examples=("1448707914",),
    ),
)
