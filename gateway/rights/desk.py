"""The rights desk: what routes and commands share, made from settings."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.admin.keyring import Caller
from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys
from gateway.retention.restricted_reads import RecordsAsked, check_read
from gateway.rights.answers import done_of, for_officers, history_of, shown
from gateway.rights.execution import Handler
from gateway.rights.kinds import RightKind
from gateway.rights.requests import RightsRequest
from gateway.rights.service import RightsService
from gateway.rights.steps import Steps
from gateway.rights.work import RightsWork
from gateway.storage import result_rows, rights_rows
from gateway.storage.transaction import Acting, Transaction

_LABEL = b"discreet rights desk 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where the desk stands.

    Attributes:
        store: in which acts can be done.
        tenants: by key.
        keys: each tenant's keys.
        now: aware UTC time.
        new_id: random ids.
        entropy: random bytes.
        changed: is told after what may stop an answer under way.
    """

    store: Acting
    tenants: Mapping[str, Tenant]
    keys: Mapping[str, TenantKeys]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    entropy: Callable[[int], bytes]
    changed: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsDesk:
    """What routes and commands work with."""

    service: RightsService
    work: RightsWork

    async def told(
        self, request: RightsRequest, *, language: str, officer: bool = False
    ) -> dict[str, object]:
        """A request as JSON, with what its stores did and whether a result is there."""
        steps, now = self.service.steps, self.service.now()
        policy, terms = steps.tenants[request.tenant].policy, steps.terms(request)
        told = shown(request, policy=policy, terms=terms, now=now, language=language)
        if officer:
            told |= for_officers(request, terms)

        def read(transaction: Transaction) -> None:
            told["tasks"] = done_of(rights_rows.tasks_of(transaction, request))
            told["history"] = history_of(rights_rows.events_of(transaction, request))
            ends = result_rows.result_ends(transaction, request, now=now)
            told["result_until"] = (
                ends.isoformat().replace("+00:00", "Z") if ends is not None else None
            )

        await self.service.store.act(read)
        return told

    async def check_readable(self, request: RightsRequest, caller: Caller) -> None:
        """Refuses a closed request to whom the class of such does not name.

        Raises:
            Refused: 403 ``class_restricted``.
        """
        if request.is_open:
            return
        asked = RecordsAsked(
            tenant=caller.tenant,
            actor=caller.actor,
            role=caller.role,
            kind="requests",
            at=self.service.now(),
            object_id=request.request_id,
            subject=request.subject,
        )
        policy = self.service.steps.tenants[request.tenant].policy
        await check_read(self.service.store, asked, policy=policy)


def rights_desk(office: Office, handlers: Mapping[RightKind, Handler]) -> RightsDesk:
    """The desk."""
    steps = Steps(tenants=office.tenants, handlers=handlers, new_id=office.new_id)
    service = RightsService(
        store=office.store,
        steps=steps,
        keys={
            tenant: hmac.digest(keys.hashing, _LABEL, "sha256")
            for tenant, keys in office.keys.items()
        },
        now=office.now,
        entropy=office.entropy,
        changed=office.changed,
    )
    work = RightsWork(office.store, steps, now=office.now, changed=office.changed)
    return RightsDesk(service=service, work=work)
