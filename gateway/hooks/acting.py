"""For whom the code at hand calls a model, said once around many calls.

with acting_for(subject="visitor-1", conversation="42"):
    client.chat.completions.create(...)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.retention.rules import is_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """For whom a call is made; None where nobody said.

    Attributes:
        subject: the person, under the chatbot's own name for them.
        conversation: the conversation, likewise.
        purpose: one of the policy's purposes.
        sources: tags of the text, of those that the policy has rules for.
        signals: privacy signals that the person's browser sent.
        channel, bot: where the conversation takes place; codes.
    """

    subject: str | None = field(default=None, repr=False)
    conversation: str | None = field(default=None, repr=False)
    purpose: str | None = None
    sources: frozenset[str] = frozenset()
    signals: Signals = NO_SIGNALS
    channel: str = ""
    bot: str = ""


class Place(TypedDict, total=False):
    """Where a conversation takes place."""

    channel: str
    bot: str


_NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("gateway.hooks.acting", default=_NOBODY)


def acting() -> Acting:
    """What holds in this task or thread."""
    return _acting.get()


@contextmanager
def acting_for(
    *,
    subject: str | None = None,
    conversation: str | None = None,
    purpose: str | None = None,
    sources: Iterable[str] = (),
    signals: Signals = NO_SIGNALS,
    **place: Unpack[Place],
) -> Iterator[None]:
    """Says for whom calls inside the block are made.

    A block inside it starts anew, but for sources and signals: those of outer blocks stay.

    Args:
        subject: the person, under the chatbot's own name for them.
        conversation: the conversation, likewise.
        purpose: one of the policy's purposes.
        sources: tags of the text, of those that the policy has rules for.
        signals: privacy signals that the person's browser sent, for example
            ``gateway.consent.signals.read_signals(scope["headers"])``.
        **place: ``channel`` and ``bot``, which rules of retention may name; codes of up to
            40 of a-z, 0-9, - and _.

    Raises:
        ValueError: a channel or bot is no code.
    """
    if not all(map(is_code, place.values())):
        raise ValueError("a channel or bot is a code of up to 40 of a-z, 0-9, - and _")
    around = acting()
    token = _acting.set(
        Acting(
            subject=subject,
            conversation=conversation,
            purpose=purpose,
            sources=around.sources | frozenset(sources),
            signals=around.signals | signals,
            **place,
        )
    )
    try:
        yield
    finally:
        _acting.reset(token)
