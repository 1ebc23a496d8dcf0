"""Portugal: one card carries the numbers for tax, social security and health."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _niss(value: str) -> bool:
    """Whether eleven digits are a social security number."""
    return 9 - weighted_sum(value, (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10 == int(value[10])


IDENTIFIERS = (
    Identifier(
        entity_type="PT_CC",
        country="PT",
        kinds=(Kind.IDENTITY_CARD, Kind.PERSON),
        shapes=("99999999 9 AA9", "999999999*{2}9"),
        valid=matching(r"[0-9]{9}[0-9A-Z]{2}[0-9]", then=stdnum("pt.cc")),
        words=(
            "cc", "CC", "cartao de cidadao", "cartao do cidadao", "numero de cartao de cidadao",
            "numero do documento", "portuguese identity number", "bilhete de identidade",
        ),
        issuer="Institute of Registries and Notaries",
        layout="civil number of eight digits, check digit, version, check digit",
        check="Luhn over letters and digits",
        source="python-stdnum, stdnum.pt.cc (names its sources), read 2026-11",
        passes=0.1,
        examples=("12345678 9 ZZ1",),
        near_misses=("12345678 9 ZZ0",),
    ),
    Identifier(
        entity_type="PT_NIF",
        country="PT",
        kinds=(Kind.TAX, Kind.VAT, Kind.BUSINESS, Kind.PERSON),
        shapes=("999 999 999", "AA999999999"),
        valid=stdnum("pt.nif"),
        words=(
            "nif", "NIF", "nipc", "contribuinte", "numero de contribuinte",
            "numero de identificacao fiscal", "identificacao fiscal", "portuguese vat number",
            "portuguese tax number",
        ),
        issuer="Tax and Customs Authority",
        layout="eight digits, check digit",
        check="weights 9 to 2 modulo 11",
        source="python-stdnum, stdnum.pt.nif (names its sources), read 2026-11",
        passes=0.048,
        examples=("747 556 415", "PT540802093"),
        near_misses=("747 556 410",),
        family="BUSINESS_ID",
    ),
    Identifier(
        entity_type="PT_NISS",
        country="PT",
        kinds=(Kind.SOCIAL,),
        shapes=("99999999999",),
        valid=matching(r"[12][0-9]{10}", then=_niss),
        words=(
            "niss", "NISS", "numero de seguranca social",
            "numero de identificacao da seguranca social", "numero da seguranca social",
            "portuguese social security number",
        ),
        issuer="Social Security Institute",
        layout="1 or 2, nine digits, check digit",
        check="prime weights 29 to 2 modulo 10",
        source="Segurança Social, NISS; layout as generally published, itself not read 2026-11",
        passes=0.02,
        examples=("18135478105",),
        near_misses=("18135478100",),
    ),
    Identifier(
        entity_type="PT_SNS",
        country="PT",
        kinds=(Kind.HEALTH,),
        shapes=("999 999 999",),
        valid=matching(r"[0-9]{9}"),
        words=("numero de utente", "utente", "utente de saude", "sns", "nns"),
        issuer="National Health Service",
        layout="nine digits",
        check="none",
        source=(
            "SPMS, numero nacional de utente; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=1.0,
        examples=("321 451 749",),
    ),
    Identifier(
        entity_type="PT_PASSPORT",
        country="PT",
        kinds=(Kind.PASSPORT,),
        shapes=("A999999", "AA999999"),
        valid=matching(r"[A-Z]{1,2}[0-9]{6}"),
        words=("passaporte", "numero de passaporte", "portuguese passport"),
        issuer="Institute of Registries and Notaries",
        layout="one or two letters, six digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("K453000", "CA123456"),
    ),
    Identifier(
        entity_type="PT_DRIVING_LICENSE",
        country="PT",
        kinds=(Kind.DRIVING,),
        shapes=("AA-999999 9", "A-9999999"),
        valid=matching(r"[A-Z]{1,2}[0-9]{7}"),
        words=("carta de conducao", "portuguese driving licence"),
        issuer="Institute for Mobility and Transport",
        layout="one or two letters of the district, six digits, check digit",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("LX-123456 7", "L-1234567"),
    ),
)  # fmt: skip
