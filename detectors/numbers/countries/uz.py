"""Uzbekistan."""

from __future__ import annotations

from detectors.numbers.check_digits import DAY_MONTH
from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="UZ_PINFL",
        country="UZ",
        kinds=(Kind.PERSON, Kind.TAX),
        shapes=("99999999999999",),
        valid=matching(rf"[1-6]{DAY_MONTH}[0-9]{{9}}"),
        words=("pinfl", "jshshir", "pini", "пинфл", "personal identification number"),
        issuer="Ministry of Justice",
        layout="century and sex, date of birth, place, serial, check digit",
        check="none",
        source="Lookuptax guide to tax numbers, Uzbekistan, read 2026-11",
        passes=0.022,
        examples=("52604656553855",),
    ),
    Identifier(
        entity_type="UZ_INN",
        country="UZ",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("999999999", "999 999 999"),
        valid=matching(r"[2-8][0-9]{8}"),
        words=("inn", "stir", "инн", "INN", "STIR"),
        issuer="State Tax Committee",
        layout="nine digits",
        check="none",
        source="Lookuptax guide to tax numbers, Uzbekistan, read 2026-11",
        passes=0.7,
        examples=("586983499", "853 432 298"),
    ),
    Identifier(
        entity_type="UZ_VAT",
        country="UZ",
        kinds=(Kind.VAT,),
        shapes=("AA999999999", "999999999", "999999999999"),
        valid=matching(r"(?:UZ)?[0-9]{9}|[0-9]{12}"),
        words=("qqs",),
        issuer="State Tax Committee",
        layout="nine or twelve digits",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.67,
        examples=("UZ251474788", "334496269"),
    ),
    Identifier(
        entity_type="UZ_PASSPORT",
        country="UZ",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=(),
        issuer="Ministry of Internal Affairs",
        layout="two letters and seven digits",
        check="none",
        source="Wikipedia, Uzbekistani passport; not re-read 2026-11",
        passes=1.0,
        examples=("PD1230452",),
    ),
)
