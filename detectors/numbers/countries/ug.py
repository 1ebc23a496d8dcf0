"""Uganda."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="UG_NIN",
        country="UG",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("AA999999999***", "AA9999999***AA"),
        valid=matching(r"[CA][MF][0-9]{8}[0-9A-Z]{4}"),
        words=("nin", "NIN", "ndaga muntu"),
        issuer="National Identification and Registration Authority",
        layout="C or A, M or F, digits and letters",
        check="none",
        source="nira.go.ug, national identification number; not re-read 2026-11",
        passes=0.003,
        examples=("CM900521234ABC", "CF850321234XYZ"),
    ),
)
