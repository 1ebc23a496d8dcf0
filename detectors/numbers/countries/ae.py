"""United Arab Emirates."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_luhn = stdnum("luhn")

IDENTIFIERS = (
    Identifier(
        entity_type="AE_EMIRATES_ID",
        country="AE",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.RESIDENCE),
        shapes=("999-9999-9999999-9",),
        valid=matching(r"784(?:19|20)[0-9]{10}", then=_luhn),
        words=("emirates id", "eid", "emirates identity", "eida"),
        issuer="Federal Authority for Identity and Citizenship",
        layout="784, year of birth, seven digits, check digit",
        check="Luhn",
        source="idnumbers (identique), nationalid ARE, read 2026-11",
        passes=2e-06,
        examples=("784-1990-1234567-6",),
        near_misses=("784-1990-1234567-0",),
    ),
    Identifier(
        entity_type="AE_TRN",
        country="AE",
        kinds=(Kind.VAT, Kind.TAX),
        shapes=("999999999999999", "999-9999-9999-9999"),
        valid=matching(r"100[0-9]{12}"),
        words=("trn", "tax registration number", "vat trn", "TRN"),
        issuer="Federal Tax Authority",
        layout="100 and twelve digits",
        check="none",
        source="Lookuptax guide to tax numbers, United Arab Emirates, read 2026-11",
        passes=0.001,
        examples=("100123456789003",),
    ),
    Identifier(
        entity_type="AE_PASSPORT",
        country="AE",
        kinds=(Kind.PASSPORT,),
        shapes=("A9999999", "A99999999"),
        valid=matching(r"[A-Z][0-9]{7,8}"),
        words=(),
        issuer="Federal Authority for Identity and Citizenship",
        layout="a letter and seven or eight digits",
        check="none",
        source="Wikipedia, Emirati passport; not re-read 2026-11",
        passes=1.0,
        examples=("O1734176", "R43064191"),
    ),
)
