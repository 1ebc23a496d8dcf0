"""A conversation's row while a batch works on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from gateway.errors import StorageFailed
from gateway.retention.assign import Tagged
from gateway.retention.terms import Terms, read_terms, write_terms
from gateway.storage.people_rows import read_codes, write_codes
from gateway.storage.ports import Tag
from gateway.storage.schema import CONVERSATION, from_micros, to_micros
from gateway.storage.statements import Row


def held_query(query: str) -> str:
    """A query with ``{columns}`` replaced by all columns of the conversation ``c``, in order."""
    columns = ", ".join(f'c."{each.name}"' for each in CONVERSATION.columns)
    return query.replace("{columns}", columns)


# By tenant, subject and conversation id. CROSS JOIN keeps SQLite from reading the
# conversations first; IN with row values makes it read all of them.
HELD_BY_NAME = held_query(
    "WITH w (tenant, subject, conversation_id) AS (VALUES {rows}) SELECT {columns}"
    " FROM w CROSS JOIN conversation AS c WHERE c.tenant = w.tenant"
    " AND c.subject = w.subject AND c.conversation_id = w.conversation_id AND c.retired = 0"
)


class TagColumns:
    """The tag of a row; times in microseconds."""

    retention_class: str
    trigger: str
    purpose: str
    recipient: str
    policy: str
    hide_at: int
    erase_by: int
    latest: int | None

    def tag(self) -> Tag:
        """The retention tag."""
        return Tag(
            retention_class=self.retention_class,
            trigger=self.trigger,
            purpose=self.purpose,
            recipient=self.recipient,
            policy=self.policy,
            hide_at=from_micros(self.hide_at),
            erase_by=from_micros(self.erase_by),
        )

    def tagged(self) -> Tagged:
        """The tag with the end that later tags cannot move."""
        latest = None if self.latest is None else from_micros(self.latest)
        return Tagged(tag=self.tag(), latest=latest)

    def set_tag(self, tagged: Tagged) -> None:
        """Takes over a tag."""
        tag = tagged.tag
        self.retention_class = tag.retention_class
        self.trigger = tag.trigger
        self.purpose = tag.purpose
        self.recipient = tag.recipient
        self.policy = tag.policy
        self.hide_at = to_micros(tag.hide_at)
        self.erase_by = to_micros(tag.erase_by)
        self.latest = None if tagged.latest is None else to_micros(tagged.latest)


@dataclass(slots=True)
class Held(TagColumns):
    """A conversation's row; times in microseconds, fields in the table's order."""

    row_id: int
    tenant: str
    subject: str
    conversation_id: str
    retired: int
    dek_id: str
    retention_class: str
    trigger: str
    purpose: str
    recipient: str
    policy: str
    hide_at: int
    erase_by: int
    latest: int | None
    created_at: int
    last_at: int
    next_seq: int
    sources: str
    class_version: str
    due_at: int
    keep_until: int | None
    action: str
    state: str
    review: int
    channel: str
    bot: str
    terms: str
    is_new: bool = False

    @classmethod
    def read(cls, row: Row) -> Held:
        """From a row of held_query's columns."""
        return cls(*row)

    @classmethod
    def new(cls, *, row_id: int, name: tuple[str, str, str], dek_id: str, at: int) -> Held:
        """A conversation that begins now; its tag is set next."""
        return cls(
            *(row_id, *name, 0, dek_id, "", "", "", "", "", at, at, None, at, at, 0, ""),
            *("", at, None, "erase", "active", 0, "", "", ""),
            is_new=True,
        )

    @property
    def name(self) -> tuple[str, str, str]:
        """Tenant, subject and conversation id."""
        return (self.tenant, self.subject, self.conversation_id)

    def tag(self) -> Tag:
        """The retention tag."""
        return Tag(
            retention_class=self.retention_class,
            trigger=self.trigger,
            purpose=self.purpose,
            recipient=self.recipient,
            policy=self.policy,
            hide_at=from_micros(self.hide_at),
            erase_by=from_micros(self.erase_by),
            due_at=None if self.due_at == self.hide_at else from_micros(self.due_at),
            keep_until=None if self.keep_until is None else from_micros(self.keep_until),
            action=self.action,
            class_version=self.class_version,
            terms=self.held_terms(),
        )

    def held_terms(self) -> Terms:
        """The classes that apply.

        Raises:
            StorageFailed: the row cannot be read.
        """
        try:
            return read_terms(self.terms)
        except ValueError:
            raise StorageFailed("a conversation's retention terms cannot be read") from None

    def set_tag(self, tagged: Tagged) -> None:
        """Takes over a tag."""
        TagColumns.set_tag(self, tagged)
        tag = tagged.tag
        self.class_version, self.action = tag.class_version, tag.action
        self.due_at = to_micros(tag.due_at or tag.hide_at)
        self.keep_until = None if tag.keep_until is None else to_micros(tag.keep_until)
        self.terms = write_terms(tag.terms)

    def created(self) -> datetime:
        """When it began."""
        return from_micros(self.created_at)

    def add_sources(self, tags: frozenset[str]) -> None:
        """Texts of these tags are in it from now on."""
        if tags:
            self.sources = write_codes(tags | read_codes(self.sources))

    def row(self) -> Row:
        """All columns, in the table's order."""
        return _ROW(self)

    def retag(self) -> Row:
        """The columns that a later exchange changes, then the row's id."""
        return _RETAG(self)


_TAG = (
    "retention_class",
    "trigger",
    "purpose",
    "recipient",
    "policy",
    "hide_at",
    "erase_by",
    "latest",
)
_NAME = ("row_id", "tenant", "subject", "conversation_id", "retired", "dek_id")
_CLASS = ("class_version", "due_at", "keep_until", "action")
# What an exchange, an event or a changed class changes in a row.
TAG_COLUMNS = (*_TAG, *_CLASS, "terms")
_ROW: Callable[[Held], Row] = attrgetter(
    *(*_NAME, *_TAG, "created_at", "last_at", "next_seq", "sources"),
    *(*_CLASS, "state", "review", "channel", "bot", "terms"),
)
_RETAG: Callable[[Held], Row] = attrgetter(
    *(*_TAG, "sources", *_CLASS, "terms", "last_at", "next_seq", "row_id")
)
