"""Senegal."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="SN_NINEA",
        country="SN",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=(
            "9999999 9*9",
            "999999999 9*9",
            "9999999",
            "999999999",
            "9999999-9*9",
            "9999999/9*9",
            "9999999,9*9",
        ),
        valid=stdnum("sn.ninea"),
        words=("ninea", "identification nationale des entreprises"),
        issuer="Agence Nationale de la Statistique et de la Demographie",
        layout="seven or nine digits, tax regime, office",
        check="weights 1 2 1 2 1 2 1 modulo 10",
        source="python-stdnum 2.2, module sn.ninea, read 2026-11",
        passes=0.047,
        examples=("3567221 2L7",),
        near_misses=("3067224 2G2",),
    ),
    Identifier(
        entity_type="SN_CNI",
        country="SN",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9 999 9999 99999", "9999999999999"),
        valid=matching(r"[12][0-9]{12}"),
        words=("cni", "CNI", "carte nationale d identite", "nin", "carte cedeao"),
        issuer="Direction de l'Automatisation des Fichiers",
        layout="sex and twelve digits",
        check="none",
        source="Wikipedia, National ID numbers, Senegal; not re-read 2026-11",
        passes=0.2,
        examples=("2 177 0164 69346", "1483230525491"),
    ),
)
