"""The consent endpoints: record, list and withdraw, and tokens for one subject.

Consent is recorded with a subject token, which speaks for one person, or with a key of
role ``consent``. It is one record for one purpose and one recipient, never a bundle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field

from gateway.admin.auth import TOKEN_LIFETIME, mint_subject_token
from gateway.admin.keyring import Caller, Keyring
from gateway.errors import InvalidRequest, Refused, Unauthorized
from gateway.model import Role
from gateway.policy import Tenant
from gateway.proxy.decide import Route, notice_hash, notice_of
from gateway.proxy.headers import bearer
from gateway.proxy.subject import TenantKeys, subject_reference
from gateway.storage.ports import ConsentRecord, ConsentState, ConsentStore

_Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
_Authorization = Annotated[str | None, Header()]
_NamedSubject = Annotated[str | None, Header(alias="x-discreet-subject", max_length=256)]
_Subject = Annotated[str, Field(min_length=1, max_length=256)]


class ConsentBody(BaseModel):
    """A person's answer to one question: this purpose, this recipient, yes or no."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[_Subject | None, Field(repr=False)] = None
    purpose: _Name
    recipient: _Name
    decision: Literal["given", "refused"] = "given"
    notice_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"


class TokenBody(BaseModel):
    """Whom a subject token is for, and for how long."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[_Subject, Field(repr=False)]
    seconds: Annotated[int, Field(ge=1, le=int(TOKEN_LIFETIME.total_seconds()))] = int(
        TOKEN_LIFETIME.total_seconds()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDesk:
    """What the endpoints need.

    Attributes:
        store: of the records.
        keyring: knows who calls.
        tenants: by key.
        keys: each tenant's keys.
        now: aware UTC time.
        new_id: random id.
    """

    store: ConsentStore
    keyring: Keyring
    tenants: Mapping[str, Tenant]
    keys: Mapping[str, TenantKeys]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def caller(self, authorization: str | None, *roles: Role) -> Caller:
        """The caller, if its role is one of these.

        Raises:
            Unauthorized: 401 without a valid key, 403 with one of another role.
        """
        caller = await self.keyring.identify(bearer(authorization))
        if caller.role not in roles:
            raise Unauthorized("The key's role does not permit this.", code="role_refused",
                               status=403)  # fmt: skip
        return caller

    def subject(self, caller: Caller, named: str | None) -> str:
        """The subject's reference: the token's, or that of the name a key gives.

        Raises:
            InvalidRequest: neither, or a token that names somebody.
        """
        if caller.subject is not None:
            if named is not None:
                raise InvalidRequest("A subject token speaks for its own subject only.")
            return caller.subject
        if named is None:
            raise InvalidRequest("The subject is missing.")
        return subject_reference(self.keys[caller.tenant], named)

    def record(self, caller: Caller, subject: str, *, body: ConsentBody) -> ConsentRecord:
        """The record of an answer.

        Raises:
            Refused: the policy has no such purpose, the tenant no such recipient, or the
                notice that was shown is not today's (409 ``consent_stale``).
        """
        tenant = self.tenants[caller.tenant]
        purpose = tenant.policy.purposes.get(body.purpose)
        if purpose is None:
            raise Refused("purpose_refused", "The policy has no such purpose.", status=403)
        for recipient in tenant.recipients:
            if recipient.key == body.recipient:
                break
        else:
            raise Refused("recipient_refused", "The tenant has no such recipient.", status=403)
        notice = notice_of(Route(tenant=tenant, purpose=purpose, recipient=recipient))
        if body.notice_sha256 not in (None, notice_hash(notice)):
            raise Refused(
                "consent_stale",
                "The notice that was shown is not the one in force.",
                status=409,
                details={"consent": notice.facts()},
            )
        given = body.decision == "given"
        return ConsentRecord(
            record_id=self.new_id(),
            tenant=tenant.key,
            subject=subject,
            purpose=purpose.key,
            recipient=recipient.key,
            state=ConsentState.GIVEN if given else ConsentState.REFUSED,
            notice=notice_hash(notice),
            language=body.language,
            event_time=self.now(),
        )


def shown(record: ConsentRecord) -> dict[str, Any]:
    """A record as callers see it; the subject stays a keyed hash and is left out."""
    return {
        "id": record.record_id,
        "purpose": record.purpose,
        "recipient": record.recipient,
        "state": record.state.value,
        "notice_sha256": record.notice,
        "language": record.language,
        "event_time": record.event_time.isoformat().replace("+00:00", "Z"),
    }


def consent_router(desk: ConsentDesk) -> APIRouter:
    """The endpoints under ``/privacy``."""
    router = APIRouter(prefix="/privacy")

    @router.post("/consents", status_code=201)
    async def record(
        body: ConsentBody,
        authorization: _Authorization = None,
    ) -> dict[str, Any]:
        caller = await desk.caller(authorization, Role.SUBJECT, Role.CONSENT)
        subject = desk.subject(caller, body.subject)
        return shown(await desk.store.put_consent(desk.record(caller, subject, body=body)))

    @router.get("/consents")
    async def consents(
        authorization: _Authorization = None,
        subject: _NamedSubject = None,
    ) -> dict[str, Any]:
        caller = await desk.caller(authorization, Role.SUBJECT, Role.CONSENT, Role.ADMIN)
        reference = desk.subject(caller, subject)
        records = await desk.store.consents(caller.tenant, reference)
        return {"consents": [shown(each) for each in records]}

    @router.post("/consents/{record_id}/withdraw")
    async def withdraw(
        record_id: str,
        authorization: _Authorization = None,
    ) -> dict[str, Any]:
        caller = await desk.caller(authorization, Role.SUBJECT, Role.CONSENT)
        ended = await desk.store.withdraw_consent(
            caller.tenant, record_id, subject=caller.subject, at=desk.now()
        )
        if ended is None:
            raise InvalidRequest("There is no such consent.", code="not_found", status=404)
        return shown(ended)

    @router.post("/subject-tokens", status_code=201)
    async def token(
        body: TokenBody,
        authorization: _Authorization = None,
    ) -> dict[str, Any]:
        caller = await desk.caller(authorization, Role.CHAT, Role.CONSENT)
        now = desk.now()
        expires = now + timedelta(seconds=body.seconds)
        keys = desk.keys[caller.tenant]
        minted = mint_subject_token(
            keys.token,
            caller.tenant,
            subject=subject_reference(keys, body.subject),
            expires=expires,
            now=now,
        )
        return {"token": minted, "expires": expires.isoformat().replace("+00:00", "Z")}

    return router
