"""Italy: the fiscal code spells name, date and place of birth."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_LAYOUT = (
    r"[A-Z]{6}[0-9]{2}[ABCDEHLMPRST](?:[04][1-9]|[1256][0-9]|[37][01])[A-MZ](?!000)[0-9]{3}[A-Z]"
)
_LICENCE = r"[A-Z]{2}[0-9]{7}[A-Z]|U1[BCDEFGHLJKMNPRSTUWYXZ0-9]{7}[A-Z]"


IDENTIFIERS = (
    Identifier(
        entity_type="IT_FISCAL_CODE",
        country="IT",
        kinds=(Kind.TAX, Kind.PERSON, Kind.HEALTH, Kind.SOCIAL),
        shapes=("AAAAAA99A99A999A",),
        valid=matching(_LAYOUT, then=stdnum("it.codicefiscale")),
        words=(
            "codice fiscale", "cod fiscale", "cod fisc", "CF", "c f", "codicefiscale",
            "italian tax code for individuals", "fiscal code",
        ),
        issuer="Revenue Agency",
        layout=(
            "six letters of the name, year, month letter, day (plus 40 for women), place, "
            "check letter"
        ),
        check="odd places translated, sum modulo 26",
        source=(
            "python-stdnum, stdnum.it.codicefiscale (names its sources), read "
            "2026-11; Presidio"
        ),
        passes=0.0058,
        examples=("RSSMRA85T10A562S",),
        near_misses=("RSSMRA85Z10A562S",),
    ),
    Identifier(
        entity_type="IT_FISCAL_CODE",
        country="IT",
        kinds=(Kind.TAX, Kind.PERSON, Kind.HEALTH, Kind.SOCIAL),
        shapes=("A{6}*{2}A*{2}A*{3}A",),
        valid=matching(
            r"[A-Z]{6}[0-9LMNP-V]{2}[ABCDEHLMPRST](?:[04LQ][1-9MNP-V]|[1256MNRS][0-9LMNP-V]"
            r"|[37PT][01LM])[A-MZ][0-9LMNP-V]{3}[A-Z]",
            then=stdnum("it.codicefiscale"),
        ),
        words=("codice fiscale", "cod fiscale", "CF", "codicefiscale", "fiscal code"),
        issuer="Revenue Agency",
        layout="the code of a namesake: letters stand for digits",
        check="odd places translated, sum modulo 26",
        source="python-stdnum, stdnum.it.codicefiscale (names its sources), read 2026-11",
        passes=5e-05,
        examples=("PYLCJC6MR13JN7TT",),
        near_misses=("PYLCJC6MR13JN7TA",),
    ),
    Identifier(
        entity_type="IT_FISCAL_CODE",
        country="IT",
        kinds=(Kind.TAX, Kind.PERSON),
        shapes=("AAAAAA99A99A999A",),
        valid=matching(_LAYOUT),
        words=("codice fiscale", "cod fiscale", "codicefiscale", "fiscal code"),
        issuer="Revenue Agency",
        layout="the same layout, mistyped",
        check="none",
        source="Presidio, IT_FISCAL_CODE, read 2026-11",
        passes=0.15,
        examples=("RSSMRA85T10A562X",),
    ),
    Identifier(
        entity_type="IT_VAT_CODE",
        country="IT",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=("99999999999", "AA 99999999999"),
        valid=stdnum("it.iva"),
        words=("partita iva", "p iva", "piva", "PI", "codice fiscale", "italian vat number"),
        issuer="Revenue Agency",
        layout="serial of seven, province of three, check digit",
        check="Luhn",
        source="python-stdnum, stdnum.it.iva (names its sources), read 2026-11; Presidio",
        passes=0.0046,
        examples=("IT 96741110918", "00253470157"),
        near_misses=("IT 00743110150",),
    ),
    Identifier(
        entity_type="IT_DRIVER_LICENSE",
        country="IT",
        kinds=(Kind.DRIVING,),
        shapes=("AA9999999A", "A*{8}A"),
        valid=matching(_LICENCE),
        words=(
            "patente", "patente di guida", "licenza di guida", "numero patente",
            "italian driving licence",
        ),
        issuer="Ministry of Infrastructure and Transport",
        layout="two letters, seven digits, letter; or U1, seven characters, letter",
        check="none",
        source="Presidio, IT_DRIVER_LICENSE, read 2026-11",
        passes=0.5,
        examples=("AA4123814B", "U1W04B000C"),
    ),
    Identifier(
        entity_type="IT_IDENTITY_CARD",
        country="IT",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("AA 9999999", "9999999AA", "AA99999AA"),
        valid=matching(r"[A-Z]{2}[0-9]{7}|[0-9]{7}[A-Z]{2}|[A-Z]{2}[0-9]{5}[A-Z]{2}"),
        words=(
            "carta d identita", "carta identita", "cie", "documento d identita", "riconoscimento",
            "italian identity card",
        ),
        issuer="Municipalities",
        layout="two letters and seven digits on paper; on cards five digits between two letters",
        check="none",
        source="Presidio, IT_IDENTITY_CARD, read 2026-11",
        passes=1.0,
        examples=("AA 1234562", "CA12345BC", "1134567AB"),
    ),
    Identifier(
        entity_type="IT_PASSPORT",
        country="IT",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("passaporto", "numero passaporto", "italian passport"),
        issuer="Police headquarters",
        layout="two letters, seven digits",
        check="none",
        source="Presidio, IT_PASSPORT, read 2026-11",
        passes=1.0,
        examples=("YA8330000",),
    ),
    Identifier(
        entity_type="IT_HEALTH_CARD",
        country="IT",
        kinds=(Kind.HEALTH,),
        shapes=("9{20}",),
        valid=matching(r"80380[0-9]{15}"),
        words=("tessera sanitaria", "team", "numero tessera"),
        issuer="Ministry of Economy and Finance",
        layout="80, 380, region, serial",
        check="none",
        source=(
            "Decree of 11 March 2004 on the health card; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=1e-06,
        examples=("80380000300000000001",),
    ),
    Identifier(
        entity_type="IT_RESIDENCE_PERMIT",
        country="IT",
        kinds=(Kind.RESIDENCE,),
        shapes=("A99999999", "AA9999999"),
        valid=matching(r"[A-Z][0-9]{8}|[A-Z]{2}[0-9]{7}"),
        words=("permesso di soggiorno", "carta di soggiorno", "soggiorno"),
        issuer="Police headquarters",
        layout="letter and eight digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("I12345678",),
    ),
)  # fmt: skip
