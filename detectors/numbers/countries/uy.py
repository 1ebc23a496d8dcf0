"""Uruguay."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _ci(value: str) -> bool:
    return -weighted_sum(value, (2, 9, 8, 7, 6, 3, 4)) % 10 == int(value[7])


IDENTIFIERS = (
    Identifier(
        entity_type="UY_CI",
        country="UY",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9.999.999-9",),
        valid=_ci,
        words=("ci", "CI", "cedula de identidad", "cedula"),
        issuer="Direccion Nacional de Identificacion Civil",
        layout="seven digits, check digit",
        check="weights 2 9 8 7 6 3 4 modulo 10",
        source="stdnum-js (koblas), uy/cedula, read 2026-11",
        passes=0.098,
        examples=("5.467.173-8",),
        near_misses=("5.467.173-0",),
    ),
    Identifier(
        entity_type="UY_RUT",
        country="UY",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("99-999999-999-9", "AA 99 999999 999 9"),
        valid=stdnum("uy.rut"),
        words=("rut", "registro unico tributario"),
        issuer="Direccion General Impositiva",
        layout="office, six digits, 001, check digit",
        check="weights 4 3 2 9 to 2 modulo 11",
        source="python-stdnum 2.2, module uy.rut, read 2026-11",
        passes=5e-05,
        examples=("21-800381-001-7",),
        near_misses=("21-100342-001-0",),
    ),
    Identifier(
        entity_type="UY_VAT",
        country="UY",
        kinds=(Kind.VAT,),
        shapes=("AA999999999999", "999999999999"),
        valid=matching(r"(?:UY)?[0-9]{12}"),
        words=(),
        issuer="Direccion General Impositiva",
        layout="twelve digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.49,
        examples=("UY527160950112", "356183978552"),
    ),
)
