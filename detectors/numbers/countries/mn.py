"""Mongolia.

The two letters are Cyrillic and are written in Latin ones as well.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="MN_REGISTRATION",
        country="MN",
        kinds=(Kind.PERSON, Kind.TAX),
        shapes=("AA99999999",),
        valid=matching(
            r"[A-Z]{2}[0-9]{2}(?:0[1-9]|1[0-2]|2[1-9]|3[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{2}"
        ),
        words=("register", "citizen registration", "registriin dugaar"),
        issuer="General Authority for State Registration",
        layout="two letters, date of birth (since 2000 the month and 20), two digits",
        check="none",
        source="Wikipedia, National ID numbers, Mongolia; not re-read 2026-11",
        passes=0.073,
        examples=("EU84091711",),
    ),
)
