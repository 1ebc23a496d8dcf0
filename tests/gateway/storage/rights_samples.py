"""A request as it is filed, with what differs given as keywords."""

from __future__ import annotations

from typing import Any

from gateway.rights.kinds import RightKind, Status
from gateway.rights.requests import RightsRequest
from tests.gateway.storage.samples import CANARY, START

BOTH = ["database", "postgres"]


def request(number: int = 1, **changes: Any) -> RightsRequest:
    """Jane's, of acme."""
    fields: dict[str, Any] = {
        "tenant": "acme",
        "request_id": f"{number:026x}",
        "subject": "jane",
        "kind": RightKind.ACCESS,
        "regime": "GDPR",
        "status": Status.INITIATED,
        "received_at": START,
        "started_at": START,
        "filer": "subject",
        "calendar": "DE/0.109",
        "details": {"note": CANARY, "half": "\ud800"},
    }
    return RightsRequest(**(fields | changes))
