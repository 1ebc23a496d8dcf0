"""What an exchange asks of its shell, and what it is told back.

The exchange is a generator: it yields these, the shell does the work and sends the
answer in. A failure of the work is thrown into the generator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.consent.evaluate import Question
from gateway.errors import Refused
from gateway.model import Segment
from gateway.storage.consent_ports import Refusal
from gateway.storage.ports import Disclosure, LookUp, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Look something up in the store. Answered with ``Known``."""

    wanted: LookUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Examine:
    """Find what is personal in these segments. Answered with the findings of each."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLong:
    """What follows takes long: go on where no other request waits. Answered with None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Cover what is personal in these images. Answered with ``Redacted`` for each."""

    images: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Read the consent again and record the disclosure. Answered with ``Recorded``."""

    disclosure: Disclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Record that the request was refused. Answered with None."""

    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """From now on, what was decided must go on to hold; else ``Stopped`` is thrown.

    Answered with None. Only gateway/proxy/egress.py makes these, before ``Send``.
    """

    question: Question
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Let bytes out. Only gateway/proxy/egress.py makes these. Answered with ``Reply``.

    Attributes:
        url: the recipient's base address and the wire's path.
        headers: for the recipient; its key is added by the shell from the environment.
        api_key_env: names the environment variable with that key, or None.
        key_header: takes the key, after ``key_prefix``.
        key_prefix: for example ``Bearer`` and a space.
        stream_types: content types of a reply that is read in pieces.
        body: what is sent.
        stream: the reply is to be read in pieces; else whole.
    """

    url: str
    headers: Mapping[str, str]
    api_key_env: str | None = None
    key_header: str = "authorization"
    key_prefix: str = "Bearer "
    stream_types: frozenset[str] = frozenset({"text/event-stream"})
    body: bytes = field(repr=False)
    stream: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The head of what came back, with the body where it was asked for whole.

    Attributes:
        status: HTTP status.
        content_type: lower case, without parameters.
        retry_after: seconds or date as the recipient sent it, or None.
        body: whole body; empty where a stream is to be read.
        streaming: whether ``Read`` will give more.
    """

    status: int
    content_type: str
    retry_after: str | None = None
    body: bytes = field(default=b"", repr=False)
    streaming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Read the next piece of the stream. Answered with bytes, empty at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Record how the disclosure ended, with the answers. Answered with None."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Emit:
    """Give the caller a piece of the answer. Answered with None.

    Attributes:
        status: HTTP status; set on the first piece only.
        headers: set on the first piece only.
        body: bytes of the body.
        more: whether another piece will come.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    more: bool = False


Command = Ask | Examine | TakeLong | Cover | Note | Record | Watch | Send | Read | Finish | Emit


class CallerGone(Exception):
    """Thrown into an exchange whose caller has hung up."""


class Stopped(Exception):
    """Thrown once into an exchange that may not go on: consent ended while it was under way."""

    def __init__(self, error: Refused) -> None:
        super().__init__(error.code)
        self.error = error
