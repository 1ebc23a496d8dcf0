"""Israel.

Shorter numbers are read with zeros before them.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_luhn = stdnum("luhn")

IDENTIFIERS = (
    Identifier(
        entity_type="IL_IDNR",
        country="IL",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("999999999", "99999999-9", "9999999-9", "9-9999999-9"),
        valid=stdnum("il.idnr"),
        words=("mispar zehut", "teudat zehut", "israeli id", "מספר זהות", "תעודת זהות", "זהות"),
        issuer="Population and Immigration Authority",
        layout="eight digits, check digit",
        check="Luhn",
        source="python-stdnum 2.2, module il.idnr, read 2026-11",
        passes=0.098,
        examples=("982647620", "16900782-0"),
        near_misses=("982647621",),
    ),
    Identifier(
        entity_type="IL_HP",
        country="IL",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("999999999", "99-999999-9"),
        valid=stdnum("il.hp"),
        words=("hp", "HP", "מספר חברה", "ח פ", "חברה", "osek", "osek murshe"),
        issuer="Israeli Corporations Authority",
        layout="5, seven digits, check digit",
        check="Luhn",
        source="python-stdnum 2.2, module il.hp, read 2026-11",
        passes=0.013,
        examples=("550637417", "51-757173-3"),
        near_misses=("550637410",),
    ),
    Identifier(
        entity_type="IL_VAT",
        country="IL",
        kinds=(Kind.VAT,),
        shapes=("AA999999999", "999999999"),
        valid=matching(r"(?:IL)?[0-9]{9}"),
        words=(),
        issuer="Israel Tax Authority",
        layout="nine digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.49,
        examples=("IL236214277", "910975109"),
    ),
    Identifier(
        entity_type="IL_PASSPORT",
        country="IL",
        kinds=(Kind.PASSPORT,),
        shapes=("99999999",),
        valid=matching(r"[0-9]{7,8}"),
        words=("דרכון",),
        issuer="Population and Immigration Authority",
        layout="seven or eight digits",
        check="none",
        source="Wikipedia, Israeli passport; not re-read 2026-11",
        passes=1.0,
        examples=("13950461",),
    ),
)
