"""Norway: the national identity number has two check digits; visitors get a D number."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="NO_FODSELSNUMMER",
        country="NO",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.HEALTH, Kind.DRIVING),
        shapes=("999999 99999",),
        valid=stdnum("no.fodselsnummer"),
        words=(
            "fødselsnummer*", "fodselsnummer*", "personnummer*", "d nummer", "fnr",
            "norwegian birth number", "national identity number",
        ),
        issuer="Tax Administration (population register)",
        layout=(
            "date of birth ddmmyy (day plus 40 in a D number), serial of three, two check "
            "digits"
        ),
        check="weights 3 7 6 1 8 9 4 5 2 and 5 4 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum, stdnum.no.fodselsnummer (names its sources), read 2026-11",
        passes=0.00085,
        examples=("451139 22854",),
        near_misses=("451139 22850",),
    ),
    Identifier(
        entity_type="NO_KONTONR",
        country="NO",
        kinds=(Kind.BANK,),
        shapes=("9999.99.99999",),
        valid=stdnum("no.kontonr"),
        words=("kontonummer*", "konto nr", "bankkonto", "kontonr", "norwegian bank account number"),
        issuer="Banks",
        layout="bank of four, account of six, check digit",
        check="weights 5 4 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum, stdnum.no.kontonr (names its sources), read 2026-11",
        passes=0.091,
        examples=("8637 11 17107",),
        near_misses=("8601 11 17940",),
    ),
    Identifier(
        entity_type="NO_ORGNR",
        country="NO",
        kinds=(Kind.BUSINESS,),
        shapes=("999 999 999",),
        valid=stdnum("no.orgnr"),
        words=(
            "orgnr", "organisasjonsnummer*", "org nr", "org nummer", "foretaksnummer",
            "norwegian organisation number",
        ),
        issuer="Brønnøysund Register Centre",
        layout="eight digits, check digit",
        check="weights 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum, stdnum.no.orgnr (names its sources), read 2026-11",
        passes=0.09,
        examples=("586 208 632",),
        near_misses=("586 208 630",),
    ),
    Identifier(
        entity_type="NO_MVA",
        country="NO",
        kinds=(Kind.VAT,),
        shapes=("999 999 999 AAA", "AA 999 999 999 AAA"),
        valid=stdnum("no.mva"),
        words=("mva", "mva nummer", "merverdiavgift*", "norwegian vat number"),
        issuer="Tax Administration",
        layout="the organisation number with MVA",
        check="weights 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum, stdnum.no.mva (names its sources), read 2026-11",
        passes=1e-06,
        examples=("NO 995 825 813 MVA", "995055988MVA"),
        near_misses=("NO 895 425 869 MVM",),
    ),
    Identifier(
        entity_type="NO_PASSPORT",
        country="NO",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("99999999", "AAA999999"),
        valid=matching(r"[0-9]{8}|[A-Z]{3}[0-9]{6}"),
        words=("passnummer*", "norwegian passport"),
        issuer="Police",
        layout="eight digits; since 2020 three letters and six digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("21345675", "CCC001200"),
    ),
)  # fmt: skip
