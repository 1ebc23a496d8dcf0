"""Russia: passports within the country and abroad are two documents."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum, without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _snils(value: str) -> bool:
    """Whether eleven digits are an insurance number with its check digits."""
    return weighted_sum(value, range(9, 0, -1)) % 101 % 100 == int(value[9:])


IDENTIFIERS = (
    Identifier(
        entity_type="RU_INN",
        country="RU",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("9999999999", "999999999999", "AA9999999999"),
        valid=without("RU", stdnum("ru.inn")),
        words=(
            "inn", "INN", "\u0438\u043d\u043d",
            (
                "\u0438\u0434\u0435\u043d\u0442\u0438\u0444\u0438\u043a\u0430\u0446"
                "\u0438\u043e\u043d\u043d\u044b\u0439 \u043d\u043e\u043c\u0435\u0440"
            ),
            "russian tax identifier", "tax identifier",
        ),
        issuer="Federal Tax Service",
        layout="ten digits for companies, twelve for people, the last one or two check digits",
        check="weights modulo 11",
        source="python-stdnum, stdnum.ru.inn (names its sources), read 2026-11",
        passes=0.036,
        examples=("753124592980", "0936314282"),
        near_misses=("753124592981",),
    ),
    Identifier(
        entity_type="RU_OGRN",
        country="RU",
        kinds=(Kind.BUSINESS,),
        shapes=("9999999999999", "999999999999999"),
        valid=stdnum("ru.ogrn"),
        words=(
            "ogrn", "ogrnip", "psrn", "\u043e\u0433\u0440\u043d",
            "\u043e\u0433\u0440\u043d\u0438\u043f", "russian primary state registration number",
            "state registration number",
        ),
        issuer="Federal Tax Service",
        layout="sign, year, region, serial, check digit; 13 digits, 15 for sole traders",
        check="modulo 11 or 13",
        source="python-stdnum, stdnum.ru.ogrn (names its sources), read 2026-11",
        passes=0.051,
        examples=("474793979150010", "7854817042919"),
        near_misses=("474793979150011",),
    ),
    Identifier(
        entity_type="RU_SNILS",
        country="RU",
        kinds=(Kind.SOCIAL, Kind.PERSON),
        shapes=("999-999-999 99",),
        valid=matching(r"[0-9]{11}", then=_snils),
        words=(
            "snils", "\u0441\u043d\u0438\u043b\u0441",
            "\u043f\u0435\u043d\u0441\u0438\u043e\u043d\u043d*",
            "\u0441\u0442\u0440\u0430\u0445\u043e\u0432\u043e\u0439 \u043d\u043e\u043c\u0435\u0440",
            "russian insurance number",
        ),
        issuer="Social Fund",
        layout="nine digits, two check digits",
        check="weights 9 to 1 modulo 101",
        source="Rostov TFOMS, rules for the check number of SNILS, read 2026-11",
        passes=0.01,
        examples=("112-233-445 95",),
        near_misses=("112-233-445 90",),
    ),
    Identifier(
        entity_type="RU_PASSPORT",
        country="RU",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("99 99 999999", "9999999999"),
        valid=matching(r"[0-9]{10}"),
        words=(
            "\u043f\u0430\u0441\u043f\u043e\u0440\u0442*", "\u0441\u0435\u0440\u0438\u044f",
            "\u043f\u0430\u0441\u043f\u043e\u0440\u0442\u0430", "seriya", "russian passport",
        ),
        issuer="Ministry of Internal Affairs",
        layout="series of four digits, number of six",
        check="none",
        source=(
            "Government decree 828/1997 on the passport; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=1.0,
        examples=("45 12 810636",),
    ),
    Identifier(
        entity_type="RU_PASSPORT",
        country="RU",
        kinds=(Kind.PASSPORT,),
        shapes=("99 9999999", "9 99 999999"),
        valid=matching(r"[0-9]{9}"),
        words=(
            "\u0437\u0430\u0433\u0440\u0430\u043d\u043f\u0430\u0441\u043f\u043e\u0440\u0442*",
            "zagranpasport*", "\u0437\u0430\u0433\u0440\u0430\u043d*", "russian passport",
        ),
        issuer="Ministry of Internal Affairs",
        layout="for travel abroad: series of two digits, number of seven",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("75 1234567",),
    ),
    Identifier(
        entity_type="RU_DRIVING_LICENSE",
        country="RU",
        kinds=(Kind.DRIVING,),
        shapes=("99 99 999999", "99 AA 999999"),
        valid=matching(r"[0-9]{2}(?:[0-9]{2}|[A-Z]{2})[0-9]{6}"),
        words=(
            "\u0432\u043e\u0434\u0438\u0442\u0435\u043b\u044c\u0441\u043a*",
            "\u0443\u0434\u043e\u0441\u0442\u043e\u0432\u0435\u0440\u0435\u043d\u0438*",
            "\u043f\u0440\u0430\u0432\u0430", "russian driving licence",
        ),
        issuer="State Traffic Inspectorate",
        layout="region of two, series of two, six digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("99 12 345678",),
    ),
    Identifier(
        entity_type="RU_OMS",
        country="RU",
        kinds=(Kind.HEALTH,),
        shapes=("9{16}",),
        valid=matching(r"[0-9]{16}"),
        words=(
            "\u043f\u043e\u043b\u0438\u0441*", "\u043e\u043c\u0441", "oms",
            "russian health insurance",
        ),
        issuer="Compulsory Medical Insurance Fund",
        layout="sixteen digits",
        check="none",
        source=(
            "Federal law 326-FZ on compulsory medical insurance; layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("7712345678901234",),
    ),
)  # fmt: skip
