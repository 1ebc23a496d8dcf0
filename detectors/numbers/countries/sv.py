"""El Salvador.

Since 2021 the identity number serves as tax number of a person.
"""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _dui(value: str) -> bool:
    return -weighted_sum(value, (9, 8, 7, 6, 5, 4, 3, 2)) % 10 == int(value[8])


IDENTIFIERS = (
    Identifier(
        entity_type="SV_NIT",
        country="SV",
        kinds=(Kind.TAX, Kind.VAT),
        shapes=("9999-999999-999-9", "AA 9999-999999-999-9"),
        valid=stdnum("sv.nit"),
        words=("nit", "numero de identificacion tributaria", "identificacion tributaria"),
        issuer="Ministerio de Hacienda",
        layout="place, date of birth, serial, check digit",
        check="weights modulo 11",
        source="python-stdnum 2.2, module sv.nit, read 2026-11",
        passes=0.017,
        examples=("9675-177677-321-3",),
        near_misses=("9675-177677-321-0",),
    ),
    Identifier(
        entity_type="SV_VAT",
        country="SV",
        kinds=(Kind.VAT,),
        shapes=("AA9999-999999-999-9", "9999-999999-999-9"),
        valid=matching(r"(?:SV)?[0-9]{14}"),
        words=(),
        issuer="Ministerio de Hacienda",
        layout="fourteen digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.51,
        examples=("SV3424-989418-187-3", "6802-690634-853-4"),
    ),
    Identifier(
        entity_type="SV_DUI",
        country="SV",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("99999999-9",),
        valid=_dui,
        words=("dui", "documento unico de identidad"),
        issuer="Registro Nacional de las Personas Naturales",
        layout="eight digits, check digit",
        check="weights 9 to 2 modulo 10",
        source="Wikipedia, Documento unico de identidad (El Salvador); not re-read 2026-11",
        passes=0.096,
        examples=("67792251-2",),
        near_misses=("67792251-0",),
    ),
)
