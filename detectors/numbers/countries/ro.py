"""Romania: CNP for people, CUI for companies, a register number beside it."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="RO_CNP",
        country="RO",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.HEALTH, Kind.IDENTITY_CARD),
        shapes=("9999999999999",),
        valid=stdnum("ro.cnp"),
        words=(
            "cnp", "CNP", "cod numeric personal", "codul numeric personal",
            "romanian numerical personal code", "numerical personal code",
        ),
        issuer="Ministry of Internal Affairs",
        layout="sex and century, date of birth yymmdd, county, serial of three, check digit",
        check="weights 2 7 9 1 4 6 3 5 8 2 7 9 modulo 11",
        source="python-stdnum, stdnum.ro.cnp (names its sources), read 2026-11",
        passes=0.0016,
        examples=("1260627256360",),
        near_misses=("1260627256361",),
    ),
    Identifier(
        entity_type="RO_CUI",
        country="RO",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("9{6,10}", "AA9{5,10}"),
        valid=without("RO", stdnum("ro.cui")),
        words=(
            "cui", "CUI", "CIF", "codul unic de inregistrare", "cod unic de inregistrare",
            "cod unic", "romanian company identifier", "cod fiscal",
        ),
        issuer="National Agency for Fiscal Administration",
        layout="up to nine digits, check digit",
        check="weights 7 5 3 2 1 7 5 3 2 modulo 11",
        source="python-stdnum, stdnum.ro.cui (names its sources), read 2026-11",
        passes=0.045,
        examples=("18548210", "RO18847360"),
        near_misses=("83537671",),
    ),
    Identifier(
        entity_type="RO_CF",
        country="RO",
        kinds=(Kind.VAT,),
        shapes=("9{6,10}", "AA9{5,10}", "9999999999999", "AA9999999999999"),
        valid=matching(r"(?:RO)?(?:[0-9]{5,10}|[0-9]{13})", then=stdnum("ro.cf")),
        words=(
            "CF", "cod de inregistrare in scopuri de tva", "scopuri de tva", "cod tva",
            "romanian vat number",
        ),
        issuer="National Agency for Fiscal Administration",
        layout="RO and the company number, or the personal code",
        check="weights 7 5 3 2 1 7 5 3 2 modulo 11",
        source="python-stdnum, stdnum.ro.cf (names its sources), read 2026-11",
        passes=0.022,
        examples=("RO16552290",),
        near_misses=("RO18547291",),
    ),
    Identifier(
        entity_type="RO_ONRC",
        country="RO",
        kinds=(Kind.BUSINESS,),
        shapes=(
            "A99/9{1,6}/9999", "A99/9/9999", "A99/9{1,6}/99.99.9999", "A999999999999{1,2}",
            "A9{13}",
        ),
        valid=matching(
            r"[CFJ] ?[0-9]{1,2}[/ -][0-9]{1,6}[/ -](?:[0-9]{2}\.[0-9]{2}\.)?[0-9]{4}"
            r"|[CFJ]/[0-9]{1,2}/[0-9]{1,6}/[0-9]{4}|[CFJ][0-9]{13}",
            then=stdnum("ro.onrc"),
        ),
        words=(
            "onrc", "registrul comertului", "numar de ordine", "nr reg com",
            "ordine din registrul comertului", "romanian trade register identifier",
        ),
        issuer="Trade Register Office",
        layout="J, F or C with county, serial and year; since 2024 one run of 13 digits",
        check="county and year must exist",
        source="python-stdnum, stdnum.ro.onrc (names its sources), read 2026-11",
        passes=1e-06,
        examples=("J52/700/2012", "J22-4515-2007", "C05/32/2004"),
        near_misses=("J52/750/2032",),
        spelt=True,
    ),
    Identifier(
        entity_type="RO_ID_CARD",
        country="RO",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("AA 999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6,7}"),
        words=(
            "carte de identitate", "buletin", "seria", "serie si numar", "ci seria",
            "romanian identity card",
        ),
        issuer="Population registers",
        layout="two letters, six digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("XB 123456",),
    ),
    Identifier(
        entity_type="RO_PASSPORT",
        country="RO",
        kinds=(Kind.PASSPORT,),
        shapes=("99999999", "999999999"),
        valid=matching(r"[0-9]{8,9}"),
        words=("pasaport", "numar pasaport", "romanian passport"),
        issuer="General Directorate for Passports",
        layout="eight or nine digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("05480000",),
    ),
    Identifier(
        entity_type="RO_DRIVING_LICENSE",
        country="RO",
        kinds=(Kind.DRIVING,),
        shapes=("*99999999", "A99999999A"),
        valid=matching(r"[A-Z0-9][0-9]{8}[A-Z]?"),
        words=("permis de conducere", "permis auto", "romanian driving licence"),
        issuer="Driving licence directorate",
        layout="letter, eight digits, letter",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("B00123456C",),
    ),
)  # fmt: skip
