"""Costa Rica.

None of its numbers has a check digit.
"""

from __future__ import annotations

import re

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _person(value: str) -> bool:
    """Province, volume and entry, each with or without zeros before it."""
    parts = re.split("[^0-9]+", value)
    if len(parts) == 1:
        return re.fullmatch("0?[1-9][0-9]{8}", value) is not None
    return len(parts) == 3 and all(
        len(part) <= most for part, most in zip(parts, (2, 4, 4), strict=True)
    )


IDENTIFIERS = (
    Identifier(
        entity_type="CR_CPF",
        country="CR",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("9-9999-9999", "99-9999-9999", "9-9{2,4}-9{2,4}", "9{9,10}"),
        valid=_person,
        words=(
            "cpf",
            "cedula de persona fisica",
            "cedula de identidad",
            "cedula",
            "physical person",
        ),
        issuer="Tribunal Supremo de Elecciones",
        layout="province, volume, entry",
        check="none",
        source="python-stdnum 2.2, module cr.cpf, read 2026-11",
        passes=0.88,
        examples=("1-2626-3749", "17-2223-3235"),
        spelt=True,
    ),
    Identifier(
        entity_type="CR_CPJ",
        country="CR",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("9-999-999999",),
        valid=stdnum("cr.cpj"),
        words=("cpj", "cedula juridica", "cedula de persona juridica", "persona juridica"),
        issuer="Registro Nacional",
        layout="class, type, six digits",
        check="none",
        source="python-stdnum 2.2, module cr.cpj, read 2026-11",
        passes=0.0025,
        examples=("3-008-454605",),
    ),
    Identifier(
        entity_type="CR_CR",
        country="CR",
        kinds=(Kind.RESIDENCE,),
        shapes=("999999999999", "99999999999"),
        valid=stdnum("cr.cr"),
        words=(
            "dimex",
            "cedula de residencia",
            "documento de identificacion migratorio",
            "foreigners id",
            "residencia",
            "CR",
        ),
        issuer="Direccion General de Migracion",
        layout="1 and ten or eleven digits",
        check="none",
        source="python-stdnum 2.2, module cr.cr, read 2026-11",
        passes=0.1,
        examples=("125000745947", "13727104107"),
    ),
    Identifier(
        entity_type="CR_VAT",
        country="CR",
        kinds=(Kind.VAT,),
        shapes=("AA999999999", "9{9,12}"),
        valid=matching(r"(?:CR)?[0-9]{9,12}"),
        words=(),
        issuer="Ministerio de Hacienda",
        layout="nine to twelve digits",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.49,
        examples=("CR535406355", "486423975810"),
    ),
)
