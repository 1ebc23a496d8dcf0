"""Switzerland: the number of the old-age insurance is the personal number; UID names businesses."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_uid = stdnum("ch.uid")
_vat = stdnum("ch.vat")


IDENTIFIERS = (
    Identifier(
        entity_type="CH_SSN",
        country="CH",
        kinds=(Kind.SOCIAL, Kind.PERSON, Kind.HEALTH),
        shapes=("999.9999.9999.99",),
        valid=stdnum("ch.ssn"),
        words=(
            "ahv", "avs", "ahv nummer", "navs13", "navs", "oasi", "ahv nr", "numero avs",
            "sozialversicherungsnummer*", "swiss social security number",
        ),
        issuer="Central Compensation Office",
        layout="756, nine digits, check digit",
        check="EAN-13",
        source="python-stdnum, stdnum.ch.ssn (names its sources), read 2026-11",
        passes=0.00015,
        examples=("756.8217.0069.85",),
        near_misses=("756.9217.0769.80",),
    ),
    Identifier(
        entity_type="CH_UID",
        country="CH",
        kinds=(Kind.BUSINESS,),
        shapes=("AAA-999.999.999", "999.999.999"),
        valid=without("CHE", lambda value: _uid("CHE" + value)),
        words=(
            "uid", "unternehmens identifikationsnummer", "unternehmens id",
            "swiss business identifier", "numero ide", "IDE", "IDI",
        ),
        issuer="Federal Statistical Office",
        layout="CHE, eight digits, check digit",
        check="weights 5 4 3 2 7 6 5 4 modulo 11",
        source="python-stdnum, stdnum.ch.uid (names its sources), read 2026-11",
        passes=0.044,
        examples=("CHE-705.611.108", "105.616.108"),
        near_misses=("CHE-105.616.100",),
    ),
    Identifier(
        entity_type="CH_VAT",
        country="CH",
        kinds=(Kind.VAT,),
        shapes=("AAA-999.999.999 A{3,4}", "999.999.999 A{3,4}"),
        valid=matching(
            r"(?:CHE)?[0-9]{9}(?:MWST|TVA|IVA|TPV)",
            then=lambda value: _vat("CHE" + value.removeprefix("CHE")),
        ),
        words=(
            "mwst", "mehrwertsteuernummer", "tpv", "swiss vat number", "mwst nummer", "numero tva",
        ),
        issuer="Federal Tax Administration",
        layout="the UID with MWST, TVA, IVA or TPV",
        check="weights 5 4 3 2 7 6 5 4 modulo 11",
        source="python-stdnum, stdnum.ch.vat (names its sources), read 2026-11",
        passes=1e-06,
        examples=("CHE-105.616.108 MWST", "105.616.108 TVA"),
        near_misses=("CHE-105.616.107 MWST",),
    ),
    Identifier(
        entity_type="CH_PASSPORT",
        country="CH",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("A9999999", "AA999999"),
        valid=matching(r"[A-Z][A-Z0-9][0-9]{6}"),
        words=("swiss passport", "schweizer pass", "identitätskarte*"),
        issuer="Federal Office of Police",
        layout="letter and seven characters",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("X4020000",),
    ),
    Identifier(
        entity_type="CH_DRIVING_LICENSE",
        country="CH",
        kinds=(Kind.DRIVING,),
        shapes=("999999999999",),
        valid=matching(r"[0-9]{12}"),
        words=(
            "führerausweis*", "permis de conduire suisse", "licenza di condurre",
            "swiss driving licence",
        ),
        issuer="Road traffic offices of the cantons",
        layout="twelve digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("012345678001",),
    ),
)  # fmt: skip
