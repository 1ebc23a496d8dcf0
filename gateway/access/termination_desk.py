"""Announces the end of a tenant, and makes it: hands over, erases, proves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from gateway.access import terminations
from gateway.access.handed_over import Handed, Package, check_directory, hand_over
from gateway.access.terminations import Termination, TerminationState
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import StorageFailed
from gateway.retention.certificates import COMPLETE
from gateway.retention.hold_desk import By
from gateway.storage import certificate_rows, tenant_rows, termination_rows
from gateway.storage.certificate_rows import Run
from gateway.storage.tenant_erasure import CAUSE, erase
from gateway.storage.transaction import Acting, ActingStore, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a tenant.

    Attributes:
        termination: as it stands at the end.
        handed: what was exported.
        rows, keys: how many were erased.
        certificate: its state; ``pending`` where an open reader keeps the files from being
            proven clean: the next sweep completes it.
    """

    termination: Termination
    handed: Handed
    rows: int
    keys: int
    certificate: str


async def announce(store: Acting, termination: Termination) -> Termination:
    """Announces the end; again to change its day.

    Raises:
        InvalidRequest: the day has passed.
        Refused: it has begun.
    """
    terminations.check_day(termination.due_at, now=termination.announced_at)
    by = By(actor=termination.announced_by, at=termination.announced_at)

    def act(transaction: Transaction) -> Termination:
        held = termination_rows.find(transaction.connection, termination.tenant)
        if held is not None:
            terminations.check_open(held)
        termination_rows.put(transaction.connection, termination)
        _note(transaction, termination, step="announced", by=by)
        return termination

    return await store.act(act, tenants=[termination.tenant])


async def call_off(store: Acting, tenant: str, *, by: By) -> Termination:
    """Calls an announced end off.

    Raises:
        InvalidRequest: there is none.
        Refused: it has begun.
    """

    def act(transaction: Transaction) -> Termination:
        held = terminations.check_open(termination_rows.find(transaction.connection, tenant))
        termination_rows.remove(transaction.connection, tenant)
        _note(transaction, held, step="called_off", by=by)
        return held

    return await store.act(act, tenants=[tenant])


async def hurry(store: Acting, termination: Termination, *, by: By) -> None:
    """Lets it be done before its day, on the instruction that it names.

    Raises:
        Refused: it has begun.
    """

    def act(transaction: Transaction) -> None:
        held = termination_rows.find(transaction.connection, termination.tenant)
        if held is not None:
            terminations.check_open(held)
        termination_rows.put(transaction.connection, termination)
        _note(transaction, termination, step="approved", by=by)

    await store.act(act, tenants=[termination.tenant])


async def sought(store: Acting, tenant: str) -> Termination | None:
    """The end that is announced or was made, if any."""
    return await store.act(
        lambda act: termination_rows.find(act.connection, tenant), tenants=[tenant]
    )


async def found(store: Acting, tenant: str) -> Termination:
    """The same.

    Raises:
        InvalidRequest: there is none.
    """
    held = await sought(store, tenant)
    if held is None:
        raise terminations.no_termination()
    return held


async def terminate(
    store: ActingStore, package: Package, *, by: By, run_id: str, handed_over: bool = False
) -> Ended:
    """Hands everything over, then erases it. Broken off, it is done again from the beginning.

    Args:
        store: open.
        package: where the export goes.
        by: who does it.
        run_id: random; of the erasure and its certificate.
        handed_over: whether the tenant takes over what a law keeps.

    Raises:
        GatewayError: it is not the day, something must be kept, the export cannot be
            written, or something is left in the end.
    """
    tenant = package.tenant.key
    check_directory(package.directory)  # before anything is stopped
    begun = await _begin(store, tenant, by=by, handed_over=handed_over)
    handed = await hand_over(store, package)
    begun = replace(begun, package_sha256=handed.sha256, certificate_id=run_id)
    run = Run(run_id=run_id, at=by.at, cause=CAUSE)
    await store.act(partial(_handed, termination=begun, handed=handed, by=by), tenants=[tenant])
    # From here on a back-up that is put back has the tenant erased again.
    await store.act(partial(tenant_rows.note_end, tenant=tenant, run=run), tenants=[tenant])
    rows, keys = await erase(store, tenant, run=run)
    await store.sweep(by.at)

    def finish(transaction: Transaction) -> Ended:
        if tenant_rows.remaining(transaction, tenant):
            raise StorageFailed("something of the tenant is left: terminate it again")
        ended = replace(begun, ended_at=by.at)
        termination_rows.put(transaction.connection, ended)
        entry = _entry(ended, act=Act.TENANT_ERASED, by=by, facts={"rows": rows, "keys": keys})
        transaction.audit.append(entry)
        held = certificate_rows.find(transaction.connection, tenant, certificate_id=run_id)
        state = held.state if held is not None else COMPLETE
        return Ended(termination=ended, handed=handed, rows=rows, keys=keys, certificate=state)

    return await store.act(finish, tenants=[tenant])


async def clear(store: Acting, now: datetime, *, run_id: str) -> int:
    """Erases what came after the end of a tenant, such as usage that was written late."""
    ended = await store.act(lambda act: termination_rows.begun(act.connection))
    rows = 0
    for tenant in sorted(ended):
        held = await found(store, tenant)
        if held.state is TerminationState.ENDED:
            run = Run(run_id=run_id, at=now, cause=CAUSE)
            rows += sum(await erase(store, tenant, run=run))
    return rows


async def _begin(store: Acting, tenant: str, *, by: By, handed_over: bool) -> Termination:
    def act(transaction: Transaction) -> Termination:
        held = termination_rows.find(transaction.connection, tenant)
        if held is None:
            raise terminations.no_termination()
        keeping = termination_rows.keeping(transaction, tenant, now=by.at)
        terminations.check_ready(held, keeping, now=by.at, handed=handed_over)
        begun = replace(held, begun_at=held.begun_at or by.at)
        termination_rows.put(transaction.connection, begun)
        revoked = termination_rows.revoke_keys(transaction.connection, tenant, at=by.at)
        _note(transaction, begun, step="begun", by=by, api_keys=revoked)
        # Last: what fails before leaves the tenant as it was.
        transaction.keys.end_tenant(tenant)
        return begun

    return await store.act(act, tenants=[tenant])


def _handed(transaction: Transaction, *, termination: Termination, handed: Handed, by: By) -> None:
    termination_rows.put(transaction.connection, termination)
    _note(
        transaction,
        termination,
        step="handed_over",
        by=by,
        people=handed.people,
        records=handed.records,
        kept=handed.kept,
    )


def _note(
    transaction: Transaction, termination: Termination, *, step: str, by: By, **counts: int
) -> None:
    facts: dict[str, str | int | bool] = {
        "step": step,
        "due_at": termination.due_at.date().isoformat(),
        **counts,
    }
    if termination.package_sha256:
        facts["package_sha256"] = termination.package_sha256
    transaction.audit.append(_entry(termination, act=Act.TERMINATION_CHANGED, by=by, facts=facts))


def _entry(
    termination: Termination, *, act: Act, by: By, facts: dict[str, str | int | bool]
) -> AuditEntry:
    return AuditEntry(
        act=act,
        tenant=termination.tenant,
        at=by.at,
        object_id=as_code(termination.certificate_id),
        actor=as_code(by.actor),
        facts=facts,
    )
