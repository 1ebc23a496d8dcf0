"""Where an erasure ledger lies, and who has its store open.

Every process that opens a store holds the ledger's lock together with the others; a
restore, which replaces the store, holds it alone. What a restore that was broken off left
behind is not to be opened: a mark beside the ledger says so.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from gateway.errors import StorageFailed
from gateway.storage.driver import Database
from gateway.storage.files import SqliteFile
from gateway.storage.ledger_key import sync_directory


class Occupied(Protocol):
    """A share in the lock of a store that is open."""

    @property
    def is_held(self) -> bool:
        """Whether it keeps restores out; False inside the restore that holds the lock alone."""
        ...

    def release(self) -> None:
        """Gives it back."""
        ...


class LedgerPlace(Protocol):
    """What a ledger needs of where it lies."""

    @property
    def database(self) -> Database:
        """Its tables are there."""
        ...

    def exists(self) -> bool:
        """Whether a ledger was made there."""
        ...

    def occupy(self) -> Occupied:
        """Says that this process has the store open.

        Raises:
            StorageFailed: it is being restored, or a restore was broken off.
        """
        ...


class RestorePlace(LedgerPlace, Protocol):
    """What a restore needs of it besides."""

    def alone(self) -> AbstractContextManager[None]:
        """No other process has the store open, or opens it, meanwhile.

        Raises:
            StorageFailed: one has it open.
        """
        ...

    def mark(self, *, restoring: bool) -> None:
        """Sets or takes away the mark that keeps gateways out, durably."""
        ...


class LedgerInFile:
    """An SQLite file, with the lock and the mark in files beside it."""

    def __init__(self, path: Path) -> None:
        """Args: path, of the file; its directory is made."""
        self._path = path
        self._mark = path.with_suffix(".restoring")
        self._alone = False
        self.database: Database = SqliteFile(path)

    def exists(self) -> bool:
        """Whether the file is there and not empty."""
        return self._path.exists() and self._path.stat().st_size > 0

    def occupy(self) -> Occupied:
        """See LedgerPlace; inside ``alone`` this place's own stores may be opened."""
        if self._alone:
            return _Share(None)
        share = self._locked(fcntl.LOCK_SH, refusal="this store is being restored")
        if self._mark.exists():
            share.release()
            raise StorageFailed("a restore of this store was broken off; run it again")
        return share

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process has the store open, or opens it, meanwhile.

        Raises:
            StorageFailed: one has it open.
        """
        share = self._locked(fcntl.LOCK_EX, refusal="a process has this store open; end it first")
        self._alone = True
        try:
            yield
        finally:
            self._alone = False
            share.release()

    def mark(self, *, restoring: bool) -> None:
        """Sets or takes away the mark, durably."""
        if restoring:
            self._mark.touch(mode=0o600)
        else:
            self._mark.unlink(missing_ok=True)
        sync_directory(self._mark.parent)

    def _locked(self, kind: int, *, refusal: str) -> _Share:
        path = self._path.with_suffix(".lock")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageFailed(f"the ledger directory is not usable: {error.strerror}") from None
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise StorageFailed(refusal) from None
        return _Share(descriptor)


class _Share:
    """A descriptor that holds the lock; None holds nothing."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @property
    def is_held(self) -> bool:
        """See Occupied."""
        return self._descriptor is not None

    def release(self) -> None:
        """Closes it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
