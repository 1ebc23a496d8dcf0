"""Denmark: the CPR number begins with the date of birth; since 2007 without check digit."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="DK_CPR",
        country="DK",
        kinds=(Kind.PERSON, Kind.SOCIAL, Kind.TAX, Kind.HEALTH, Kind.DRIVING),
        shapes=("999999-9999",),
        valid=stdnum("dk.cpr"),
        words=(
            "cpr", "cpr nummer", "cpr nr", "personnummer*", "danish citizen number",
            "citizen number",
        ),
        issuer="CPR Office",
        layout="date of birth ddmmyy, century and serial of four",
        check="none since 2007; the date must exist",
        source="python-stdnum, stdnum.dk.cpr (names its sources), read 2026-11",
        passes=0.032,
        examples=("211168-8625",),
        near_misses=("981092-1629",),
    ),
    Identifier(
        entity_type="DK_CVR",
        country="DK",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=("99999999", "AA 99 99 99 99"),
        valid=stdnum("dk.cvr"),
        words=(
            "cvr", "cvr nummer", "cvr nr", "momsregistreringsnummer*", "se nummer",
            "danish vat number",
        ),
        issuer="Danish Business Authority",
        layout="eight digits, the last a check digit",
        check="weights 2 7 6 5 4 3 2 1 modulo 11",
        source="python-stdnum, stdnum.dk.cvr (names its sources), read 2026-11",
        passes=0.042,
        examples=("92505480",),
        near_misses=("92505481",),
    ),
    Identifier(
        entity_type="DK_PASSPORT",
        country="DK",
        kinds=(Kind.PASSPORT,),
        shapes=("999999999", "A99999999"),
        valid=matching(r"[0-9]{9}|[A-Z][0-9]{8}"),
        words=("pasnummer*", "danish passport"),
        issuer="Municipalities",
        layout="nine digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("900010000",),
    ),
    Identifier(
        entity_type="DK_DRIVING_LICENSE",
        country="DK",
        kinds=(Kind.DRIVING,),
        shapes=("99999999",),
        valid=matching(r"[0-9]{8}"),
        words=("kørekort*", "korekort*", "danish driving licence"),
        issuer="Municipalities",
        layout="eight digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("53615598",),
    ),
)  # fmt: skip
