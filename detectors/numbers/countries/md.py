"""Moldova: one layout for companies and for people, the first digit tells which."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="MD_IDNO",
        country="MD",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("9999999999999",),
        valid=matching(r"1[0-9]{12}", then=stdnum("md.idno")),
        words=(
            "idno", "cod fiscal", "codul fiscal", "moldavian company identification number",
            "company identification",
        ),
        issuer="Public Services Agency",
        layout="1, year of three digits, register, serial, check digit",
        check="weights 7 3 1 modulo 10",
        source="python-stdnum, stdnum.md.idno (names its sources), read 2026-11",
        passes=0.0089,
        examples=("1644948940429",),
        near_misses=("1644948940420",),
    ),
    Identifier(
        entity_type="MD_IDNP",
        country="MD",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL),
        shapes=("9999999999999",),
        valid=matching(r"[02][0-9]{12}", then=stdnum("md.idno")),
        words=(
            "idnp", "cod personal", "codul personal", "numarul de identificare",
            "moldovan personal number",
        ),
        issuer="Public Services Agency",
        layout="2 (0 in older ones), year of three digits, office, serial, check digit",
        check="weights 7 3 1 modulo 10",
        source=(
            "Government decision 333/2002 on the population register; layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=0.019,
        examples=("0127346637663",),
        near_misses=("0127346637660",),
    ),
    Identifier(
        entity_type="MD_PASSPORT",
        country="MD",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("A99999999", "AA9999999"),
        valid=matching(r"[AB][A-Z]?[0-9]{7,8}"),
        words=("pasaport moldovenesc", "buletin de identitate", "moldovan passport"),
        issuer="Public Services Agency",
        layout="A or B, seven or eight digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.076,
        examples=("AB1163067",),
    ),
)  # fmt: skip
