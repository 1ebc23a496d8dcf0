"""Documents of any country, where words name the document and no country's layout fits."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

# Six to twelve letters and digits in one run, or groups of digits; four digits at least, but
# two in the serials that are mostly letters.
_NUMBER = (
    r"(?=(?:[A-Z]*[0-9]){4})[A-Z0-9]{6,12}|(?=(?:[A-Z]*[0-9]){2})[A-Z][A-Z0-9]{7,9}"
    r"|[A-Z]{0,3}[ -]?[0-9]{2,6}(?:[ -][0-9]{2,6}){1,3}|[A-Z]{1,3}[ -][0-9]{5,9}"
)
_LICENCE = _NUMBER + r"|(?=(?:[A-Z*]*[0-9]){4})[A-Z0-9*]{6,16}|[A-Z][0-9]{3}(?:[ -][0-9]{3,4}){2,3}"


IDENTIFIERS = (
    Identifier(
        entity_type="PASSPORT",
        country="",
        kinds=(Kind.PASSPORT,),
        shapes=("*{6,12}", "AA-999999", "999-999-999", "999 999 9999"),
        valid=matching(_NUMBER),
        words=(),
        issuer="The country's passport authority",
        layout="six to twelve letters and digits, four digits at least",
        check="none",
        source=(
            "ICAO Doc 9303 part 4 (document number of up to nine characters); layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.85,
        examples=("XA7300145", "731046529"),
        spelt=True,
    ),
    Identifier(
        entity_type="DRIVING_LICENSE",
        country="",
        kinds=(Kind.DRIVING,),
        shapes=("*{6,13}", "A999 9999 9999"),
        valid=matching(_LICENCE),
        words=(),
        issuer="The country's licensing authority",
        layout="six to sixteen letters and digits, four digits at least",
        check="none",
        source=(
            "Directive 2006/126/EC, annex I (field 5 has no common layout); layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.71,
        examples=("1467967901824", "D123-4567-8901"),
        spelt=True,
    ),
    Identifier(
        entity_type="ID_CARD",
        country="",
        kinds=(Kind.IDENTITY_CARD, Kind.RESIDENCE),
        shapes=("*{6,12}", "AA-999999", "999-999-999", "999 999 9999"),
        valid=matching(_NUMBER),
        words=(),
        issuer="The country's registry",
        layout="six to twelve letters and digits, four digits at least",
        check="none",
        source=(
            "ICAO Doc 9303 part 5 (document number); layout as generally published, itself "
            "not read 2026-11"
        ),
        passes=0.85,
        examples=("T22759929", "AB-183456"),
        spelt=True,
    ),
    Identifier(
        entity_type="NATIONAL_ID",
        country="",
        kinds=(Kind.PERSON,),
        shapes=("A{0,2}9{6,12}A{0,2}", "999-999-999", "999 999 9999", "99-999999-9"),
        valid=matching(
            r"(?![A-Z]{2}[0-9]{10})[A-Z]{0,2}[0-9]{6,12}[A-Z]{0,2}|[0-9]{2,6}(?:[ -][0-9]{1,6}"
            r"){1,3}",
        ),
        words=(),
        issuer="The country's registry",
        layout="six to twelve digits with up to two letters before and after; no securities number",
        check="none",
        source=(
            "OECD, tax identification numbers (no common layout); layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=0.96,
        examples=("130956589702", "900101-1234"),
        spelt=True,
    ),
    Identifier(
        entity_type="VAT_NUMBER",
        country="",
        kinds=(Kind.VAT,),
        shapes=("AA9{8,12}", "AA9{8}A", "AA9{9}A99", "AAA9{8}", "AA*{2}9{9}"),
        valid=matching(
            r"(?:AT ?U|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT"
            r"|RO|SE|SI|SK|XI)[ -]?(?=(?:[A-Z .-]*[0-9]){7})[0-9A-Z](?:[ .-]?[0-9A-Z]){6,11}",
        ),
        words=(),
        issuer="Tax authorities",
        layout="country prefix and seven to twelve letters and digits, right or mistyped",
        check="none",
        source=(
            "European Commission, VIES (structure of numbers); layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=0.042,
        examples=("NL123456789B10", "DE458450789012"),
        spelt=True,
    ),
)  # fmt: skip
