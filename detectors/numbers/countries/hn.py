"""Honduras."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="HN_DNI",
        country="HN",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999-9999-99999",),
        valid=matching(r"(?:0[1-9]|1[0-8])[0-9]{2}(?:19|20)[0-9]{7}"),
        words=("dni", "tarjeta de identidad", "identidad"),
        issuer="Registro Nacional de las Personas",
        layout="municipality, year of birth, five digits",
        check="none",
        source="Wikipedia, National ID numbers, Honduras; not re-read 2026-11",
        passes=0.0048,
        examples=("1465-1987-62298",),
    ),
    Identifier(
        entity_type="HN_RTN",
        country="HN",
        kinds=(Kind.TAX, Kind.VAT),
        shapes=("9999-9999-999999", "AA99999999999999"),
        valid=matching(r"(?:HN)?(?:0[1-9]|1[0-8])[0-9]{12}"),
        words=("rtn", "registro tributario nacional"),
        issuer="Servicio de Administracion de Rentas",
        layout="identity number and a digit, or fourteen digits",
        check="none",
        source="Lookuptax guide to tax numbers, Honduras; not re-read 2026-11",
        passes=0.093,
        examples=("0889-5819-565582",),
    ),
)
