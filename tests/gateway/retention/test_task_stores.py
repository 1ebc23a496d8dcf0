"""What an erasure request left stands in its certificate, store by store."""

from __future__ import annotations

from gateway.retention.task_stores import task_stores


def test_each_store_that_keeps_something_has_an_entry() -> None:
    retained = {
        ("disclosures", "held"): 2,
        ("disclosures", "legally_required"): 1,
        ("consents", "legally_required"): 0,
        ("conversations", "held"): 4,
    }
    assert task_stores(retained) == [
        {
            "store": "disclosures",
            "items_removed": 0,
            "items_retained": 3,
            "reason": "held,legally_required",
            "checked_by": "request",
        }
    ]
    assert task_stores({}) == []
