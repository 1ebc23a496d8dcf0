"""Egypt."""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="EG_NATIONAL_ID",
        country="EG",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99999999999999",),
        valid=matching(rf"[23][0-9]{{2}}{MONTH_DAY}(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)[0-9]{{5}}"),
        words=("raqam qawmi", "الرقم القومي", "رقم قومي"),
        issuer="Civil Status Authority",
        layout="century, date of birth, governorate, serial, check digit that is not published",
        check="none",
        source="Wikipedia, Egyptian identity card; not re-read 2026-11",
        passes=0.0019,
        examples=("32001301950688",),
    ),
    Identifier(
        entity_type="EG_TN",
        country="EG",
        kinds=(Kind.TAX,),
        shapes=("999-999-999", "999 999 999"),
        valid=stdnum("eg.tn"),
        words=("tax registration number", "TN", "الرقم الضريبي", "رقم ضريبي"),
        issuer="Egyptian Tax Authority",
        layout="nine digits",
        check="none",
        source="python-stdnum 2.2, module eg.tn, read 2026-11",
        passes=1.0,
        examples=("856-012-749", "858 221 464"),
    ),
    Identifier(
        entity_type="EG_PASSPORT",
        country="EG",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999",),
        valid=matching(r"[A-Z][0-9]{8}"),
        words=(),
        issuer="Ministry of Interior",
        layout="a letter and eight digits",
        check="none",
        source="Wikipedia, Egyptian passport; not re-read 2026-11",
        passes=1.0,
        examples=("T18524441",),
    ),
)
