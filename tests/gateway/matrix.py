"""Two tenants with the same things in them, and calls for every row of the role table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.admin.roles import PERMITTED
from gateway.model import Role
from tests.gateway.serving import Answered, Serving, consent_body

PERSON, SECRET = "canary-person", "zebra canary words"
_PARAMETER = re.compile(r"{([a-z_]+)}")
# Parts of a path that the configuration names; both tenants know the same.
NAMES = {"key": "default", "model": "m", "form": "contact", "recipient": "model-host"}
FUTURE = "2031-01-01T00:00:00Z"
SOON = (datetime.now(UTC) + timedelta(days=30)).isoformat()
REASON = {"x-discreet-reason": "incident:T-1"}
# What a call needs to come as far as looking for what its path names.
BODIES: Mapping[str, Any] = {
    "/privacy/holds/{hold_id}/review": {"review_at": FUTURE},
    "/privacy/requests/{request_id}/push": {"url": "https://example.com/x", "confirm": True},
    "/privacy/incidents/{incident_id}/state": {"state": "DataBreachOngoingReport"},
    "/privacy/incidents/{incident_id}/notices": {"target": "authority"},
    "/privacy/incidents/{incident_id}/acknowledge": {"notice": 1},
    "/privacy/demands/{demand_id}": {"told": True},
}


@dataclass(frozen=True, kw_only=True)
class Things:
    """What one tenant has.

    Attributes:
        prefix: of its keys.
        ids: by parameter of a path.
        token: of its person.
    """

    prefix: str
    ids: Mapping[str, str]
    token: str = field(repr=False)

    def key(self, role: Role) -> str:
        """The key of a role, or the person's token."""
        return self.token if role is Role.SUBJECT else f"{self.prefix}{role.value}"


def rows() -> list[tuple[str, str]]:
    """The table, chats last and what ends a tenant after them."""
    last = ("/v1", "/openai", "/api", "/privacy/termination")
    return sorted(PERMITTED, key=lambda row: (row[1].startswith(last), row[1], row[0]))


def filled(gateway: Serving, prefix: str) -> Things:
    """Puts one of everything into a tenant."""
    tenant = "other" if prefix else "main"

    def call(method: str, path: str, body: Any, role: str, status: int = 201) -> Any:
        answered = gateway.call(method, path, body, key=f"{prefix}{role}")
        assert answered.status == status, (path, answered.body)
        return answered.json()

    consent = consent_body(gateway.settings, PERSON, tenant=tenant)
    record = call("POST", "/privacy/consents", consent, "consent")
    chat = {"model": "m", "messages": [{"role": "user", "content": f"{SECRET} of {tenant}"}]}
    headers = {"x-discreet-subject": PERSON}
    said = gateway.call("POST", "/v1/chat/completions", chat, key=f"{prefix}chat", headers=headers)
    assert said.status == 200, said.body
    hold = {
        "matter": f"matter canary of {tenant}",
        "authority": "court",
        "review_at": FUTURE,
        "subjects": [PERSON],
    }
    placed = call("POST", "/privacy/holds", hold, "privacy_officer")
    asked = {"kind": "human_review", "subject": PERSON, "details": {}}
    filed = call("POST", "/privacy/requests", asked, "privacy_officer")
    seen = {"subject": f"{PERSON}-2", "reason": "under_age"}
    reported = call("POST", "/privacy/reports", seen, "chat")
    minted = call("POST", "/privacy/subject-tokens", {"subject": PERSON}, "chat")
    ids = {
        **NAMES,
        "record_id": record["id"],
        "conversation_id": said.headers["x-discreet-conversation"],
        "hold_id": placed["id"],
        "request_id": filed["id"],
        "report_id": reported["id"],
        "token": "dwl_" + "a" * 43,
        "seq": "0",
        **_later(gateway, prefix, tenant=tenant),
    }
    return Things(prefix=prefix, ids=ids, token=minted["token"])


# Things that other calls make: the parameter they are named by, who calls what, and the body.
_MADE: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
    ("grant_id", "support", "/privacy/grants", {"reason": "fault_analysis", "ticket": "T-1"}),
    (
        "instruction_id",
        "admin",
        "/privacy/instructions",
        {"kinds": ["holds"], "given_by": "customer", "reference": "C-1", "until": SOON},
    ),
    (
        "incident_id",
        "privacy_officer",
        "/privacy/incidents",
        {"kinds": ["confidentiality"], "description": "canary of {tenant}"},
    ),
    (
        "demand_id",
        "privacy_officer",
        "/privacy/demands",
        {
            "ground": "court_order",
            "authority": "canary of {tenant}",
            "asked_for": "all",
            "received_at": "2026-01-01T00:00:00Z",
        },
    ),
)


def _later(gateway: Serving, prefix: str, *, tenant: str) -> dict[str, str]:
    found = {}
    for name, role, path, body in _MADE:
        sent = json.loads(json.dumps(body).replace("{tenant}", tenant))
        made = gateway.call("POST", path, sent, key=f"{prefix}{role}")
        assert made.status == 201, (path, made.body)
        found[name] = made.json()["id"]
    return found


def parameters(path: str) -> set[str]:
    """The parts of a path that name somebody's things."""
    return set(_PARAMETER.findall(path)) - set(NAMES)


def call(
    gateway: Serving, row: tuple[str, str], *, key: str | None, ids: Mapping[str, str]
) -> Answered:
    """One call of a row, as far as its body allows."""
    method, path = row
    body = BODIES.get(path, {}) if method in ("POST", "PATCH") else None
    url = _PARAMETER.sub(lambda match: ids[match[1]], path)
    headers = {**REASON, "x-discreet-subject": PERSON} if names_person(row, key) else REASON
    return gateway.call(method, url, body, key=key, headers=headers)


def names_person(row: tuple[str, str], key: str | None) -> bool:
    """Whether a call has to name the person: nobody's own key or token may."""
    own = key is None or key.startswith("dst_") or key.endswith("guest")
    return not own and not row[1].endswith(("/requests", "/reports"))
