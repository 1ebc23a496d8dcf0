"""Cambodia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="KH_NATIONAL_ID",
        country="KH",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999", "999999999(99"),
        valid=matching(r"[0-9]{9}(?:[0-9]{2})?"),
        words=("khmer identity", "khmer id"),
        issuer="Ministry of Interior",
        layout="nine digits, with two more on the card",
        check="none",
        source="Wikipedia, Identity document, Cambodia; not re-read 2026-11",
        passes=1.0,
        examples=("250548163", "390319136(14"),
    ),
)
