"""What every sandbox finds in its store: keys, and what a tenant has said and switched on."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gateway.access.instructions import Instruction, InstructionKind
from gateway.admin.auth import new_api_key
from gateway.app import Gateway
from gateway.check.configuration import MAIN, OTHER
from gateway.model import Role
from gateway.settings import Settings
from gateway.storage import instruction_rows, integration_rows
from gateway.storage.integration_rows import Integration
from gateway.storage.ports import ApiKey
from gateway.storage.transaction import Transaction
from gateway.wiring import new_id

# A guest's key ends so long after the sandbox began; an instruction stands for so long.
GUEST, STANDS = timedelta(days=7), timedelta(days=366)
_ROLES = tuple(role for role in Role if role is not Role.SUBJECT)
_SECONDS = ("colleague", Role.ADMIN), ("officer2", Role.PRIVACY_OFFICER)
_BY = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What there is before a probe begins.

    Attributes:
        settings: of an unchanged sandbox.
        at: when it was made; aware, UTC.
        keys: API keys by name.
        records: the same as the store has them.
        instructions: id of one that permits every change, by tenant.
    """

    settings: Settings
    at: datetime
    keys: Mapping[str, str] = field(repr=False)
    records: Sequence[ApiKey] = ()
    instructions: Mapping[str, str] = field(default_factory=dict)

    async def put(self, gateway: Gateway) -> None:
        """Puts it all into the store of a gateway that is not open yet."""
        store = gateway.store
        await store.open()
        try:
            for record in self.records:
                await store.add_api_key(record)
            await store.act(self._permit)
        finally:
            await store.close()

    def _permit(self, transaction: Transaction) -> None:
        for tenant, instruction_id in self.instructions.items():
            instruction = Instruction(
                tenant=tenant,
                instruction_id=instruction_id,
                kinds=frozenset(InstructionKind),
                given_by="sandbox",
                reference="contract",
                valid_from=self.at,
                valid_until=self.at + STANDS,
                recorded_by=_BY,
                recorded_at=self.at,
            )
            instruction_rows.add(transaction.connection, instruction)
        for each in self.settings.tenants.values():
            if each.policy.scope.integrations_off:
                for recipient in each.recipients:
                    switch = Integration(
                        tenant=each.key,
                        recipient=recipient.key,
                        is_on=True,
                        version=1,
                        changed_by=_BY,
                        changed_at=self.at,
                    )
                    integration_rows.put(transaction.connection, switch)


def new_setup(settings: Settings, *, at: datetime) -> Setup:
    """Keys of every role, and where a policy asks for it an instruction and switches."""
    keys: dict[str, str] = {}
    records = []
    for name, tenant, role in _wanted():
        record, keys[name] = new_api_key(tenant, role, label="check", entropy=os.urandom, now=at)
        records.append(replace(record, expires_at=at + GUEST if role is Role.GUEST else None))
    instructed = [
        key for key, each in settings.tenants.items() if each.policy.scope.needs_instructions
    ]
    return Setup(
        settings=settings,
        at=at,
        keys=keys,
        records=records,
        instructions={tenant: new_id() for tenant in instructed},
    )


def _wanted() -> list[tuple[str, str, Role]]:
    wanted: list[tuple[str, str, Role]] = [(role.value, MAIN, role) for role in _ROLES]
    wanted += [(f"{OTHER}:{role.value}", OTHER, role) for role in _ROLES]
    wanted += [(name, MAIN, role) for name, role in _SECONDS]
    return wanted
