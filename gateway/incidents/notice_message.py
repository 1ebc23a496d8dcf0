"""What a webhook is told of an incident, and the code with which it says that it knows.

The code is a keyed hash over incident and notice: it is not kept anywhere, and whoever
has it can do nothing but acknowledge that one notice.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gateway.incidents.incident import Incident, Notice, Target

_LABEL = b"discreet incident notice 1\x00"


def acknowledgement_code(key: bytes, tenant: str, *, incident_id: str, seq: int) -> str:
    """The code of one notice, 64 hex characters; ``key`` is the tenant's for withdrawals."""
    parts = "".join(f"{len(part)}:{part}" for part in (tenant, incident_id, str(seq)))
    return hmac.digest(key, _LABEL + parts.encode("utf-8", "surrogatepass"), "sha256").hex()


def detection(incident: Incident) -> Mapping[str, Any]:
    """What the operator's own webhook is told when an incident comes into the register."""
    return {"type": incident.state.value, **facts(incident)}


def notice_body(
    incident: Incident, notice: Notice, *, contact: str, code: str
) -> Mapping[str, Any]:
    """A notice with what GDPR Article 33(3) asks for, as far as it is known."""
    words = incident.words
    due = incident.controller_due_at if notice.target is Target.CONTROLLER else None
    return {
        "type": notice.name,
        "notice": notice.seq,
        "phase": notice.phase.value,
        "at": _text(notice.at),
        "due_at": _text(due),
        **facts(incident),
        "description": words.description if words else None,
        "effects": words.effects if words else None,
        "measures": words.measures if words else None,
        "contact": contact,
        "acknowledge": {
            "path": f"/privacy/incidents/{incident.incident_id}/acknowledge",
            "notice": notice.seq,
            "code": code,
        },
    }


def facts(incident: Incident) -> Mapping[str, Any]:
    """What of an incident is codes, counts and times."""
    reach, counts = incident.reach, incident.counts
    return {
        "tenant": incident.tenant,
        "id": incident.incident_id,
        "source": incident.source.value,
        "kinds": sorted(each.value for each in incident.kinds),
        "state": incident.state.value,
        "risk": incident.risk.value,
        "party": incident.party or None,
        "noticed_at": _text(incident.noticed_at),
        "began_at": _text(reach.began_at),
        "ended_at": _text(reach.ended_at),
        "recipients": sorted(reach.recipients),
        "purposes": sorted(reach.purposes),
        "entity_types": sorted(reach.entity_types),
        "people": counts.people if counts else None,
        "conversations": counts.conversations if counts else None,
        "disclosures": counts.disclosures if counts else None,
        "counted_at": _text(counts.at) if counts else None,
    }


def _text(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at is not None else None
