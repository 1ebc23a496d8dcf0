"""One batch of exchanges inside the writer's transaction: few statements for many callers.

Order within a batch: outcomes, then disclosures, then look-ups. None of them was
acknowledged before the batch began, so any order is a valid one; this order lets a
look-up see an outcome that was handed in just before it.

The rules of ports.py are decided here in Python on rows that were read under the write
lock; the statements then only write what was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.audit.entries import disclosure_entry, refusal_entry
from gateway.audit.entry import AuditEntry
from gateway.errors import StorageFailed
from gateway.retention.assign import first_tag, next_tag
from gateway.storage.audit_rows import AuditRows, holders
from gateway.storage.consent_ports import Refusal
from gateway.storage.crypto import encrypt, place_of
from gateway.storage.driver import Driver
from gateway.storage.facts import holder_of, holds, read_standing
from gateway.storage.integration_rows import switches
from gateway.storage.keys import KeyFile, NewKey
from gateway.storage.people_rows import write_codes
from gateway.storage.peppers import Holder, pepper_id, peppers_among
from gateway.storage.ports import (
    Disclosure,
    Outcome,
    Recorded,
    StoredMessage,
)
from gateway.storage.rows import HELD_BY_NAME, Held, held_query
from gateway.storage.schema import CONVERSATION, DISCLOSURE, MESSAGE, OUTCOME, REFUSAL, to_micros
from gateway.storage.source_tags import read_tags
from gateway.storage.statements import Row, fetch, many, with_rows
from gateway.storage.states import StateBatch

_BY_KEY = held_query("SELECT {columns} FROM conversation AS c WHERE c.dek_id IN (VALUES {rows})")
_RETIRE = "UPDATE conversation SET retired = id WHERE id = ?"
_RETAG = (
    'UPDATE conversation SET retention_class = ?, "trigger" = ?, purpose = ?, recipient = ?,'
    " policy = ?, hide_at = ?, erase_by = ?, latest = ?, sources = ?, class_version = ?,"
    " due_at = ?, keep_until = ?, action = ?, terms = ?, last_interaction_at = ?, next_seq = ?"
    " WHERE id = ?"
)
_TOUCH_ONE = "UPDATE conversation SET last_interaction_at = ?, next_seq = ? WHERE id = ?"
_TOUCH = (
    "WITH w (id, at, seq) AS (VALUES {rows}) UPDATE conversation"
    " SET last_interaction_at = w.at, next_seq = w.seq FROM w WHERE conversation.id = w.id"
)

_Name = tuple[str, str, str]


@lru_cache(maxsize=4096)
def owner_of(tenant: str, subject: str) -> str:
    """The digest under which a person's answers are found by their chains."""
    name = f"{len(tenant)}:{tenant}{subject}".encode("utf-8", "surrogatepass")
    return blake2b(name, digest_size=12).hexdigest()


class ExchangeBatch:
    """The disclosures, outcomes and refusals of one batch.

    ``decide`` reads and decides, ``write`` writes; between the two nothing has changed.
    """

    def __init__(self, driver: Driver, keys: KeyFile) -> None:
        """Starts empty.

        Args:
            driver: inside a transaction that holds the write lock.
            keys: the open key store.
        """
        self._driver = driver
        self._keys = keys
        self._by_key: dict[str, Held] = {}
        self._by_name: dict[_Name, Held] = {}
        self._data_keys: dict[str, bytes] = {}
        self._asked: set[Holder] = set()
        self._standing: Mapping[Row, Row] = {}
        self._switches: Mapping[tuple[str, str], int] = {}
        self._row_ids: Iterator[int] = iter(())
        self._new_keys: list[NewKey] = []
        self._created: list[Held] = []
        self._retired: list[Held] = []
        self._retagged: dict[int, Held] = {}
        self._touched: dict[int, Held] = {}
        self._messages: list[Row] = []
        self._disclosures: list[Row] = []
        self._outcomes: list[Row] = []
        self._refusals: list[Row] = []
        self._entries: list[AuditEntry] = []
        self._states = StateBatch(driver)

    def decide(
        self, disclosures: Sequence[Disclosure], outcomes: Sequence[Outcome]
    ) -> list[Recorded]:
        """Decides all of them; the answers are those of the disclosures, in order.

        Raises:
            StorageFailed: a disclosure contradicts itself, or a provider's state is held
                by another conversation.
        """
        self._load(disclosures, outcomes)
        for outcome in outcomes:
            self._finish(outcome)
        tagged = {name[:2] for name, row in self._standing.items() if row[-1]}
        tags = read_tags(self._driver, disclosures, holders=tagged)
        return [
            self._record(disclosure)
            if found <= disclosure.basis.sources
            else Recorded.FACTS_CHANGED
            for disclosure, found in zip(disclosures, tags, strict=True)
        ]

    def note(self, refusals: Sequence[Refusal]) -> None:
        """Takes refusals to write."""
        self._entries += map(refusal_entry, refusals)
        self._refusals += [
            (
                each.refusal_id,
                each.tenant,
                each.subject,
                each.purpose,
                each.recipient,
                each.policy,
                each.endpoint,
                each.code,
                each.check,
                write_codes(each.reasons),
                write_codes(each.signals),
                each.age_band.value,
                write_codes(each.sources),
                to_micros(each.at),
            )
            for each in refusals
        ]

    def write(self) -> None:
        """Writes what was decided; the new keys first, durable in their own file."""
        entries = self._entries
        about, new_keys = holders(entries), self._new_keys
        self._data_keys |= self._keys.find(list(map(pepper_id, about - self._asked)))
        peppers = None
        if entries:
            peppers = peppers_among(self._data_keys, about, at=entries[0].at)
            new_keys = [*new_keys, *peppers.new]
        self._keys.add(new_keys)
        if self._retired:
            self._driver.executemany(_RETIRE, [(held.row_id,) for held in self._retired])
        self._insert(CONVERSATION, [held.row() for held in self._created])
        self._insert(MESSAGE, self._messages)
        self._insert(DISCLOSURE, self._disclosures)
        self._insert(OUTCOME, self._outcomes)
        self._insert(REFUSAL, self._refusals)
        AuditRows(self._driver, self._keys).append(*entries, peppers=peppers)
        self._states.write()
        if self._retagged:
            self._driver.executemany(_RETAG, [held.retag() for held in self._retagged.values()])
        touched = [
            (held.row_id, held.last_at, held.next_seq)
            for row_id, held in self._touched.items()
            if row_id not in self._retagged
        ]
        if len(touched) == 1:
            row_id, last_at, next_seq = touched[0]
            self._driver.execute(_TOUCH_ONE, (last_at, next_seq, row_id))
            return
        for sql, parameters in with_rows(_TOUCH, touched):
            self._driver.execute(sql, parameters)

    def _insert(self, table: Any, rows: Sequence[Row]) -> None:
        for sql, parameters in many(table, rows):
            self._driver.execute(sql, parameters)

    def _load(self, disclosures: Sequence[Disclosure], outcomes: Sequence[Outcome]) -> None:
        self._standing = read_standing(self._driver, disclosures)
        switched = [each for each in disclosures if each.basis.switch]
        self._switches = switches(self._driver, switched)
        wanted = {each.dek_id for each in disclosures if each.new_key is None}
        wanted |= {each.dek_id for each in outcomes}
        for row in fetch(self._driver, _BY_KEY, rows=[(key,) for key in wanted]):
            held = Held.read(row)
            self._by_key[held.dek_id] = held
        # Keys and peppers in one statement.
        self._asked = {(each.tenant, each.subject) for each in disclosures}
        self._data_keys = self._keys.find([*self._by_key, *map(pepper_id, self._asked)])
        self._states.load(outcomes)
        self._load_names(disclosures)

    def _load_names(self, disclosures: Sequence[Disclosure]) -> None:
        names = {
            (each.tenant, each.subject, each.conversation_id)
            for each in disclosures
            if each.new_key is not None
        }
        if not names:
            return
        for row in fetch(self._driver, HELD_BY_NAME, rows=list(names)):
            held = Held.read(row)
            # A conversation that another caller of this batch continues is one object.
            held = self._by_key.setdefault(held.dek_id, held)
            self._by_name[held.name] = held
        count = sum(each.new_key is not None for each in disclosures)
        self._row_ids = iter(self._driver.row_ids(count))

    def _finish(self, outcome: Outcome) -> None:
        at = to_micros(outcome.at)
        self._outcomes.append((outcome.disclosure_id, outcome.status, outcome.received_bytes, at))
        held = self._by_key.get(outcome.dek_id)
        name = (outcome.tenant, outcome.subject, outcome.conversation_id)
        key = self._data_keys.get(outcome.dek_id)
        if held is None or key is None or held.name != name:
            return  # erased meanwhile: answers and state have no place any more
        self._append(held, outcome.answers, key=key, at=at)
        if outcome.state is not None:
            self._states.keep(held, outcome.state, key=key, at=outcome.at)

    def _record(self, disclosure: Disclosure) -> Recorded:
        d = disclosure
        at = to_micros(d.at)
        if not holds(d.basis, self._standing[holder_of(d)], at=at):
            return Recorded.FACTS_CHANGED
        if d.basis.switch and self._switches.get((d.tenant, d.recipient)) != d.basis.switch:
            return Recorded.FACTS_CHANGED
        if d.new_key is None:
            found = self._continued(d, at)
        else:
            found = self._opened(d, at)
        if found is None:
            return Recorded.CONVERSATION_CHANGED
        key = d.new_key.key if d.new_key is not None else self._data_keys[d.dek_id]
        found.add_sources(d.basis.sources)
        self._append(found, d.messages, key=key, at=at)
        self._disclosures.append(
            (
                d.disclosure_id,
                d.tenant,
                d.subject,
                d.conversation_id,
                d.purpose,
                d.recipient,
                d.policy,
                d.endpoint,
                d.basis.consent_id,
                d.sent_bytes,
                orjson.dumps(d.entity_counts).decode(),
                at,
                d.basis.consent_event,
                d.basis.notice,
                write_codes(d.basis.signals),
                d.basis.age_band.value,
                write_codes(d.basis.sources),
            )
        )
        self._entries.append(disclosure_entry(d))
        return Recorded.RECORDED

    def _continued(self, d: Disclosure, at: int) -> Held | None:
        held = self._by_key.get(d.dek_id)
        if held is None or held.retired or d.dek_id not in self._data_keys:
            return None
        if held.name != (d.tenant, d.subject, d.conversation_id) or held.hide_at <= at:
            return None
        tagged = next_tag(held.tagged(), d.tag, created_at=held.created(), at=d.at)
        held.set_tag(tagged)
        if not held.is_new:
            self._retagged[held.row_id] = held
        return held

    def _opened(self, d: Disclosure, at: int) -> Held | None:
        if d.new_key is None or d.new_key.dek_id != d.dek_id:
            raise StorageFailed("a disclosure names two data keys")
        name = (d.tenant, d.subject, d.conversation_id)
        before = self._by_name.get(name)
        if before is not None:
            if before.hide_at > at:
                return None
            before.retired = before.row_id
            if not before.is_new:
                self._retired.append(before)
        held = Held.new(row_id=next(self._row_ids), name=name, dek_id=d.dek_id, at=at)
        held.set_tag(first_tag(d.tag))
        held.channel, held.bot = d.channel, d.bot
        self._by_name[name] = held
        self._created.append(held)
        self._new_keys.append(
            NewKey(dek_id=d.dek_id, tenant=d.tenant, key=d.new_key.key, created_at=at)
        )
        return held

    def _append(
        self, held: Held, messages: Sequence[StoredMessage], *, key: bytes, at: int
    ) -> None:
        held.last_at = max(held.last_at, at)
        if messages:
            owner, first = owner_of(held.tenant, held.subject), held.next_seq
            texts = [each.text for each in messages]
            bodies = encrypt(AESGCM(key), texts, place=place_of(held.name), first=first)
            for seq, (each, body) in enumerate(zip(messages, bodies, strict=True), start=first):
                self._messages.append((held.row_id, seq, each.role, owner, each.chain, body))
            held.next_seq = first + len(messages)
        if not held.is_new:
            self._touched[held.row_id] = held
