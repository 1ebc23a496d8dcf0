"""What holds for many at once: consent and person, in one statement for up to 64 of them.

Both tables are reached by their primary keys, so that each costs two seeks however many
people there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.consent.persons import Person
from gateway.consent.records import PERMITTING, Basis, ConsentRecord
from gateway.storage.consent_ports import Facts, Refusal, Watched
from gateway.storage.driver import Statements
from gateway.storage.people_rows import (
    CONSENT_COLUMNS,
    PERSON_COLUMNS,
    read_consent,
    read_person,
)
from gateway.storage.ports import Disclosure, LookUp
from gateway.storage.statements import Row, fetch

_JOIN = (
    "WITH w (tenant, subject, purpose, recipient) AS (VALUES {rows})"
    " SELECT w.tenant, w.subject, w.purpose, w.recipient, {wanted} FROM w"
    " LEFT JOIN consent_current AS c ON c.tenant = w.tenant AND c.subject = w.subject"
    " AND c.purpose = w.purpose AND c.recipient = w.recipient"
    " LEFT JOIN subject AS s ON s.tenant = w.tenant AND s.subject = w.subject"
)
_PERSON = 4 + len(CONSENT_COLUMNS)
_TAGGED = _PERSON + len(PERSON_COLUMNS)
FACTS = _JOIN.replace(
    "{wanted}",
    ", ".join([f"c.{name}" for name in CONSENT_COLUMNS] + [f"s.{name}" for name in PERSON_COLUMNS]),
)
# Whether texts of the person have tags: whose have none costs one seek.
_IS_TAGGED = (
    "EXISTS (SELECT 1 FROM source_tag AS t WHERE t.tenant = w.tenant AND t.subject = w.subject)"
)
TAGGED_FACTS = FACTS.replace(" FROM w", f", {_IS_TAGGED} FROM w")
# As much of it as a disclosure is measured against.
STANDING = _JOIN.replace(
    "{wanted}",
    "c.record_id, c.event_id, c.state, c.event_time, c.valid_until, s.version, s.restrictions,"
    f" {_IS_TAGGED}",
)
_PERMITTING = frozenset(state.value for state in PERMITTING)


# Each names tenant, subject, purpose and recipient.
Concerned = ConsentRecord | Disclosure | LookUp | Refusal | Watched


def holder_of(concerned: Concerned) -> Row:
    """The key of the consent concerned."""
    return (concerned.tenant, concerned.subject, concerned.purpose, concerned.recipient)


def is_restricted(person: Person | None) -> bool:
    """Whether nothing of a person may be processed."""
    return person is not None and bool(person.restrictions)


def read_facts(driver: Statements, asked: Sequence[Concerned]) -> dict[Row, Facts]:
    """What holds, by ``holder_of``."""
    holders = list(dict.fromkeys(map(holder_of, asked)))
    return {row[:4]: _facts(row) for row in fetch(driver, FACTS, rows=holders)}


def read_tagged_facts(
    driver: Statements, asked: Sequence[Concerned]
) -> tuple[dict[Row, Facts], set[Row]]:
    """The same, and the (tenant, subject) of those whose texts have tags."""
    holders = list(dict.fromkeys(map(holder_of, asked)))
    rows = fetch(driver, TAGGED_FACTS, rows=holders)
    return {row[:4]: _facts(row) for row in rows}, {row[:2] for row in rows if row[-1]}


def _facts(row: Row) -> Facts:
    return Facts(
        consent=None if row[4] is None else read_consent(row[4:_PERSON]),
        person=None if row[_PERSON] is None else read_person(row[_PERSON:_TAGGED]),
    )


def read_standing(driver: Statements, asked: Sequence[Concerned]) -> Mapping[Row, Row]:
    """What ``holds`` compares with, by ``holder_of``, and last whether there are tags."""
    holders = list(dict.fromkeys(map(holder_of, asked)))
    return {row[:4]: row[4:] for row in fetch(driver, STANDING, rows=holders)}


def holds(basis: Basis, standing: Row, *, at: int) -> bool:
    """Whether all is still as a disclosure was decided on, and permits it.

    Args:
        basis: what it was decided on.
        standing: what holds now, from ``read_standing``.
        at: now, in microseconds.
    """
    record_id, event_id, state, event_time, valid_until, version, restrictions, _ = standing
    if (version or 0) != basis.person_version or restrictions:
        return False
    if basis.consent_id is None:
        return True
    return (
        record_id == basis.consent_id
        and event_id == basis.consent_event
        and state in _PERMITTING
        and event_time <= at
        and (valid_until is None or valid_until > at)
    )
