"""Second places: where checkpoints are kept out of reach of who can change the store.

A file keeps one note after the other, an empty line behind each, and is only appended to;
put it on another volume, best one that the gateway's host cannot rewrite. A webhook gets
each note as the body of a POST, signed with HMAC-SHA256.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import aiohttp

from gateway.audit.note import split_notes
from gateway.audit.settings import SecondPlace
from gateway.errors import ConfigurationError, StorageFailed

SIGNATURE_HEADER = "X-Discreet-Signature"
_SECONDS = 10.0
_LEAST_SECRET = 16


class Place(Protocol):
    """Keeps checkpoints."""

    @property
    def name(self) -> str:
        """What people know it by."""
        ...

    def notes(self) -> list[bytes]:
        """What it keeps, oldest first; empty where it cannot be asked.

        Raises:
            StorageFailed: it cannot be read.
        """
        ...

    async def send(self, note: bytes) -> None:
        """Adds a checkpoint.

        Raises:
            StorageFailed: it was not taken; try again.
        """
        ...


class FilePlace:
    """A file."""

    def __init__(self, path: Path, *, makes_directory: bool = False) -> None:
        """Args: path; whether its directory is made where it is not there."""
        self._path = path
        self._makes_directory = makes_directory
        self.name = "file"

    def notes(self) -> list[bytes]:
        """What the file holds; none where there is no file."""
        try:
            return split_notes(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise _unusable(error) from None

    async def send(self, note: bytes) -> None:
        """Appends a checkpoint, durably."""
        try:
            if self._makes_directory:
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            descriptor = os.open(self._path, flags, 0o600)
            try:
                before = os.fstat(descriptor).st_size
                if os.write(descriptor, note + b"\n") <= len(note):
                    os.ftruncate(descriptor, before)
                    raise StorageFailed("the file of checkpoints is not usable (full)")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _unusable(error) from None


class WebhookPlace:
    """An address that takes POSTs."""

    def __init__(self, url: str, secret: bytes) -> None:
        """Args: url; secret, shared with who takes the checkpoints."""
        self._url = url
        self._secret = secret
        self.name = "webhook"

    def __repr__(self) -> str:
        return "WebhookPlace()"

    def notes(self) -> list[bytes]:
        """None: it is asked by ``discreet audit verify --checkpoint``, with what it kept."""
        return []

    async def send(self, note: bytes) -> None:
        """Posts a checkpoint; redirects are not followed."""
        headers = {
            "content-type": "text/plain; charset=utf-8",
            SIGNATURE_HEADER: f"sha256={hmac.digest(self._secret, note, 'sha256').hex()}",
        }
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    self._url, data=note, headers=headers, allow_redirects=False
                ) as response,
            ):
                taken = 200 <= response.status < 300
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise StorageFailed(
                f"a checkpoint could not be sent ({type(error).__name__})"
            ) from None
        if not taken:
            raise StorageFailed(f"a checkpoint was not taken (status {response.status})")


def open_places(places: tuple[SecondPlace, ...], env: Mapping[str, str]) -> list[Place]:
    """The configured places.

    Raises:
        ConfigurationError: a secret is missing or too short.
    """
    found: list[Place] = []
    for each in places:
        if each.file is not None:
            found.append(FilePlace(each.file))
            continue
        secret = env.get(each.secret_env, "").encode()
        if len(secret) < _LEAST_SECRET:
            raise ConfigurationError(
                f"{each.secret_env}: must hold a secret of at least {_LEAST_SECRET} characters"
            )
        found.append(WebhookPlace(each.url or "", secret))
    return found


def _unusable(error: OSError) -> StorageFailed:
    return StorageFailed(f"the file of checkpoints is not usable ({type(error).__name__})")
