"""Files that appear under their names whole, or not at all.

Until then what is written stands beside them under a name of its own, readable by this
user only: a copy may hold what was not found.
"""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

from gateway.errors import ConfigurationError
from gateway.scan.journal import PREFIX

PART, BATCHES = ".part", ".batches"


class Part:
    """What will be one output file."""

    def __init__(self, target: Path, *, kind: str = PART) -> None:
        self.target = target
        self.path = target.with_name(f"{PREFIX}{target.name}{kind}")
        self._file: int | None = None

    def __repr__(self) -> str:
        return "Part()"

    def open(self, size: int) -> bool:
        """Goes on after so many bytes; 0 starts anew. False if they are not there.

        Raises:
            ConfigurationError: the directory cannot be written.
        """
        flags = os.O_WRONLY | os.O_NOFOLLOW | (0 if size else os.O_CREAT)
        try:
            self._file = os.open(self.path, flags, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            status = os.fstat(self._file)
            if not stat.S_ISREG(status.st_mode) or status.st_size < size:
                self.close()
                return False
            os.ftruncate(self._file, size)
            os.lseek(self._file, size, os.SEEK_SET)
            os.fchmod(self._file, 0o600)
        except FileNotFoundError:
            if size:
                return False
            raise ConfigurationError("the directory of an output does not exist") from None
        except BlockingIOError:
            self.close()
            raise ConfigurationError("another scan writes this output") from None
        except OSError as error:
            raise ConfigurationError(f"an output cannot be written: {error.strerror}") from None
        return True

    def write(self, data: bytes) -> None:
        """Adds bytes."""
        assert self._file is not None
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]

    def sync(self) -> None:
        """Everything written is on the disk when this returns."""
        if self._file is not None:
            os.fsync(self._file)

    def close(self) -> None:
        """Leaves what was written where it is."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def publish(self, mode: int | None = None) -> None:
        """Puts the file under its name; nothing happens if that was done before.

        Args:
            mode: permission bits; None leaves it to this user alone.
        """
        self.sync()
        self.close()
        if self.path.exists():
            if mode is not None:
                self.path.chmod(mode)
            self.path.replace(self.target)
            _sync_directory(self.target.parent)

    def discard(self) -> None:
        """Removes what was written."""
        self.close()
        self.path.unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear(directory: Path) -> None:
    """Removes what a scan that is not gone on with left there, not what one writes now."""
    for kind in (PART, BATCHES):
        for path in directory.glob(f"{PREFIX}*{kind}"):
            if not _is_locked(path):
                path.unlink(missing_ok=True)


def _is_locked(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
