"""Passwords: Argon2id, and what is too easy to guess.

Parameters are RFC 9106's second recommendation (64 MiB, 3 passes, 4 lanes). Where they
are raised later, a hash is made anew when its owner signs in. No composition rules: length
and a list of what is guessed first (NIST SP 800-63B section 5.1.1.2, read 2026-11-22).
"""

from __future__ import annotations

import asyncio
import base64
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.errors import InvalidRequest

LEAST_LENGTH, MOST_LENGTH = 12, 256
Result = TypeVar("Result")
_SALT, _HASH, _AT_ONCE = 16, 32, 2
_LEAST_DIFFERENT = 5
# What people make twelve characters of first; digits and marks around it do not help.
_GUESSED = frozenset(
    {
        *("password", "passwort", "passwordpassword", "administrator", "adminadmin", "welcome"),
        *("letmein", "iloveyou", "changeme", "changemeplease", "correcthorsebatterystaple"),
        *("qwertyuiop", "qwertyuiopasdf", "qwertzuiop", "qwertzuiopu", "asdfghjkl", "zxcvbnm"),
        *("trustno", "sunshine", "princess", "football", "baseball", "superman", "batman"),
        *("discreet", "discreetadmin", "privacyofficer", "secret", "topsecret", "abcdefghijkl"),
        *("qwerty", "master", "monkey", "dragon", "shadow", "michael", "internet", "computer"),
        *("summer", "winter", "spring", "autumn", "hello", "helloworld", "whatever", "test"),
        *("testtesttest", "login", "loginlogin", "admin", "default", "company", "support"),
    }
)
_AROUND = "0123456789!@#$%^&*()-_=+.,;:?/ "
_LIKE = str.maketrans("013457$@!", "oieastsai")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Parameters of Argon2id; ``memory`` in KiB."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


class Passwords:
    """Hashes and checks; each call takes some tens of milliseconds of one core.

    Two at a time, in threads of their own: however many people knock, chats have theirs,
    and the memory of two hashes is all that is taken.
    """

    def __init__(self, cost: Cost | None = None) -> None:
        """Args: cost, lower only where tests make many."""
        cost = cost or Cost()
        self._hasher = PasswordHasher(
            time_cost=cost.passes,
            memory_cost=cost.memory,
            parallelism=cost.lanes,
            hash_len=_HASH,
            salt_len=_SALT,
            type=Type.ID,
        )
        # Of nobody's password: checking against it costs as much as any other.
        parameters = f"m={cost.memory},t={cost.passes},p={cost.lanes}"
        self.nobody = f"$argon2id$v=19${parameters}${_unpadded(_SALT)}${_unpadded(_HASH)}"

        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords")

    async def apart(self, work: Callable[[], Result]) -> Result:
        """What some work with passwords returns, done in one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def hash(self, password: str) -> str:
        """The hash of a password, with its salt and parameters."""
        return self._hasher.hash(_plain(password))

    def matches(self, hashed: str, password: str) -> bool:
        """Whether a password is that of a hash."""
        try:
            return self._hasher.verify(hashed, _plain(password))
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hashed: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(hashed)


def check_password(password: str, *, name: str) -> None:
    """Refuses a password that is guessed early.

    Args:
        password: as it was typed.
        name: login name; a password made of it is no secret.

    Raises:
        InvalidRequest: 422; says why, and never what was typed.
    """
    plain = unicodedata.normalize("NFKC", password)
    if len(plain) < LEAST_LENGTH:
        raise _refusal(f"A password has at least {LEAST_LENGTH} characters.")
    if len(password) > MOST_LENGTH:
        raise _refusal(f"A password has at most {MOST_LENGTH} characters.")
    folded = plain.casefold()
    core = folded.strip(_AROUND)
    names = {each for each in (name.casefold(), name.casefold().partition("@")[0]) if each}
    guessed = {core, core.translate(_LIKE), folded.translate(_LIKE).strip(_AROUND)}
    if guessed & _GUESSED or not core or guessed & names or _is_run(folded):
        raise _refusal("This password is one of the first that are tried.")
    if len(set(folded)) < _LEAST_DIFFERENT:
        raise _refusal("This password has too few different characters.")


def _is_run(text: str) -> bool:
    """Whether it goes up or down by one all the time, or repeats a short piece."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    if steps <= {1, -9} or steps <= {-1, 9}:
        return True
    return any(
        text == (text[:length] * len(text))[: len(text)] for length in range(1, len(text) // 3 + 1)
    )


def _plain(password: str) -> bytes:
    """One spelling for what looks the same and is typed on two keyboards."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _unpadded(length: int) -> str:
    return base64.b64encode(bytes(length)).decode().rstrip("=")


def _refusal(message: str) -> InvalidRequest:
    return InvalidRequest(message, status=422, details={"fields": ["password"]})
