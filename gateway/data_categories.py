"""The categories of personal data that a policy can name, and what belongs to each.

Privacy policies speak of "e-mail addresses" and "usage data"; detectors find entity types
of a family, and the store keeps kinds of record. Every shipped entity type is of one
category. Some categories hold what people tell of their work or company, which nobody
looks for in texts: they stand in the record of processing, and permit nothing to pass.
Pure data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from detectors.families import FAMILIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category.

    Attributes:
        key: its name in a policy.
        title: what people are told, in words.
        entity_types: what detectors find of it in texts.
        records: kinds of record that are of it.
    """

    key: str
    title: str
    entity_types: frozenset[str]
    records: frozenset[str]


# Of a family these types are of another category.
_OF_ITS_OWN = {"DATE_OF_BIRTH": "age", "MEDICAL_LICENSE": "business_identifier"}
# Title, families, kinds of record.
_ROWS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "email": ("E-mail addresses", ("EMAIL_ADDRESS",), ()),
    "name": ("Names of people", ("PERSON",), ()),
    "username": ("User names", ("USERNAME",), ()),
    "phone": ("Telephone numbers", ("PHONE_NUMBER",), ()),
    "postal_address": ("Postal addresses and postcodes", ("ADDRESS",), ()),
    "location": ("Cities, regions, countries", ("LOCATION",), ()),
    "age": ("Ages and dates of birth", ("AGE",), ("person_events",)),
    "date_time": ("Dates and times of day", ("DATE_TIME",), ()),
    "link": ("Addresses of web pages", ("URL",), ()),
    "network_address": ("Network addresses", ("IP_ADDRESS", "MAC_ADDRESS"), ()),
    "device": ("Identifiers of devices", ("DEVICE_ID",), ()),
    "vehicle": ("Identifiers of vehicles", ("VEHICLE_ID",), ()),
    "payment_card": ("Payment card details", ("CREDIT_CARD",), ()),
    "bank_account": (
        "Bank accounts and wallets",
        ("BANK_ACCOUNT", "IBAN_CODE", "SWIFT_CODE", "CRYPTO"),
        (),
    ),
    "customer_number": (
        "Customer, order and other numbers",
        ("ACCOUNT_ID", "OTHER_ID", "INCOMPLETE_NUMBER"),
        (),
    ),
    "government_identifier": ("Identifiers that states issue", ("GOV_ID",), ()),
    "business_identifier": ("Identifiers of companies and professionals", ("BUSINESS_ID",), ()),
    "secret": ("Passwords, codes and keys", ("SECRET",), ()),
    "health": (
        "Health and health care",
        (
            *("MEDICAL_ID", "MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", "TEST_RESULT"),
            "HEALTHCARE_APPLICATION",
        ),
        (),
    ),
    "special_category": ("Special categories, GDPR Article 9", ("SENSITIVE_OTHER",), ()),
    "transcript": ("What is said in chats", (), ("disclosures", "refusals", "events")),
    "usage": ("Usage data", (), ("usage",)),
    "consent": ("Consents and requests", (), ("consents", "reports", "requests", "holds")),
    "lead_form": ("What is entered into lead forms", (), ()),
    "cookies": ("Cookies and entries in the browser's storage", (), ()),
    "technical": ("Technical data of device, browser and connection", (), ()),
    "billing": ("Billing data of paid plans", (), ()),
    "job": ("Job title and department", (), ()),
    "organisation": ("Company, sector and roles in it", (), ()),
    "training_progress": ("Progress in courses", (), ()),
    "knowledge_base": ("Files of the operator's knowledge base", (), ()),
    "metrics": ("Counts of how chatbots are used", (), ()),
    "integration": ("Data of integrations that were switched on", (), ()),
}


def _types(key: str, families: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        entity_type
        for entity_type, family in FAMILIES.items()
        if _OF_ITS_OWN.get(entity_type, key if family in families else "") == key
    )


CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {
        key: Category(
            key=key,
            title=title,
            entity_types=_types(key, families),
            records=frozenset(records),
        )
        for key, (title, families, records) in _ROWS.items()
    }
)


@lru_cache(maxsize=256)
def types_of(categories: frozenset[str]) -> frozenset[str]:
    """The entity types of some categories; a category that does not exist has none."""
    return frozenset(
        entity_type
        for key in categories
        if key in CATEGORIES
        for entity_type in CATEGORIES[key].entity_types
    )


def categories_of(entity_types: Collection[str]) -> frozenset[str]:
    """The categories that some entity types are of; a type of nobody's has none."""
    return frozenset(
        key for key, category in CATEGORIES.items() if category.entity_types & set(entity_types)
    )
