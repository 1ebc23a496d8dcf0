"""``discreet consent announce``: whom to tell of a notice that ends their consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli_store import (
    Table,
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from datetime import datetime

    from gateway.policy import Tenant
    from gateway.storage.transaction import Acting

_COLUMNS = ("subject", "purpose", "recipient", "consent", "notice_version", "new_version")


@dataclass(frozen=True, kw_only=True)
class AnnounceOptions(TenantOptions):
    """Options of ``consent announce``."""

    at: Annotated[
        str | None, typer.Option(help="RFC 3339, such as the day of a new notice; else now.")
    ] = None


@takes(AnnounceOptions)
def announce(options: AnnounceOptions) -> None:
    """List the people whose consent ends with a materially new notice, now or then."""
    from gateway.incidents.bodies import read_time

    at = read_time(options.at, field="at") or now()
    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    items = with_store(settings, lambda store: _all(store, tenant, at=at))
    if options.json:
        show_json({"announcements": items})
        return
    rows = [[each[name] for name in _COLUMNS] for each in items]
    Table(title="To be told", columns=_COLUMNS, rows=rows).show(as_json=False)


async def _all(store: Acting, tenant: Tenant, *, at: datetime) -> list[Mapping[str, Any]]:
    """Page by page, each in a transaction of its own."""
    from gateway.consent.announcements import announcements

    found: list[Mapping[str, Any]] = []
    after: str | None = None
    while True:
        start = after
        page = await store.act(
            lambda each: announcements(each, tenant, at=at, after=start),  # noqa: B023
            tenants=[tenant.key],
        )
        found += page.items
        after = page.after
        if after is None:
            return found
