"""Armenia: a public services number for everybody, a tax number for businesses."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="AM_PSN",
        country="AM",
        kinds=(Kind.PERSON, Kind.SOCIAL),
        shapes=("9999999999",),
        valid=matching(r"[1-8][0-9]{9}"),
        words=(
            "public services number", "psn",
            (
                "\u0570\u0561\u0576\u0580\u0561\u0575\u056b\u0576 \u056e\u0561\u057c"
                "\u0561\u0575\u0578\u0582\u0569\u0575\u0578\u0582\u0576\u0576\u0565\u0580\u056b"
            ),
        ),
        issuer="Ministry of Justice (population register)",
        layout="sex and century with day, month, year, serial, check digit that is not published",
        check="none",
        source=(
            "Law on public services numbers, as the OECD summarises it; layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=0.8,
        examples=("8097731979",),
    ),
    Identifier(
        entity_type="AM_TIN",
        country="AM",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("99999999",),
        valid=matching(r"[0-9]{8}"),
        words=("armenian tax number", "hvhh"),
        issuer="State Revenue Committee",
        layout="eight digits",
        check="none",
        source=(
            "OECD, tax identification numbers; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=1.0,
        examples=("01174154",),
    ),
    Identifier(
        entity_type="AM_PASSPORT",
        country="AM",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("armenian passport",),
        issuer="Police, passport and visa department",
        layout="two letters, seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("AM1234567",),
    ),
)  # fmt: skip
