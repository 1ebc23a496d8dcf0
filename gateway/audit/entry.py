"""What the audit log says: one closed form, without personal data.

An entry holds codes, counts, ids that are random, and hashes. Whoever it is about stands
in it as a keyed reference whose key goes when the person's data is erased: from then on
nobody can tell whose entry it was, and the tree still verifies.

An entry is written as canonical JSON (RFC 8785), and these bytes are what is kept, hashed
and verified. Times are text from the start. Every text is of one of these forms, and
nothing else is taken: a code (letters, and the marks that codes are joined with, with no
more digits in a row than six), an id or hash in hexadecimal, a UUID, a code with a hash
behind ``@``, a time or date of RFC 3339, or codes with commas between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from typing import Any

import orjson

from gateway.errors import StorageFailed

MOST_TEXT, MOST_FACTS = 200, 24
# Integers that every reader of JSON reads alike (RFC 8785 section 3.2.2.3).
MOST_INTEGER = (1 << 53) - 1
PEPPER_BYTES = 32
_CODE = r"(?!.*[0-9](?:[-_.:/+]?[0-9]){6})[A-Za-z0-9](?:[A-Za-z0-9_.:/+*-]*)"
_HEX = r"[0-9a-f]{24,128}"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|\+00:00))?"
_WITH_HASH = r"[A-Za-z][A-Za-z0-9_.-]{0,63}@[0-9a-f]{12,64}"
_TEXT = re.compile(rf"(?:{_HEX}|{_UUID}|{_TIME}|{_WITH_HASH}|{_CODE}(?:,{_CODE})*)?", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")
_REFERENCE = re.compile(r"[0-9a-f]{64}")


class Act(StrEnum):
    """What was done."""

    CONSENT_RECORDED = "consent.recorded"
    PERSON_CHANGED = "person.changed"
    REPORT_FILED = "report.filed"
    REPORT_DECIDED = "report.decided"
    DISCLOSED = "disclosure.recorded"
    REFUSED = "request.refused"
    KEY_CREATED = "api_key.created"
    KEY_REVOKED = "api_key.revoked"
    CONTENT_READ = "content.read"
    READ_REFUSED = "content.read_refused"
    EVENT_RECORDED = "retention.event"
    CLASSES_CHANGED = "retention.classes_changed"
    CLASSES_APPLIED = "retention.classes_applied"
    HOLD_PLACED = "hold.placed"
    HOLD_REVIEWED = "hold.reviewed"
    HOLD_RELEASED = "hold.released"
    ERASED = "retention.erased"
    MOVED = "retention.moved"
    ANONYMISED = "retention.anonymised"
    REVIEWED = "retention.reviewed"
    UNDONE = "retention.undone"
    CERTIFIED = "retention.certified"
    BACKED_UP = "storage.backed_up"
    RESTORED = "storage.restored"
    MASTER_KEY_CHANGED = "storage.master_key_changed"
    RIGHTS_STEP = "rights.step"
    RIGHTS_TASK_DONE = "rights.task_done"
    RESULT_FETCHED = "rights.result_fetched"
    RESULT_PUSHED = "rights.result_pushed"
    OBJECTION_CHANGED = "rights.objection_changed"
    DIRECTIVE_CHANGED = "rights.directive_changed"
    DEATH_RECORDED = "rights.death_recorded"
    EXPORTED = "purpose.exported"
    FORM_RECEIVED = "form.received"
    INCIDENT_REPORTED = "incident.reported"
    INCIDENT_CHANGED = "incident.changed"
    INCIDENT_SCOPED = "incident.scoped"
    INCIDENT_TOLD = "incident.told"
    INCIDENT_ACKNOWLEDGED = "incident.acknowledged"
    DEMAND_RECORDED = "demand.recorded"
    DEMAND_CHANGED = "demand.changed"
    ACCOUNT_CHANGED = "account.changed"
    SIGNED_IN = "account.signed_in"
    SIGNED_OUT = "account.signed_out"
    SIGN_IN_REFUSED = "account.sign_in_refused"
    GRANT_CHANGED = "access.grant_changed"
    INSTRUCTION_CHANGED = "instruction.changed"
    INSTRUCTION_USED = "instruction.used"
    INTEGRATION_CHANGED = "integration.changed"
    TERMINATION_CHANGED = "tenant.termination_changed"
    TENANT_ERASED = "tenant.erased"
    REANCHORED = "audit.reanchored"
    STARTED = "gateway.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One act.

    Attributes:
        act: what was done.
        tenant: whose space, or empty for the gateway's own acts.
        at: when.
        subject: who it is about as the store knows them (keyed hash), or None; the log
            holds a reference in its place.
        object_id: id of the row that was made or changed, or empty.
        actor: a key's id, ``subject``, ``gateway`` or ``command``.
        facts: codes, counts and hashes; values are at most 200 characters of a closed
            alphabet, never text that somebody wrote.
    """

    act: Act
    tenant: str
    at: datetime
    subject: str | None = None
    object_id: str = ""
    actor: str = "gateway"
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)


def reference(pepper: bytes, holder: tuple[str, str]) -> str:
    """How a person stands in the log: a keyed hash, under a key of their own.

    Args:
        pepper: 32 random bytes of this person.
        holder: tenant and keyed subject hash.
    """
    tenant, subject = holder
    named = f"{len(tenant)}:{tenant}|{subject}".encode("utf-8", "surrogatepass")
    return digest(pepper, b"discreet audit subject 1\x00" + named, "sha256").hex()


@lru_cache(maxsize=4096)
def as_code(text: str) -> str:
    """A name or an id as entries have it: itself, or its hash where it is of no such form."""
    if _is_text(text):
        return text
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def as_text(at: datetime) -> str:
    """A time as entries have it: UTC, six digits of seconds, ``Z``."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def entry_body(entry: AuditEntry, seq: int, *, subject: str | None) -> bytes:
    """The canonical bytes of an entry.

    Args:
        entry: what was done.
        seq: its place in the log, from 0.
        subject: reference of whom it is about, or None.

    Raises:
        StorageFailed: something in it is no code, count, id or hash.
    """
    facts = dict(entry.facts)
    if not (_are_keys(tuple(facts)) and _is_text(entry.object_id) and _is_text(entry.actor)):
        raise _refused()
    for value in facts.values():
        if not (_is_text(value) if type(value) is str else _is_fact(value)):
            raise _refused()
    body: dict[str, Any] = {
        "act": entry.act.value,
        "actor": entry.actor,
        "at": as_text(entry.at),
        "facts": facts,
        "object": entry.object_id,
        "seq": seq,
        "subject": subject,
        "tenant": as_code(entry.tenant),
        "v": 1,
    }
    # Keys and texts are ASCII without quotes and backslashes, numbers are integers: so this
    # is RFC 8785's form.
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def read_body(body: bytes) -> dict[str, Any]:
    """An entry's fields, if these are the bytes that such an entry has.

    Raises:
        ValueError: they are not.
    """
    try:
        fields = orjson.loads(body)
        entry = AuditEntry(
            act=Act(fields["act"]),
            tenant=fields["tenant"],
            at=datetime.fromisoformat(fields["at"]),
            object_id=fields["object"],
            actor=fields["actor"],
            facts=fields["facts"],
        )
        seq, subject = fields["seq"], fields["subject"]
        same = type(seq) is int and (subject is None or _REFERENCE.fullmatch(subject) is not None)
        same = same and entry_body(entry, seq, subject=subject) == body
    except (KeyError, TypeError, AttributeError, ValueError, StorageFailed):
        same = False
    if not same:
        raise ValueError("the entry is not of its form")
    found: dict[str, Any] = fields
    return found


@lru_cache(maxsize=512)
def _are_keys(keys: tuple[object, ...]) -> bool:
    """Whether these are a form's keys; there are few forms."""
    return len(keys) <= MOST_FACTS and all(
        isinstance(key, str) and _KEY.fullmatch(key) is not None for key in keys
    )


def _is_fact(value: object) -> bool:
    if isinstance(value, bool):
        return True
    if isinstance(value, int):
        return -MOST_INTEGER <= value <= MOST_INTEGER
    return isinstance(value, str) and _is_text(value)


@lru_cache(maxsize=4096)
def _is_text(value: str) -> bool:
    return len(value) <= MOST_TEXT and _TEXT.fullmatch(value) is not None


def _refused() -> StorageFailed:
    return StorageFailed("an audit entry holds what is no code, count, id or hash")
