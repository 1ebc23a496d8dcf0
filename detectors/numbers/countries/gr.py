"""Greece: AFM for taxes, AMKA for social security and health."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="GR_AMKA",
        country="GR",
        kinds=(Kind.SOCIAL, Kind.HEALTH, Kind.PERSON),
        shapes=("999999 99999",),
        valid=stdnum("gr.amka"),
        words=(
            "amka", "\u03b1\u03bc\u03ba\u03b1",
            "\u03b1\u03c1\u03b9\u03b8\u03bc\u03cc\u03c2 \u03bc\u03b7\u03c4\u03c1\u03ce\u03bf\u03c5",
            (
                "\u03ba\u03bf\u03b9\u03bd\u03c9\u03bd\u03b9\u03ba\u03ae\u03c2"
                " \u03b1\u03c3\u03c6\u03ac\u03bb\u03b9\u03c3\u03b7\u03c2"
            ),
            "greek social security number",
        ),
        issuer="IDIKA",
        layout="date of birth ddmmyy, serial of four, check digit",
        check="Luhn",
        source="python-stdnum, stdnum.gr.amka (names its sources), read 2026-11",
        passes=0.0043,
        examples=("201026 63943",),
        near_misses=("201026 63940",),
    ),
    Identifier(
        entity_type="GR_VAT",
        country="GR",
        kinds=(Kind.VAT, Kind.TAX, Kind.BUSINESS),
        shapes=("999999999", "AA999999999"),
        valid=stdnum("gr.vat"),
        words=(
            "afm", "fpa", "\u03b1\u03c6\u03bc", "\u03c6\u03c0\u03b1",
            (
                "\u03c6\u03bf\u03c1\u03bf\u03bb\u03bf\u03b3\u03b9\u03ba"
                "\u03bf\u03cd \u03bc\u03b7\u03c4\u03c1\u03ce\u03bf\u03c5"
            ),
            "arithmos forologikou mitroou", "greek vat number", "greek tax number",
        ),
        issuer="Independent Authority for Public Revenue",
        layout="eight digits, check digit",
        check="powers of two modulo 11",
        source="python-stdnum, stdnum.gr.vat (names its sources), read 2026-11",
        passes=0.05,
        examples=("328129675", "GR819886238"),
        near_misses=("328129670",),
    ),
    Identifier(
        entity_type="GR_ID_CARD",
        country="GR",
        kinds=(Kind.IDENTITY_CARD, Kind.PERSON),
        shapes=("AA 999999",),
        valid=matching(r"[A-Z]{1,2}[0-9]{6}"),
        words=(
            "\u03c4\u03b1\u03c5\u03c4\u03cc\u03c4\u03b7\u03c4\u03b1",
            "\u03c4\u03b1\u03c5\u03c4\u03cc\u03c4\u03b7\u03c4\u03b1\u03c2",
            "\u03b4\u03b5\u03bb\u03c4\u03af\u03bf", "taftotita", "adt", "greek identity card",
        ),
        issuer="Hellenic Police",
        layout="two letters, six digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("AB 827476",),
    ),
    Identifier(
        entity_type="GR_PASSPORT",
        country="GR",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=(
            "\u03b4\u03b9\u03b1\u03b2\u03b1\u03c4\u03ae\u03c1\u03b9\u03bf",
            "\u03b4\u03b9\u03b1\u03b2\u03b1\u03c4\u03b7\u03c1\u03af\u03bf\u03c5", "diavatirio",
            "greek passport",
        ),
        issuer="Hellenic Police",
        layout="two letters, seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("AE0000000",),
    ),
    Identifier(
        entity_type="GR_DRIVING_LICENSE",
        country="GR",
        kinds=(Kind.DRIVING,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=(
            "\u03ac\u03b4\u03b5\u03b9\u03b1 \u03bf\u03b4\u03ae\u03b3\u03b7\u03c3\u03b7\u03c2",
            "adeia odigisis", "greek driving licence",
        ),
        issuer="Ministry of Transport",
        layout="nine digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("223456725",),
    ),
)  # fmt: skip
