"""Nepal."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="NP_CITIZENSHIP",
        country="NP",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99-99-99-99999", "99-99-9999-99999"),
        valid=matching(r"[0-9]{10,14}"),
        words=("citizenship", "citizenship certificate", "nagarikta", "nagrita"),
        issuer="Ministry of Home Affairs",
        layout="district, office, year, serial",
        check="none",
        source="Wikipedia, Nepalese nationality law; not re-read 2026-11",
        passes=1.0,
        examples=("59-49-55-58268", "78-27-2484-03579"),
    ),
    Identifier(
        entity_type="NP_PAN",
        country="NP",
        kinds=(Kind.TAX, Kind.VAT),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=("pan", "PAN", "permanent account number"),
        issuer="Inland Revenue Department",
        layout="nine digits",
        check="none",
        source="ird.gov.np, PAN search; not re-read 2026-11",
        passes=1.0,
        examples=("941000904",),
    ),
)
