"""Belarus: the identification number of the passport stays with a person for life."""

from __future__ import annotations

from detectors.numbers.check_digits import DAY_MONTH, without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="BY_IDENTIFICATION_NUMBER",
        country="BY",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.PASSPORT),
        shapes=("9999999A999AA9",),
        valid=matching(r"[1-7]" + DAY_MONTH + r"[0-9]{2}[ABCEHKM][0-9]{3}(?:PB|BA|BI)[0-9]"),
        words=(
            (
                "\u0438\u0434\u0435\u043d\u0442\u0438\u0444\u0438\u043a\u0430\u0446"
                "\u0438\u043e\u043d\u043d\u044b\u0439 \u043d\u043e\u043c\u0435\u0440"
            ),
            "\u043b\u0438\u0447\u043d\u044b\u0439 \u043d\u043e\u043c\u0435\u0440",
            "belarusian personal number",
        ),
        issuer="Ministry of Internal Affairs",
        layout=(
            "sex and century, date of birth ddmmyy, region letter, serial, PB, BA or BI, "
            "check digit"
        ),
        check="date, region letter and citizenship letters",
        source=(
            "Decree 200/2004 on passports, as summarised by the OECD; layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=5e-05,
        examples=("3110577A041PB3",),
        near_misses=("3110577A041PA3",),
    ),
    Identifier(
        entity_type="BY_UNP",
        country="BY",
        kinds=(Kind.BUSINESS, Kind.VAT, Kind.TAX),
        shapes=("999999999", "AA9999999", "AAA 999999999"),
        valid=without("UNP", stdnum("by.unp")),
        words=(
            "\u0443\u043d\u043f", "unp",
            (
                "\u0443\u0447\u0435\u0442\u043d\u044b\u0439 \u043d\u043e\u043c\u0435"
                "\u0440 \u043f\u043b\u0430\u0442\u0435\u043b\u044c\u0449\u0438\u043a\u0430"
            ),
            "\u0443\u043d\u043d", "belarus vat number",
        ),
        issuer="Ministry of Taxes and Duties",
        layout="region, eight characters, the last a check digit; people have two letters first",
        check="weights 29 23 19 17 13 7 5 3 modulo 11",
        source="python-stdnum, stdnum.by.unp (names its sources), read 2026-11",
        passes=0.023,
        examples=("699283076", "MB1021491"),
        near_misses=("699283070",),
    ),
    Identifier(
        entity_type="BY_PASSPORT",
        country="BY",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("belarusian passport",),
        issuer="Ministry of Internal Affairs",
        layout="two letters, seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("MP3890000",),
    ),
)  # fmt: skip
