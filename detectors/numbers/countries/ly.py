"""Libya."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="LY_NATIONAL_ID",
        country="LY",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999",),
        valid=matching(r"[12](?:19|20)[0-9]{9}"),
        words=("الرقم الوطني",),
        issuer="Civil Registration Authority",
        layout="sex, year of birth, seven digits",
        check="none",
        source="validator.js, isIdentityCard, read 2026-11",
        passes=0.0058,
        examples=("119803389459",),
    ),
    Identifier(
        entity_type="LY_PASSPORT",
        country="LY",
        kinds=(Kind.PASSPORT,),
        shapes=("********",),
        valid=matching(r"(?=(?:.*[0-9]){4})(?=.*[A-Z])[A-Z0-9]{8}"),
        words=(),
        issuer="Passports and Nationality Department",
        layout="eight letters and digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=0.16,
        examples=("2J64H0CK",),
    ),
)
