"""Türkiye: every citizen and resident has an identity number; companies a tax number."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="TR_NATIONAL_ID",
        country="TR",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.HEALTH, Kind.IDENTITY_CARD),
        shapes=("99999999999",),
        valid=stdnum("tr.tckimlik"),
        words=(
            "tckn", "tc kimlik", "t c kimlik", "tc kimlik no", "kimlik no", "kimlik numarasi",
            "tc no", "nufus cuzdani", "turkish id", "turk kimlik",
            "turkish personal identification number", "ykn",
        ),
        issuer="General Directorate of Civil Registration",
        layout="nine digits, the first not 0, two check digits",
        check="sums modulo 10",
        source=(
            "python-stdnum, stdnum.tr.tckimlik (names its sources), read 2026-11; "
            "Presidio"
        ),
        passes=0.0094,
        examples=("67496559900",),
        near_misses=("67496559901",),
    ),
    Identifier(
        entity_type="TR_VKN",
        country="TR",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("9999999999", "AA9999999999"),
        valid=without("TR", stdnum("tr.vkn")),
        words=(
            "vkn", "vergi kimlik numarasi", "vergi no", "vergi numarasi", "vergi kimlik",
            "turkish tax identification number", "turkish tax number",
        ),
        issuer="Revenue Administration",
        layout="nine digits, check digit",
        check="powers of two modulo 9",
        source="python-stdnum, stdnum.tr.vkn (names its sources), read 2026-11",
        passes=0.048,
        examples=("2379672864",),
        near_misses=("2379672860",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="TR_PASSPORT",
        country="TR",
        kinds=(Kind.PASSPORT,),
        shapes=("A 99999999",),
        valid=matching(r"[A-Z][0-9]{8}"),
        words=("pasaport no", "pasaport numarasi", "turkish passport"),
        issuer="General Directorate of Civil Registration",
        layout="letter, eight digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("U 01040000",),
    ),
    Identifier(
        entity_type="TR_ID_CARD",
        country="TR",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("A99A99999",),
        valid=matching(r"[A-Z][0-9]{2}[A-Z][0-9]{5}"),
        words=("kimlik seri no", "seri no", "kimlik karti", "turkish identity card"),
        issuer="General Directorate of Civil Registration",
        layout="letter, two digits, letter, five digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("A12B34567",),
    ),
    Identifier(
        entity_type="TR_DRIVING_LICENSE",
        country="TR",
        kinds=(Kind.DRIVING,),
        shapes=("999999",),
        valid=matching(r"[0-9]{6}"),
        words=("ehliyet", "ehliyet no", "surucu belgesi", "turkish driving licence"),
        issuer="General Directorate of Civil Registration",
        layout="six digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("153496",),
    ),
    Identifier(
        entity_type="TR_SGK",
        country="TR",
        kinds=(Kind.SOCIAL,),
        shapes=("9{13}", "9{26}"),
        valid=matching(r"[0-9]{13}|[0-9]{26}"),
        words=("sgk", "sgk sicil", "sgk numarasi", "sicil numarasi", "ssk"),
        issuer="Social Security Institution",
        layout="13 digits for people, 26 for workplaces",
        check="none",
        source=(
            "SGK, sigorta sicil numarasi; layout as generally published, itself not read "
            "2026-11"
        ),
        passes=1.0,
        examples=("3412345678901",),
    ),
)  # fmt: skip
