"""Kenya."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="KE_PIN",
        country="KE",
        kinds=(Kind.TAX,),
        shapes=("A999999999A",),
        valid=stdnum("ke.pin"),
        words=("kra pin", "kra", "personal identification number", "pin", "PIN"),
        issuer="Kenya Revenue Authority",
        layout="A or P, nine digits, letter",
        check="none",
        source="python-stdnum 2.2, module ke.pin, read 2026-11",
        passes=0.072,
        examples=("A447755426Q",),
    ),
    Identifier(
        entity_type="KE_NATIONAL_ID",
        country="KE",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99999999", "9999999"),
        valid=matching(r"[1-9][0-9]{6,7}"),
        words=("kitambulisho", "huduma", "maisha"),
        issuer="National Registration Bureau",
        layout="seven or eight digits",
        check="none",
        source="Wikipedia, National ID numbers, Kenya; not re-read 2026-11",
        passes=0.91,
        examples=("50149079", "1602753"),
    ),
)
