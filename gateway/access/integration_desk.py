"""Switches recipients on and off for a tenant; each change with its audit entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest
from gateway.policy import Recipient, Tenant
from gateway.retention.hold_desk import By
from gateway.storage import integration_rows
from gateway.storage.integration_rows import Integration
from gateway.storage.transaction import Acting, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A recipient as its tenant sees it.

    Attributes:
        recipient: its key.
        party: its name.
        needs_switch: whether the policy starts with it off.
        is_on: whether text may go there as far as this switch goes.
        held: the switch as it was set last, or None.
    """

    recipient: str
    party: str
    needs_switch: bool
    is_on: bool
    held: Integration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationDesk:
    """What can be done with switches.

    Attributes:
        store: holds them.
        tenants: by key, with their recipients.
    """

    store: Acting
    tenants: Mapping[str, Tenant]

    async def listed(self, tenant: str) -> Sequence[Switch]:
        """All recipients of a tenant with their switches."""
        held = await self.store.act(
            lambda act: integration_rows.integrations(act.connection, tenant), tenants=[tenant]
        )
        return [self._shown(tenant, each.key, held=held.get(each.key)) for each in self._of(tenant)]

    async def switch(self, tenant: str, recipient: str, *, on: bool, by: By) -> Switch:
        """Sets the switch of a recipient. Off holds for the next disclosure on every replica.

        Raises:
            InvalidRequest: the tenant has no such recipient.
        """
        if recipient not in {each.key for each in self._of(tenant)}:
            raise InvalidRequest("There is no such recipient.", code="not_found", status=404)
        wanted = Integration(
            tenant=tenant,
            recipient=recipient,
            is_on=on,
            version=0,
            changed_by=by.actor,
            changed_at=by.at,
        )

        def act(transaction: Transaction) -> Integration:
            before = integration_rows.integrations(transaction.connection, tenant).get(recipient)
            held = integration_rows.put(transaction.connection, wanted)
            if before is None or before.version != held.version:
                transaction.audit.append(
                    AuditEntry(
                        act=Act.INTEGRATION_CHANGED,
                        tenant=tenant,
                        at=by.at,
                        object_id=as_code(recipient),
                        actor=as_code(by.actor),
                        facts={"on": on, "version": held.version},
                    )
                )
            return held

        held = await self.store.act(act, tenants=[tenant])
        return self._shown(tenant, recipient, held=held)

    def _of(self, tenant: str) -> Sequence[Recipient]:
        return self.tenants[tenant].recipients

    def _shown(self, tenant: str, recipient: str, *, held: Integration | None) -> Switch:
        needs = self.tenants[tenant].policy.scope.integrations_off
        known = next(each for each in self.tenants[tenant].recipients if each.key == recipient)
        return Switch(
            recipient=recipient,
            party=known.party,
            needs_switch=needs,
            is_on=held.is_on if held is not None else not needs,
            held=held,
        )
