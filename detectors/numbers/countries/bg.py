"""Bulgaria: the personal number also serves as tax number; foreigners have one of their own."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="BG_EGN",
        country="BG",
        kinds=(Kind.PERSON, Kind.TAX, Kind.HEALTH, Kind.IDENTITY_CARD),
        shapes=("9999999999",),
        valid=stdnum("bg.egn"),
        words=(
            "egn", "\u0435\u0433\u043d",
            (
                "\u0435\u0434\u0438\u043d\u0435\u043d \u0433\u0440\u0430\u0436"
                "\u0434\u0430\u043d\u0441\u043a\u0438 \u043d\u043e\u043c\u0435\u0440"
            ),
            "edinen grazhdanski nomer", "bulgarian personal identity code",
            "personal identity codes",
        ),
        issuer="GRAO (population register)",
        layout="date of birth yymmdd, month plus 20 or 40 for other centuries, serial, check digit",
        check="weights 2 4 8 5 10 9 7 3 6 modulo 11",
        source="python-stdnum, stdnum.bg.egn (names its sources), read 2026-11",
        passes=0.0099,
        examples=("5021022749",),
        near_misses=("5021022740",),
    ),
    Identifier(
        entity_type="BG_PNF",
        country="BG",
        kinds=(Kind.PERSON, Kind.TAX, Kind.RESIDENCE),
        shapes=("9999999999",),
        valid=stdnum("bg.pnf"),
        words=(
            "pnf", "lnch", "\u043b\u043d\u0447",
            (
                "\u043b\u0438\u0447\u0435\u043d \u043d\u043e\u043c\u0435\u0440"
                " \u043d\u0430 \u0447\u0443\u0436\u0434\u0435\u043d\u0435\u0446"
            ),
            "number of a foreigner", "bulgarian foreigner number",
        ),
        issuer="Migration directorate",
        layout="nine digits, check digit",
        check="weights 21 19 17 13 11 9 7 3 1 modulo 10",
        source="python-stdnum, stdnum.bg.pnf (names its sources), read 2026-11",
        passes=0.098,
        examples=("6462323150",),
        near_misses=("6462323151",),
    ),
    Identifier(
        entity_type="BG_VAT",
        country="BG",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=("999999999", "9999999999", "AA999999999", "AA9999999999"),
        valid=stdnum("bg.vat"),
        words=(
            "\u0434\u0434\u0441", "eik", "bulstat", "\u0435\u0438\u043a",
            "\u0431\u0443\u043b\u0441\u0442\u0430\u0442",
            (
                "\u0438\u0434\u0435\u043d\u0442\u0438\u0444\u0438\u043a\u0430\u0446"
                "\u0438\u043e\u043d\u0435\u043d \u043d\u043e\u043c\u0435\u0440"
            ),
            "bulgarian vat number",
        ),
        issuer="National Revenue Agency",
        layout="nine digits for entities, ten for people",
        check="modulo 11, two rounds of weights",
        source="python-stdnum, stdnum.bg.vat (names its sources), read 2026-11",
        passes=0.071,
        examples=("9349911176", "987515333"),
        near_misses=("9349911170",),
    ),
    Identifier(
        entity_type="BG_PASSPORT",
        country="BG",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("999999999", "AA9999999"),
        valid=matching(r"[0-9]{9}|[A-Z]{2}[0-9]{7}"),
        words=(
            "\u043b\u0438\u0447\u043d\u0430 \u043a\u0430\u0440\u0442\u0430", "lichna karta",
            "bulgarian passport",
        ),
        issuer="Ministry of the Interior",
        layout="nine digits; identity cards since 2024 two letters and seven digits",
        check="none",
        source="Microsoft Purview, Bulgaria passport number, read 2026-11",
        passes=1.0,
        examples=("346390000",),
    ),
    Identifier(
        entity_type="BG_DRIVING_LICENSE",
        country="BG",
        kinds=(Kind.DRIVING,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=(
            (
                "\u0448\u043e\u0444\u044c\u043e\u0440\u0441\u043a"
                "\u0430 \u043a\u043d\u0438\u0436\u043a\u0430"
            ),
            "\u0441\u0443\u043c\u043f\u0441", "bulgarian driving licence",
        ),
        issuer="Traffic police",
        layout="nine digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("281230569",),
    ),
)  # fmt: skip
