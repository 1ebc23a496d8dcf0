"""Reads the section ``incidents`` of a policy; docs/incidents.md explains each key."""

from __future__ import annotations

from gateway.policy_incidents import AUTHORITY_HOURS, IncidentRules
from gateway.yaml_tree import Value

_LONGEST_CONTRACT = 24 * 14


def read_incidents(value: Value | None) -> IncidentRules:
    """The clocks, with the shipped ones for what is left out.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    default = IncidentRules()
    if value is None:
        return default
    known = value.fields("authority_hours", "controller_hours")
    authority, controller = known.optional("authority_hours"), known.optional("controller_hours")
    return IncidentRules(
        authority_hours=authority.integer(least=1, most=AUTHORITY_HOURS)
        if authority
        else default.authority_hours,
        controller_hours=controller.integer(least=1, most=_LONGEST_CONTRACT)
        if controller
        else default.controller_hours,
    )
