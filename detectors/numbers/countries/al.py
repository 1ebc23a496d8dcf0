"""Albania: the tax number of companies and the personal number look much alike."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="AL_NIPT",
        country="AL",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("A99999999A", "AA A99999999A"),
        valid=without("AL", stdnum("al.nipt")),
        words=("nipt", "nuis", "numri i identifikimit", "albanian tax number"),
        issuer="National Business Centre",
        layout="letter of the decade, year digit, seven digits, letter; AL may stand before",
        check="none",
        source="python-stdnum, stdnum.al.nipt (names its sources), read 2026-11",
        passes=0.26,
        examples=("M74674814N",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="AL_NID",
        country="AL",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("A99999999A",),
        valid=matching(
            r"[A-T][0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[A-W]",
        ),
        words=("numri personal", "nid", "numri i identitetit", "albanian personal number"),
        issuer="Ministry of Interior",
        layout="decade letter, year, month (plus 50 for women), day, three digits, letter",
        check="none",
        source=(
            "Law 8952/2002 on the identity number, as the OECD summarises it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.05,
        examples=("O20816648P",),
    ),
    Identifier(
        entity_type="AL_PASSPORT",
        country="AL",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("pasaport* shqiptar",),
        issuer="Ministry of Interior",
        layout="two letters, seven digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("BA1234567",),
    ),
)  # fmt: skip
