"""How a wire reads requests: what the policy and the configuration say of bodies."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.attachments.model import AttachmentLimits
from gateway.policy import Attachments
from gateway.proxy.seals import Seals


class TakesLong(Exception):
    """A body that should not be read where other requests wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a request body is read.

    Attributes:
        max_depth: nesting limit of the body and of JSON inside strings.
        strict: refuse fields that the wire's table does not know (``unmapped_field``).
        model: the model that the path names, or None where the body does.
        provider_state: the recipient may keep what it is sent, to be referred to later.
        attachments: what is done with files, images and sound.
        limits: of attached files, with the clock that times their reading.
        may_take_long: nobody waits; else a document raises TakesLong.
        seals: open what a recipient has sealed; None refuses every such string.
    """

    max_depth: int = 100
    strict: bool = False
    model: str | None = field(default=None, repr=False)
    provider_state: bool = False
    attachments: Attachments = field(default_factory=Attachments)
    limits: AttachmentLimits = field(default_factory=AttachmentLimits)
    may_take_long: bool = False
    seals: Seals | None = None
