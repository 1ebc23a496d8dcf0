"""Who is calling: API keys from the configuration and the store, and subject tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from gateway.access.terminations import terminated
from gateway.admin.auth import guest_name, is_in_force, matches, parse, read_subject_token
from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.proxy.subject import TenantKeys, subject_reference
from gateway.storage.ports import ApiKey

# The store's keys are read again after so long: with the time that reading takes, a key that
# was revoked elsewhere is refused, and its streams are cut, within two seconds.
REFRESH_SECONDS = 1.0


class KeySource(Protocol):
    """Where keys are read."""

    async def api_keys(self) -> Sequence[ApiKey]:
        """All keys, revoked ones too."""
        ...


@runtime_checkable
class KnowsEnds(Protocol):
    """A source that knows, too, which tenants have ended."""

    async def ended(self) -> frozenset[str]:
        """Tenants whose end has begun."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who showed a valid key or token.

    Attributes:
        tenant: the tenant's key.
        role: what the caller may do.
        subject: the only person whom the caller speaks for: that of a subject token, or the
            guest that a key was made for; else None.
        key_id: of an API key, or the id of somebody who signed in; empty for a token.
        until: the end of a token; an API key's is its record's, which may change.
    """

    tenant: str
    role: Role
    subject: str | None = None
    key_id: str = field(default="", compare=False)
    until: datetime | None = field(default=None, compare=False)

    @property
    def actor(self) -> str:
        """Who acts, as records name them: an id, or ``subject``."""
        return self.key_id or self.role.value


class Keyring:
    """Knows the keys; the store's are read again and again."""

    def __init__(
        self,
        store: KeySource,
        *,
        configured: Iterable[ApiKey],
        keys: Mapping[str, TenantKeys],
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        """Starts with the configured keys.

        Args:
            store: knows the other keys, and ended tenants where it says so.
            configured: keys of the configuration file.
            keys: by tenant, for subject tokens and the names of guests.
            monotonic: seconds.
            now: aware UTC time.
        """
        self._store = store
        self._configured = {key.key_id: key for key in configured}
        self._tenant_keys = keys
        self._monotonic = monotonic
        self._now = now
        self._keys: dict[str, ApiKey] = {}
        self._ended: frozenset[str] = frozenset()
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    async def identify(self, presented: str | None) -> Caller:
        """The caller behind a bearer key or token.

        Raises:
            Unauthorized: none, unknown, wrong, revoked or expired, 401; or the tenant has
                ended, 403.
        """
        if presented is None:
            raise Unauthorized("A key is needed: Authorization: Bearer ...")
        if presented.startswith("dst_"):
            caller = self._subject(presented)
            await self.refresh()
            self._refuse_ended(caller.tenant)
            return caller
        shown = parse(presented)
        if shown is None:
            raise Unauthorized("The key is not valid.")
        await self.refresh()
        key = self._known(shown.key_id)
        keys = self._tenant_keys.get(key.tenant) if key is not None else None
        if key is None or keys is None:
            raise Unauthorized("The key is not valid.")
        if key.tenant in self._ended:
            # All its keys are revoked; who holds one is told why.
            key = replace(key, revoked_at=None)
        if not matches(shown.secret, key, now=self._now()):
            raise Unauthorized("The key is not valid.")
        self._refuse_ended(key.tenant)
        own = subject_reference(keys, guest_name(key.key_id)) if key.role is Role.GUEST else None
        return Caller(tenant=key.tenant, role=key.role, subject=own, key_id=key.key_id)

    def ended(self, caller: Caller) -> Unauthorized | None:
        """Why a caller who was let in is let in no more, by what was read last, or None."""
        if caller.tenant in self._ended:
            return terminated()
        now = self._now()
        if caller.until is not None:
            return None if now < caller.until else _token_over()
        key = self._known(caller.key_id)
        if key is None or not is_in_force(key, now=now):
            return Unauthorized("The key is not valid any more.")
        return None

    def _known(self, key_id: str) -> ApiKey | None:
        return self._configured.get(key_id) or self._keys.get(key_id)

    def _subject(self, token: str) -> Caller:
        refusal: Unauthorized | None = None
        for tenant, keys in self._tenant_keys.items():
            try:
                claims = read_subject_token(keys.token, token, now=self._now())
            except Unauthorized as error:
                refusal = error
                continue
            if claims.tenant == tenant:
                return Caller(
                    tenant=tenant,
                    role=Role.SUBJECT,
                    subject=claims.subject,
                    until=claims.expires,
                )
        raise refusal or Unauthorized("The key is not valid.")

    def _refuse_ended(self, tenant: str) -> None:
        if tenant in self._ended:
            raise terminated()

    async def refresh(self) -> None:
        """Reads the store's keys again, unless that was done lately.

        Raises:
            StorageFailed: it cannot be read.
        """
        if self._fresh():
            return
        async with self._reading:  # who comes meanwhile waits: old keys let nobody in
            if self._fresh():
                return
            asked_at = self._monotonic()
            self._keys = {key.key_id: key for key in await self._store.api_keys()}
            if isinstance(self._store, KnowsEnds):
                self._ended = await self._store.ended()
            self._read_at = asked_at

    def _fresh(self) -> bool:
        return self._read_at is not None and self._monotonic() - self._read_at < REFRESH_SECONDS


def _token_over() -> Unauthorized:
    return Unauthorized("The subject token has expired.", code="invalid_subject_token")
