"""Kosovo."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="XK_PERSONAL_NUMBER",
        country="XK",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999999999",),
        valid=matching(r"[12][0-9]{9}"),
        words=("numri personal", "kosovo personal number", "kosovar personal number"),
        issuer="Civil Registration Agency",
        layout="ten digits",
        check="none",
        source=(
            "Law on civil status of Kosovo; layout as generally published, itself not read "
            "2026-11"
        ),
        passes=0.2,
        examples=("1538547825",),
    ),
    Identifier(
        entity_type="XK_NUI",
        country="XK",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("999999999",),
        valid=matching(r"[68][0-9]{8}"),
        words=("nui", "numri unik identifikues", "numri fiskal", "kosovo business number"),
        issuer="Business Registration Agency",
        layout="nine digits",
        check="none",
        source=(
            "Kosovo Business Registration Agency; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=0.2,
        examples=("810123456",),
    ),
)  # fmt: skip
