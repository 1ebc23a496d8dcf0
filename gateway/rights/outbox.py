"""Delivers the messages of the outbox: signed, tried until they are taken, then gone.

    X-Discreet-Message: <message id>
    X-Discreet-Signature: t=<seconds since 1970>,v1=<hex>

``v1`` is HMAC-SHA256 under the webhook's secret over ``<t>.`` and the body as it was
sent. Any 2xx takes a message; a message whose taking was not noted is sent again under
the same id. Nobody waits for one that was not taken in thirty days.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from gateway.logs import get_logger
from gateway.policy import Tenant
from gateway.storage import outbox_rows
from gateway.storage.outbox_rows import Message
from gateway.storage.transaction import Acting, Transaction

GIVE_UP = timedelta(days=30)
MESSAGE_HEADER = "X-Discreet-Message"
SIGNATURE_HEADER = "X-Discreet-Signature"
# Deliveries of one run; what is left waits for the next.
MOST_DELIVERIES = 200
_PAGE = 20
_log = get_logger(__name__)


class Post(Protocol):
    """Sends a body to a URL."""

    async def __call__(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int | None:
        """The status of the answer, or None where there was none."""
        ...


def signature(secret: bytes, body: bytes, *, now: datetime) -> str:
    """The value of the signature header."""
    seconds = int(now.timestamp())
    code = hmac.digest(secret, b"%d." % seconds + body, "sha256").hex()
    return f"t={seconds},v1={code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Delivers.

    Attributes:
        store: in which acts can be done.
        tenants: by key; theirs are the webhooks.
        secrets: by name of the environment variable.
        post: see Post.
    """

    store: Acting
    tenants: Mapping[str, Tenant]
    secrets: Mapping[str, bytes] = field(repr=False)
    post: Post

    async def run(self, now: datetime) -> int:
        """Tries what is due; how many messages were taken."""
        taken = tries = 0
        while tries < MOST_DELIVERIES:
            page = await self.store.act(lambda each: outbox_rows.waiting(each, now, most=_PAGE))
            for message in page:
                taken += await self._deliver(message, now)
            tries += len(page)
            if len(page) < _PAGE:
                break
        return taken

    async def _deliver(self, message: Message, now: datetime) -> bool:
        status = await self._sent(message, now)
        taken = status is not None and 200 <= status < 300
        late = now - message.created_at >= GIVE_UP

        def keep(transaction: Transaction) -> None:
            if taken or late:
                outbox_rows.remove(
                    transaction, message.tenant, message_id=message.message_id, at=now
                )
            else:
                outbox_rows.postpone(transaction, message, now=now)

        await self.store.act(keep)
        if not taken:
            tries = message.attempts + 1
            if late:
                _log.warning("webhook_given_up", status=status or 0, attempt=tries)
            else:
                _log.warning("webhook_failed", status=status or 0, attempt=tries)
        return taken

    async def _sent(self, message: Message, now: datetime) -> int | None:
        tenant = self.tenants.get(message.tenant)
        hook = tenant.webhooks.of(message.target) if tenant is not None else None
        secret = self.secrets.get(hook.secret_env) if hook is not None else None
        if hook is None or secret is None:
            return None
        body = json.dumps(dict(message.body), ensure_ascii=False).encode("utf-8", "replace")
        headers = {
            "Content-Type": "application/json",
            MESSAGE_HEADER: message.message_id,
            SIGNATURE_HEADER: signature(secret, body, now=now),
        }
        return await self.post(hook.url, body, headers=headers)
