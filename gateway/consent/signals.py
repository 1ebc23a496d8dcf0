"""Privacy signals of a browser: Global Privacy Control and Do Not Track.

Only the value ``1`` says anything. A field that stands several times is on if one of its
values is; a proxy may have joined them with commas, which is the same message (RFC 9110,
section 5.3).

Source: Global Privacy Control (W3C), section 3.2; Tracking Preference Expression (DNT).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SEC_GPC, DNT = b"sec-gpc", b"dnt"
# A browser sets the two above itself; a widget on another site's page repeats them here.
FORWARDED = b"x-discreet-signals"
_NOTHING = {b"", b"none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """The privacy signals of one request, or the stored preference that stands for one."""

    gpc: bool = False
    dnt: bool = False

    @property
    def names(self) -> frozenset[str]:
        """``gpc`` and ``dnt``, as far as they are on."""
        return frozenset(name for name in ("gpc", "dnt") if getattr(self, name))

    def __or__(self, other: Signals) -> Signals:
        """Whatever is on in one of them."""
        return Signals(gpc=self.gpc or other.gpc, dnt=self.dnt or other.dnt)


NO_SIGNALS = Signals()


def read_signals(raw: Iterable[tuple[bytes, bytes]]) -> Signals:
    """The signals of a request.

    Args:
        raw: headers with lower-case names, as ASGI has them.
    """
    gpc = dnt = False
    for name, value in raw:
        if name == SEC_GPC:
            gpc = gpc or _is_on(value)
        elif name == DNT:
            dnt = dnt or _is_on(value)
        elif name == FORWARDED:
            named = {each.strip(b" \t").lower() for each in value.split(b",")} - _NOTHING
            # Whoever names something else meant to name a signal.
            unclear = not named <= {b"gpc", b"dnt"}
            gpc, dnt = gpc or unclear or b"gpc" in named, dnt or unclear or b"dnt" in named
    return Signals(gpc=gpc, dnt=dnt) if gpc or dnt else NO_SIGNALS


def _is_on(value: bytes) -> bool:
    return any(each.strip(b" \t") == b"1" for each in value.split(b","))
