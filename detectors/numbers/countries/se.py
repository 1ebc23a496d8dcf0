"""Sweden: the identity number also names the driving licence; + marks people over a hundred."""

from __future__ import annotations

import re

from stdnum import luhn

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_DATED = re.compile(
    r"(?:1[89]|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])[0-9]{4}"
)


def _personnummer(value: str) -> bool:
    """Whether a date, or a date with 60 added to the day, precedes a serial and check digit."""
    return _DATED.fullmatch(value) is not None and bool(luhn.is_valid(value[-10:]))


IDENTIFIERS = (
    Identifier(
        entity_type="SE_PERSONNUMMER",
        country="SE",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.HEALTH, Kind.DRIVING),
        shapes=("999999-9999", "99999999-9999", "999999+9999"),
        valid=_personnummer,
        words=(
            "personnummer*", "personnr", "pnr", "samordningsnummer*", "svenskt personnummer",
            "svensk id", "swedish personal identity number", "personal identity number",
            "personal identity code",
        ),
        issuer="Swedish Tax Agency",
        layout=(
            "date of birth yymmdd (day plus 60 in a co-ordination number), serial of three, "
            "check digit"
        ),
        check="Luhn",
        source=(
            "python-stdnum, stdnum.se.personnummer (names its sources), read 2026-11; "
            "Presidio"
        ),
        passes=0.0052,
        examples=("871290-8360", "19071227-2384"),
        near_misses=("871220-2380",),
    ),
    Identifier(
        entity_type="SE_ORGANISATIONSNUMMER",
        country="SE",
        kinds=(Kind.BUSINESS, Kind.VAT),
        shapes=("999999-9999",),
        valid=matching(r"[0-9]{2}[2-9][0-9]{7}", then=luhn.is_valid),
        words=(
            "organisationsnummer*", "orgnr", "org nr", "foretagsnummer", "företag*", "orgnummer*",
            "swedish company number",
        ),
        issuer="Companies Registration Office",
        layout="group, serial, the third digit 2 or more, check digit",
        check="Luhn",
        source="Presidio, SE_ORGANISATIONSNUMMER; Skatteverket, organisationsnummer, read 2026-11",
        passes=0.082,
        examples=("788984-9720",),
        near_misses=("788984-9721",),
    ),
    Identifier(
        entity_type="SE_ORGNR",
        country="SE",
        kinds=(Kind.BUSINESS,),
        shapes=("999999-9999",),
        valid=stdnum("se.orgnr"),
        words=("orgnr", "organisationsnummer*", "swedish company number"),
        issuer="Companies Registration Office",
        layout="nine digits, check digit, sole traders included",
        check="Luhn",
        source="python-stdnum, stdnum.se.orgnr (names its sources), read 2026-11",
        passes=0.099,
        examples=("000085-0883",),
        near_misses=("000085-0880",),
    ),
    Identifier(
        entity_type="SE_VAT",
        country="SE",
        kinds=(Kind.VAT,),
        shapes=("999999999999", "AA 999999-9999 99", "AA999999999999"),
        valid=stdnum("se.vat"),
        words=("momsnummer*", "momsreg*", "mervardesskatt*", "swedish vat number"),
        issuer="Swedish Tax Agency",
        layout="SE, the number of the company or person, two digits",
        check="Luhn",
        source="python-stdnum, stdnum.se.vat (names its sources), read 2026-11",
        passes=0.0003,
        examples=("SE 423456989701",),
        near_misses=("SE 123456789700",),
    ),
    Identifier(
        entity_type="SE_PASSPORT",
        country="SE",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("99999999", "AA9999999"),
        valid=matching(r"[0-9]{8}|[A-Z]{2}[0-9]{7}"),
        words=("passnummer*", "pass nr", "swedish passport"),
        issuer="Police",
        layout="eight digits; since 2022 two letters and seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("59000000",),
    ),
)  # fmt: skip
