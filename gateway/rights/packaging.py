"""Answers requests for access and portability: makes the package and keeps it to be fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from gateway.errors import InvalidRequest
from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys
from gateway.retention.classes import parse_duration
from gateway.rights.data_stores import STORES
from gateway.rights.details import known_only, text
from gateway.rights.execution import Done, Handling, Page, Preview, PreviewLine, Result
from gateway.rights.export import PORTABLE, Asked, ExportStore, gather
from gateway.rights.kinds import RightKind
from gateway.rights.package import MEDIA_TYPE, build
from gateway.rights.requests import RightsRequest
from gateway.storage.result_rows import put_result
from gateway.storage.transaction import Acting, Transaction

STORE = "package"
_LONGEST_TAG = 35


class Packaging(Handling):
    """The handler of both kinds; ``details`` may name the ``language`` of the page."""

    def __init__(
        self,
        store: ExportStore,
        *,
        tenants: Mapping[str, Tenant],
        keys: Mapping[str, TenantKeys],
    ) -> None:
        """Reads nothing yet.

        Args:
            store: it is read in pages.
            tenants: by key.
            keys: each tenant's; they sign the receipts in a package.
        """
        super().__init__(_Package(store, tenants=tenants, keys=keys))

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""
        known_only(details, "language")
        text(details, "language", most=_LONGEST_TAG)

    def preview(self, transaction: Transaction, request: RightsRequest, *, now: Any) -> Preview:
        """Names the stores; what is in them is read when the package is made."""
        return Preview(
            lines=tuple(
                PreviewLine(store=each.name, fate="handed_out", items=0)
                for each in STORES
                if request.kind is RightKind.ACCESS or each.name in PORTABLE
            )
        )


class _Package:
    """The one task of both kinds. Made again, a package takes the place of the one before."""

    store = STORE

    def __init__(
        self,
        store: ExportStore,
        *,
        tenants: Mapping[str, Tenant],
        keys: Mapping[str, TenantKeys],
    ) -> None:
        self._store = store
        self._tenants = tenants
        self._keys = keys

    async def perform(self, store: Acting, request: RightsRequest, *, page: Page) -> Done:
        tenant = self._tenants.get(request.tenant)
        if tenant is None:
            raise InvalidRequest("There is no such tenant.", status=422)
        gathered = await gather(
            self._store,
            tenant,
            keys=self._keys[tenant.key],
            subject=request.subject,
            asked=Asked(kind=request.kind, now=page.now),
        )
        language = str(request.details.get("language") or tenant.policy.language)
        body = await asyncio.to_thread(build, gathered, tenant, language=language)
        ends = parse_duration(tenant.policy.rights.result_for).after(page.now)
        result = Result(
            body=body,
            media_type=MEDIA_TYPE,
            filename=f"your-data-{page.now:%Y-%m-%d}.zip",
            expires_at=ends,
        )
        await store.act(
            lambda transaction: put_result(transaction, request, result=result, at=page.now)
        )
        return Done(items_removed=gathered.items)
