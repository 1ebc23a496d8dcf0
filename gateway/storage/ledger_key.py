"""Where the ledger's own key comes from: handed in, or a random file beside the ledger."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from gateway.errors import ConfigurationError, StorageFailed

LEDGER_KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySource:
    """Exactly one of the two is set.

    Attributes:
        key: from the environment or a file that the configuration names.
        file: made once, with a random key, when the ledger is made.
    """

    key: bytes | None = field(default=None, repr=False)
    file: Path | None = None

    def read(self, *, make: bool) -> bytes:
        """The key.

        Args:
            make: whether there is no ledger yet, so that a key file may be made.

        Raises:
            StorageFailed: the ledger is there and its key file is not.
            ConfigurationError: the file cannot be read or made, is too short, or others
                can read it.
        """
        if self.key is not None:
            return _checked(self.key, "the ledger key")
        if self.file is None:
            raise ConfigurationError("the erasure ledger has no key")
        try:
            if make and not self.file.exists():
                _make(self.file)
            if self.file.stat().st_mode & 0o077:
                raise ConfigurationError(f"{self.file}: must be readable by its owner alone")
            return _checked(bytes.fromhex(self.file.read_text("ascii").strip()), str(self.file))
        except FileNotFoundError:
            raise StorageFailed("the key of the erasure ledger is missing") from None
        except ValueError:
            raise ConfigurationError(f"{self.file}: must hold a key in hexadecimal") from None
        except OSError as error:
            raise ConfigurationError(f"{self.file}: not usable ({type(error).__name__})") from None


def _checked(key: bytes, place: str) -> bytes:
    if len(key) < LEDGER_KEY_BYTES:
        raise ConfigurationError(f"{place}: must have at least {LEDGER_KEY_BYTES} bytes")
    return key


def _make(path: Path) -> None:
    """Another process may make it at the same time: the one that is there first counts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secrets.token_hex(LEDGER_KEY_BYTES).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_directory(path.parent)


def sync_directory(path: Path) -> None:
    """Makes the names in a directory durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
