"""``discreet rights disclosures``: what of a person went to whom; the audit log notes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli_consent import subject_of
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
    from collections.abc import Mapping

    from gateway.policy import Tenant
    from gateway.rights.disclosure_report import Listed, Reading
    from gateway.storage.transaction import Acting

_SENT = ("at", "recipient_name", "recipient_country", "purpose", "consent_id", "notice_version")
_REFUSED = ("at", "recipient", "purpose", "code", "check_name", "reasons")


@dataclass(frozen=True, kw_only=True)
class DisclosureOptions(TenantOptions):
    """Options of ``rights disclosures``."""

    subject: Annotated[str, typer.Option(help="The person, as the chatbot names them.")]
    reason: Annotated[str, typer.Option(help="Why, a code of docs/http.md, such as complaint.")]
    refusals: Annotated[bool, typer.Option("--refusals", help="What was refused instead.")] = False


@takes(DisclosureOptions)
def disclosures(options: DisclosureOptions) -> None:
    """Show what of a person went to whom, when, for what and under which consent."""
    from gateway.admin.reasons import read_reason
    from gateway.rights.data_stores import Holder
    from gateway.rights.disclosure_report import Listed, Reading

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    reading = Reading(
        holder=Holder(
            tenant=tenant.key, subject=subject_of(settings, tenant.key, name=options.subject)
        ),
        now=now(),
        actor="command",
        reason=read_reason(options.reason, said_by="--reason"),
    )
    listed = Listed.REFUSALS if options.refusals else Listed.DISCLOSURES
    items = with_store(settings, lambda store: _all(store, tenant, reading=reading, listed=listed))
    if options.json:
        show_json({listed.value: items})
        return
    columns = _REFUSED if options.refusals else (*_SENT, "sent_bytes", "entity_counts", "outcome")
    Table(
        title=listed.value.capitalize(),
        columns=columns,
        rows=[[_cell(each[name]) for name in columns] for each in items],
    ).show(as_json=False)


async def _all(
    store: Acting, tenant: Tenant, *, reading: Reading, listed: Listed
) -> list[Mapping[str, Any]]:
    from gateway.rights.disclosure_report import report_page

    items: list[Mapping[str, Any]] = []
    after = None
    while True:
        page = await report_page(store, tenant, reading=reading, listed=listed, after=after)
        items += page.items
        if page.after is None:
            return items
        after = page.after


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        known = value.get("status")
        return known or ", ".join(f"{name}={count}" for name, count in value.items())
    return ", ".join(value) if isinstance(value, list) else value
