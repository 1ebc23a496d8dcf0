"""Germany: the tax number stays for life; serials of documents have ICAO check digits."""

from __future__ import annotations

from stdnum.iso7064 import mod_11_10

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_regional = stdnum("de.stnr")
# Serials leave out letters that look like digits, and vowels.
_SERIAL = "[CFGHJKLMNPRTVWXYZ]"


def _icao(value: str) -> bool:
    """Whether the last character is the check digit of the machine readable zone."""
    total = sum(int(each, 36) * (7, 3, 1)[place % 3] for place, each in enumerate(value[:-1]))
    return total % 10 == int(value[-1])


def _tax_id(value: str) -> bool:
    """Whether eleven digits are a personal tax number."""
    body = value[:10]
    return max(map(body.count, body)) <= 3 and bool(mod_11_10.is_valid(value))


def _tax_number(value: str) -> bool:
    """Whether ten, eleven or thirteen digits can be a number of a tax office."""
    return len(value) < 12 or 0 < int(value[:2]) < 17 or _regional(value)


def _lifelong_doctor(value: str) -> bool:
    """Whether nine digits are a doctor's number."""
    return -weighted_sum(value, (4, 9, 4, 9, 4, 9)) % 10 == int(value[6])


def _health(value: str) -> bool:
    """Whether a letter and nine digits are an insured person's number."""
    digits = f"{ord(value[0]) - 64:02}{value[1:9]}"
    total = sum(sum(divmod(int(each) * (1 + place % 2), 10)) for place, each in enumerate(digits))
    return total % 10 == int(value[9])


def _pension(value: str) -> bool:
    """Whether twelve characters are a pension insurance number."""
    digits = f"{value[:8]}{ord(value[8]) - 64:02}{value[9:11]}"
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(
        sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, weights, strict=True)
    )
    return total % 10 == int(value[11])


IDENTIFIERS = (
    Identifier(
        entity_type="DE_TAX_ID",
        country="DE",
        kinds=(Kind.TAX, Kind.PERSON),
        shapes=("99 999 999 999",),
        valid=matching(r"[1-9][0-9]{10}", then=_tax_id),
        words=(
            "steuer id", "steueridentifikationsnummer*", "idnr", "steuer idnr",
            "steuerliche identifikation", "identifikationsnummer", "german tax id",
            "german personal tax number", "bzst", "steuernummer",
        ),
        issuer="Federal Central Tax Office",
        layout="ten digits, none more than three times, check digit",
        check="ISO 7064 MOD 11,10",
        source="Presidio, DE_TAX_ID (names the law), read 2026-11",
        passes=0.08,
        examples=("75 600 102 748",),
        near_misses=("75 600 102 740",),
    ),
    Identifier(
        entity_type="DE_TAX_NUMBER",
        country="DE",
        kinds=(Kind.TAX,),
        shapes=("9999999999", "99999999999", "9999999999999"),
        valid=_tax_number,
        words=("steuernummer*", "steuer nr", "st nr", "stnr", "finanzamt*", "german tax number"),
        issuer="Tax offices",
        layout=(
            "office, district, serial, check digit by rules of each state; 13 digits with "
            "the state before"
        ),
        check="none",
        source="python-stdnum, stdnum.de.stnr (names its sources), read 2026-11",
        passes=0.73,
        examples=("18182508655", "0181504150173"),
    ),
    Identifier(
        entity_type="DE_TAX_NUMBER",
        country="DE",
        kinds=(Kind.TAX,),
        shapes=("9{2,3}/9{3,4}/9{4,5}", "99999/99999"),
        valid=matching(r"(?:[0-9]{2,3}[/ ][0-9]{3,4}[/ ][0-9]{4,5}|[0-9]{5}/[0-9]{5})(?: [0-9])?"),
        words=("steuernummer*", "steuer nr", "st nr", "stnr", "finanzamt*", "german tax number"),
        issuer="Tax offices",
        layout="office, district and serial with slashes",
        check="none",
        source="python-stdnum, stdnum.de.stnr (names its sources), read 2026-11",
        passes=1.0,
        examples=("182/719/08155", "10/845/17834"),
        spelt=True,
    ),
    Identifier(
        entity_type="DE_VAT_ID",
        country="DE",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=("AA 999 999 999", "999999999"),
        valid=stdnum("de.vat"),
        words=(
            "ust id", "ust idnr", "ustid*", "umsatzsteuer*", "umsatzsteuer identifikationsnummer",
            "mehrwertsteuer*", "german vat number", "ust",
        ),
        issuer="Federal Central Tax Office",
        layout="DE, eight digits, check digit",
        check="ISO 7064 MOD 11,10",
        source="python-stdnum, stdnum.de.vat (names its sources), read 2026-11",
        passes=0.048,
        examples=("DE 580 619 978", "136542276"),
        near_misses=("136695977",),
    ),
    Identifier(
        entity_type="DE_VAT_ID",
        country="DE",
        kinds=(Kind.VAT, Kind.BUSINESS),
        shapes=("AA 999 999 999",),
        valid=matching(r"DE[0-9]{9}"),
        words=(
            "ust id", "ust idnr", "ustid*", "umsatzsteuer*", "umsatzsteuer identifikationsnummer",
            "mehrwertsteuer*", "german vat number",
        ),
        issuer="Federal Central Tax Office",
        layout="DE and nine digits: the check digit has no official rule",
        check="none",
        source="Presidio, DE_VAT_ID, read 2026-11",
        passes=0.0013,
        examples=("DE500455589",),
    ),
    Identifier(
        entity_type="DE_ID_CARD",
        country="DE",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("*{8}9",),
        valid=matching(_SERIAL + r"[CFGHJKLMNPRTVWXYZ0-9]{7}[0-9]", then=_icao),
        words=(
            "personalausweis*", "ausweisnummer", "ausweis", "npa", "seriennummer",
            "german identity card",
        ),
        issuer="Municipalities",
        layout="authority of four characters, serial, check digit",
        check="ICAO 9303, weights 7 3 1 modulo 10",
        source="Presidio, DE_ID_CARD (names the standard), read 2026-11",
        passes=0.0062,
        examples=("L00X01T44", "C51836865"),
        near_misses=("L01X00T40",),
    ),
    Identifier(
        entity_type="DE_ID_CARD",
        country="DE",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("A99999999",),
        valid=matching(r"T[0-9]{8}"),
        words=(
            "personalausweis*", "ausweisnummer", "ausweis", "seriennummer", "german identity card",
        ),
        issuer="Municipalities",
        layout="T and eight digits, before 2010",
        check="none",
        source="Presidio, DE_ID_CARD, read 2026-11",
        passes=0.037,
        examples=("T52052052",),
    ),
    Identifier(
        entity_type="DE_ID_CARD",
        country="DE",
        kinds=(Kind.IDENTITY_CARD, Kind.PASSPORT),
        shapes=("*{9}9",),
        valid=matching(_SERIAL + r"[CFGHJKLMNPRTVWXYZ0-9]{8}[0-9]", then=_icao),
        words=("personalausweis*", "ausweisnummer", "ausweis", "seriennummer", "reisepass*"),
        issuer="Municipalities",
        layout="authority of four characters, serial of five, check digit",
        check="ICAO 9303, weights 7 3 1 modulo 10",
        source="ICAO Doc 9303 part 3; layout as generally published, itself not read 2026-11",
        passes=0.0046,
        examples=("C01X00T478", "L01X00T471"),
        near_misses=("C01X00T470",),
    ),
    Identifier(
        entity_type="DE_PASSPORT",
        country="DE",
        kinds=(Kind.PASSPORT,),
        shapes=("*{8}9",),
        valid=matching(_SERIAL + r"[CFGHJKLMNPRTVWXYZ0-9]{7}[0-9]", then=_icao),
        words=("reisepass*", "passnummer", "pass nr", "german passport"),
        issuer="Municipalities",
        layout="authority of four characters, serial, check digit",
        check="ICAO 9303, weights 7 3 1 modulo 10",
        source="Presidio, DE_PASSPORT (names the standard), read 2026-11",
        passes=0.0064,
        examples=("C40X25T43", "F18291671"),
        near_misses=("C01X00T40",),
    ),
    Identifier(
        entity_type="DE_FUEHRERSCHEIN",
        country="DE",
        kinds=(Kind.DRIVING,),
        shapes=("AA99999999*", "A*{8}*{2}"),
        valid=matching(
            r"[A-Z]{2}[0-9]{8}[A-Z0-9]|(?=(?:[A-Z]*[0-9]){4})[A-Z][0-9A-Z]{8}[0-9X][0-9A-Z]",
        ),
        words=("führerschein*", "fuehrerschein*", "fahrerlaubnis*", "german driving licence"),
        issuer="Driving licence offices",
        layout="office of four characters, serial, check character, count",
        check="none",
        source="Presidio, DE_FUEHRERSCHEIN, read 2026-11",
        passes=0.57,
        examples=("BO92345671T", "B072RRE2I55"),
    ),
    Identifier(
        entity_type="DE_HEALTH_INSURANCE",
        country="DE",
        kinds=(Kind.HEALTH,),
        shapes=("A999999999",),
        valid=matching(r"[A-Z][0-9]{9}", then=_health),
        words=(
            "krankenversicherungsnummer*", "kvnr", "krankenversichertennummer*",
            "versichertennummer*", "krankenkasse*", "egk nummer", "egk", "gesundheitskarte*",
            "german health insurance",
        ),
        issuer="Trust centre of the statutory health insurers",
        layout="letter, eight digits, check digit",
        check="weights 1 2, digit sums, modulo 10, the letter as two digits",
        source="Presidio, DE_HEALTH_INSURANCE (names the standard), read 2026-11",
        passes=0.1,
        examples=("T726328550",),
        near_misses=("T726328551",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="DE_SOCIAL_SECURITY",
        country="DE",
        kinds=(Kind.SOCIAL,),
        shapes=("99 999999 A 999",),
        valid=matching(
            r"[0-9]{2}(?:0[1-9]|[12][0-9]|3[01]|5[1-9]|[67][0-9]|8[01])(?:0[1-9]|1[0-2]"
            r")[0-9]{2}[A-Z][0-9]{3}",
            then=_pension,
        ),
        words=(
            "rentenversicherungsnummer*", "sozialversicherungsnummer*", "rvnr", "svnr", "sv nummer",
            "versicherungsnummer*", "rentenversicherung*", "german social security",
        ),
        issuer="German Pension Insurance",
        layout="area, date of birth ddmmyy, initial, serial, check digit",
        check="weights 2 1 2 5 7 1 2 1 2 1 2 1, digit sums, modulo 10",
        source="Presidio, DE_SOCIAL_SECURITY (names the standard), read 2026-11",
        passes=0.0076,
        examples=("15030649C123",),
        near_misses=("55208641C340",),
    ),
    Identifier(
        entity_type="DE_HANDELSREGISTER",
        country="DE",
        kinds=(Kind.BUSINESS,),
        shapes=("AAA 9{4,6}", "AAA 9{4,6} A"),
        valid=matching(r"HR[AB][0-9]{1,6}[A-Z]?"),
        words=(
            "handelsregister*", "handelsregisternummer*", "registernummer*",
            "german company register number",
        ),
        issuer="Local courts",
        layout="HRA or HRB, up to six digits, a letter in some courts",
        check="HRA or HRB before it",
        source=(
            "python-stdnum, stdnum.de.handelsregisternummer (names its sources), read "
            "2026-11"
        ),
        passes=3e-05,
        examples=("HRB 423456", "HRA 11223 B"),
        near_misses=("HRC 13395",),
    ),
    Identifier(
        entity_type="DE_HANDELSREGISTER",
        country="DE",
        kinds=(Kind.BUSINESS,),
        shapes=("AA 9{4,6}", "AAA 9{4,6}", "AA 9{4,6} A"),
        valid=matching(r"(?:PR|VR|GNR|GSR)[0-9]{1,6}[A-Z]?"),
        words=(
            "handelsregister*", "handelsregisternummer*", "registernummer*", "vereinsregister*",
            "genossenschaftsregister*", "german company register number",
        ),
        issuer="Local courts",
        layout="register of partnerships, associations or co-operatives, up to six digits",
        check="none",
        source=(
            "python-stdnum, stdnum.de.handelsregisternummer (names its sources), read "
            "2026-11"
        ),
        passes=0.0024,
        examples=("VR 12345", "PR 1122"),
    ),
    Identifier(
        entity_type="DE_LEITWEG",
        country="DE",
        kinds=(Kind.BUSINESS,),
        shapes=("9{2,12}-*{1,30}-99", "9{2,12}-99"),
        valid=stdnum("de.leitweg"),
        words=("leitweg id", "leitweg*", "buyer reference", "routing identifier"),
        issuer="KoSIT",
        layout="place, department, two check digits with hyphens",
        check="ISO 7064 MOD 97-10",
        source="python-stdnum, stdnum.de.leitweg (names its sources), read 2026-11",
        passes=0.0017,
        words_needed=True,
        examples=("091-84730-19", "01315233-ESCRBACH6486-69"),
        near_misses=("991-03730-10",),
        spelt=True,
    ),
    Identifier(
        entity_type="DE_LANR",
        country="DE",
        kinds=(Kind.PROFESSION,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}", then=_lifelong_doctor),
        words=(
            "lanr", "arztnummer*", "lebenslange arztnummer", "arzt nr", "vertragsarzt*",
            "german doctor number",
        ),
        issuer="Associations of statutory health physicians",
        layout="six digits, check digit, two digits of the specialty",
        check="weights 4 9, modulo 10",
        source="Presidio, DE_LANR (names the standard), read 2026-11",
        passes=0.098,
        examples=("123456608",),
        near_misses=("123456001",),
    ),
    Identifier(
        entity_type="DE_BSNR",
        country="DE",
        kinds=(Kind.PROFESSION,),
        shapes=("999999999",),
        valid=matching(r"(?!0{9})[0-9]{9}"),
        words=(
            "bsnr", "betriebsstättennummer*", "betriebsstätte*", "praxisnummer",
            "nebenbetriebsstätte*", "arztpraxis",
        ),
        issuer="Associations of statutory health physicians",
        layout="region of two digits, serial of seven",
        check="none",
        source="Presidio, DE_BSNR (names the standard), read 2026-11",
        passes=1.0,
        examples=("221245568",),
    ),
)  # fmt: skip
