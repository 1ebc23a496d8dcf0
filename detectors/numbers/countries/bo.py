"""Bolivia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="BO_CI",
        country="BO",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999999 AA", "9999999", "99999999"),
        valid=matching(r"[1-9][0-9]{6,7}(?:[A-Z]{2})?"),
        words=("ci", "CI", "cedula de identidad"),
        issuer="Servicio General de Identificacion Personal",
        layout="seven or eight digits, department",
        check="none",
        source="stdnum-js (koblas), bo/ci, read 2026-11",
        passes=0.9,
        examples=("6671376 ZT", "7733762"),
    ),
    Identifier(
        entity_type="BO_NIT",
        country="BO",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("9{7,12}",),
        valid=matching(r"[1-9][0-9]{6,11}"),
        words=("nit", "numero de identificacion tributaria"),
        issuer="Servicio de Impuestos Nacionales",
        layout="seven to twelve digits",
        check="none",
        source="Lookuptax guide to tax numbers, Bolivia; not re-read 2026-11",
        passes=0.9,
        examples=("315935738",),
    ),
)
