"""Finland: the identity code writes the century as a sign, so separators mean something."""

from __future__ import annotations

import datetime

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_CONTROL = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CENTURIES = dict.fromkeys("ABCDEF", 2000) | dict.fromkeys("-UVWXY", 1900) | {"+": 1800}


def _hetu(value: str) -> bool:
    """Whether a date exists and the control character is right; temporary ones count."""
    day, month, year = int(value[:2]), int(value[2:4]), int(value[4:6])
    try:
        datetime.date(_CENTURIES[value[6]] + year, month, day)
    except ValueError:
        return False
    return int(value[7:10]) > 1 and _CONTROL[int(value[:6] + value[7:10]) % 31] == value[10]


IDENTIFIERS = (
    Identifier(
        entity_type="FI_PERSONAL_IDENTITY_CODE",
        country="FI",
        kinds=(Kind.PERSON, Kind.SOCIAL, Kind.TAX, Kind.HEALTH, Kind.DRIVING),
        shapes=("999999-999*", "999999A999*"),
        valid=matching(r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", then=_hetu),
        words=(
            "hetu", "henkilotunnus*", "henkilotunnukse*", "personal identity code",
            "personbeteckning*", "sotu", "finnish personal identity code",
        ),
        issuer="Digital and Population Data Services Agency",
        layout="date of birth ddmmyy, sign of the century, serial of three, check character",
        check="modulo 31",
        source="python-stdnum, stdnum.fi.hetu (names its sources), read 2026-11; Presidio",
        passes=0.00068,
        examples=("181054-378T", "181152B338T"),
        near_misses=("131052-308A",),
        spelt=True,
    ),
    Identifier(
        entity_type="FI_ALV",
        country="FI",
        kinds=(Kind.VAT,),
        shapes=("99999999", "AA 99999999"),
        valid=stdnum("fi.alv"),
        words=("alv", "alv nro", "alv numero", "arvonlisaveronumero*", "finnish vat number"),
        issuer="Tax Administration",
        layout="FI and the business identifier without hyphen",
        check="weights 7 9 10 5 8 4 2 modulo 11",
        source="python-stdnum, stdnum.fi.alv (names its sources), read 2026-11",
        passes=0.046,
        examples=("38885553",),
        near_misses=("38885550",),
    ),
    Identifier(
        entity_type="FI_YTUNNUS",
        country="FI",
        kinds=(Kind.BUSINESS,),
        shapes=("9999999-9",),
        valid=stdnum("fi.ytunnus"),
        words=(
            "y tunnus", "ytunnus*", "yritystunnus", "finnish business identifier",
            "business identifier", "business id", "ly tunnus",
        ),
        issuer="Patent and Registration Office",
        layout="seven digits, hyphen, check digit",
        check="weights 7 9 10 5 8 4 2 modulo 11",
        source="python-stdnum, stdnum.fi.ytunnus (names its sources), read 2026-11",
        passes=0.089,
        examples=("8940101-0",),
        near_misses=("8940101-1",),
    ),
    Identifier(
        entity_type="FI_ASSOCIATIONID",
        country="FI",
        kinds=(Kind.BUSINESS,),
        shapes=("999.999", "9999", "99999"),
        valid=matching(r"[0-9]{4,6}"),
        words=(
            "yhdistysrekisteri*", "rekisterinumero", "finnish association identifier",
            "association identifier", "association id",
        ),
        issuer="Patent and Registration Office",
        layout="up to six digits",
        check="none",
        source="python-stdnum, stdnum.fi.associationid (names its sources), read 2026-11",
        passes=1.0,
        examples=("703.923",),
    ),
    Identifier(
        entity_type="FI_VERONUMERO",
        country="FI",
        kinds=(Kind.TAX,),
        shapes=("999999999999",),
        valid=stdnum("fi.veronumero"),
        words=(
            "veronumero*", "skattenummer", "finnish individual tax number", "individual tax number",
        ),
        issuer="Tax Administration",
        layout="twelve digits",
        check="none",
        source="python-stdnum, stdnum.fi.veronumero (names its sources), read 2026-11",
        passes=1.0,
        examples=("162959789393",),
    ),
    Identifier(
        entity_type="FI_PASSPORT",
        country="FI",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("passinumero*", "passin numero", "henkilokortti*", "finnish passport"),
        issuer="Police",
        layout="two letters, seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("XD8500000",),
    ),
)  # fmt: skip
