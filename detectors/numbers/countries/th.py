"""Thailand.

Persons, companies and tax share one form of thirteen digits.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_PROVINCE = "(?:[134][0-9]|2[0-7]|5[0-8]|6[0-7]|7[0-7]|8[0-6]|9[0-6])"

IDENTIFIERS = (
    Identifier(
        entity_type="TH_TNIN",
        country="TH",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX, Kind.SOCIAL),
        shapes=("9-9999-99999-99-9", "9999999999999"),
        valid=matching(rf"[1-8]{_PROVINCE}[0-9]{{10}}", then=stdnum("th.pin")),
        words=(
            "\u0e1b\u0e23\u0e30\u0e0a\u0e32\u0e0a\u0e19",
            "tnin",
            "pin",
            "PIN",
            "thai national id",
            "thai id",
            "taxpayer identification",
            "เลขประจำตัว",
            "บัตรประชาชน",
            "รหัสปชช",
            "เลขบัตรประชาชน",
        ),
        issuer="Department of Provincial Administration",
        layout="kind, place, serial, check digit",
        check="weights 13 to 2 modulo 11",
        source="python-stdnum 2.2, module th.pin, read 2026-11",
        passes=0.064,
        examples=("4-5843-58057-66-5", "7442686484423"),
        near_misses=("4-5843-58057-66-0",),
    ),
    Identifier(
        entity_type="TH_MOA",
        country="TH",
        kinds=(Kind.BUSINESS, Kind.VAT),
        shapes=("9-99-9-999-99999-9", "9 99 9 999 99999 9"),
        valid=stdnum("th.moa"),
        words=("moa", "memorandum of association", "juristic", "เลขผู้เสียภาษี"),
        issuer="Department of Business Development",
        layout="0, place, kind, year, serial, check digit",
        check="weights 13 to 2 modulo 11",
        source="python-stdnum 2.2, module th.moa, read 2026-11",
        passes=0.0098,
        examples=("0-80-5-443-28572-9", "0 00 3 336 46736 5"),
        near_misses=("0-80-5-443-28572-0",),
    ),
    Identifier(
        entity_type="TH_TIN",
        country="TH",
        kinds=(Kind.TAX,),
        shapes=("9-99-9-999-99999-9", "9-9999-99999-99-9", "9999999999999"),
        valid=stdnum("th.tin"),
        words=("taxpayer identification", "taxpayer identification number"),
        issuer="Revenue Department",
        layout="thirteen digits of a person or a company, the last a check digit",
        check="weights 13 to 2 modulo 11",
        source="python-stdnum 2.2, module th.tin, read 2026-11",
        passes=0.093,
        examples=("1-66-4-876-55641-8", "0-1901-83606-83-2"),
        near_misses=("1-66-4-876-55641-0",),
    ),
    Identifier(
        entity_type="TH_PASSPORT",
        country="TH",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999", "A9999999", "A999999"),
        valid=matching(r"[A-Z]{1,2}[0-9]{6,7}"),
        words=(),
        issuer="Department of Consular Affairs",
        layout="one or two letters and six or seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("CA8881172", "Z2935316"),
    ),
)
