"""How long an operator has to tell of an incident; pure types.

Sources, read 2026-11-22: GDPR Article 33(1) (a controller tells the authority within 72
hours of becoming aware) and 33(2) (a processor tells the controller without undue delay;
how long that is, contracts say). Engineering input, no legal advice.
"""

from __future__ import annotations

from dataclasses import dataclass

AUTHORITY_HOURS = 72
CONTROLLER_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRules:
    """Clocks of a policy, in hours from when an incident was noticed.

    Attributes:
        authority_hours: a controller's, to its supervisory authority.
        controller_hours: a processor's, to the controller.
    """

    authority_hours: int = AUTHORITY_HOURS
    controller_hours: int = CONTROLLER_HOURS
