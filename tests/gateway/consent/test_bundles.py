"""Bodies that ask for several consents at once, and near misses."""

from __future__ import annotations

import pytest

from gateway.consent.bundles import check_single, is_bundled
from gateway.errors import Refused


@pytest.mark.parametrize(
    ("body", "bundled"),
    [
        ({"purpose": "answering", "recipient": "model"}, False),
        ({"purpose": "wall-painting", "recipient": "allied"}, False),
        ({"purpose": "everyday", "recipient": "many.models:1"}, False),
        ({}, False),
        (None, False),
        ("all", False),
        ([{"purpose": "answering"}], True),
        ({"purpose": ["answering"]}, True),
        ({"purpose": {"a": 1}}, True),
        ({"purpose": "*"}, True),
        ({"purpose": "ALL"}, True),
        ({"recipient": "any"}, True),
        ({"recipient": "everything"}, True),
        ({"recipient": "a,b"}, True),
        ({"recipient": "a b"}, True),
        ({"recipient": "a;b"}, True),
        ({"recipient": "a|b"}, True),
        ({"recipient": "model-*"}, True),
        ({"purpose": "a\nb"}, True),
        ({"purpose": "a", "purposes": []}, True),
        ({"purpose": "a", "accept_all": False}, True),
        ({"purpose": "a", "all": None}, True),
        ({"purpose": "a", "Bundle": 1}, True),
        ({"purpose": "a", "all_recipients": 1}, True),
        ({"purpose": "a", "language": "all"}, False),
        ({"purpose": "a", "installation": 1}, False),
    ],
)
def test_bundles(body: object, bundled: bool) -> None:
    assert is_bundled(body) is bundled
    if bundled:
        with pytest.raises(Refused) as refusal:
            check_single(body)
        assert (refusal.value.code, refusal.value.status) == ("consent_bundled", 422)
    else:
        assert check_single(body) is None  # type: ignore[func-returns-value]
