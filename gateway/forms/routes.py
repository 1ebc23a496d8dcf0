"""``/privacy/forms``: which lead forms there are, handing one in, reading what came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from detectors.budget import Budget
from gateway.admin.reasons import REASON_HEADER, ReadReason, ReasonCode, read_reason
from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.consent.calls import Body, answering, read_body, reply
from gateway.consent.desk import ConsentDesk, as_text
from gateway.consent.offer import of_operator
from gateway.consent.signals import read_signals
from gateway.errors import InvalidRequest
from gateway.forms.examine import Filled, FormExamination, check_fields
from gateway.forms.permission import check_permitted
from gateway.model import Role
from gateway.policy import Policy
from gateway.policy_scope import Form
from gateway.proxy.headers import read_headers
from gateway.proxy.subject import conversation_key
from gateway.retention.restricted import CLASS_RESTRICTED, READERS, class_restricted
from gateway.rights.stored_words import Spaces
from gateway.storage.form_rows import FormEntry, add_entry, entries_of, standing
from gateway.storage.restriction_rows import people_of
from gateway.storage.transaction import ActingStore, Transaction

_LONGEST_NAME = 256
_PAGE = 100
_ID_DIGITS = 64


class FormBody(Body):
    """A form that was filled in."""

    subject: str | None = None
    conversation: str | None = None
    fields: dict[str, Any]


def forms_router(
    desk: ConsentDesk,
    *,
    store: ActingStore,
    spaces: Spaces,
    new_budget: Callable[[], Budget],
) -> APIRouter:
    """The endpoints of lead forms.

    Args:
        desk: knows who calls.
        store: keeps what was entered.
        spaces: each tenant's policy, keys and engine.
        new_budget: CPU time for one form.
    """
    calls = _Calls(desk, store, spaces=spaces, new_budget=new_budget)
    router = APIRouter()
    for method, path, handle in (
        ("GET", "/privacy/forms", calls.declared),
        ("POST", "/privacy/forms/{form}", calls.hand_in),
        ("GET", "/privacy/forms/{form}/entries", calls.entries),
    ):
        router.add_api_route(path, answering(handle), methods=[method], response_model=None)
    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Who reads what came in by a form, and why."""

    tenant: str
    actor: str
    role: Role
    form: Form
    reason: ReadReason

    def may_read(self, policy: Policy, retention_class: str) -> bool:
        """Whether a class is not kept from who reads."""
        held = policy.classes.get(retention_class)
        return self.role in READERS or held is None or not held.restricted

    def entry(
        self, act: Act, *, now: datetime, facts: Mapping[str, str | int | bool]
    ) -> AuditEntry:
        """What the audit log says of it."""
        return AuditEntry(
            act=act,
            tenant=self.tenant,
            at=now,
            actor=as_code(self.actor),
            facts={"what": "form_entries", "form": as_code(self.form.key), **facts},
        )


class _Calls:
    def __init__(
        self,
        desk: ConsentDesk,
        store: ActingStore,
        *,
        spaces: Spaces,
        new_budget: Callable[[], Budget],
    ) -> None:
        self._desk = desk
        self._store = store
        self._spaces = spaces
        self._new_budget = new_budget

    async def declared(self, request: Request) -> Response:
        """The forms of the tenant's policy."""
        caller = await self._desk.caller(request)
        policy = self._desk.tenants[caller.tenant].policy
        return reply({"forms": [_shown(each, policy) for each in policy.forms.values()]})

    async def hand_in(self, request: Request) -> Response:
        """Keeps a form under a class of its own."""
        desk = self._desk
        caller = await desk.caller(request)
        tenant, form = desk.tenants[caller.tenant], self._form(request, caller.tenant)
        body = await read_body(request, FormBody)
        given = check_fields(form, body.fields)
        subject = desk.subject(request, caller, subject=body.subject)
        named = _conversation(request, body.conversation)
        words = self._spaces.words(caller.tenant)
        examination = FormExamination(
            policy=tenant.policy, hash_key=words.hash_key, examines=words.examines
        )
        filled = examination.kept(form, given, budget=self._new_budget())
        offer = of_operator(tenant, tenant.policy.purposes[form.purpose])
        signals, now = read_signals(request.scope["headers"]), desk.now()
        entry = FormEntry(
            tenant=caller.tenant,
            subject=subject,
            entry_id=desk.new_id(),
            form=form.key,
            purpose=form.purpose,
            policy=tenant.policy.reference,
            received_at=now,
            conversation_id=conversation_key(desk.keys[caller.tenant].chain, named) or "",
            entity_counts=filled.redacted,
            fields=filled.fields,
        )

        def act(transaction: Transaction) -> FormEntry:
            person, consent = standing(
                transaction, caller.tenant, subject=subject, purpose=form.purpose
            )
            resting = check_permitted(
                offer, person=person, consent=consent, signals=signals, now=now
            )
            kept = add_entry(
                transaction,
                entry.resting_on(resting),
                retention_class=tenant.policy.classes[form.retention_class],
            )
            transaction.audit.append(_received(kept, actor=caller.actor))
            return kept

        kept = await self._store.act(act, tenants={caller.tenant})
        return reply(_taken(kept, filled, conversation=named), 201)

    async def entries(self, request: Request) -> Response:
        """What came in, for whoever works with it; each page is in the audit log."""
        caller = await self._desk.caller(request)
        reason = read_reason(request.headers.get(REASON_HEADER))
        form, now = self._form(request, caller.tenant), self._desk.now()
        read = _Read(
            tenant=caller.tenant, actor=caller.actor, role=caller.role, form=form, reason=reason
        )
        await self._check_class(read, now=now)
        after = request.query_params.get("after", "")
        if not after.isascii() or len(after) > _ID_DIGITS:
            raise InvalidRequest(
                "There is no such page.", status=422, details={"fields": ["after"]}
            )

        policy = self._desk.tenants[caller.tenant].policy

        def act(transaction: Transaction) -> tuple[list[FormEntry], list[FormEntry]]:
            found = list(
                entries_of(transaction, caller.tenant, form=form.key, after=after, limit=_PAGE + 1)
            )
            told = _readable(transaction, found[:_PAGE], read=read, policy=policy)
            facts: dict[str, str | int | bool] = {"items": len(told), **reason.facts()}
            transaction.audit.append(read.entry(Act.CONTENT_READ, now=now, facts=facts))
            return found, told

        found, told = await self._store.act(act, tenants={caller.tenant})
        page = found[:_PAGE]
        return reply(
            {
                "entries": [_listed(each) for each in told],
                "withheld": len(page) - len(told),
                "after": page[-1].entry_id if len(found) > _PAGE else None,
            }
        )

    async def _check_class(self, read: _Read, *, now: datetime) -> None:
        """Refuses a form whose class is for the privacy officer; the log keeps who tried."""
        policy = self._desk.tenants[read.tenant].policy
        if read.may_read(policy, read.form.retention_class):
            return
        facts = {"role": read.role.value, "outcome": CLASS_RESTRICTED}
        entry = read.entry(Act.READ_REFUSED, now=now, facts=facts)
        await self._store.act(lambda each: each.audit.append(entry), tenants={read.tenant})
        raise class_restricted()

    def _form(self, request: Request, tenant: str) -> Form:
        form = self._desk.tenants[tenant].policy.forms.get(request.path_params["form"])
        if form is None:
            raise InvalidRequest("There is no such form.", code="not_found", status=404)
        return form


def _readable(
    transaction: Transaction, found: Sequence[FormEntry], *, read: _Read, policy: Policy
) -> list[FormEntry]:
    """Without those of a class that is restricted, and of people who are: see roles.md."""
    known = people_of(transaction).rows
    restricted: dict[str, bool] = {}
    if read.reason.code is not ReasonCode.LEGAL_CLAIM:
        for subject in {each.subject for each in found}:
            person = known.person(read.tenant, subject)
            restricted[subject] = person is not None and bool(person.restrictions)
    return [
        each
        for each in found
        if read.may_read(policy, each.retention_class) and not restricted.get(each.subject)
    ]


def _conversation(request: Request, said: str | None) -> str | None:
    """The chatbot's id of the conversation, from the body or the header."""
    header = read_headers(request.scope["headers"]).conversation
    names = {each for each in (said, header) if each is not None}
    if len(names) > 1 or any(not 0 < len(each) <= _LONGEST_NAME for each in names):
        raise InvalidRequest(
            "The conversation is named twice, or not of its form.",
            status=422,
            details={"fields": ["conversation"]},
        )
    return next(iter(names), None)


def _received(entry: FormEntry, *, actor: str) -> AuditEntry:
    return AuditEntry(
        act=Act.FORM_RECEIVED,
        tenant=entry.tenant,
        at=entry.received_at,
        subject=entry.subject,
        object_id=entry.entry_id,
        actor=as_code(actor),
        facts={
            "form": as_code(entry.form),
            "purpose": as_code(entry.purpose),
            "retention_class": as_code(entry.retention_class),
            "redactions": sum(entry.entity_counts.values()),
        },
    )


def _shown(form: Form, policy: Policy) -> dict[str, Any]:
    purpose = policy.purposes[form.purpose]
    return {
        "form": form.key,
        "purpose": form.purpose,
        "title": purpose.title,
        "legal_basis": purpose.legal_basis.value,
        "notice": purpose.notice or purpose.key,
        "retention_class": form.retention_class,
        "fields": [
            {
                "name": each.key,
                "required": each.required,
                "entity_types": sorted(each.entity_types),
            }
            for each in form.fields.values()
        ],
    }


def _taken(entry: FormEntry, filled: Filled, *, conversation: str | None) -> dict[str, Any]:
    return {
        **_facts(entry),
        "conversation": conversation,
        "fields": list(filled.fields),
        "redactions": dict(sorted(filled.redacted.items())),
    }


def _listed(entry: FormEntry) -> dict[str, Any]:
    redactions: Mapping[str, int] = entry.entity_counts
    return {
        **_facts(entry),
        "subject": entry.subject,
        "received_at": as_text(entry.received_at),
        "fields": dict(entry.fields),
        "redactions": dict(redactions),
    }


def _facts(entry: FormEntry) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        "form": entry.form,
        "conversation": entry.conversation_id or None,
        "purpose": entry.purpose,
        "consent": entry.consent_id or None,
        "retention_class": entry.retention_class,
        "erase_by": as_text(entry.erase_by) if entry.erase_by is not None else None,
    }
