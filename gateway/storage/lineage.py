"""What a provider state takes over from the state before it; the same in every store.

The state before is the one that had the key so far, else the one that the new state
follows. Its values are kept in the new one, and its clock runs on: a retention class with
trigger ``collection`` ends where it would have ended without the new state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gateway.errors import StorageFailed
from gateway.retention.assign import Tagged, first_tag, next_tag
from gateway.storage.ports import NewState

Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptState:
    """A provider state as it is held.

    Attributes:
        tagged: its retention tag.
        started_at: when the first of the states that it follows was kept.
        values: entity type and text of what its surrogates stand for, each pair once.
    """

    tagged: Tagged
    started_at: datetime
    values: Values = field(repr=False)


def next_state(before: KeptState | None, new: NewState, *, at: datetime) -> KeptState:
    """The state to hold from now on.

    Args:
        before: see the module; None where there was none.
        new: as the exchange hands it over.
        at: now.

    Raises:
        StorageFailed: the state and its tag name two recipients.
    """
    if new.recipient != new.tag.recipient:
        raise StorageFailed("a provider's state names two recipients")
    if before is None:
        tagged, started_at, values = first_tag(new.tag), at, new.values
    else:
        started_at, values = before.started_at, (*before.values, *new.values)
        tagged = next_tag(before.tagged, new.tag, created_at=started_at, at=at)
    return KeptState(tagged=tagged, started_at=started_at, values=tuple(dict.fromkeys(values)))
