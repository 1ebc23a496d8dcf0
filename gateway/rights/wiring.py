"""Makes the rights desk from settings: for the gateway, and for the commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.entropy import random_bytes
from gateway.rights.acting import ActingParts, acting_handlers, outbox_tell
from gateway.rights.desk import Office, RightsDesk, rights_desk
from gateway.rights.handlers import registry
from gateway.rights.kinds import RightKind
from gateway.rights.lifting import lift_ended
from gateway.rights.outbox import Outbox
from gateway.rights.packaging import Packaging
from gateway.rights.recipients_told import Tell
from gateway.rights.stored_words import Spaces
from gateway.rights.webhook_client import WebhookClient
from gateway.storage.transaction import ActingStore
from gateway.webhooks import read_secrets
from gateway.wiring import new_id, now

Job = Callable[[datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """All of it.

    Attributes:
        desk: for routes and commands.
        outbox: delivers what others have to be told.
        client: the outbox's connections.
        tell: puts a message into the outbox.
    """

    desk: RightsDesk
    tell: Tell
    outbox: Outbox
    client: WebhookClient

    @property
    def jobs(self) -> tuple[tuple[str, timedelta, Job], ...]:
        """What is done every so often: name, how often, and the job."""
        return (
            ("rights_work", timedelta(seconds=30), self.desk.work.run),
            ("rights_expiry", timedelta(hours=1), self.desk.work.expire),
            ("outbox", timedelta(seconds=15), self.outbox.run),
            ("restrictions", timedelta(seconds=10), self._lift),
        )

    async def _lift(self, now: datetime) -> int:
        return await lift_ended(self.desk.service.store, now, tell=self.tell)

    async def close(self) -> None:
        """Ends what is under way, and the connections."""
        await self.desk.work.close()
        await self.client.close()


def _nothing() -> None:
    """Nobody waits for changes."""


def new_rights(
    store: ActingStore,
    spaces: Spaces,
    *,
    env: Mapping[str, str],
    changed: Callable[[], None] = _nothing,
    clock: Callable[[], datetime] = now,
) -> Rights:
    """The rights of a gateway or a command.

    Args:
        store: opened or not.
        spaces: each tenant's policy, keys and engine.
        env: holds the secrets of webhooks.
        changed: is told after what may stop an answer under way.
        clock: aware UTC time.

    Raises:
        ConfigurationError: a secret is missing.
    """
    tenants, keys = spaces.tenants, spaces.keys
    packaging = Packaging(store, tenants=tenants, keys=keys)
    parts = ActingParts(
        tenants=tenants, keys=keys, words=spaces.words, new_id=new_id, sweep=store.sweep, now=clock
    )
    handlers = registry(
        acting_handlers(parts),
        {RightKind.ACCESS: packaging, RightKind.PORTABILITY: packaging},
    )
    office = Office(
        store=store,
        tenants=tenants,
        keys=keys,
        now=clock,
        new_id=new_id,
        entropy=random_bytes,
        changed=changed,
    )
    client = WebhookClient()
    outbox = Outbox(
        store=store, tenants=tenants, secrets=read_secrets(tenants, env), post=client.post
    )
    desk = rights_desk(office, handlers)
    return Rights(desk=desk, outbox=outbox, client=client, tell=outbox_tell(parts))
