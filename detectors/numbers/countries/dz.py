"""Algeria."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="DZ_NIF",
        country="DZ",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=(
            "999 999 999 999 999",
            "999999999999999",
            "99999999999999999999",
            "999 999 999 999 999 99999",
        ),
        valid=stdnum("dz.nif"),
        words=("nif", "NIF", "n i f", "numero d identification fiscale", "identification fiscale"),
        issuer="Direction Generale des Impots",
        layout="fifteen digits, with the branch twenty",
        check="none",
        source="python-stdnum 2.2, module dz.nif, read 2026-11",
        passes=1.0,
        examples=("857 587 370 266 029", "618672723408307"),
    ),
    Identifier(
        entity_type="DZ_NIN",
        country="DZ",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999999999",),
        valid=matching(r"[12][0-9]{17}"),
        words=("nin", "NIN", "numero d identification national", "numero identification national"),
        issuer="Ministry of the Interior",
        layout="eighteen digits",
        check="none",
        source="Wikipedia, National ID numbers, Algeria; not re-read 2026-11",
        passes=0.21,
        examples=("179143455634932072",),
    ),
    Identifier(
        entity_type="DZ_PASSPORT",
        country="DZ",
        kinds=(Kind.PASSPORT,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=(),
        issuer="Ministry of the Interior",
        layout="nine digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("821419388",),
    ),
)
