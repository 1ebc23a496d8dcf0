"""North Macedonia: numbers of former Yugoslavia, in Cyrillic."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="MK_EDB",
        country="MK",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("9999999999999", "AA9999999999999"),
        valid=without("MK", stdnum("mk.edb")),
        words=(
            "edb", "\u0435\u0434\u0431",
            (
                "\u0435\u0434\u0438\u043d\u0441\u0442\u0432\u0435\u043d \u0434"
                "\u0430\u043d\u043e\u0447\u0435\u043d \u0431\u0440\u043e\u0458"
            ),
            "north macedonia tax number", "danocen broj",
        ),
        issuer="Public Revenue Office",
        layout="twelve digits, check digit",
        check="weights 7 6 5 4 3 2 twice modulo 11",
        source="python-stdnum, stdnum.mk.edb (names its sources), read 2026-11",
        passes=0.053,
        examples=("0951859500166",),
        near_misses=("0951859500160",),
    ),
    Identifier(
        entity_type="MK_EMBG",
        country="MK",
        kinds=(Kind.PERSON,),
        shapes=("9999999999999",),
        valid=stdnum("si.emso"),
        words=(
            "embg", "\u0435\u043c\u0431\u0433",
            (
                "\u0435\u0434\u0438\u043d\u0441\u0442\u0432\u0435\u043d \u043c"
                "\u0430\u0442\u0438\u0447\u0435\u043d \u0431\u0440\u043e\u0458"
            ),
            "maticen broj", "macedonian citizen number",
        ),
        issuer="Ministry of Internal Affairs",
        layout="date of birth ddmmyyy, region, serial, check digit",
        check="weights 7 6 5 4 3 2 twice modulo 11",
        source="python-stdnum, stdnum.si.emso (names its sources), read 2026-11",
        passes=0.0036,
        examples=("0101006450009",),
        near_misses=("0101006450000",),
    ),
    Identifier(
        entity_type="MK_PASSPORT",
        country="MK",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("A9999999",),
        valid=matching(r"[A-Z][0-9]{7}"),
        words=("\u043f\u0430\u0441\u043e\u0448", "licna karta", "macedonian passport"),
        issuer="Ministry of Internal Affairs",
        layout="letter, seven digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("B5254267",),
    ),
)  # fmt: skip
