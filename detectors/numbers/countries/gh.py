"""Ghana."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="GH_TIN",
        country="GH",
        kinds=(Kind.TAX,),
        shapes=("A99********", "A9999999999"),
        valid=matching(r"[CGPQV]00[0-9]{7}[0-9X]", then=stdnum("gh.tin")),
        words=("gra", "ghana tin"),
        issuer="Ghana Revenue Authority",
        layout="kind, 00, eight characters, the last a check",
        check="weights 1 to 9 modulo 11",
        source="python-stdnum 2.2, module gh.tin, read 2026-11",
        passes=0.0001,
        examples=("Q0048325511", "V0031850936"),
        near_misses=("Q0048325510",),
    ),
    Identifier(
        entity_type="GH_GHANA_CARD",
        country="GH",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("AAA-999999999-9",),
        valid=matching(r"GHA[0-9]{10}"),
        words=("ghana card", "ghanacard", "ghana card pin", "nia"),
        issuer="National Identification Authority",
        layout="GHA, nine digits, check digit that is not published",
        check="none",
        source="Wikipedia, Ghana Card; not re-read 2026-11",
        passes=6e-05,
        examples=("GHA-123456789-0",),
    ),
    Identifier(
        entity_type="GH_VOTER",
        country="GH",
        kinds=(Kind.VOTER,),
        shapes=("9999999999",),
        valid=matching(r"[0-9]{10}"),
        words=("voters id",),
        issuer="Electoral Commission",
        layout="ten digits",
        check="none",
        source="Wikipedia, Voter identification in Ghana; not re-read 2026-11",
        passes=1.0,
        examples=("8079901873",),
    ),
)
