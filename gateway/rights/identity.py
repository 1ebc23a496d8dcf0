"""How somebody shows who they are: codes that are sent to them, and documents.

A code is made by the gateway, shown once to the back end, which sends it to the address
that it has of the person, and handed back by the person. Only its keyed hash is kept,
with an end, a bound on attempts and one on codes. A document is kept sealed until an
officer has decided, for seven days at most; its keyed hash stays.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_LIFETIME = timedelta(minutes=30)
MOST_ATTEMPTS = 5
MOST_CODES = 5
# Crockford's base32 has no letter that looks like a digit: 40 bits in eight of them.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 8
_CODE_BYTES = 5
_LOOK_ALIKES = str.maketrans("OIL", "011")
_LABEL = b"discreet rights 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeState:
    """The code of a request.

    Attributes:
        digest: keyed hash; empty where no code is out.
        until: it counts before this time.
        attempts: wrong ones since it was made.
        made: codes of this request so far.
    """

    digest: str = ""
    until: datetime | None = None
    attempts: int = 0
    made: int = 0

    @property
    def can_be_made(self) -> bool:
        """Whether another code may be made for the request."""
        return self.made < MOST_CODES


def new_code(entropy: Callable[[int], bytes]) -> str:
    """A code as the person gets it: eight letters and digits, a hyphen between."""
    number = int.from_bytes(entropy(_CODE_BYTES), "big")
    letters = ""
    for _ in range(_CODE_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"


def code_digest(key: bytes, request_id: str, *, code: str) -> str:
    """What is kept of a code; people type it in their own way."""
    plain = "".join(code.upper().split()).replace("-", "").translate(_LOOK_ALIKES)
    return _keyed(key, f"code {request_id}:{plain}".encode("utf-8", "surrogatepass"))


def proof_digest(key: bytes, data: bytes) -> str:
    """What is kept of a document that was handed in."""
    return _keyed(key, b"proof " + data)


def made(state: CodeState, digest: str, *, now: datetime) -> CodeState:
    """The state with a new code in place of the one before."""
    return CodeState(digest=digest, until=now + CODE_LIFETIME, attempts=0, made=state.made + 1)


def tried(state: CodeState, digest: str, *, now: datetime) -> tuple[bool, CodeState]:
    """Whether a code is the one that is out, and the state after the attempt.

    A right one is used up; the fifth wrong one ends the code.
    """
    if not state.digest or state.until is None or now >= state.until:
        return False, CodeState(made=state.made)
    if hmac.compare_digest(state.digest.encode(), digest.encode()):
        return True, CodeState(made=state.made)
    attempts = state.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        return False, CodeState(made=state.made)
    return False, CodeState(
        digest=state.digest, until=state.until, attempts=attempts, made=state.made
    )


def _keyed(key: bytes, data: bytes) -> str:
    own = hmac.digest(key, _LABEL, "sha256")
    return hmac.digest(own, data, "sha256").hex()
