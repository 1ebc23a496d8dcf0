"""Spain: people, foreigners and companies share one tax number; letters tell them apart."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_nif = stdnum("es.nif")


def _dni(value: str) -> bool:
    """Whether digits and a letter are an identity number, leading zeros left out or not."""
    return _LETTERS[int(value[:-1]) % 23] == value[-1]


def _affiliation(value: str) -> bool:
    """Whether eleven or twelve digits are a social security number."""
    province, serial = value[:2], value[2:-2]
    number = f"{province}{serial}" if int(serial) >= 10_000_000 else f"{province}{int(serial):07}"
    return int(number) % 97 == int(value[-2:])


IDENTIFIERS = (
    Identifier(
        entity_type="ES_NIF",
        country="ES",
        kinds=(Kind.PERSON, Kind.TAX, Kind.IDENTITY_CARD, Kind.DRIVING),
        shapes=("99999999-A", "9999999-A", "99.999.999-A"),
        valid=matching(r"[0-9]{7,8}[A-Z]", then=_dni),
        words=(
            "dni", "nif", "documento nacional de identidad", "numero de identificacion fiscal",
            "identificacion fiscal", "spanish personal identity code", "identificacion",
            "spanish vat number",
        ),
        issuer="National Police",
        layout="up to eight digits, check letter",
        check="modulo 23",
        source="Presidio, ES_NIF (names the standard), read 2026-11",
        passes=0.037,
        examples=("09555555K", "2016941-W"),
        near_misses=("55555555A",),
    ),
    Identifier(
        entity_type="ES_NIF",
        country="ES",
        kinds=(Kind.TAX, Kind.PERSON),
        shapes=("A-9999999-A",),
        valid=matching(r"[KLM][0-9]{7}[A-Z]", then=_nif),
        words=(
            "nif", "dni", "numero de identificacion fiscal", "identificacion fiscal",
            "spanish vat number",
        ),
        issuer="Tax Agency",
        layout="K, L or M, seven digits, check letter",
        check="modulo 23",
        source="python-stdnum, stdnum.es.nif (names its sources), read 2026-11",
        passes=0.0049,
        examples=("M-8234267-Z",),
        near_misses=("M-1234567-A",),
    ),
    Identifier(
        entity_type="ES_NIF",
        country="ES",
        kinds=(Kind.PERSON, Kind.TAX, Kind.IDENTITY_CARD),
        shapes=("9{5,6}A",),
        valid=matching(r"[0-9]{5,6}[A-Z]", then=_dni),
        words=("dni", "nif"),
        issuer="National Police",
        layout="an identity number whose leading zeros were left out",
        check="modulo 23",
        source="validator.js, isTaxID, read 2026-11",
        passes=0.04,
        examples=("94257A",),
        near_misses=("54237B",),
    ),
    Identifier(
        entity_type="ES_NIE",
        country="ES",
        kinds=(Kind.PERSON, Kind.TAX, Kind.RESIDENCE, Kind.IDENTITY_CARD, Kind.DRIVING),
        shapes=("A-9999999-A",),
        valid=stdnum("es.nie"),
        words=(
            "nie", "numero de identificacion de extranjero", "identificacion de extranjero",
            "extranjero*", "tie", "spanish foreigner number",
        ),
        issuer="National Police",
        layout="X, Y or Z, seven digits, check letter",
        check="modulo 23",
        source="python-stdnum, stdnum.es.nie (names its sources), read 2026-11",
        passes=0.0044,
        examples=("Y-3607531-H",),
        near_misses=("Y-3607531-A",),
    ),
    Identifier(
        entity_type="ES_CIF",
        country="ES",
        kinds=(Kind.BUSINESS, Kind.VAT, Kind.TAX),
        shapes=("A-99999999", "A-9999999-A", "AAA99999999", "AAA9999999A"),
        valid=matching(
            r"(?:ES)?(?:[A-HJNP-SUVW][0-9]{7}[0-9A-J])",
            then=without("ES", stdnum("es.cif")),
        ),
        words=(
            "cif", "nif", "codigo de identificacion fiscal", "spanish company tax number",
            "numero de identificacion fiscal", "spanish vat number",
        ),
        issuer="Tax Agency",
        layout="letter of the legal form, seven digits, check digit or letter",
        check="Luhn",
        source="python-stdnum, stdnum.es.cif (names its sources), read 2026-11",
        passes=0.022,
        examples=("J28054591",),
        near_misses=("J99216580",),
    ),
    Identifier(
        entity_type="ES_VAT",
        country="ES",
        kinds=(Kind.VAT,),
        shapes=("AA99999999A", "AAA9999999A"),
        valid=matching(r"ES(?:[0-9]{8}|[XYZKLM][0-9]{7})[A-Z]", then=without("ES", _nif)),
        words=("nif iva", "nif iva intracomunitario", "iva intracomunitario"),
        issuer="Tax Agency",
        layout="ES and the number of a person",
        check="modulo 23",
        source="python-stdnum, stdnum.es.nif (names its sources), read 2026-11",
        passes=1e-06,
        examples=("ES54316315K",),
        near_misses=("ES54362315A",),
    ),
    Identifier(
        entity_type="ES_CCC",
        country="ES",
        kinds=(Kind.BANK,),
        shapes=("9999-9999-99 9999999999",),
        valid=stdnum("es.ccc"),
        words=(
            "ccc", "codigo cuenta corriente", "codigo cuenta cliente", "cuenta corriente",
            "numero de cuenta", "spanish bank account code",
        ),
        issuer="Banks",
        layout="bank, branch, two check digits, account of ten",
        check="weights modulo 11, twice",
        source="python-stdnum, stdnum.es.ccc (names its sources), read 2026-11",
        passes=0.011,
        examples=("6477-2360-20 2597585898",),
        near_misses=("6477-2360-20 2597585890",),
    ),
    Identifier(
        entity_type="ES_CUPS",
        country="ES",
        kinds=(Kind.PROPERTY,),
        shapes=("AA 9999 9999 9999 9999 AA", "AA 9999 9999 9999 9999 AA 9A"),
        valid=stdnum("es.cups"),
        words=(
            "cups", "codigo unificado de punto de suministro", "punto de suministro",
            "spanish meter point number", "meter point number",
        ),
        issuer="Distributors of electricity and gas",
        layout="ES, distributor of four digits, twelve digits, two check letters",
        check="modulo 529",
        source="python-stdnum, stdnum.es.cups (names its sources), read 2026-11",
        passes=1e-06,
        examples=("ES 5274 1606 5613 9082 JY",),
        near_misses=("ES 1234 1234 5678 9012 JA",),
    ),
    Identifier(
        entity_type="ES_CAE",
        country="ES",
        kinds=(Kind.BUSINESS,),
        shapes=("AA999*{4}999A",),
        valid=stdnum("es.cae"),
        words=(
            "cae", "codigo de actividad y establecimiento", "codigo de actividad",
            "spanish activity establishment code", "activity establishment",
        ),
        issuer="Tax Agency",
        layout="ES000, office, activity, three digits, letter",
        check="office and activity are listed",
        source="python-stdnum, stdnum.es.cae (names its sources), read 2026-11",
        passes=1e-06,
        examples=("ES00005V1508B", "ES00007V1574A"),
        near_misses=("ES00008V0488Q",),
    ),
    Identifier(
        entity_type="ES_REFERENCIACATASTRAL",
        country="ES",
        kinds=(Kind.PROPERTY,),
        shapes=(
            "9{7}AA9999A9999AA", "9{6}*{8}9{4}AA", "9{13}A9{4}AA", "*{14}9{4}AA",
            "9{5}AAA9{4}A9{4}AA",
        ),
        valid=stdnum("es.referenciacatastral"),
        words=(
            "referencia catastral", "referencia", "catastro", "catastral",
            "spanish real estate property id", "real estate property",
        ),
        issuer="Cadastre",
        layout="plot of seven characters, sheet of seven, four digits, two check letters",
        check="two letters modulo 23",
        source=(
            "python-stdnum, stdnum.es.referenciacatastral (names its sources), read "
            "2026-11"
        ),
        passes=0.0012,
        examples=("7837346VG8184B6021TT", "3892630VH3757S3001WX"),
        near_misses=("7837301VG8173B0001TA",),
    ),
    Identifier(
        entity_type="ES_PASSPORT",
        country="ES",
        kinds=(Kind.PASSPORT,),
        shapes=("AAA999999", "AA999999", "*{2}9{6}", "*{3}9{6}"),
        valid=matching(r"[A-Z]{3}[0-9]{6}|[A-Z0-9]{2}[0-9]{6}"),
        words=("pasaporte", "numero de pasaporte", "spanish passport"),
        issuer="National Police",
        layout="two or three letters, six digits",
        check="none",
        source="Presidio, ES_PASSPORT; Microsoft Purview, Spain passport number, read 2026-11",
        passes=0.84,
        examples=("GAA133753",),
    ),
    Identifier(
        entity_type="ES_NUSS",
        country="ES",
        kinds=(Kind.SOCIAL, Kind.HEALTH),
        shapes=("99/9{7,8}/99", "99 9{7,8} 99"),
        valid=matching(r"[0-9]{11,12}", then=_affiliation),
        words=(
            "nuss", "numero de la seguridad social", "numero de afiliacion", "afiliacion", "naf",
            "spanish social security number",
        ),
        issuer="Social Security Treasury",
        layout="province, serial of seven or eight, two check digits",
        check="modulo 97",
        source=(
            "Tesoreria General de la Seguridad Social, numero de afiliacion; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.0094,
        examples=("20 64261956 09", "34/6298823/93"),
        near_misses=("20 64261956 00",),
    ),
)  # fmt: skip
