"""Kyrgyzstan."""

from __future__ import annotations

from detectors.numbers.check_digits import DAY_MONTH
from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="KG_PIN",
        country="KG",
        kinds=(Kind.PERSON, Kind.TAX),
        shapes=("99999999999999",),
        valid=matching(rf"[12]{DAY_MONTH}(?:19|20)[0-9]{{7}}"),
        words=("pin", "inn", "инн", "пин", "PIN", "INN"),
        issuer="State Registration Service",
        layout="sex, date of birth, five digits",
        check="none",
        source="Lookuptax guide to tax numbers, Kyrgyzstan, read 2026-11",
        passes=0.00013,
        examples=("22311202607394",),
    ),
)
