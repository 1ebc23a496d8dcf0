"""Lebanon."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="LB_NATIONAL_ID",
        country="LB",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999",),
        valid=matching(r"0[0-9]{11}"),
        words=("بطاقة الهوية",),
        issuer="Ministry of Interior and Municipalities",
        layout="twelve digits",
        check="none",
        source="Wikipedia, Lebanese identity card; not re-read 2026-11",
        passes=0.097,
        examples=("023889861139",),
    ),
    Identifier(
        entity_type="LB_PASSPORT",
        country="LB",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"(?:RL|LR)[0-9]{6,7}"),
        words=(),
        issuer="General Security",
        layout="RL or LR, six or seven digits",
        check="none",
        source="Wikipedia, Lebanese passport; not re-read 2026-11",
        passes=0.003,
        examples=("LR0123456",),
    ),
)
