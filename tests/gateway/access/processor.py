"""A gateway whose operator is a processor: instructions are needed, integrations start off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.gateway.serving import RECIPIENT, Serving

PROCESSOR = {
    "language: en\n": "language: en\n"
    "processing: {role: processor, instructions: required, integrations: off}\n"
}


def instruct(gateway: Serving, *kinds: str, key: str = "admin", **fields: Any) -> str:
    """Writes an instruction down; its id."""
    body = {
        "kinds": list(kinds),
        "given_by": "contract-contact",
        "reference": "DPA-2026/7",
        "until": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
        **fields,
    }
    answered = gateway.call("POST", "/privacy/instructions", body, key=key)
    assert answered.status == 201, answered.body
    return str(answered.json()["id"])


def switch(gateway: Serving, on: bool, **named: Any) -> Any:
    """Switches the recipient of the tenant on or off, on an instruction."""
    instruction = instruct(gateway, "integrations")
    answered = gateway.call(
        "POST",
        f"/privacy/integrations/{named.get('recipient', RECIPIENT)}",
        {"on": on},
        key="admin",
        headers={"x-discreet-instruction": instruction},
    )
    assert answered.status == 200, answered.body
    return answered.json()
