"""Morocco."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="MA_ICE",
        country="MA",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("999 999 999 999 999", "999999999 9999 99", "999999999999999"),
        valid=stdnum("ma.ice"),
        words=(
            "ICE",
            "identifiant commun",
            "identifiant commun de l entreprise",
            "ice",
            "i c e",
            "التعريف الموحد",
        ),
        issuer="Office Marocain de la Propriete Industrielle et Commerciale",
        layout="nine digits, four of the branch, two check digits",
        check="modulo 97",
        source="python-stdnum 2.2, module ma.ice, read 2026-11",
        passes=0.0094,
        examples=("696 568 974 396 733", "816894329 9491 88"),
        near_misses=("696 568 974 396 730",),
    ),
    Identifier(
        entity_type="MA_CIN",
        country="MA",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("A999999", "AA999999", "AA99999"),
        valid=matching(r"[A-Z]{1,2}[0-9]{5,7}"),
        words=("cin", "CIN", "cnie", "carte nationale", "carte nationale d identite"),
        issuer="Direction Generale de la Surete Nationale",
        layout="one or two letters and digits",
        check="none",
        source="Wikipedia, Carte nationale d'identite electronique (Maroc); not re-read 2026-11",
        passes=1.0,
        examples=("H233499", "KI152218"),
    ),
)
