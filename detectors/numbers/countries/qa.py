"""Qatar."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="QA_QID",
        country="QA",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.RESIDENCE),
        shapes=("99999999999",),
        valid=matching(r"[23][0-9]{10}"),
        words=("qid", "qatar id", "qatari id", "residency permit"),
        issuer="Ministry of Interior",
        layout="century, year of birth, country, five digits",
        check="none",
        source="Wikipedia, National ID numbers, Qatar; not re-read 2026-11",
        passes=0.21,
        examples=("20761486920",),
    ),
)
