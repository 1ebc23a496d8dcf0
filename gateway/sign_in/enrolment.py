"""Accounts: inviting somebody, enrolling, resetting and disabling."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.audit.entry import Act, AuditEntry, as_code
from gateway.errors import InvalidRequest
from gateway.model import Role
from gateway.proxy.subject import TenantKeys
from gateway.sign_in.accounts import (
    INVITATION_LIFETIME,
    MOST_NAME,
    ROLES,
    Account,
    name_hash,
)
from gateway.sign_in.codes import code_hash, matching_step, recovery_codes, secret_for
from gateway.sign_in.passwords import Passwords, check_password
from gateway.storage import session_rows, user_rows
from gateway.storage.transaction import Acting, Transaction

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Looks after accounts: makes, enrols and ends them.

    Attributes:
        store: in which acts can be done.
        keys: each tenant's.
        passwords: see Passwords.
        entropy: gives so many random bytes.
        new_id: random ids.
    """

    store: Acting
    keys: Mapping[str, TenantKeys] = field(repr=False)
    passwords: Passwords
    entropy: Callable[[int], bytes]
    new_id: Callable[[], str]

    async def invite(
        self, tenant: str, name: str, *, role: Role, by: str, now: datetime
    ) -> tuple[Account, str]:
        """Makes an account, and the token of its invitation, which is shown once.

        Raises:
            InvalidRequest: 422, the name cannot be used; 409, there is such an account.
        """
        name = name.strip()
        if not 0 < len(name) <= MOST_NAME or not name.isprintable():
            raise _wrong("name", "A login name has 1 to 120 characters that can be seen.")
        if role not in ROLES:
            raise _wrong("role", f"The role must be one of {', '.join(ROLES)}.")
        token = self.new_token()
        account = Account(
            tenant=tenant,
            user_id=self.new_id(),
            name=name,
            role=role,
            created_at=now,
            created_by=by,
            invitation=code_hash(token),
            invitation_until=now + INVITATION_LIFETIME,
        )
        found_by = name_hash(self.keys[tenant].hashing, tenant, name=name)

        def act(transaction: Transaction) -> None:
            if user_rows.named(transaction, tenant, name_hash=found_by) is not None:
                message = "There is an account of this name."
                raise InvalidRequest(message, code="account_exists", status=409)
            user_rows.add(transaction, account, name_hash=found_by)
            note_change(transaction, account, change="created", by=by, at=now)

        await self.store.act(act, tenants=[tenant])
        return account, token

    async def reset(
        self, tenant: str, user_id: str, *, by: str, now: datetime
    ) -> tuple[Account, str]:
        """Takes password, codes and sessions away and invites anew.

        Raises:
            InvalidRequest: 404, there is no such account.
        """
        token = self.new_token()

        def act(transaction: Transaction) -> Account:
            account = replace(
                _found(transaction, tenant, user_id=user_id),
                disabled_at=None,
                password_hash="",
                secret="",
                enrolled_at=None,
                recovery=(),
                invitation=code_hash(token),
                invitation_until=now + INVITATION_LIFETIME,
            )
            user_rows.change(transaction, account, secret_at=now)
            session_rows.end_all(transaction, tenant, user_id=user_id)
            note_change(transaction, account, change="reset", by=by, at=now)
            return account

        return await self.store.act(act, tenants=[tenant]), token

    async def disable(self, tenant: str, user_id: str, *, by: str, now: datetime) -> Account:
        """Ends an account's sessions and lets it in no more.

        Raises:
            InvalidRequest: 404, there is no such account.
        """

        def act(transaction: Transaction) -> Account:
            account = _found(transaction, tenant, user_id=user_id)
            account = replace(account, disabled_at=account.disabled_at or now, invitation="")
            user_rows.change(transaction, account)
            session_rows.end_all(transaction, tenant, user_id=user_id)
            note_change(transaction, account, change="disabled", by=by, at=now)
            return account

        return await self.store.act(act, tenants=[tenant])

    async def delete(self, tenant: str, user_id: str, *, by: str, now: datetime) -> Account:
        """Deletes an account with its name; its id stays in the audit log.

        Raises:
            InvalidRequest: 404, there is no such account.
        """

        def act(transaction: Transaction) -> Account:
            account = _found(transaction, tenant, user_id=user_id)
            user_rows.remove(transaction, account, at=now)
            note_change(transaction, account, change="deleted", by=by, at=now)
            return account

        return await self.store.act(act, tenants=[tenant])

    async def listed(self, tenant: str) -> Sequence[Account]:
        """All accounts of a tenant."""
        return await self.store.act(lambda each: user_rows.listed(each, tenant), tenants=[tenant])

    async def invitation(self, token: str, *, now: datetime) -> tuple[Account, str]:
        """Whose invitation this is, and the secret that it enrols with.

        Raises:
            InvalidRequest: 404, it is none, was used, or is too old.
        """
        digest = code_hash(token)
        account = await self.store.act(lambda each: user_rows.invited(each, digest))
        if account is None or not account.is_invited(now):
            raise _no_invitation()
        return account, secret_for(self.keys[account.tenant].token, token)

    async def enrol(
        self, token: str, *, password: str, code: str, now: datetime
    ) -> tuple[Account, Sequence[str]]:
        """Gives an invited account its password and its codes; the recovery codes, once.

        Raises:
            InvalidRequest: 404 for the invitation; 422 for a password that is easily
                guessed or a code that is not the authenticator's.
        """
        account, secret = await self.invitation(token, now=now)
        check_password(password, name=account.name)
        step = matching_step(secret, code, now=now, after=-1)
        if step is None:
            raise _wrong("code", "This is not the code that the authenticator shows now.")
        hashed = await self.passwords.apart(lambda: self.passwords.hash(password))
        codes = recovery_codes(self.entropy)

        def act(transaction: Transaction) -> Account:
            fresh = _found(transaction, account.tenant, user_id=account.user_id)
            if fresh.invitation != account.invitation or not fresh.is_invited(now):
                raise _no_invitation()
            fresh = replace(
                fresh,
                password_hash=hashed,
                secret=secret,
                enrolled_at=now,
                totp_step=step,
                invitation="",
                invitation_until=None,
                recovery=tuple(code_hash(each) for each in codes),
            )
            user_rows.change(transaction, fresh, secret_at=now)
            note_change(transaction, fresh, change="enrolled", by=fresh.user_id, at=now)
            return fresh

        return await self.store.act(act, tenants=[account.tenant]), codes

    def new_token(self) -> str:
        """256 random bits for a browser or a letter to hold."""
        return self.entropy(TOKEN_BYTES).hex()


def _found(transaction: Transaction, tenant: str, *, user_id: str) -> Account:
    account = user_rows.find(transaction, tenant, user_id=user_id)
    if account is None:
        raise InvalidRequest("There is no such account.", code="not_found", status=404)
    return account


def note_change(
    transaction: Transaction, account: Account, *, change: str, by: str, at: datetime
) -> None:
    """Appends a change of an account to the audit log."""
    entry = AuditEntry(
        act=Act.ACCOUNT_CHANGED,
        tenant=account.tenant,
        at=at,
        object_id=account.user_id,
        actor=as_code(by),
        facts={"change": change, "role": account.role.value},
    )
    transaction.audit.append(entry)


def _no_invitation() -> InvalidRequest:
    message = "This invitation was used, is too old, or is none."
    return InvalidRequest(message, code="not_found", status=404)


def _wrong(name: str, message: str) -> InvalidRequest:
    return InvalidRequest(message, status=422, details={"fields": [name]})
