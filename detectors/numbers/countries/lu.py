"""Luxembourg: the national number begins with the whole date of birth."""

from __future__ import annotations

from stdnum import luhn, verhoeff

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _matricule(value: str) -> bool:
    """Whether thirteen digits carry both check digits."""
    return bool(luhn.is_valid(value[:12]) and verhoeff.is_valid(value[:11] + value[12]))


IDENTIFIERS = (
    Identifier(
        entity_type="LU_MATRICULE",
        country="LU",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.HEALTH),
        shapes=("9999 9999 999 99", "9999999999999"),
        valid=matching(r"(?:1[89]|20)[0-9]{2}" + MONTH_DAY + r"[0-9]{5}", then=_matricule),
        words=(
            "matricule", "numero matricule", "matricule nationale", "matricule national",
            "identifiant national", "luxembourgish national number", "luxembourg tax id",
        ),
        issuer="State Information Technology Centre",
        layout="date of birth yyyymmdd, serial of three, two check digits",
        check="Luhn, then Verhoeff",
        source="validator.js, isTaxID (test values), read 2026-11",
        passes=1e-06,
        examples=("1837120101762",),
        near_misses=("1893120105730",),
    ),
    Identifier(
        entity_type="LU_TVA",
        country="LU",
        kinds=(Kind.VAT,),
        shapes=("99999999", "AA 99999999"),
        valid=stdnum("lu.tva"),
        words=("numero tva", "luxembourgian vat number"),
        issuer="Registration Duties, Estates and VAT Authority",
        layout="six digits, two check digits",
        check="modulo 89",
        source="python-stdnum, stdnum.lu.tva (names its sources), read 2026-11",
        passes=0.0046,
        examples=("51894575",),
        near_misses=("51894570",),
    ),
    Identifier(
        entity_type="LU_RCS",
        country="LU",
        kinds=(Kind.BUSINESS,),
        shapes=("A999999", "A99999"),
        valid=matching(r"[A-J][0-9]{4,6}"),
        words=("rcs", "rcsl", "registre de commerce"),
        issuer="Luxembourg Business Registers",
        layout="letter of the legal form, up to six digits",
        check="none",
        source=(
            "Luxembourg Business Registers; layout as generally published, itself not read "
            "2026-11"
        ),
        passes=0.39,
        examples=("B123456",),
    ),
    Identifier(
        entity_type="LU_PASSPORT",
        country="LU",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("*{8}",),
        valid=matching(r"(?=(?:[A-Z]*[0-9]){2})[0-9A-Z]{8}"),
        words=("luxembourgish passport", "numero de passeport"),
        issuer="Municipalities",
        layout="eight letters and digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=0.7,
        examples=("JC4E7L20",),
    ),
    Identifier(
        entity_type="LU_DRIVING_LICENSE",
        country="LU",
        kinds=(Kind.DRIVING,),
        shapes=("999999",),
        valid=matching(r"[0-9]{6}"),
        words=("luxembourgish driving licence", "permis de conduire"),
        issuer="Ministry of Mobility",
        layout="six digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("029553",),
    ),
)  # fmt: skip
