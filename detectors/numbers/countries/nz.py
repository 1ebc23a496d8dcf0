"""New Zealand.

The health number has two forms, the newer one since 2022.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _nhi(value: str) -> bool:
    """Three letters and four digits, or three letters, two digits, two letters."""
    if any(each not in _LETTERS for each in value if each.isalpha()):
        return False
    places = [int(each) if each.isdigit() else _LETTERS.index(each) + 1 for each in value]
    total = sum(place * weight for place, weight in zip(places, range(7, 1, -1), strict=False))
    if value[6].isdigit():
        return total % 11 != 0 and places[6] == (11 - total % 11) % 10
    return places[6] == 24 - total % 24


IDENTIFIERS = (
    Identifier(
        entity_type="NZ_IRD",
        country="NZ",
        kinds=(Kind.TAX,),
        shapes=("999-999-999", "99-999-999", "AA 99-999-999", "AA 999-999-999", "9999999-9"),
        valid=stdnum("nz.ird"),
        words=("ird", "inland revenue", "ird number", "IRD"),
        issuer="Inland Revenue Department",
        layout="seven or eight digits, check digit",
        check="weights 3 2 7 6 5 4 3 2 modulo 11, then 7 4 3 2 5 2 7 6",
        source="python-stdnum 2.2, module nz.ird, read 2026-11",
        passes=0.04,
        examples=("034-658-986", "51-056-124"),
        near_misses=("034-658-980",),
    ),
    Identifier(
        entity_type="NZ_VAT",
        country="NZ",
        kinds=(Kind.VAT,),
        shapes=("AA999999999", "999999999"),
        valid=matching(r"(?:NZ)?[0-9]{9}"),
        words=(),
        issuer="Inland Revenue Department",
        layout="nine digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.5,
        examples=("NZ711192863", "233241310"),
    ),
    Identifier(
        entity_type="NZ_BANKACCOUNT",
        country="NZ",
        kinds=(Kind.BANK,),
        shapes=(
            "99-9999-9999999-99",
            "99-9999-9999999-999",
            "99-999-9999999-99",
            "99-999-9999999-999",
        ),
        valid=stdnum("nz.bankaccount"),
        words=(),
        issuer="Payments NZ",
        layout="bank, branch, account, suffix",
        check="weights of each bank modulo 9, 10 or 11",
        source="python-stdnum 2.2, module nz.bankaccount, read 2026-11",
        passes=0.002,
        examples=("01-0262-6104184-79",),
        near_misses=("01-0242-0100190-00",),
        spelt=True,
    ),
    Identifier(
        entity_type="NZ_NHI",
        country="NZ",
        kinds=(Kind.HEALTH,),
        shapes=("AAA9999", "AAA99AA"),
        valid=_nhi,
        words=("nhi", "national health index", "nhi number"),
        issuer="Ministry of Health",
        layout="three letters, three digits or two and a letter, check character",
        check="weights 7 to 2 modulo 11 or 24",
        source="datacraft.nz and rapidrehita.health.nz, NHI numbers, read 2026-11",
        passes=0.048,
        examples=("RQW1989", "QHK89MB"),
        near_misses=("RQW1980",),
    ),
    Identifier(
        entity_type="NZ_PASSPORT",
        country="NZ",
        kinds=(Kind.PASSPORT,),
        shapes=("AA999999",),
        valid=matching(r"(?:L[A-Z]|E[A-Z]|N)[0-9]{6}"),
        words=("new zealand passport",),
        issuer="Department of Internal Affairs",
        layout="L, E or N, a letter, six digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=0.078,
        examples=("EO440682",),
    ),
    Identifier(
        entity_type="NZ_DRIVER_LICENSE",
        country="NZ",
        kinds=(Kind.DRIVING,),
        shapes=("AA999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6}"),
        words=("nz driver licence", "nz licence"),
        issuer="Waka Kotahi NZ Transport Agency",
        layout="two letters and six digits",
        check="none",
        source="idnumbers (identique), nationalid NZL, read 2026-11",
        passes=1.0,
        examples=("TU861934",),
    ),
)
