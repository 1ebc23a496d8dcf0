"""API keys and ended tenants, read beside the writer.

What shows a key, and every answer under way, asks for them: neither is to wait for a
writer, of this process or another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gateway.storage import records
from gateway.storage.ports import ApiKey
from gateway.storage.reading import Reading
from gateway.storage.termination_rows import begun


class StoredKeys:
    """Implements gateway.admin.keyring.KeySource."""

    def __init__(self, reading: Reading, tenants: Collection[str]) -> None:
        """Takes what it reads with.

        Args:
            reading: of the store, with a thread that nothing long is read in.
            tenants: all that the gateway serves.
        """
        self._reading = reading
        self._tenants = tuple(tenants)

    async def api_keys(self) -> Sequence[ApiKey]:
        """All keys, revoked ones too.

        Raises:
            StorageFailed: the database failed.
        """
        return await self._reading.read(records.api_keys, tenants=self._tenants)

    async def ended(self) -> frozenset[str]:
        """Tenants whose end has begun.

        Raises:
            StorageFailed: the database failed.
        """
        return await self._reading.read(begun, tenants=self._tenants)
