"""Colombia.

The tax number of a person is the identity number with a check digit.
"""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="CO_NIT",
        country="CO",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("999.999.999-9", "9999999999-9", "9{8,11}"),
        valid=without("CO", stdnum("co.nit")),
        words=("nit", "rut", "numero de identificacion tributaria", "registro unico tributario"),
        issuer="Direccion de Impuestos y Aduanas Nacionales",
        layout="seven to ten digits, check digit",
        check="weights modulo 11",
        source="python-stdnum 2.2, module co.nit, read 2026-11",
        passes=0.097,
        examples=("704.718.637-8", "9861291067-2"),
        near_misses=("704.718.637-0",),
    ),
    Identifier(
        entity_type="CO_VAT",
        country="CO",
        kinds=(Kind.VAT,),
        shapes=("AA9999999999", "9999999999"),
        valid=matching(r"(?:CO)?[0-9]{10}"),
        words=(),
        issuer="Direccion de Impuestos y Aduanas Nacionales",
        layout="ten digits as a VAT number, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.5,
        examples=("CO9320892006", "1550745223"),
    ),
    Identifier(
        entity_type="CO_CEDULA",
        country="CO",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9.999.999.999", "99.999.999"),
        valid=matching(r"[1-9][0-9]{6,9}"),
        words=(
            "cedula de ciudadania",
            "cedula ciudadania",
            "tarjeta de identidad",
            "nuip",
            "cedula",
        ),
        issuer="Registraduria Nacional del Estado Civil",
        layout="seven to ten digits",
        check="none",
        source="Wikipedia, Cedula de ciudadania (Colombia); not re-read 2026-11",
        passes=0.9,
        examples=("4.870.372.878", "52.693.109"),
    ),
    Identifier(
        entity_type="CO_PASSPORT",
        country="CO",
        kinds=(Kind.PASSPORT,),
        shapes=("AA999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6,7}"),
        words=("pasaporte colombiano",),
        issuer="Cancilleria",
        layout="two letters and six or seven digits",
        check="none",
        source="Wikipedia, Colombian passport; not re-read 2026-11",
        passes=1.0,
        examples=("YF204393",),
    ),
)
