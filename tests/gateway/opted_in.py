"""People who have opted in, for tests that need one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gateway.consent.records import ConsentRecord, ConsentState
from gateway.policy import Tenant
from tests.gateway.storage.samples import START


def notice_hash(
    tenant: Tenant,
    *,
    purpose: str = "answering",
    recipient: str | None = None,
    at: datetime = START,
) -> str:
    """SHA-256 of what a person is shown for this purpose and recipient."""
    shown = tenant.notices[purpose, recipient or tenant.recipients[0].key].in_force(at)
    assert shown is not None
    return shown.sha256


def given(tenant: Tenant, *, subject: str = "s", **fields: Any) -> ConsentRecord:
    """A consent that holds from START on; fields replace what it says."""
    purpose = fields.pop("purpose", "answering")
    recipient = fields.pop("recipient", tenant.recipients[0].key)
    whole: dict[str, Any] = {
        "record_id": "c" * 26,
        "tenant": tenant.key,
        "subject": subject,
        "purpose": purpose,
        "recipient": recipient,
        "state": ConsentState.GIVEN,
        "notice": notice_hash(tenant, purpose=purpose, recipient=recipient),
        "language": "en",
        "event_time": START,
        "event_id": 1,
    }
    return ConsentRecord(**{**whole, **fields})
