"""Signing in and out.

An attempt to sign in is counted before its password is looked at and forgiven afterwards,
so that many at once are no way around the count. Whether there is such an account, its
password is wrong, its code is, or it has to wait: each gets the same answer, after the
same work. A network that has to wait gets that answer at once, and no password is hashed
for it: how long it waits has nothing to do with any account. Where too many wait for their
turn, whoever comes is sent away before anything is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from gateway.audit.entry import Act, AuditEntry
from gateway.errors import Unauthorized
from gateway.sign_in.accounts import (
    MOST_NAME,
    Account,
    Source,
    Vouched,
    name_hash,
    network_of,
    source_hash,
)
from gateway.sign_in.codes import code_hash, matching_step
from gateway.sign_in.enrolment import Enrolment, note_change
from gateway.sign_in.line import Line
from gateway.sign_in.passwords import MOST_LENGTH
from gateway.storage import session_rows, user_rows
from gateway.storage.session_rows import Session, lifetime
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What somebody typed, and from where."""

    tenant: str
    name: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    host: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Enrolment):
    """Lets people in and out; see Enrolment for what else it has.

    Attributes:
        line: who signs in waits there.
    """

    line: Line = field(default_factory=Line)

    async def sign_in(self, attempt: Attempt, *, now: datetime) -> tuple[Account, str]:
        """A new session: whose, and what the browser is to hold.

        Raises:
            Unauthorized: 401, ``sign_in_refused``, whatever was wrong.
            Refused: 429, too many are signing in.
        """
        network = network_of(attempt.host)
        async with self.line.place(network):
            signed_in = await self._try(attempt, network=network, now=now)
            self.line.remember(network)
        return signed_in

    async def _try(self, attempt: Attempt, *, network: str, now: datetime) -> tuple[Account, str]:
        tenant = attempt.tenant if attempt.tenant in self.keys else next(iter(self.keys))
        key = self.keys[tenant].hashing
        # Of a tenant that there is not, it is nobody's: no attempt at it counts for a real one.
        found_by = name_hash(key, attempt.tenant, name=attempt.name[: MOST_NAME + 1])
        values = {
            Source.HERE: f"{found_by}|{network}",
            Source.ACCOUNT: found_by,
            Source.NETWORK: network,
        }
        sources = {source_hash(key, each, value=values[each]): each for each in values}

        def begin(transaction: Transaction) -> tuple[frozenset[Source], Account | None]:
            waits = session_rows.begin_attempt(transaction, tenant, sources=sources, now=now)
            return waits, user_rows.named(transaction, tenant, name_hash=found_by)

        waits, account = await self.store.act(begin, tenants=[tenant])
        if Source.NETWORK in waits:
            raise _refusal()
        may = not waits
        usable = may and attempt.tenant == tenant and account is not None and account.can_sign_in
        hashed = account.password_hash if usable and account is not None else self.passwords.nobody
        password = attempt.password[: MOST_LENGTH + 1]
        right, anew = await self.passwords.apart(lambda: self._check(hashed, password))
        token = self.new_token()

        def finish(transaction: Transaction) -> Account | None:
            known = user_rows.named(transaction, tenant, name_hash=found_by)
            taken = _with_code(known, attempt.code, now=now)
            good = usable and right and taken is not None and taken.can_sign_in
            if not good or taken is None or taken.password_hash != hashed:
                if may:
                    _refuse(transaction, known, tenant=tenant, at=now)
                return None
            taken = replace(taken, password_hash=anew or taken.password_hash)
            user_rows.change(transaction, taken)
            session_rows.forget(transaction, tenant, sources=sources, now=now)
            self._start(transaction, taken, token=token, now=now, method="password")
            return taken

        signed_in = await self.store.act(finish, tenants=[tenant])
        if signed_in is None:
            raise _refusal()
        return signed_in, token

    async def admit(self, tenant: str, vouched: Vouched, *, now: datetime) -> tuple[Account, str]:
        """A new session of somebody whom an identity provider vouches for.

        An account of theirs is made the first time; its role is the provider's word.

        Raises:
            Unauthorized: 401, the account was disabled here, or has a password of its own.
        """
        found_by = name_hash(self.keys[tenant].hashing, tenant, name=vouched.subject)
        token, user_id = self.new_token(), self.new_id()

        def act(transaction: Transaction) -> Account | None:
            account = user_rows.named(transaction, tenant, name_hash=found_by)
            if account is None:
                account = Account(
                    tenant=tenant,
                    user_id=user_id,
                    name=vouched.name,
                    role=vouched.role,
                    created_at=now,
                    created_by="oidc",
                    enrolled_at=now,
                )
                user_rows.add(transaction, account, name_hash=found_by)
                note_change(transaction, account, change="created", by="oidc", at=now)
            if account.disabled_at or account.created_by != "oidc":
                _refuse(transaction, account, tenant=tenant, at=now)
                return None
            account = replace(account, role=vouched.role)
            user_rows.change(transaction, account)
            self._start(transaction, account, token=token, now=now, method="oidc")
            return account

        admitted = await self.store.act(act, tenants=[tenant])
        if admitted is None:
            raise _refusal()
        return admitted, token

    async def signed_in(self, token: str, *, now: datetime) -> Account | None:
        """Whose session a browser holds, if it is still good."""

        def act(transaction: Transaction) -> Account | None:
            session = session_rows.look(transaction, digest_of(token), now=now)
            if session is None:
                return None
            account = user_rows.find(transaction, session.tenant, user_id=session.user_id)
            return account if account is not None and not account.disabled_at else None

        return await self.store.act(act)

    async def step_up(self, token: str, *, code: str, now: datetime) -> str:
        """A session under a new id for whoever shows a code again; the old one ends.

        Raises:
            Unauthorized: 401.
        """
        fresh = self.new_token()

        def act(transaction: Transaction) -> bool:
            session = session_rows.look(transaction, digest_of(token), now=now)
            if session is None:
                return False
            account = user_rows.find(transaction, session.tenant, user_id=session.user_id)
            taken = _with_code(account, code, now=now)
            # A wrong code ends the session: nobody tries many in one that was stolen.
            session_rows.end(transaction, session.digest)
            if taken is None or taken.disabled_at:
                _refuse(transaction, account, tenant=session.tenant, at=now)
                return False
            user_rows.change(transaction, taken)
            session_rows.start(transaction, replace(session, digest=digest_of(fresh), seen_at=now))
            return True

        if not await self.store.act(act):
            raise _refusal()
        return fresh

    async def sign_out(self, token: str, *, now: datetime) -> None:
        """Ends a session; nothing happens where there is none."""

        def act(transaction: Transaction) -> None:
            session = session_rows.look(transaction, digest_of(token), now=now)
            if session is not None and session_rows.end(transaction, session.digest):
                entry = AuditEntry(
                    act=Act.SIGNED_OUT,
                    tenant=session.tenant,
                    at=now,
                    object_id=session.user_id,
                    actor=session.user_id,
                )
                transaction.audit.append(entry)

        await self.store.act(act)

    async def expire(self, now: datetime) -> int:
        """Deletes what is over; a job of the housekeeping."""
        return await self.store.act(lambda each: session_rows.expire(each, now))

    def _check(self, hashed: str, password: str) -> tuple[bool, str]:
        """Whether it is the password; a new hash of it where the old one is outdated."""
        right = self.passwords.matches(hashed, password)
        outdated = right and self.passwords.is_outdated(hashed)
        return right, self.passwords.hash(password) if outdated else ""

    def _start(
        self, transaction: Transaction, account: Account, *, token: str, now: datetime, method: str
    ) -> None:
        session = Session(
            digest=digest_of(token),
            tenant=account.tenant,
            user_id=account.user_id,
            method=method,
            created_at=now,
            seen_at=now,
            until=lifetime(now),
        )
        session_rows.start(transaction, session)
        entry = AuditEntry(
            act=Act.SIGNED_IN,
            tenant=account.tenant,
            at=now,
            object_id=account.user_id,
            actor=account.user_id,
            facts={"method": method, "role": account.role.value},
        )
        transaction.audit.append(entry)


def digest_of(token: str) -> str:
    """What is kept of a session's id."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _with_code(account: Account | None, code: str, *, now: datetime) -> Account | None:
    """The account after its code, or one of its recovery codes, was taken; None if neither is."""
    if account is None or not account.secret:
        return None
    step = matching_step(account.secret, code[:MOST_LENGTH], now=now, after=account.totp_step)
    if step is not None:
        return replace(account, totp_step=step)
    digest = code_hash(code[:MOST_LENGTH])
    if digest in account.recovery:
        left = tuple(each for each in account.recovery if each != digest)
        return replace(account, recovery=left)
    return None


def _refusal() -> Unauthorized:
    return Unauthorized("That did not work.", code="sign_in_refused")


def _refuse(
    transaction: Transaction, account: Account | None, *, tenant: str, at: datetime
) -> None:
    entry = AuditEntry(
        act=Act.SIGN_IN_REFUSED,
        tenant=tenant,
        at=at,
        object_id=account.user_id if account is not None else "",
        facts={"known": account is not None},
    )
    transaction.audit.append(entry)
