"""Numbers of health care, beside what Presidio's recognisers find."""

from __future__ import annotations

import pytest

from .conftest import Find

CASES = [
    ("MRN: 00123456", "MEDICAL_RECORD_NUMBER", "00123456"),
    ("medical record number 8841-22", "MEDICAL_RECORD_NUMBER", "8841-22"),
    ("patient id P-10442", "PATIENT_ID", "P-10442"),
    ("my insurance member id is XYZ123456789", "US_HEALTH_INSURANCE_MEMBER_ID", "XYZ123456789"),
    ("rx number 1234567", "US_PRESCRIPTION_NUMBER", "1234567"),
    ("rx 1234567", "US_PRESCRIPTION_NUMBER", "1234567"),
    ("prescription # 7654321", "US_PRESCRIPTION_NUMBER", "7654321"),
    ("prior authorization PA-987654321", "US_PRIOR_AUTHORIZATION_NUMBER", "PA-987654321"),
    ("authorization: 123456", "US_PRIOR_AUTHORIZATION_NUMBER", "123456"),
    ("referral number REF-12345678", "US_REFERRAL_NUMBER", "REF-12345678"),
    ("referral 12345678", "US_REFERRAL_NUMBER", "12345678"),
    ("claim no. 123456", "US_CLAIM_NUMBER", "123456"),
    ("medical claim 123456", "US_CLAIM_NUMBER", "123456"),
    ("provider tin 12-3456789", "US_PROVIDER_TAX_ID", "12-3456789"),
]


@pytest.mark.parametrize(("text", "kind", "value"), CASES)
def test_numbers_with_a_label(text: str, kind: str, value: str, find: Find) -> None:
    assert (kind, value) in find(text)


@pytest.mark.parametrize(("text", "kind", "value"), CASES)
def test_presidio_finds_no_more(text: str, kind: str, value: str, find: Find) -> None:
    recognizers = pytest.importorskip("presidio_analyzer.predefined_recognizers")
    names = {
        "US_PRESCRIPTION_NUMBER": "UsPrescriptionNumberRecognizer",
        "US_PRIOR_AUTHORIZATION_NUMBER": "UsPriorAuthorizationNumberRecognizer",
        "US_REFERRAL_NUMBER": "UsReferralNumberRecognizer",
        "US_CLAIM_NUMBER": "UsClaimNumberRecognizer",
        "US_PROVIDER_TAX_ID": "UsProviderTaxIdRecognizer",
        "US_HEALTH_INSURANCE_MEMBER_ID": "UsHealthInsuranceMemberIdRecognizer",
    }
    theirs = set()
    if kind in names:
        found = getattr(recognizers, names[kind])().analyze(text, [kind])
        theirs = {(each.entity_type, text[each.start : each.end]) for each in found}
    assert {each for each in theirs if each[1] == value} <= set(find(text))


@pytest.mark.parametrize(
    "text", ["prescription for 30 days", "patient 12", "referral to room 1234", "12-3456789"]
)
def test_no_health_number(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind in {each[1] for each in CASES}] == []
