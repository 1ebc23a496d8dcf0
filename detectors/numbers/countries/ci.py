"""Ivory Coast."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="CI_CNI",
        country="CI",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("A999999999", "A9999999999", "AA999999999"),
        valid=matching(r"C[I]?[0-9]{9,10}"),
        words=("cni", "CNI", "carte nationale d identite"),
        issuer="Office National de l'Etat Civil",
        layout="C or CI and nine or ten digits",
        check="none",
        source="Wikipedia, Carte nationale d'identite (Cote d'Ivoire); not re-read 2026-11",
        passes=0.023,
        examples=("C104624690", "C2836056864"),
    ),
)
