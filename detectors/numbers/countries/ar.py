"""Argentina.

The tax number of a person (CUIT, CUIL) is the identity number between a type and a check digit.
"""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="AR_DNI",
        country="AR",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99.999.999", "9.999.999", "99999999", "9999999"),
        valid=stdnum("ar.dni"),
        words=("dni", "documento nacional de identidad", "d n i"),
        issuer="Registro Nacional de las Personas",
        layout="seven or eight digits",
        check="none",
        source="python-stdnum 2.2, module ar.dni, read 2026-11",
        passes=1.0,
        examples=("97.677.087", "7.034.964"),
    ),
    Identifier(
        entity_type="AR_CUIT",
        country="AR",
        kinds=(Kind.TAX, Kind.PERSON, Kind.SOCIAL),
        shapes=("99-99999999-9",),
        valid=without("AR", stdnum("ar.cuit")),
        words=(
            "cuit",
            "cuil",
            "c u i t",
            "identificacion tributaria",
            "codigo unico de identificacion",
            "clave unica de identificacion",
        ),
        issuer="Administracion Federal de Ingresos Publicos",
        layout="type, eight digits, check digit",
        check="weights 5 4 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum 2.2, module ar.cuit, read 2026-11",
        passes=0.0088,
        examples=("33-36217659-5",),
        near_misses=("33-36217659-0",),
    ),
    Identifier(
        entity_type="AR_VAT",
        country="AR",
        kinds=(Kind.VAT,),
        shapes=("AA99999999999", "AA99-99999999-9"),
        valid=matching(r"AR[0-9]{11}"),
        words=(),
        issuer="Administracion Federal de Ingresos Publicos",
        layout="AR and eleven digits",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.0013,
        examples=("AR69280702064", "AR49-18552700-5"),
    ),
    Identifier(
        entity_type="AR_CBU",
        country="AR",
        kinds=(Kind.BANK,),
        shapes=("99999999 99999999999999", "9999999999999999999999", "999-9999-9 9999999999999-9"),
        valid=stdnum("ar.cbu"),
        words=("cbu", "clave bancaria uniforme", "clave bancaria", "cvu"),
        issuer="Banco Central de la Republica Argentina",
        layout="bank, branch, check digit, account, check digit",
        check="weights 3 1 7 9 modulo 10, twice",
        source="python-stdnum 2.2, module ar.cbu, read 2026-11",
        passes=0.011,
        examples=("29539156 49953732520810", "2326434062548097233250"),
        near_misses=("29539156 49953732520811",),
    ),
    Identifier(
        entity_type="AR_PASSPORT",
        country="AR",
        kinds=(Kind.PASSPORT,),
        shapes=("AAA999999",),
        valid=matching(r"[A-Z]{3}[0-9]{6}"),
        words=("pasaporte argentino",),
        issuer="Registro Nacional de las Personas",
        layout="three letters and six digits",
        check="none",
        source="Wikipedia, Argentine passport; not re-read 2026-11",
        passes=1.0,
        examples=("RTA594311",),
    ),
)
