"""Who is calling: API keys from the configuration and the store, and subject tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.admin.auth import matches, parse, read_subject_token
from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.storage.ports import ApiKey, KeyStore

# A key that was revoked elsewhere is refused after this many seconds at the latest.
REFRESH_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who showed a valid key or token.

    Attributes:
        tenant: the tenant's key.
        role: what the caller may do.
        subject: reference inside a subject token, else None.
        key_id: of an API key; empty for a token.
    """

    tenant: str
    role: Role
    subject: str | None = None
    key_id: str = field(default="", compare=False)

    @property
    def actor(self) -> str:
        """Who acts, as records name them: a key's id, or ``subject``."""
        return self.key_id or self.role.value


class Keyring:
    """Knows the keys; the store's are read again every two seconds."""

    def __init__(
        self,
        store: KeyStore,
        *,
        configured: Iterable[ApiKey],
        token_keys: Mapping[str, bytes],
        monotonic: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        """Starts with the configured keys.

        Args:
            store: holds the other keys.
            configured: keys of the configuration file.
            token_keys: by tenant, for subject tokens.
            monotonic: seconds.
            now: aware UTC time.
        """
        self._store = store
        self._configured = {key.key_id: key for key in configured}
        self._token_keys = token_keys
        self._monotonic = monotonic
        self._now = now
        self._keys: dict[str, ApiKey] = {}
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    async def identify(self, presented: str | None) -> Caller:
        """The caller behind a bearer key or token.

        Raises:
            Unauthorized: none, unknown, wrong, revoked or expired; 401.
        """
        if presented is None:
            raise Unauthorized("A key is needed: Authorization: Bearer ...")
        if presented.startswith("dst_"):
            return self._subject(presented)
        shown = parse(presented)
        if shown is None:
            raise Unauthorized("The key is not valid.")
        await self._refresh()
        key = self._configured.get(shown.key_id) or self._keys.get(shown.key_id)
        if key is None or not matches(shown.secret, key) or key.tenant not in self._token_keys:
            raise Unauthorized("The key is not valid.")
        return Caller(tenant=key.tenant, role=key.role, key_id=key.key_id)

    def _subject(self, token: str) -> Caller:
        refusal: Unauthorized | None = None
        for tenant, key in self._token_keys.items():
            try:
                claims = read_subject_token(key, token, now=self._now())
            except Unauthorized as error:
                refusal = error
                continue
            if claims.tenant == tenant:
                return Caller(tenant=tenant, role=Role.SUBJECT, subject=claims.subject)
        raise refusal or Unauthorized("The key is not valid.")

    async def _refresh(self) -> None:
        if self._fresh():
            return
        async with self._reading:  # who comes meanwhile waits: old keys let nobody in
            if self._fresh():
                return
            asked_at = self._monotonic()
            self._keys = {key.key_id: key for key in await self._store.api_keys()}
            self._read_at = asked_at

    def _fresh(self) -> bool:
        return self._read_at is not None and self._monotonic() - self._read_at < REFRESH_SECONDS
