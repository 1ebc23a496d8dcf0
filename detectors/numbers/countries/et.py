"""Ethiopia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="ET_FAYDA",
        country="ET",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999 9999 9999 9999", "9999-9999-9999"),
        valid=matching(r"[0-9]{12}|[0-9]{16}"),
        words=("fayda", "fan", "fin", "FAN", "FIN", "fayda number"),
        issuer="National ID Program",
        layout="twelve digits, or an alias of sixteen",
        check="none",
        source="id.gov.et, Fayda; not re-read 2026-11",
        passes=1.0,
        examples=("2669 0696 7803 2912", "0547-0681-9470"),
    ),
)
