"""Numbers of bookings, orders, policies, claims and memberships."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("PNR X7G2KQ", "OTHER_ID", "X7G2KQ"),
        ("booking reference: ABC123", "OTHER_ID", "ABC123"),
        ("my reservation number is 88213", "OTHER_ID", "88213"),
        ("invoice INV-2024-001", "OTHER_ID", "INV-2024-001"),
        ("tracking number 9400110200881234", "OTHER_ID", "9400110200881234"),
        ("frequent flyer number AB1234567", "OTHER_ID", "AB1234567"),
        ("case number 00012345", "OTHER_ID", "00012345"),
        ("order #123-4567890-1234567", "OTHER_ID", "123-4567890-1234567"),
        ("claim 789", "OTHER_ID", "789"),
        ("claim number CLM-123456789", "US_CLAIM_NUMBER", "CLM-123456789"),
        ("my customer number is C-4401", "ACCOUNT_ID", "C-4401"),
        ("account id 56589", "ACCOUNT_ID", "56589"),
        ("member id W123456", "ACCOUNT_ID", "W123456"),
    ],
)
def test_references(text: str, kind: str, value: str, find: Find) -> None:
    assert find(text) == [(kind, value)]


def test_a_head_alone_needs_a_long_number(find: Find) -> None:
    assert find("ticket 88") == []
    assert find("ticket 8812") == [("OTHER_ID", "8812")]
    assert find("customer 4401") == []
