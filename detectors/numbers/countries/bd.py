"""Bangladesh."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="BD_NID",
        country="BD",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9{10}", "9{13}", "9{17}", "999 999 9999"),
        valid=matching(r"[1-9](?:[0-9]{9}|[0-9]{12}|[0-9]{16})"),
        words=("nid", "national id card", "smart card", "smart nid"),
        issuer="Election Commission",
        layout="ten digits, thirteen, or seventeen with the year of birth",
        check="none",
        source="idnumbers (identique), nationalid BGD, read 2026-11",
        passes=0.9,
        examples=("9696790743", "1785578183570"),
    ),
    Identifier(
        entity_type="BD_TIN",
        country="BD",
        kinds=(Kind.TAX,),
        shapes=("999999999999",),
        valid=matching(r"[0-9]{12}"),
        words=("etin", "e tin"),
        issuer="National Board of Revenue",
        layout="twelve digits",
        check="none",
        source="Lookuptax guide to tax numbers, Bangladesh, read 2026-11",
        passes=1.0,
        examples=("759741890314",),
    ),
    Identifier(
        entity_type="BD_BIN",
        country="BD",
        kinds=(Kind.VAT,),
        shapes=("999999999-9999", "9999999999999"),
        valid=matching(r"[0-9]{13}"),
        words=("BIN", "business identification number", "e bin", "ebin"),
        issuer="National Board of Revenue",
        layout="thirteen digits",
        check="none",
        source="Lookuptax guide to tax numbers, Bangladesh, read 2026-11",
        passes=1.0,
        examples=("916154098-7776", "9809463257071"),
    ),
    Identifier(
        entity_type="BD_PASSPORT",
        country="BD",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999", "A99999999"),
        valid=matching(r"[A-Z]{2}[0-9]{7}|[A-Z][0-9]{8}"),
        words=(),
        issuer="Department of Immigration and Passports",
        layout="two letters and seven digits, or a letter and eight",
        check="none",
        source="Wikipedia, Bangladeshi passport; not re-read 2026-11",
        passes=1.0,
        examples=("BB9100679", "K03580169"),
    ),
)
