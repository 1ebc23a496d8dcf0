"""Dominican Republic.

Old numbers with a wrong check digit are known one by one to python-stdnum.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="DO_CEDULA",
        country="DO",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.VOTER, Kind.TAX),
        shapes=("999-9999999-9",),
        valid=stdnum("do.cedula"),
        words=("cedula", "cedula de identidad", "cedula de identidad y electoral", "cie"),
        issuer="Junta Central Electoral",
        layout="municipality, seven digits, check digit",
        check="Luhn",
        source="python-stdnum 2.2, module do.cedula, read 2026-11",
        passes=0.1,
        examples=("972-4326736-2",),
        near_misses=("972-4326736-0",),
    ),
    Identifier(
        entity_type="DO_RNC",
        country="DO",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("9-99-99999-9", "999999999", "99999999"),
        valid=stdnum("do.rnc"),
        words=("rnc", "registro nacional del contribuyente", "registro nacional de contribuyentes"),
        issuer="Direccion General de Impuestos Internos",
        layout="eight digits, check digit",
        check="weights 7 9 8 6 5 4 3 2 modulo 11",
        source="python-stdnum 2.2, module do.rnc, read 2026-11",
        passes=0.071,
        examples=("1-97-49088-2", "177371251"),
        near_misses=("1-97-49088-0",),
    ),
    Identifier(
        entity_type="DO_RNC",
        country="DO",
        kinds=(Kind.VAT,),
        shapes=("AA999999999", "AA999-9999999-9", "999-9999999-9", "999999999"),
        valid=matching(r"(?:DO)?(?:[0-9]{9}|[0-9]{11})"),
        words=(),
        issuer="Direccion General de Impuestos Internos",
        layout="nine or eleven digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.49,
        examples=("DO321721763", "DO557-1352367-1"),
    ),
)
