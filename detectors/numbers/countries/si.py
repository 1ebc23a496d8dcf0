"""Slovenia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="SI_EMSO",
        country="SI",
        kinds=(Kind.PERSON, Kind.HEALTH),
        shapes=("9999999999999",),
        valid=stdnum("si.emso"),
        words=(
            "emso", "emšo", "enotna maticna stevilka", "enotna maticna stevilka obcana",
            "unique master citizen number", "master citizen number",
        ),
        issuer="Ministry of the Interior",
        layout="date of birth ddmmyyy, 50, serial of three, check digit",
        check="weights 7 6 5 4 3 2 twice modulo 11",
        source="python-stdnum, stdnum.si.emso (names its sources), read 2026-11",
        passes=0.0034,
        examples=("1101046503052",),
        near_misses=("0101006500000",),
    ),
    Identifier(
        entity_type="SI_DDV",
        country="SI",
        kinds=(Kind.VAT, Kind.TAX),
        shapes=("99999999", "AA 99999999"),
        valid=stdnum("si.ddv"),
        words=(
            "ddv", "id za ddv", "davcna stevilka", "davcne stevilke", "davcna",
            "slovenian vat number", "slovenian tax number",
        ),
        issuer="Financial Administration",
        layout="seven digits, check digit",
        check="weights 8 to 2 modulo 11",
        source="python-stdnum, stdnum.si.ddv (names its sources), read 2026-11",
        passes=0.04,
        examples=("11790032",),
        near_misses=("11790030",),
        family="BUSINESS_ID",
    ),
    Identifier(
        entity_type="SI_MATICNA",
        country="SI",
        kinds=(Kind.BUSINESS,),
        shapes=("9999999", "9999999 999", "9999999A99"),
        valid=stdnum("si.maticna"),
        words=(
            "maticna stevilka", "maticna stevilka poslovnega registra",
            "corporate registration number", "slovenian company number",
        ),
        issuer="AJPES",
        layout="six digits, check digit, three of the unit",
        check="weights 7 to 2 modulo 11",
        source="python-stdnum, stdnum.si.maticna (names its sources), read 2026-11",
        passes=0.091,
        examples=("1476823 889", "3012565F47", "8780374"),
        near_misses=("1476820 889",),
    ),
    Identifier(
        entity_type="SI_ZZZS",
        country="SI",
        kinds=(Kind.HEALTH,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=(
            "zzzs", "stevilka zavarovane osebe", "zdravstvena izkaznica", "kartica zdravstvenega",
        ),
        issuer="Health Insurance Institute",
        layout="nine digits",
        check="none",
        source=(
            "ZZZS, health insurance card; layout as generally published, itself not read "
            "2026-11"
        ),
        passes=1.0,
        examples=("031234567",),
    ),
    Identifier(
        entity_type="SI_PASSPORT",
        country="SI",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("AA9999999", "999999999"),
        valid=matching(r"[A-Z]{2}[0-9]{7}|[0-9]{9}"),
        words=(
            "potni list", "stevilka potnega lista", "osebna izkaznica", "osebne izkaznice",
            "slovenian passport",
        ),
        issuer="Administrative units",
        layout="P, letter, seven digits; cards nine digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("PB0030000",),
    ),
    Identifier(
        entity_type="SI_DRIVING_LICENSE",
        country="SI",
        kinds=(Kind.DRIVING,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=("voznisko dovoljenje", "vozniskega dovoljenja", "slovenian driving licence"),
        issuer="Administrative units",
        layout="nine digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("223456788",),
    ),
)  # fmt: skip
