"""Hong Kong."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching


def _hkid(value: str) -> bool:
    """One or two letters, six digits, a check character that stands for 0 to 10."""
    body = value[:-1].rjust(8)
    places = [36 if x == " " else int(x) if x.isdigit() else ord(x) - 55 for x in body]
    total = sum(place * weight for place, weight in zip(places, range(9, 1, -1), strict=True))
    check = 10 if value[-1] == "A" else int(value[-1])
    return (total + check) % 11 == 0


IDENTIFIERS = (
    Identifier(
        entity_type="HK_HKID",
        country="HK",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("A999999(*", "AA999999(*", "A999999[*", "A999999-*", "A999999*"),
        valid=matching(r"[A-Z]{1,2}[0-9]{6}[0-9A]", then=_hkid),
        words=("hkid", "hkid card", "hong kong identity card", "hong kong id", "身份證", "身分證"),
        issuer="Immigration Department",
        layout="one or two letters, six digits, check character in brackets",
        check="weights 9 to 2 modulo 11",
        source="validator.js, isIdentityCard, read 2026-11",
        passes=0.03,
        examples=("D267911(7", "QV120935(5"),
        near_misses=("D267911(0",),
    ),
    Identifier(
        entity_type="HK_BR",
        country="HK",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("99999999-999-99-99-9", "99999999"),
        valid=matching(r"[0-9]{8}(?:[0-9]{8})?"),
        words=(
            "brn",
            "BRN",
            "business registration number",
            "business registration",
            "ubi",
            "unique business identifier",
        ),
        issuer="Inland Revenue Department",
        layout="eight digits, with the certificate sixteen",
        check="none",
        source="Lookuptax guide to tax numbers, Hong Kong, read 2026-11",
        passes=1.0,
        examples=("96429312-440-67-08-9", "57542263"),
    ),
    Identifier(
        entity_type="HK_PASSPORT",
        country="HK",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999", "AA9999999"),
        valid=matching(r"[HK][A-Z]?[0-9]{7,8}"),
        words=("hksar passport",),
        issuer="Immigration Department",
        layout="H or K, a letter, digits",
        check="none",
        source="Wikipedia, Hong Kong SAR passport; not re-read 2026-11",
        passes=0.076,
        examples=("H08829919", "HG1944716"),
    ),
)
