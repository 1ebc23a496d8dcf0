"""United Kingdom: NHS and National Insurance numbers are the ones people know by heart."""

from __future__ import annotations

from detectors.numbers.check_digits import DAY_MONTH, weighted_sum, without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_NO_CARDS = "BG|GB|KN|NK|NT|TN|ZZ"
_NINO = rf"(?!{_NO_CARDS})[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{{6}}"
_DRIVER = (
    r"(?:[A-Z]{5}|[A-Z]{4}9|[A-Z]{3}99|[A-Z]{2}999|[A-Z]9999)[0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])[0-9][A-Z9]{2}[A-Z0-9][A-Z]{2}(?:[0-9]{2})?"
)


def _eleven(value: str) -> bool:
    """Whether ten digits weighted 10 to 1 are divisible by eleven."""
    return weighted_sum(value, range(10, 0, -1)) % 11 == 0


IDENTIFIERS = (
    Identifier(
        entity_type="UK_NHS",
        country="GB",
        kinds=(Kind.HEALTH,),
        shapes=("999 999 9999",),
        valid=matching(r"[0-9]{10}", then=_eleven),
        words=(
            "nhs", "nhs number", "national health service", "health authority",
            "health services authority", "national health service patient identifier",
            "british nhs number",
        ),
        issuer="NHS England",
        layout="nine digits, check digit",
        check="weights 10 to 2 modulo 11",
        source=(
            "python-stdnum, stdnum.gb.nhs (names its sources), read 2026-11; "
            "Presidio, UK_NHS"
        ),
        passes=0.09,
        examples=("943 476 5919",),
        near_misses=("943 476 5910",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="UK_NINO",
        country="GB",
        kinds=(Kind.SOCIAL, Kind.TAX, Kind.PERSON),
        shapes=("AA 99 99 99 A",),
        valid=matching(_NINO + "[A-D]"),
        words=(
            "nino", "national insurance", "national insurance number", "NI", "ni number", "ni no",
            "NINO",
        ),
        issuer="HM Revenue and Customs and the DWP",
        layout="two letters, six digits, letter A to D",
        check="none",
        source="Presidio, UK_NINO, read 2026-11",
        passes=0.087,
        examples=("AZ 12 34 86 B",),
        near_misses=("BG 12 34 56 A",),
    ),
    Identifier(
        entity_type="UK_NINO",
        country="GB",
        kinds=(Kind.SOCIAL, Kind.TAX, Kind.PERSON),
        shapes=("AA 99 99 99",),
        valid=matching(_NINO),
        words=(
            "nino", "national insurance", "national insurance number", "ni number", "ni no", "NINO",
        ),
        issuer="HM Revenue and Customs and the DWP",
        layout="the number without its last letter, which people leave out",
        check="none",
        source="Presidio, UK_NINO, read 2026-11",
        passes=0.55,
        examples=("AA 81 78 51",),
    ),
    Identifier(
        entity_type="UK_DRIVING_LICENCE",
        country="GB",
        kinds=(Kind.DRIVING,),
        shapes=("AAAAA 999999 *{3} AA", "*{5}9{6}*{3}AA", "*{5}9{6}*{3}AA99"),
        valid=matching(_DRIVER),
        words=(
            "driving licence", "driving license", "dvla", "driver number",
            "british driving licence", "uk driving licence",
        ),
        issuer="DVLA",
        layout=(
            "surname of five, decade, month (plus 50 for women), day, year, initials, three "
            "characters"
        ),
        check="none",
        source="Presidio, UK_DRIVING_LICENCE, read 2026-11",
        passes=0.02,
        examples=("MORGV356151SM9IJ", "FO999512048AA3TB"),
        near_misses=("MORGA677054SM9IJ",),
    ),
    Identifier(
        entity_type="UK_PASSPORT",
        country="GB",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("uk passport", "british passport", "hmpo", "hm passport"),
        issuer="HM Passport Office",
        layout="two letters, seven digits",
        check="none",
        source="Presidio, UK_PASSPORT, read 2026-11",
        passes=1.0,
        examples=("AB1384277",),
    ),
    Identifier(
        entity_type="UK_PASSPORT",
        country="GB",
        kinds=(Kind.PASSPORT,),
        shapes=("999999999", "9999999999"),
        valid=matching(r"[0-9]{9,10}"),
        words=("uk passport", "british passport", "hmpo", "hm passport"),
        issuer="HM Passport Office",
        layout="nine digits, with check digit ten",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("107180000",),
    ),
    Identifier(
        entity_type="UK_BRP",
        country="GB",
        kinds=(Kind.RESIDENCE,),
        shapes=("AA*9999999", "AA9999999"),
        valid=matching(r"R[A-Z][A-Z0-9][0-9]{6}|[A-Z]{2}[A-Z0-9][0-9]{6}"),
        words=("brp", "biometric residence permit", "biometric permit", "biometric residence card"),
        issuer="Home Office",
        layout="two letters, letter or digit, six digits",
        check="none",
        source=(
            "Home Office, biometric residence permits; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=0.5,
        examples=("RF9123456",),
    ),
    Identifier(
        entity_type="UK_CHI",
        country="GB",
        kinds=(Kind.HEALTH,),
        shapes=("999999 9999", "9999999999"),
        valid=matching(DAY_MONTH + r"[0-9]{6}", then=_eleven),
        words=("chi", "chi number", "community health index"),
        issuer="NHS Scotland",
        layout="date of birth ddmmyy, serial of three, check digit",
        check="weights 10 to 2 modulo 11",
        source="NHS Data Dictionary, Community Health Index number, read 2026-11",
        passes=0.0034,
        examples=("1309271003", "050323 1959"),
        near_misses=("1309271000",),
    ),
    Identifier(
        entity_type="GB_UTR",
        country="GB",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("99999 99999",),
        valid=stdnum("gb.utr"),
        words=(
            "utr", "unique taxpayer reference", "taxpayer reference", "uk tax reference",
            "united kingdom unique taxpayer reference",
        ),
        issuer="HM Revenue and Customs",
        layout="check digit, nine digits",
        check="weights 6 7 8 9 10 5 4 3 2 modulo 11",
        source="python-stdnum, stdnum.gb.utr (names its sources), read 2026-11",
        passes=0.1,
        examples=("14034 07085",),
        near_misses=("14034 07080",),
    ),
    Identifier(
        entity_type="GB_UPN",
        country="GB",
        kinds=(Kind.STUDENT,),
        shapes=("A999999999999", "A99999999999A"),
        valid=stdnum("gb.upn"),
        words=("upn", "unique pupil number", "english unique pupil number", "pupil number"),
        issuer="Department for Education",
        layout="check letter, authority of three digits, school, year, serial",
        check="weights 2 to 13 modulo 23",
        source="python-stdnum, stdnum.gb.upn (names its sources), read 2026-11",
        passes=0.0055,
        examples=("B881200915301",),
        near_misses=("B801200005000",),
    ),
    Identifier(
        entity_type="GB_VAT",
        country="GB",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=(
            "999 9999 99", "AA999999999", "999 9999 99 999", "AA 999 9999 99 999", "AA999999999",
            "AAAA8888999999",
        ),
        valid=without("GB", stdnum("gb.vat")),
        words=(
            "uk vat number", "british vat number", "united kingdom vat registration number",
            "vat registration number", "vat reg no", "isle of man vat",
        ),
        issuer="HM Revenue and Customs",
        layout="nine digits, the last two check digits; three more for branches",
        check="weights 8 to 2 modulo 97, also plus 55",
        source="python-stdnum, stdnum.gb.vat (names its sources), read 2026-11",
        passes=0.01,
        examples=("GB780742864", "900 8604 08"),
        near_misses=("GB980780680",),
    ),
    Identifier(
        entity_type="GB_COMPANY_NUMBER",
        country="GB",
        kinds=(Kind.BUSINESS,),
        shapes=("99999999", "AA999999", "A9999999"),
        valid=matching(
            r"[0-9]{8}|(?:SC|NI|OC|SO|NC|FC|BR|IP|SL|LP|CE|GE|GS|AC|CS|RC|R0|NF|SF|SR|NO|NP|RS"
            r"|SP|NR|IC|SI|NA|NZ|GN|NL|NV|PC|SA|SZ|ZC)[0-9]{6}",
        ),
        words=(
            "uk company number", "company registration number", "companies house", "crn",
            "company reg no", "registered number",
        ),
        issuer="Companies House",
        layout="eight digits, or two letters and six digits",
        check="none",
        source=(
            "Companies House, URI customer guide; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=0.35,
        examples=("12034163", "SC123456"),
    ),
)  # fmt: skip
