"""Ukraine: taxpayers' numbers count the days since 1899."""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="UA_RNTRC",
        country="UA",
        kinds=(Kind.TAX, Kind.PERSON),
        shapes=("9999999999",),
        valid=stdnum("ua.rntrc"),
        words=(
            "rntrc", "rnokpp", "\u0440\u043d\u043e\u043a\u043f\u043f", "\u0456\u043f\u043d", "ipn",
            (
                "\u0456\u0434\u0435\u043d\u0442\u0438\u0444\u0456\u043a\u0430"
                "\u0446\u0456\u0439\u043d\u0438\u0439 \u043a\u043e\u0434"
            ),
            "individual taxpayer registration number",
        ),
        issuer="State Tax Service",
        layout="days since 1899, serial with sex, check digit",
        check="weights -1 5 7 9 4 6 10 5 7 modulo 11",
        source="python-stdnum, stdnum.ua.rntrc (names its sources), read 2026-11",
        passes=0.1,
        examples=("6095819607",),
        near_misses=("6095819600",),
    ),
    Identifier(
        entity_type="UA_EDRPOU",
        country="UA",
        kinds=(Kind.BUSINESS,),
        shapes=("99999999",),
        valid=stdnum("ua.edrpou"),
        words=(
            "edrpou", "\u0454\u0434\u0440\u043f\u043e\u0443", "yedrpou",
            "identifier for enterprises",
        ),
        issuer="State Statistics Service",
        layout="seven digits, check digit",
        check="weights 1 to 7, order by range, modulo 11",
        source="python-stdnum, stdnum.ua.edrpou (names its sources), read 2026-11",
        passes=0.1,
        examples=("45188176",),
        near_misses=("45188170",),
    ),
    Identifier(
        entity_type="UA_VAT",
        country="UA",
        kinds=(Kind.VAT,),
        shapes=("999999999999", "AA999999999999", "9999999999"),
        valid=matching(r"(?:UA)?[0-9]{12}|[0-9]{10}"),
        words=("\u043f\u0434\u0432", "pdv", "ukrainian vat number"),
        issuer="State Tax Service",
        layout="twelve digits, of people ten",
        check="none",
        source=(
            "Tax Code of Ukraine, article 183; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=0.67,
        examples=("143456089062",),
    ),
    Identifier(
        entity_type="UA_UNZR",
        country="UA",
        kinds=(Kind.PERSON,),
        shapes=("99999999-99999",),
        valid=matching(r"(?:19|20)[0-9]{2}" + MONTH_DAY + r"[0-9]{5}"),
        words=("unzr", "\u0443\u043d\u0437\u0440", "record number"),
        issuer="State Migration Service",
        layout="date of birth yyyymmdd, four digits, check digit",
        check="none",
        source=(
            "Law on the unified demographic register; layout as generally published, itself "
            "not read 2026-11"
        ),
        passes=0.00065,
        examples=("19900101-01234",),
    ),
    Identifier(
        entity_type="UA_PASSPORT",
        country="UA",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("AA999999", "999999999"),
        valid=matching(r"[A-Z]{2}[0-9]{6}|[0-9]{9}"),
        words=(
            "\u043f\u0430\u0441\u043f\u043e\u0440\u0442*", "\u0441\u0435\u0440\u0456\u044f",
            "ukrainian passport",
        ),
        issuer="State Migration Service",
        layout="two letters and six digits; cards nine digits",
        check="none",
        source=(
            "validator.js, isPassportNumber, read 2026-11; Microsoft Purview, Ukraine "
            "passport domestic, read 2026-11"
        ),
        passes=1.0,
        examples=("EH340000", "002165767"),
    ),
    Identifier(
        entity_type="UA_DRIVING_LICENSE",
        country="UA",
        kinds=(Kind.DRIVING,),
        shapes=("AAA999999",),
        valid=matching(r"[A-Z]{3}[0-9]{6}"),
        words=(
            "\u0432\u043e\u0434\u0456\u0439\u0441\u044c\u043a*",
            "\u043f\u043e\u0441\u0432\u0456\u0434\u0447\u0435\u043d\u043d*",
            "ukrainian driving licence",
        ),
        issuer="Ministry of Internal Affairs",
        layout="three letters, six digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("BXI123456",),
    ),
)  # fmt: skip
