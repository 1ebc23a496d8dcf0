"""What a reply says of where it was made and whether it is kept, and whether that may be.

Anthropic says where (``usage.inference_geo``), OpenAI's responses say whether they are kept
(``store``, ``background``, ``conversation``). No other wire says either in its bodies.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFacts:
    """What is known so far.

    Attributes:
        region: where the request was processed, as the wire spells it; empty where the
            wire has a place for it and the reply does not say; None while nothing of the
            reply has come that would, and of wires that never do.
        stored: whether the provider keeps the exchange; None where nothing says so.
    """

    region: str | None = field(default=None, repr=False)
    stored: bool | None = None


def broken_facts(
    facts: ReplyFacts, *, expected_region: str | None, must_not_store: bool
) -> tuple[str, ...]:
    """What a reply says against its request: of ``region`` and ``stored``, in this order.

    Args:
        facts: what is known so far.
        expected_region: that the recipient was bound to, or None.
        must_not_store: the recipient was told to keep nothing.
    """
    broken = []
    if (
        expected_region is not None
        and facts.region is not None
        and facts.region.casefold() != expected_region.casefold()
    ):
        broken.append("region")
    if must_not_store and facts.stored:
        broken.append("stored")
    return tuple(broken)
