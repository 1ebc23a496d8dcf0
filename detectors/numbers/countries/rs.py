"""Serbia."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="RS_JMBG",
        country="RS",
        kinds=(Kind.PERSON, Kind.HEALTH),
        shapes=("9999999999999",),
        valid=stdnum("si.emso"),
        words=(
            "jmbg", "\u0458\u043c\u0431\u0433", "jedinstveni maticni broj građana", "maticni broj",
            "serbian citizen number",
        ),
        issuer="Ministry of the Interior",
        layout="date of birth ddmmyyy, region, serial, check digit",
        check="weights 7 6 5 4 3 2 twice modulo 11",
        source="python-stdnum, stdnum.si.emso (names its sources), read 2026-11",
        passes=0.0037,
        examples=("0101006710000",),
        near_misses=("0101006710001",),
    ),
    Identifier(
        entity_type="RS_PIB",
        country="RS",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("999999999", "AA999999999"),
        valid=without("RS", stdnum("rs.pib")),
        words=(
            "pib", "\u043f\u0438\u0431", "poreski identifikacioni broj",
            "serbian tax identification number", "serbian tax number",
        ),
        issuer="Tax Administration",
        layout="eight digits, check digit",
        check="ISO 7064 MOD 11,10",
        source="python-stdnum, stdnum.rs.pib (names its sources), read 2026-11",
        passes=0.05,
        examples=("955451307",),
        near_misses=("955451300",),
    ),
    Identifier(
        entity_type="RS_MATICNI_BROJ",
        country="RS",
        kinds=(Kind.BUSINESS,),
        shapes=("99999999",),
        valid=matching(r"[0-9]{8}"),
        words=(
            "maticni broj firme", "maticni broj preduzeca",
            "\u043c\u0430\u0442\u0438\u0447\u043d\u0438 \u0431\u0440\u043e\u0458",
            "serbian company number",
        ),
        issuer="Business Registers Agency",
        layout="eight digits",
        check="none",
        source=(
            "Agencija za privredne registre; layout as generally published, itself not read "
            "2026-11"
        ),
        passes=1.0,
        examples=("42847672",),
    ),
    Identifier(
        entity_type="RS_PASSPORT",
        country="RS",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=(
            "pasos", "licna karta", "licne karte",
            "\u043b\u0438\u0447\u043d\u0430 \u043a\u0430\u0440\u0442\u0430",
            "\u043f\u0430\u0441\u043e\u0448", "serbian passport",
        ),
        issuer="Ministry of the Interior",
        layout="nine digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("013345678",),
    ),
)  # fmt: skip
