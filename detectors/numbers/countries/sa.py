"""Saudi Arabia.

The first digit tells a citizen (1) from a resident (2).
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_luhn = stdnum("luhn")

IDENTIFIERS = (
    Identifier(
        entity_type="SA_NATIONAL_ID",
        country="SA",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.RESIDENCE),
        shapes=("9999999999", "9-999999999"),
        valid=matching(r"[12][0-9]{9}", then=_luhn),
        words=(
            "iqama",
            "iqamah",
            "saudi id",
            "absher",
            "muqeem",
            "الهوية",
            "الإقامة",
            "رقم الهوية",
        ),
        issuer="Ministry of Interior",
        layout="1 or 2, eight digits, check digit",
        check="Luhn",
        source="Wikipedia, National ID numbers, Saudi Arabia; not re-read 2026-11",
        passes=0.022,
        examples=("1792623330", "1-931315160"),
        near_misses=("1792623331",),
    ),
    Identifier(
        entity_type="SA_VAT",
        country="SA",
        kinds=(Kind.VAT, Kind.TAX),
        shapes=("AA999999999999999", "999999999999999"),
        valid=matching(r"SA[0-9]{15}|3[0-9]{13}3"),
        words=("trn",),
        issuer="Zakat, Tax and Customs Authority",
        layout="3, thirteen digits, 3",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.0056,
        examples=("SA622191102383400", "329896470861123"),
    ),
    Identifier(
        entity_type="SA_PASSPORT",
        country="SA",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999", "A999999"),
        valid=matching(r"[A-Z](?:[0-9]{6}|[0-9]{8})"),
        words=("جواز",),
        issuer="General Directorate of Passports",
        layout="a letter and six or eight digits",
        check="none",
        source="Wikipedia, Saudi Arabian passport; not re-read 2026-11",
        passes=1.0,
        examples=("F42545922", "D708481"),
    ),
)
