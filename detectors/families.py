"""What kind of data an entity type is: the coarse labels of policies and reports.

Two detectors may name one number differently (a German and an Austrian tax number look
alike); the family says what both mean.
"""

from __future__ import annotations

from detectors.numbers.identifiers import IDENTIFIERS

_TYPES: dict[str, tuple[str, ...]] = {
    "CREDIT_CARD": ("CREDIT_CARD", "CARD_CVV", "CARD_EXPIRY"),
    "IBAN_CODE": ("IBAN_CODE",),
    "EMAIL_ADDRESS": ("EMAIL_ADDRESS",),
    "PHONE_NUMBER": ("PHONE_NUMBER",),
    "IP_ADDRESS": ("IP_ADDRESS",),
    "INCOMPLETE_NUMBER": ("INCOMPLETE_NUMBER",),
    "MAC_ADDRESS": ("MAC_ADDRESS",),
    "URL": ("URL",),
    "USERNAME": ("USERNAME",),
    "GOV_ID": ("US_SSN",),
    "OTHER_ID": ("OTHER_ID", "US_CLAIM_NUMBER"),
    "ACCOUNT_ID": ("ACCOUNT_ID",),
    "BANK_ACCOUNT": (
        *("BANK_ACCOUNT", "US_BANK_NUMBER", "ABA_ROUTING_NUMBER", "ACCOUNT_FRAGMENT"),
    ),
    "SWIFT_CODE": ("SWIFT_CODE",),
    "CRYPTO": ("CRYPTO",),
    "DEVICE_ID": ("DEVICE_ID", "UUID"),
    "VEHICLE_ID": (
        *("VIN", "LICENSE_PLATE", "UK_VEHICLE_REGISTRATION", "IN_VEHICLE_REGISTRATION"),
        *("NG_VEHICLE_REGISTRATION", "TR_LICENSE_PLATE", "ZA_LICENSE_PLATE", "DE_KFZ"),
    ),
    "SECRET": (
        *("API_KEY", "JWT", "PRIVATE_KEY"),
        "PASSWORD",
        "PIN",
        "ONE_TIME_CODE",
        "SECURITY_ANSWER",
    ),
    "MEDICAL_ID": (
        *("MEDICAL_RECORD_NUMBER", "PATIENT_ID", "US_HEALTH_INSURANCE_MEMBER_ID"),
        "HEALTH_INSURANCE_ID",
        *("US_PRESCRIPTION_NUMBER", "US_PRIOR_AUTHORIZATION_NUMBER", "US_REFERRAL_NUMBER"),
    ),
    "BUSINESS_ID": ("US_PROVIDER_TAX_ID",),
    "AGE": ("AGE",),
    "PERSON": ("PERSON",),
    "LOCATION": ("LOCATION",),
    "ADDRESS": ("ADDRESS", "POSTCODE", "UK_POSTCODE", "CA_POSTAL_CODE", "DE_PLZ"),
    "DATE_TIME": ("DATE_TIME", "DATE_OF_BIRTH"),
    "MEDICAL_CONDITION": ("MEDICAL_CONDITION",),
    "MEDICATION": ("MEDICATION",),
    "PROCEDURE": ("PROCEDURE",),
    "TEST_RESULT": ("TEST_RESULT",),
    "HEALTHCARE_APPLICATION": ("HEALTHCARE_APPLICATION",),
    "SENSITIVE_OTHER": ("SPECIAL_CATEGORY",),
}

FAMILIES: dict[str, str] = {
    entity_type: family for family, types in _TYPES.items() for entity_type in types
} | {each.entity_type: each.family_name for each in IDENTIFIERS}


def family(entity_type: str) -> str | None:
    """The family of an entity type, or None for one that is not shipped."""
    return FAMILIES.get(entity_type)
