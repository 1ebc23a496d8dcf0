"""A person's own data over HTTP: conversations, and what went to whom.

With a subject token everybody sees what is theirs. An officer names the
subject and says why, and each look is in the audit log in the transaction that read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.admin.reasons import REASON_HEADER, read_reason
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.calls import answering, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.errors import InvalidRequest, Refused
from gateway.proxy.subject import conversation_key
from gateway.retention.restricted import (
    CLASS_RESTRICTED,
    READERS,
    class_restricted,
    is_restricted,
)
from gateway.retention.restricted_reads import RecordsAsked, check_read
from gateway.rights.conversation_erasure import erase_one
from gateway.rights.conversation_rows import listed, read_conversation, terms_held
from gateway.rights.data_stores import Erased, Holder, PageAsked
from gateway.rights.disclosure_report import (
    Listed,
    Reading,
    check_reason,
    report_page,
)
from gateway.storage.certificate_rows import Run
from gateway.storage.transaction import ActingStore, Transaction
from gateway.storage.undo_rows import Undo, bring_back

_PAGE = 100
_LONGEST_NAME = 256
_ROW_DIGITS = 18


def person_data_router(desk: ConsentDesk, *, store: ActingStore) -> APIRouter:
    """``/privacy/conversations`` and ``/privacy/disclosures``."""
    calls = _Calls(desk, store)
    router = APIRouter()
    for method, path, handle in (
        ("GET", "/privacy/conversations", calls.conversations),
        ("GET", "/privacy/conversations/{conversation_id}", calls.conversation),
        ("DELETE", "/privacy/conversations/{conversation_id}", calls.erase),
        ("POST", "/privacy/conversations/{conversation_id}/undo", calls.undo),
        ("GET", "/privacy/disclosures", calls.disclosures),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


class _Calls:
    def __init__(self, desk: ConsentDesk, store: ActingStore) -> None:
        self._desk = desk
        self._store = store

    async def conversations(self, request: Request) -> Response:
        """All that are there, each with its end, and what use can be objected to."""
        reading = await self._reading(request)
        asked = PageAsked(now=reading.now, after=_row_id(request), rows=_PAGE)
        purposes = [
            {"purpose": each.key, "title": each.title}
            for each in self._desk.tenants[reading.holder.tenant].policy.purposes.values()
            if each.can_be_objected_to
        ]

        def act(transaction: Transaction) -> dict[str, Any]:
            check_reason(transaction, reading)
            page = listed(transaction, reading.holder, asked)
            entry = reading.entry("conversations", count=len(page.items))
            if entry is not None:
                transaction.audit.append(entry)
            after = None if page.after is None else str(page.after[0])
            return {
                "conversations": [_flat(each) for each in page.items],
                "purposes": purposes,
                "after": after,
            }

        return reply(await self._store.act(act, tenants=[reading.holder.tenant]))

    async def conversation(self, request: Request) -> Response:
        """One with its texts, as people read them."""
        reading = await self._reading(request)
        wanted = self._conversation_id(request, reading.holder.tenant)

        def act(transaction: Transaction) -> dict[str, Any] | None:
            check_reason(transaction, reading)
            if self._is_restricted(transaction, reading, wanted=wanted):
                return None
            found = read_conversation(
                transaction,
                reading.holder,
                conversation_id=wanted,
                asked=PageAsked(now=reading.now),
            )
            if found is None:
                raise _no_conversation()
            entry = reading.entry("conversation", count=len(found["messages"]), object_id=wanted)
            if entry is not None:
                transaction.audit.append(entry)
            return _flat(found)

        told = await self._store.act(act, tenants=[reading.holder.tenant])
        if told is None:  # outside of the transaction, so that the log keeps who tried
            raise class_restricted()
        return reply(told)

    def _is_restricted(self, transaction: Transaction, reading: Reading, *, wanted: str) -> bool:
        """Whether its class keeps this conversation from who asks; that goes into the log."""
        if reading.role in READERS:
            return False
        held, terms = terms_held(transaction, reading.holder, conversation_id=wanted)
        policy = self._desk.tenants[reading.holder.tenant].policy
        if not is_restricted(policy, held, terms=terms, now=reading.now):
            return False
        entry = reading.entry("conversation", count=0, object_id=wanted)
        if entry is not None:
            facts = {**entry.facts, "outcome": CLASS_RESTRICTED}
            transaction.audit.append(replace(entry, act=Act.READ_REFUSED, facts=facts))
        return True

    async def erase(self, request: Request) -> Response:
        """Erases one at once, or says what forbids it; it is not read again either way."""
        desk = self._desk
        caller = await desk.caller(request)
        holder = Holder(tenant=caller.tenant, subject=desk.subject(request, caller))
        wanted = self._conversation_id(request, caller.tenant)
        now, run_id = desk.now(), desk.new_id()
        run = Run(run_id=run_id, at=now, cause=f"request:{run_id}")

        def act(transaction: Transaction) -> Erased:
            done = erase_one(transaction, holder, conversation_id=wanted, run=run)
            if done is None:
                raise _no_conversation()
            entry = AuditEntry(
                act=Act.RIGHTS_STEP,
                tenant=holder.tenant,
                at=now,
                subject=holder.subject,
                object_id=as_code(wanted),
                actor=as_code(caller.actor),
                facts={
                    "step": "erase_conversation",
                    "erased": done.items_removed,
                    "retained": done.items_retained,
                },
            )
            transaction.audit.append(entry)
            return done

        done = await self._store.act(act, tenants=[holder.tenant])
        desk.changed()
        await self._store.truncate()
        if done.items_retained:
            raise _kept(done)
        return reply({"id": wanted, "erased": done.items_removed})

    async def undo(self, request: Request) -> Response:
        """Shows one again that its class has hidden, before a sweep acts on it."""
        desk = self._desk
        caller = await desk.caller(request)
        wanted = Undo(
            tenant=caller.tenant,
            conversation_id=self._conversation_id(request, caller.tenant),
            subject=desk.named(request, caller),
            at=desk.now(),
            actor=caller.actor,
            reason=read_reason(request.headers.get(REASON_HEADER)),
        )
        tag = await self._store.act(
            lambda transaction: bring_back(transaction, wanted), tenants=[caller.tenant]
        )
        return reply(
            {
                "id": wanted.conversation_id,
                "retention_class": tag.retention_class,
                "hide_at": as_text(tag.hide_at),
                "erase_by": as_text(tag.erase_by),
            }
        )

    async def disclosures(self, request: Request) -> Response:
        """What went to whom, or with ``list=refusals`` what was refused."""
        reading = await self._reading(request)
        query = request.query_params
        wanted = query.get("list", Listed.DISCLOSURES.value)
        if wanted not in set(Listed):
            raise InvalidRequest(
                "The lists are disclosures and refusals.", status=422, details={"fields": ["list"]}
            )
        tenant = self._desk.tenants[reading.holder.tenant]
        asked = RecordsAsked(
            tenant=reading.holder.tenant,
            actor=reading.actor,
            role=reading.role,
            kind=Listed(wanted).value,
            at=reading.now,
            subject=reading.holder.subject,
        )
        await check_read(self._store, asked, policy=tenant.policy)
        page = await report_page(
            self._store,
            tenant,
            reading=reading,
            listed=Listed(wanted),
            after=query.get("after"),
        )
        return reply(page.as_json())

    async def _reading(self, request: Request) -> Reading:
        desk = self._desk
        caller = await desk.caller(request)
        reason = None
        if caller.subject is None:
            reason = read_reason(request.headers.get(REASON_HEADER))
        holder = Holder(tenant=caller.tenant, subject=desk.subject(request, caller))
        return Reading(
            holder=holder, now=desk.now(), actor=caller.actor, role=caller.role, reason=reason
        )

    def _conversation_id(self, request: Request, tenant: str) -> str:
        name: str = request.path_params["conversation_id"]
        if not 0 < len(name) <= _LONGEST_NAME:
            raise _no_conversation()
        return conversation_key(self._desk.keys[tenant].chain, name) or ""


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """A conversation as callers see it: its id and retention beside the rest."""
    rest = {name: value for name, value in item.items() if name != "retention"}
    return {"id": rest.pop("conversation_id"), **rest, **item["retention"]}


def _row_id(request: Request) -> list[int] | None:
    after = request.query_params.get("after")
    if after is None:
        return None
    if not (after.isascii() and after.isdigit() and len(after) <= _ROW_DIGITS):
        raise InvalidRequest("There is no such page.", status=422, details={"fields": ["after"]})
    return [int(after)]


def _no_conversation() -> InvalidRequest:
    return InvalidRequest("There is no such conversation.", code="not_found", status=404)


def _kept(done: Erased) -> Refused:
    return Refused(
        "erasure_refused",
        "A legal hold or a law keeps it for now; it is not used any more, and is erased "
        "as soon as nothing keeps it.",
        status=409,
        details={"grounds": dict(done.reasons), "erased": done.items_removed},
    )
