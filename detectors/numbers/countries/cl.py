"""Chile.

One number for everything: identity, tax, health, driving licence.
"""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="CL_RUT",
        country="CL",
        kinds=(Kind.TAX, Kind.PERSON, Kind.IDENTITY_CARD, Kind.DRIVING, Kind.VAT),
        shapes=("99.999.999-*", "9.999.999-*", "AA99.999.999-*", "99999999-*", "9999999-*"),
        valid=without("CL", stdnum("cl.rut")),
        words=("rut", "run", "rol unico tributario", "rol unico nacional", "cedula de identidad"),
        issuer="Servicio de Registro Civil",
        layout="seven or eight digits, check digit or K",
        check="weights 2 to 7 modulo 11",
        source="python-stdnum 2.2, module cl.rut, read 2026-11",
        passes=0.019,
        examples=("20.238.795-0", "4.457.357-1"),
        near_misses=("20.238.795-1",),
    ),
    Identifier(
        entity_type="CL_VAT",
        country="CL",
        kinds=(Kind.VAT,),
        shapes=("AA99999999-9", "99999999-9"),
        valid=matching(r"(?:CL)?[0-9]{8}[0-9K]"),
        words=(),
        issuer="Servicio de Impuestos Internos",
        layout="the same as a VAT number, whatever its check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.5,
        examples=("CL14244452-9", "03159498-9"),
    ),
    Identifier(
        entity_type="CL_PASSPORT",
        country="CL",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999", "999999999"),
        valid=matching(r"[A-Z][0-9]{8}|[0-9]{9}|[A-Z][0-9]{7}"),
        words=("pasaporte chileno",),
        issuer="Servicio de Registro Civil",
        layout="a letter and digits",
        check="none",
        source="Wikipedia, Chilean passport; not re-read 2026-11",
        passes=1.0,
        examples=("H69468201", "646945897"),
    ),
)
