"""What an incident reaches: recipients below a party, and names that mean something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gateway.incidents.incident import Incident, Reach, wrong
from gateway.policy import Tenant
from gateway.storage.incident_scope import all_sent
from gateway.storage.transaction import Transaction


def whole_reach(reach: Reach, party: str, *, tenant: Tenant) -> Reach:
    """At a party that recipients work for it touches what they were sent."""
    if not party or reach.recipients:
        return reach
    parents = {each.key: each.parent for each in tenant.recipients}
    below = frozenset(each for each in parents if party in _above(each, parents))
    return replace(reach, recipients=below)


def check_names(transaction: Transaction, incident: Incident, *, tenant: Tenant) -> None:
    """Refuses a name that means nothing: misspelt, it would say that nobody was touched.

    A recipient or purpose that is gone from the configuration is taken where something was
    sent to it, or for it.

    Raises:
        InvalidRequest: 422.
    """
    reach = incident.reach
    recipients = {name for each in tenant.recipients for name in (each.key, each.parent)}
    party = {incident.party} if incident.party else set()
    for column, names, known in (
        ("recipients", reach.recipients | party, recipients),
        ("purposes", reach.purposes, set(tenant.policy.purposes)),
    ):
        unknown = sorted(names - known)
        if unknown and not all_sent(transaction, incident.tenant, column=column, names=unknown):
            raise wrong(column, f"{column}: one is not known, and nothing was ever sent.")


def _above(key: str, parents: Mapping[str, str | None]) -> set[str]:
    """The parties above a recipient."""
    found: set[str] = set()
    above = parents.get(key)
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found
