"""Compiled scan databases on disk.

A database is code in all but name: the scan runs what it reads. So a file is taken only
if this user owns it, nobody else may write it or its directory, and its content has the
hash that its header names. Anything else is as if it were not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

_MAGIC = b"discreet scan 1\n"
_HEADER = len(_MAGIC) + hashlib.sha256().digest_size
_LARGEST = 256 * 1024 * 1024
# An engine has about five; what operators add, and a version beside this one, fits too.
_MOST_FILES = 32


def default_directory() -> Path | None:
    """``$DISCREET_CACHE_DIR``, else ``discreet`` in the user's cache directory, if any."""
    named = os.environ.get("DISCREET_CACHE_DIR")
    if named:
        return Path(named)
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    except RuntimeError:  # this user has no home
        return None
    return base / "discreet" if base.is_absolute() else None


class DirectoryCache:
    """Keeps databases as files of one directory.

    A directory that cannot be written costs time, never an error: databases are then
    compiled at each start.
    """

    def __init__(self, directory: Path) -> None:
        """Names the directory; it is made when something is stored."""
        self._directory = directory

    def __repr__(self) -> str:
        return "DirectoryCache()"

    def load(self, name: str) -> bytes | None:
        """The content stored under a name, or None if there is none to be trusted."""
        try:
            if not _private(self._directory.stat()):
                return None
            descriptor = os.open(
                self._directory / f"{name}.hsdb", os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
            )
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            try:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode) or not _private(status):
                    return None
                if not _HEADER < status.st_size <= _LARGEST:
                    return None
                whole = file.read()
            except OSError:
                return None
        content = whole[_HEADER:]
        expected = _MAGIC + hashlib.sha256(name.encode() + content).digest()
        return content if whole[:_HEADER] == expected else None

    def store(self, name: str, content: bytes) -> None:
        """Puts content under a name, whole or not at all, readable by this user only."""
        header = _MAGIC + hashlib.sha256(name.encode() + content).digest()
        temporary = ""
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _private(self._directory.stat()):
                return
            # mkstemp makes files of mode 0600.
            descriptor, temporary = tempfile.mkstemp(dir=self._directory, prefix=f".{name}.")
            with os.fdopen(descriptor, "wb") as file:
                file.write(header + content)
            Path(temporary).replace(self._directory / f"{name}.hsdb")
            temporary = ""
            self._drop_old()
        except OSError:
            if temporary:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()

    def _drop_old(self) -> None:
        """Deletes what other versions left: all but the files that were stored last."""
        files = sorted(self._directory.glob("*.hsdb"), key=lambda path: path.stat().st_mtime)
        for path in files[:-_MOST_FILES]:
            path.unlink(missing_ok=True)


def _private(status: os.stat_result) -> bool:
    owned = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return owned and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
