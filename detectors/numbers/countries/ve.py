"""Venezuela."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="VE_RIF",
        country="VE",
        kinds=(Kind.TAX, Kind.VAT),
        shapes=("A-99999999-9",),
        valid=without("VE", stdnum("ve.rif")),
        words=("rif", "registro de identificacion fiscal", "registro de informacion fiscal"),
        issuer="Servicio Nacional Integrado de Administracion Aduanera y Tributaria",
        layout="type, eight digits, check digit",
        check="weights modulo 11",
        source="python-stdnum 2.2, module ve.rif, read 2026-11",
        passes=0.018,
        examples=("G-43566977-0",),
        near_misses=("G-43566977-1",),
    ),
    Identifier(
        entity_type="VE_VAT",
        country="VE",
        kinds=(Kind.VAT,),
        shapes=("A-999999999", "A-99999999-9", "AAA-99999999-9"),
        valid=matching(r"(?:VE)?[VEJGP][0-9]{9}"),
        words=(),
        issuer="Servicio Nacional Integrado de Administracion Aduanera y Tributaria",
        layout="type and nine digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.13,
        examples=("V-847432681", "G-92597514-5"),
    ),
    Identifier(
        entity_type="VE_CEDULA",
        country="VE",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("A-99.999.999", "A-9.999.999"),
        valid=matching(r"[VE][0-9]{7,8}"),
        words=("cedula de identidad", "cedula", "ci", "CI"),
        issuer="Servicio Administrativo de Identificacion",
        layout="V or E, seven or eight digits",
        check="none",
        source="idnumbers (identique), nationalid VEN, read 2026-11",
        passes=0.073,
        examples=("V-99.601.277", "E-2.862.018"),
    ),
)
