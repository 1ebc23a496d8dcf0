"""argus-redact in its fast mode (patterns only) as an engine to compare with.

An optional package of the benchmark. Nothing of this mode leaves the machine: its layers
that ask a model are off.
"""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from collections.abc import Mapping
from importlib.metadata import version

from benchmarks.rivals import Rival
from benchmarks.scoring import Found

PACKAGE, DISTRIBUTION = "argus_redact", "argus-redact"
NAME = "argus-redact"
# Words that it reports and, by its own default, leaves as they are ("my", "I").
_KEPT = frozenset({"self_reference"})
# Its types of which the name in capitals is no family of ours.
_TYPES: Mapping[str, str] = {
    "anthropic_api_key": "API_KEY",
    "aws_access_key": "API_KEY",
    "bank_card": "CREDIT_CARD",
    "cnpj": "BUSINESS_ID",
    "credit_code": "BUSINESS_ID",
    "date": "DATE_TIME",
    "email": "EMAIL_ADDRESS",
    "github_token": "API_KEY",
    "iban": "IBAN_CODE",
    "imei": "DEVICE_ID",
    "jwt": "JWT",
    "license_plate": "LICENSE_PLATE",
    "nhs_number": "MEDICAL_ID",
    "openai_api_key": "API_KEY",
    "phone": "PHONE_NUMBER",
    "phone_landline": "PHONE_NUMBER",
    "qq": "USERNAME",
    "religion": "NRP",
    "ethnicity": "NRP",
    "political": "NRP",
    "school": "ORGANIZATION",
    "ssh_private_key": "PRIVATE_KEY",
    "url_token": "API_KEY",
    "wechat": "USERNAME",
    "workplace": "ORGANIZATION",
}
_GOVERNMENT = frozenset(
    {
        *("aadhaar", "cpf", "eep", "hk_id", "hrp", "id_number", "itin", "macau_id", "military_id"),
        *("my_number", "nino", "pan", "passport", "rrn", "social_security", "ssn", "taiwan_arc"),
        *("tax_id", "tw_id", "us_passport", "housing_fund"),
    }
)


def argus() -> Rival | None:
    """The engine for English, or None where the package is not installed."""
    if importlib.util.find_spec(PACKAGE) is None:
        return None
    package = importlib.import_module(PACKAGE)
    # It warns of how it replaces some types, which is not measured here.
    warnings.simplefilter("ignore", package.SecurityWarning)
    redact = package.redact

    def find(text: str, before: str | None) -> list[Found]:
        _, _, details = redact(text, mode="fast", lang="en", detailed=True)
        return [
            Found(
                entity_type=entity_type(each["type"]),
                start=each["start"],
                end=each["end"],
                score=each["confidence"],
            )
            for each in details["entities"]
            if each["type"] not in _KEPT
        ]

    about = f"version {version(DISTRIBUTION)}, fast mode (patterns, no model), English"
    return Rival(name=NAME, find=find, asks=False, about=about)


def entity_type(kind: str) -> str:
    """A type of theirs in our words; one that is not known in capitals."""
    if kind in _GOVERNMENT:
        return "GOV_ID"
    return _TYPES.get(kind, kind.upper())
