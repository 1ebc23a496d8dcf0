"""United States.

There is no identity card: the driving licence, which each state numbers in its own way,
serves as one. Social security numbers are found by ``detectors.numbers.us_ssn``.
"""

from __future__ import annotations

import re

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_NPI_PREFIX = "80840"


def _licence(value: str) -> bool:
    letters = sum(each.isalpha() for each in value)
    return len(value) - letters >= 4 and _STATES.fullmatch(value) is not None


# Digits, a letter and digits, and what single states write; after the widest come the rest.
_STATES = re.compile(
    r"[0-9]{6,14}|[0-9]{16}|[A-Z][0-9]{4,14}|[A-Z][0-9]{18}|[A-Z]{2}[0-9]{4,7}|[A-Z]{2}[0-9]{6}[A-Z]"
    r"|[A-Z]{3}[0-9]{6}|[0-9]{7,9}[A-Z]|[0-9]{8}[A-Z]{2}|[0-9]{3}[A-Z]{2}[0-9]{4}|[A-Z][0-9]{6}R"
    r"|[0-9]{2}[A-Z]{3}[0-9]{5,6}|WDL[0-9A-Z]{9}|[A-Z]{2}[0-9][A-Z][0-9]{2}[A-Z]{3}[0-9]"
    r"|[A-Z]{3,7}[0-9]{3}[0-9A-Z]{2}"
)
_luhn = stdnum("luhn")


def _npi(value: str) -> bool:
    return value[0] in "12" and len(set(value[:-1])) > 1 and _luhn(_NPI_PREFIX + value)


def _dea(value: str) -> bool:
    digits = value[2:]
    return (weighted_sum(digits, (1, 2, 1, 2, 1, 2)) - int(digits[6])) % 10 == 0


_EIN_PREFIX = "(?:0[1-6]|1[0-6]|2[0-7]|3[0-9]|4[0-8]|5[0-9]|6[0-8]|7[1-7]|8[0-8]|9[0-5]|9[89])"

IDENTIFIERS = (
    Identifier(
        entity_type="US_ITIN",
        country="US",
        kinds=(Kind.TAX,),
        shapes=("999-99-9999",),
        valid=matching(r"9[0-9]{2}(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[0-9]{4}"),
        words=("itin", "individual taxpayer", "individual taxpayer identification"),
        issuer="Internal Revenue Service",
        layout="9, two digits, group 50 to 65, 70 to 88, 90 to 92 or 94 to 99, four digits",
        check="none",
        source="python-stdnum 2.2, module us.itin, read 2026-11",
        passes=0.042,
        examples=("969-82-8801",),
    ),
    Identifier(
        entity_type="US_ATIN",
        country="US",
        kinds=(Kind.TAX,),
        shapes=("999-99-9999",),
        valid=matching(r"[0-9]{3}-[0-9]{2}-[0-9]{4}"),
        words=("atin", "adoption taxpayer", "adoption taxpayer identification"),
        issuer="Internal Revenue Service",
        layout="nine digits, as a social security number",
        check="none",
        source="python-stdnum 2.2, module us.atin, read 2026-11",
        passes=1.0,
        examples=("356-47-0249",),
        spelt=True,
    ),
    Identifier(
        entity_type="US_PTIN",
        country="US",
        kinds=(Kind.TAX, Kind.PROFESSION),
        shapes=("A-99999999",),
        valid=matching(r"P[0-9]{8}"),
        words=("ptin", "preparer tax", "preparer tax identification", "tax preparer"),
        issuer="Internal Revenue Service",
        layout="P and eight digits",
        check="none",
        source="python-stdnum 2.2, module us.ptin, read 2026-11",
        passes=0.037,
        examples=("P-93969629",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="US_EIN",
        country="US",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("99-9999999",),
        valid=matching(_EIN_PREFIX + "-?[0-9]{7}"),
        words=(
            "ein",
            "fein",
            "employer identification",
            "federal employer identification",
            "employer id",
            "employer tax",
            "federal tax id",
        ),
        issuer="Internal Revenue Service",
        layout="prefix of an office, seven digits",
        check="none",
        source="python-stdnum 2.2, module us.ein, read 2026-11",
        passes=0.82,
        examples=("94-3669574",),
        spelt=True,
    ),
    Identifier(
        entity_type="US_PROVIDER_TAX_ID",
        country="US",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("99-9999999",),
        valid=matching(_EIN_PREFIX + "[0-9]{7}"),
        words=(
            "provider tax id",
            "provider tax",
            "provider tin",
            "provider ein",
            "billing provider",
            "provider organization",
            "rendering provider",
            "healthcare provider tax",
        ),
        issuer="Internal Revenue Service",
        layout="the employer identification number of a provider of care",
        check="none",
        source="Microsoft Presidio 2.2.366, US_PROVIDER_TAX_ID recogniser, read 2026-11",
        passes=0.83,
        examples=("57-6410227",),
        family="BUSINESS_ID",
    ),
    Identifier(
        entity_type="US_PASSPORT",
        country="US",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999", "999999999"),
        valid=matching(r"[A-Z]?[0-9]{8,9}", then=lambda value: len(value) == 9),
        words=("passport card", "passport book"),
        issuer="Department of State",
        layout="nine digits, or a letter and eight digits",
        check="none",
        source="Microsoft Presidio 2.2.366, US_PASSPORT recogniser, read 2026-11",
        passes=1.0,
        examples=("F88478114", "140274702"),
    ),
    Identifier(
        entity_type="US_DRIVER_LICENSE",
        country="US",
        kinds=(Kind.DRIVING, Kind.IDENTITY_CARD),
        shapes=(
            "9{6,14}",
            "9{16}",
            "A9{4,14}",
            "A9999-99999-99999",
            "A999-999-99-999-9",
            "A9{18}",
            "AA9{4,7}",
            "AA9{6}A",
            "AAA9{6}",
            "9{7,9}A",
            "9{8}AA",
            "999AA9999",
            "A9{6}A",
            "99AAA9{5,6}",
            "AAA*{9}",
            "AA9A99AAA9",
            "A{3,7}999**",
            "99-999-9999",
            "999-999-999",
            "A99-99-9999",
        ),
        valid=_licence,
        words=(
            "state id",
            "state identification",
            "real id",
            "dmv",
            "commercial driver",
            "cdl",
            "learner permit",
        ),
        issuer="motor vehicle department of a state",
        layout="each state its own: digits, one or two letters and digits",
        check="none",
        source="Presidio 2.2.366 and Skyhigh, US driver's licence numbers, read 2026-11",
        passes=0.88,
        examples=("18975051511024", "8638183736625137"),
    ),
    Identifier(
        entity_type="US_MBI",
        country="US",
        kinds=(Kind.HEALTH,),
        shapes=("9A*9-A*9-AA99",),
        valid=matching(
            r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}"
        ),
        words=("mbi", "medicare beneficiary", "medicare", "beneficiary", "hicn", "cms"),
        issuer="Centers for Medicare and Medicaid Services",
        layout="eleven of digits and letters without S L O I B Z in fixed places",
        check="none",
        source="Microsoft Presidio 2.2.366, US_MBI recogniser, read 2026-11",
        passes=0.22,
        examples=("3UR8-VC9-MM98",),
    ),
    Identifier(
        entity_type="US_NPI",
        country="US",
        kinds=(Kind.PROFESSION,),
        shapes=("9999-999-999",),
        valid=_npi,
        words=("npi", "national provider", "provider identifier", "taxonomy"),
        issuer="Centers for Medicare and Medicaid Services",
        layout="1 or 2, eight digits, check digit",
        check="Luhn with 80840 before it",
        source="Microsoft Presidio 2.2.366, US_NPI recogniser, read 2026-11",
        passes=0.018,
        examples=("2242-175-877",),
        near_misses=("2242-175-870",),
    ),
    Identifier(
        entity_type="MEDICAL_LICENSE",
        country="US",
        kinds=(Kind.PROFESSION,),
        shapes=("AA9999999", "A99999999"),
        valid=matching(r"[A-HJKLMPRSTUX][A-Z9][0-9]{7}", then=_dea),
        words=("dea", "dea registration", "dea certificate", "dea number"),
        issuer="Drug Enforcement Administration",
        layout="type, first letter of the name or 9, six digits, check digit",
        check="odd digits and twice the even ones, modulo 10",
        source="Microsoft Presidio 2.2.366, MEDICAL_LICENSE recogniser, read 2026-11",
        passes=0.041,
        examples=("FI6052548", "H92480541"),
        near_misses=("FI6052540",),
    ),
    Identifier(
        entity_type="US_ALIEN_NUMBER",
        country="US",
        kinds=(Kind.RESIDENCE,),
        shapes=("A999999999", "A-999-999-999"),
        valid=matching(r"A[0-9]{8,9}"),
        words=("alien number", "a number", "uscis", "uscis number", "green card"),
        issuer="Citizenship and Immigration Services",
        layout="A and eight or nine digits",
        check="none",
        source="uscis.gov, glossary, A-Number; not re-read 2026-11",
        passes=0.039,
        examples=("A427918961", "A-527-040-748"),
    ),
    Identifier(
        entity_type="US_USCIS_RECEIPT",
        country="US",
        kinds=(Kind.RESIDENCE,),
        shapes=("AAA9999999999",),
        valid=matching(r"(?:EAC|WAC|LIN|SRC|NBC|MSC|IOE|YSC)[0-9]{10}"),
        words=("receipt number", "uscis receipt", "green card", "case number", "uscis"),
        issuer="Citizenship and Immigration Services",
        layout="service centre, ten digits",
        check="none",
        source="uscis.gov, glossary, receipt number; not re-read 2026-11",
        passes=0.0004,
        examples=("SRC4119047026",),
    ),
)
