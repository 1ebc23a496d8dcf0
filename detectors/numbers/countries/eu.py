"""The European Union: VAT with its country prefix, creditors, excise, the insurance card."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_vat = stdnum("eu.vat")
_excise = stdnum("eu.excise")
# A space in a sentence makes "de 123456788" of a preposition and a number: glued counts
# anywhere, with a gap only where words name it.
_GLUED = (
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)"
    r"[0-9A-Z]{7,12}"
)


IDENTIFIERS = (
    Identifier(
        entity_type="EU_VAT",
        country="EU",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=(
            "AA9{8,12}", "AA 9{4,7}", "AA 9{8,12}", "AA-9{8,12}", "AAA9{8}", "AA9{8}A", "AAA9{7}A",
            "AA9{7}A{1,2}", "AA9A9{5}A", "AA9{9}A99", "AA*{2}9{9}", "AAA9{8}",
        ),
        valid=matching(_GLUED, then=_vat),
        words=("eu vat number", "vatin", "intra community"),
        issuer="Tax authorities of the member states",
        layout="country prefix and the national number, in one run",
        check="the country's",
        source=(
            "European Commission, VIES; python-stdnum, stdnum.eu.vat, and the sources it "
            "names, read 2026-11"
        ),
        passes=0.00013,
        examples=("ATU15226529", "DE104647906", "FR01454506171"),
        near_misses=("DE136695977",),
        spelt=True,
    ),
    Identifier(
        entity_type="EU_VAT",
        country="EU",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=(
            "AA9{8,12}", "AA 9{4,7}", "AA 9{8,12}", "AA-9{8,12}", "AAA9{8}", "AA9{8}A", "AAA9{7}A",
            "AA9{7}A{1,2}", "AA9A9{5}A", "AA9{9}A99", "AA*{2}9{9}", "AAA9{8}",
        ),
        valid=_vat,
        words=(
            "eu vat number", "european vat number", "european union vat number", "vatin",
            "intra community", "intracommunautaire", "intracomunitario",
            "vat identification number", "tva intracommunautaire",
        ),
        issuer="Tax authorities of the member states",
        layout="country prefix and the national number",
        check="the country's",
        source=(
            "European Commission, VIES; python-stdnum, stdnum.eu.vat, and the sources it "
            "names, read 2026-11"
        ),
        passes=0.00026,
        words_needed=True,
        examples=("ATU 070 81 227", "DE 166 495 876"),
        near_misses=("DE 136 695 977",),
    ),
    Identifier(
        entity_type="EU_OSS",
        country="EU",
        kinds=(Kind.VAT,),
        shapes=("AA 999999999", "AA 9999999999"),
        valid=stdnum("eu.oss"),
        words=("one stop shop", "oss", "ioss", "moss", "european vat on e commerce"),
        issuer="Tax authorities of the member states",
        layout="EU or IM, country of three digits, serial, check digit",
        check="country is a member state's",
        source="python-stdnum, stdnum.eu.oss (names its sources), read 2026-11",
        passes=1e-06,
        examples=("EU 372002959",),
        near_misses=("EU 370022452",),
    ),
    Identifier(
        entity_type="EU_AT_02",
        country="EU",
        kinds=(Kind.BUSINESS, Kind.BANK),
        shapes=("AA 99 *{3} *{5,28}",),
        valid=matching(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{3}[0-9A-Z]{1,28}", then=stdnum("eu.at_02")),
        words=(
            "creditor identifier", "sepa identifier of the creditor", "identifier of the creditor",
            "gläubiger id", "gläubiger identifikationsnummer", "sepa creditor", "ics", "AT",
        ),
        issuer="Banks",
        layout="country, two check digits, business code, national part",
        check="ISO 7064 MOD 97-10",
        source="python-stdnum, stdnum.eu.at_02 (names its sources), read 2026-11",
        passes=0.01,
        examples=("ES 13 ZXZ 58608550N",),
        near_misses=("ES 24 ZZZ 47690558N",),
    ),
    Identifier(
        entity_type="EU_EXCISE",
        country="EU",
        kinds=(Kind.BUSINESS,),
        shapes=("AA*{6,11}", "AA9{6}A9{4}", "AA9{11}"),
        valid=matching(
            r"(?=(?:[A-Z]*[0-9]){3})(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV"
            r"|MT|NL|PL|PT|RO|SE|SI|SK)[0-9A-Z]{6,11}",
            then=_excise,
        ),
        words=("excise number", "european excise number", "excise", "seed number", "accise"),
        issuer="Excise authorities of the member states",
        layout="country and up to eleven letters and digits",
        check="none",
        source="python-stdnum, stdnum.eu.excise (names its sources), read 2026-11",
        passes=0.029,
        examples=("LU50020380ABC", "FR011909E0880"),
    ),
    Identifier(
        entity_type="EU_EORI",
        country="EU",
        kinds=(Kind.BUSINESS,),
        shapes=("AA9{7,15}", "AA*{8,15}"),
        valid=matching(
            r"(?=(?:[A-Z]*[0-9]){4})(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU"
            r"|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[0-9A-Z]{7,15}",
        ),
        words=("eori", "eori number", "economic operator", "economic operators"),
        issuer="Customs authorities",
        layout="country and up to fifteen letters and digits",
        check="none",
        source="European Commission, EORI; layout as generally published, itself not read 2026-11",
        passes=0.031,
        examples=("DE1234567890123",),
    ),
    Identifier(
        entity_type="EU_EHIC",
        country="EU",
        kinds=(Kind.HEALTH, Kind.SOCIAL),
        shapes=("99 999 99999 9{11}", "9{20}"),
        valid=matching(r"80[0-9]{18}"),
        words=(
            "ehic", "european health insurance card", "tessera europea", "carte europeenne",
            "tarjeta sanitaria europea", "krankenversicherungskarte", "ghic",
        ),
        issuer="Health insurers",
        layout="80, country of three digits, insurer of five, serial of ten",
        check="none",
        source=(
            "Decision S2 on the European health insurance card, annex; EN 1867; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.0048,
        examples=("80276123450000000001",),
    ),
)  # fmt: skip
