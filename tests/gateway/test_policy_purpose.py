"""Which purposes are optional, and which can be objected to."""

from __future__ import annotations

import pytest

from gateway.policy_purpose import LegalBasis, Purpose


def purpose(key: str, basis: LegalBasis) -> Purpose:
    return Purpose(key=key, title="t", benefits="b", legal_basis=basis, retention_class="c")


@pytest.mark.parametrize(
    ("key", "basis", "optional", "objectionable"),
    [
        ("answering", LegalBasis.CONTRACT, False, False),
        ("answering", LegalBasis.CONSENT, False, False),
        ("answering", LegalBasis.LEGITIMATE_INTEREST, False, True),
        ("training", LegalBasis.CONTRACT, True, True),
        ("newsletter", LegalBasis.CONSENT, True, True),
        ("support", LegalBasis.CONSENT, True, True),
        ("support", LegalBasis.CONTRACT, False, False),
        ("support", LegalBasis.PUBLIC_TASK, False, True),
        ("support", LegalBasis.LEGAL_OBLIGATION, False, False),
        ("support", LegalBasis.VITAL_INTERESTS, False, False),
    ],
)
def test_what_people_may_say_no_to(
    key: str, basis: LegalBasis, optional: bool, objectionable: bool
) -> None:
    made = purpose(key, basis)
    assert (made.is_optional, made.can_be_objected_to) == (optional, objectionable)
