"""Poland: PESEL tells sex and date of birth; NIP and REGON name businesses."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum, without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _pesel(value: str) -> bool:
    """Whether eleven digits carry the check digit, after a month of some century and a day."""
    return weighted_sum(value, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


IDENTIFIERS = (
    Identifier(
        entity_type="PL_PESEL",
        country="PL",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.HEALTH, Kind.IDENTITY_CARD),
        shapes=("99999999999",),
        valid=matching(
            r"[0-9]{2}(?:[02468][1-9]|[13579][012])(?:0[1-9]|[12][0-9]|3[01])[0-9]{5}",
            then=_pesel,
        ),
        words=(
            "pesel", "numer pesel", "nr pesel", "polish national identification number",
            "powszechny elektroniczny",
        ),
        issuer="Ministry of Digital Affairs",
        layout=(
            "date of birth yymmdd, month plus 20, 40, 60 or 80 by century, serial of four, "
            "check digit"
        ),
        check="weights 1 3 7 9 modulo 10",
        source=(
            "python-stdnum, stdnum.pl.pesel (names its sources), read 2026-11; "
            "Presidio, PL_PESEL"
        ),
        passes=0.02,
        examples=("38051761425",),
        near_misses=("44051401350",),
    ),
    Identifier(
        entity_type="PL_NIP",
        country="PL",
        kinds=(Kind.VAT, Kind.TAX, Kind.BUSINESS),
        shapes=("999-999-99-99", "9999999999", "AA9999999999", "999-99-99-999"),
        valid=without("PL", stdnum("pl.nip")),
        words=(
            "nip", "NIP", "numer identyfikacji podatkowej", "nr nip", "polish vat number",
            "polish tax number",
        ),
        issuer="National Revenue Administration",
        layout="office of three digits, serial of six, check digit",
        check="weights 6 5 7 2 3 4 5 6 7 modulo 11",
        source="python-stdnum, stdnum.pl.nip (names its sources), read 2026-11",
        passes=0.068,
        examples=("8486136761", "781-07-22-496", "883-360-59-78"),
        near_misses=("8486136760",),
    ),
    Identifier(
        entity_type="PL_REGON",
        country="PL",
        kinds=(Kind.BUSINESS,),
        shapes=("999999999", "99999999999999"),
        valid=stdnum("pl.regon"),
        words=(
            "regon", "REGON", "nr regon", "numer regon", "rejestr gospodarki narodowej",
            "polish register of economic units", "register of economic units",
        ),
        issuer="Statistics Poland",
        layout="eight digits, check digit; units add five",
        check="weights 8 9 2 3 4 5 6 7 modulo 11",
        source="python-stdnum, stdnum.pl.regon (names its sources), read 2026-11",
        passes=0.056,
        examples=("10524826226955", "397595652"),
        near_misses=("10524826226950",),
    ),
    Identifier(
        entity_type="PL_KRS",
        country="PL",
        kinds=(Kind.BUSINESS,),
        shapes=("9999999999",),
        valid=matching(r"0[0-9]{9}"),
        words=("krs", "nr krs", "numer krs", "krajowy rejestr sadowy", "krajowego rejestru"),
        issuer="Ministry of Justice",
        layout="ten digits, the first zeros",
        check="none",
        source=(
            "Act on the National Court Register; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=0.099,
        examples=("0000123456",),
    ),
    Identifier(
        entity_type="PL_ID_CARD",
        country="PL",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("AAA 999999",),
        valid=matching(r"[A-Z]{3}[0-9]{6}"),
        words=(
            "dowod osobisty", "dowodem osobistym", "dowodu osobistego", "dowod", "dowodu",
            "dowodem", "seria i numer", "serie i numer", "nr dowodu", "polish identity card",
        ),
        issuer="Municipalities",
        layout="three letters, check digit, five digits",
        check="none",
        source=(
            "Regulation on identity cards of 2021; layout as generally published, itself "
            "not read 2026-11"
        ),
        passes=1.0,
        examples=("ABC 627406",),
    ),
    Identifier(
        entity_type="PL_PASSPORT",
        country="PL",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999", "AA9 999999"),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("paszport*", "numer paszportu", "nr paszportu", "polish passport"),
        issuer="Voivodes",
        layout="two letters, check digit, six digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("EH1234567", "HX6 123456"),
    ),
    Identifier(
        entity_type="PL_DRIVING_LICENSE",
        country="PL",
        kinds=(Kind.DRIVING,),
        shapes=("99999/99/9999", "99999/99/9999999", "99 9999999"),
        valid=matching(r"[0-9]{9}|[0-9]{11}|[0-9]{14}"),
        words=("prawo jazdy", "prawa jazdy", "prawem jazdy", "polish driving licence"),
        issuer="District authorities",
        layout="five, two and four digits; the blank two and seven digits",
        check="none",
        source=(
            "Microsoft Purview, \"EU Driver's License Number\", read 2026-11; Regulation on "
            "driving licence models, read 2026-11"
        ),
        passes=1.0,
        examples=("12345/12/1234", "04 1234567"),
    ),
    Identifier(
        entity_type="PL_PWZ",
        country="PL",
        kinds=(Kind.PROFESSION,),
        shapes=("9999999",),
        valid=matching(r"[1-9][0-9]{6}"),
        words=(
            "pwz", "npwz", "nr pwz", "numer prawa wykonywania zawodu", "prawa wykonywania zawodu",
        ),
        issuer="Chamber of Physicians",
        layout="check digit, six digits",
        check="none",
        source=(
            "Naczelna Izba Lekarska, numer prawa wykonywania zawodu; layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=0.9,
        examples=("9139567",),
    ),
)  # fmt: skip
