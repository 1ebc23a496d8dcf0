"""Provider states: their rows, their encrypted values, and those that a batch keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import StorageFailed
from gateway.storage.crypto import decrypt_state, encrypt_state, place_of, state_place
from gateway.storage.driver import Statements
from gateway.storage.lineage import KeptState, Values, next_state
from gateway.storage.ports import NewState, Outcome
from gateway.storage.rows import Held, TagColumns, held_query
from gateway.storage.schema import PROVIDER_STATE, from_micros, to_micros
from gateway.storage.statements import Row, fetch, many

_COLUMNS = [each.name for each in PROVIDER_STATE.columns]


def _state_query(query: str) -> str:
    """A query with ``{state_columns}`` replaced by all columns of the state ``s``, in order."""
    return query.replace("{state_columns}", ", ".join(f's."{name}"' for name in _COLUMNS))


_HELD = _state_query(
    "WITH w (tenant, state) AS (VALUES {rows}) SELECT {state_columns}"
    " FROM w CROSS JOIN provider_state AS s WHERE s.tenant = w.tenant AND s.state = w.state"
)
_WITH_CONVERSATION = held_query(
    _state_query(
        "WITH w (tenant, state) AS (VALUES {rows}) SELECT {state_columns}, {columns}"
        " FROM w CROSS JOIN provider_state AS s CROSS JOIN conversation AS c"
        " WHERE s.tenant = w.tenant AND s.state = w.state AND c.id = s.conversation"
    )
)
_REPLACING = " ON CONFLICT (tenant, state) DO UPDATE SET " + ", ".join(
    f'"{name}" = excluded."{name}"' for name in _COLUMNS[2:]
)

_Name = tuple[str, str]


@dataclass(slots=True)
class HeldState(TagColumns):
    """A provider state's row; times in microseconds, fields in the table's order."""

    tenant: str
    state: str
    conversation: int
    retention_class: str
    trigger: str
    purpose: str
    recipient: str
    policy: str
    hide_at: int
    erase_by: int
    latest: int | None
    started_at: int
    body: bytes = field(repr=False)

    @classmethod
    def read(cls, row: Row) -> HeldState:
        """From a row of the table."""
        return cls(*row)

    @classmethod
    def new(cls, conversation: Held, key: str) -> HeldState:
        """A state without values; its tag is set next."""
        tenant, row_id, at = conversation.tenant, conversation.row_id, conversation.last_at
        return cls(tenant, key, row_id, "", "", "", "", "", at, at, None, at, b"")

    def row(self) -> Row:
        """All columns, in the table's order."""
        return _ROW(self)

    def values(self, name: tuple[str, str, str], *, key: bytes) -> Values:
        """What its surrogates stand for.

        Args:
            name: tenant, subject and id of its conversation.
            key: of the conversation.

        Raises:
            StorageFailed: it does not decrypt in its place.
        """
        text = decrypt_state(AESGCM(key), self.body, where=self._where(name))
        return tuple((entity_type, value) for entity_type, value in json.loads(text))

    def kept(self, name: tuple[str, str, str], *, key: bytes) -> KeptState:
        """The state in clear; see ``values``."""
        return KeptState(
            tagged=self.tagged(),
            started_at=from_micros(self.started_at),
            values=self.values(name, key=key),
        )

    def set_kept(self, kept: KeptState, *, name: tuple[str, str, str], key: bytes) -> None:
        """Takes over tag and clock, and the values encrypted; see ``values``."""
        self.set_tag(kept.tagged)
        self.started_at = to_micros(kept.started_at)
        text = json.dumps(kept.values, ensure_ascii=False)
        self.body = encrypt_state(AESGCM(key), text, where=self._where(name))

    def _where(self, name: tuple[str, str, str]) -> bytes:
        return state_place(place_of(name), recipient=self.recipient, state=self.state)


_ROW: Callable[[HeldState], Row] = attrgetter(*_COLUMNS)


def read_states(driver: Statements, names: Sequence[_Name]) -> dict[_Name, tuple[Held, HeldState]]:
    """States by tenant and key, each with its conversation, hidden ones too."""
    found = {}
    for row in fetch(driver, _WITH_CONVERSATION, rows=names):
        state = HeldState.read(row[: len(_COLUMNS)])
        found[state.tenant, state.state] = (Held.read(row[len(_COLUMNS) :]), state)
    return found


class StateBatch:
    """The provider states of one batch of outcomes.

    ``keep`` decides on rows that ``load`` read under the write lock; ``write`` writes.
    """

    def __init__(self, driver: Statements) -> None:
        """Args: driver, inside a transaction that holds the write lock."""
        self._driver = driver
        self._held: dict[_Name, HeldState] = {}
        self._kept: dict[_Name, HeldState] = {}

    def load(self, outcomes: Sequence[Outcome]) -> None:
        """Reads the states that the outcomes name."""
        names = {
            (each.tenant, key)
            for each in outcomes
            if each.state is not None
            for key in (each.state.key, each.state.follows)
            if key is not None
        }
        for row in fetch(self._driver, _HELD, rows=list(names)):
            state = HeldState.read(row)
            self._held[state.tenant, state.state] = state

    def keep(self, conversation: Held, new: NewState, *, key: bytes, at: datetime) -> None:
        """Decides on one state.

        Args:
            conversation: it belongs to this one.
            new: the state.
            key: of the conversation.
            at: now.

        Raises:
            StorageFailed: its key belongs to another conversation or recipient.
        """
        before = self._held.get((conversation.tenant, new.key))
        if before is not None:
            if (before.conversation, before.recipient) != (conversation.row_id, new.recipient):
                raise StorageFailed("a provider's state belongs to another conversation")
        elif new.follows is not None:
            before = self._held.get((conversation.tenant, new.follows))
            if before is None or before.conversation != conversation.row_id:
                return  # erased meanwhile, and what came of it with it
        name = conversation.name
        earlier = None if before is None else before.kept(name, key=key)
        state = HeldState.new(conversation, new.key)
        state.set_kept(next_state(earlier, new, at=at), name=name, key=key)
        self._held[state.tenant, state.state] = self._kept[state.tenant, state.state] = state

    def write(self) -> None:
        """Writes what was decided."""
        rows = [state.row() for state in self._kept.values()]
        for sql, parameters in many(PROVIDER_STATE, rows, suffix=_REPLACING):
            self._driver.execute(sql, parameters)
