"""Sri Lanka.

Both forms hold year and day of birth, women's day with 500 added.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

_DAY = (
    "(?:00[1-9]|0[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6]"
    "|50[1-9]|5[1-9][0-9]|[67][0-9]{2}|8[0-5][0-9]|86[0-6])"
)

IDENTIFIERS = (
    Identifier(
        entity_type="LK_NIC",
        country="LK",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999A", "999999999999"),
        valid=matching(rf"[1-9][0-9]{_DAY}[0-9]{{4}}[VX]|(?:19|20)[0-9]{{2}}{_DAY}[0-9]{{5}}"),
        words=("nic", "national identity card", "NIC"),
        issuer="Department for Registration of Persons",
        layout="year and day of birth, serial, check digit that is not published, V or X",
        check="none",
        source="validator.js, isIdentityCard, read 2026-11",
        passes=0.029,
        examples=("762393923V", "205904797894"),
    ),
    Identifier(
        entity_type="LK_PASSPORT",
        country="LK",
        kinds=(Kind.PASSPORT,),
        shapes=("A9999999",),
        valid=matching(r"[A-Z][0-9]{7}"),
        words=(),
        issuer="Department of Immigration and Emigration",
        layout="a letter and seven digits",
        check="none",
        source="Wikipedia, Sri Lankan passport; not re-read 2026-11",
        passes=1.0,
        examples=("N3551232",),
    ),
)
