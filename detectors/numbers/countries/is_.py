"""Iceland: one kennitala for people and organisations; organisations add 40 to the day."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="IS_KENNITALA",
        country="IS",
        kinds=(Kind.PERSON, Kind.TAX, Kind.BUSINESS, Kind.SOCIAL),
        shapes=("999999-9999",),
        valid=stdnum("is_.kennitala"),
        words=(
            "kennitala*", "kennitolu*", "KT", "icelandic personal and organisation identity code",
            "icelandic identity code",
        ),
        issuer="Registers Iceland",
        layout="date ddmmyy, serial of two, check digit, century",
        check="weights 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum, stdnum.is_.kennitala (names its sources), read 2026-11",
        passes=0.0016,
        words_needed=True,
        examples=("030304-1019",),
        near_misses=("030304-1011",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="IS_VSK",
        country="IS",
        kinds=(Kind.VAT,),
        shapes=("99999", "999999", "AA 99999"),
        valid=without("IS", stdnum("is_.vsk")),
        words=("vsk", "vsk number", "vsk numer", "virðisaukaskattsnumer*", "icelandic vat number"),
        issuer="Iceland Revenue and Customs",
        layout="five or six digits",
        check="none",
        source="python-stdnum, stdnum.is_.vsk (names its sources), read 2026-11",
        passes=0.66,
        examples=("IS 10609", "62100"),
    ),
    Identifier(
        entity_type="IS_PASSPORT",
        country="IS",
        kinds=(Kind.PASSPORT,),
        shapes=("A9999999",),
        valid=matching(r"A[0-9]{7}"),
        words=("vegabref*", "vegabréf*", "icelandic passport"),
        issuer="Registers Iceland",
        layout="A and seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=0.038,
        examples=("A2040000",),
    ),
)  # fmt: skip
