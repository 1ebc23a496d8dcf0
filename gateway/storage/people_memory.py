"""The rows of gateway.storage.people in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from gateway.consent.persons import Person, Report, ReportState
from gateway.consent.records import PERMITTING, ConsentRecord
from gateway.retention.events import RetentionEvent
from gateway.storage.facts import Concerned, holder_of
from gateway.storage.statements import Row

EndConversations = Callable[[tuple[str, str], datetime], None]
StartClocks = Callable[[RetentionEvent], None]


class MemoryPeople:
    """PeopleRows in dictionaries; the repr holds counts."""

    def __init__(
        self, end_conversations: EndConversations, start_clocks: StartClocks | None = None
    ) -> None:
        """Starts empty.

        Args:
            end_conversations: hides all of a person's (tenant, subject) at a time.
            start_clocks: starts those that wait for an event.
        """
        self._end = end_conversations
        self._start_clocks = start_clocks
        self.retention_events: list[RetentionEvent] = []
        self._current: dict[Row, ConsentRecord] = {}
        self._shown: dict[tuple[str, str], str] = {}
        self._codes: dict[str, tuple[str, str]] = {}
        self._persons: dict[tuple[str, str], Person] = {}
        self._reports: dict[tuple[str, str], Report] = {}
        self.events: list[ConsentRecord] = []
        self.person_events: list[tuple[Person, datetime]] = []

    def __repr__(self) -> str:
        return f"MemoryPeople({len(self._current)} consents, {len(self._persons)} people)"

    def holding(self, like: Concerned) -> ConsentRecord | None:
        """What holds for a subject, purpose and recipient."""
        return self._current.get(holder_of(like))

    def is_taken(self, record_id: str) -> bool:
        """Whether any tenant has a consent of this id."""
        return any(each.record_id == record_id for each in self._current.values())

    def consent(self, tenant: str, record_id: str) -> ConsentRecord | None:
        """What holds under an id."""
        for record in self._current.values():
            if (record.tenant, record.record_id) == (tenant, record_id):
                return record
        return None

    def consents(self, tenant: str, subject: str) -> list[ConsentRecord]:
        """What holds for one person, by purpose and recipient."""
        held = sorted(self._current.items())
        return [record for name, record in held if name[:2] == (tenant, subject)]

    def consent_events(self, tenant: str, record_id: str) -> list[ConsentRecord]:
        """All events of a record, oldest first."""
        wanted = (tenant, record_id)
        return [each for each in self.events if (each.tenant, each.record_id) == wanted]

    def given_consents(self, tenant: str, *, after: str, most: int) -> list[ConsentRecord]:
        """Given ones by record id."""
        given = [
            each
            for each in self._current.values()
            if each.tenant == tenant and each.state in PERMITTING and each.record_id > after
        ]
        return sorted(given, key=lambda each: each.record_id)[:most]

    def append(self, event: ConsentRecord) -> int:
        """Adds an event; its number."""
        number = len(self.events) + 1
        self.events.append(replace(event, event_id=number))
        return number

    def hold(self, record: ConsentRecord) -> None:
        """Makes an event what holds now."""
        self._current[holder_of(record)] = record

    def shown_notice(self, tenant: str, sha256: str) -> str | None:
        """What was shown under a hash."""
        return self._shown.get((tenant, sha256))

    def keep_shown_notice(self, tenant: str, sha256: str, *, document: str) -> None:
        """Adds what was shown."""
        self._shown[tenant, sha256] = document

    def holder(self, code: str) -> tuple[str, str] | None:
        """Tenant and subject of a code."""
        return self._codes.get(code)

    def keep_code(self, code: str, holder: tuple[str, str]) -> None:
        """Adds a code."""
        self._codes[code] = holder

    def person(self, tenant: str, subject: str) -> Person | None:
        """What is known of a person."""
        return self._persons.get((tenant, subject))

    def hold_person(self, person: Person, *, at: datetime) -> None:
        """Keeps a version, and makes it what holds now."""
        self.person_events.append((person, at))
        self._persons[person.tenant, person.subject] = person

    def report(self, tenant: str, report_id: str) -> Report | None:
        """The report of an id."""
        return self._reports.get((tenant, report_id))

    def reports(
        self, tenant: str, *, state: ReportState | None, after: Report | None, most: int
    ) -> list[Report]:
        """Reports, newest first."""
        found = [
            each
            for each in self._reports.values()
            if each.tenant == tenant
            and state in (None, each.state)
            and (after is None or _place(each) < _place(after))
        ]
        return sorted(found, key=_place, reverse=True)[:most]

    def has_open_report(self, tenant: str, subject: str) -> bool:
        """Whether a report about a person is undecided."""
        return any(
            (each.tenant, each.subject, each.state) == (tenant, subject, ReportState.OPEN)
            for each in self._reports.values()
        )

    def hold_report(self, report: Report) -> None:
        """Adds a report, or what has become of it."""
        self._reports[report.tenant, report.report_id] = report

    def end_conversations(self, tenant: str, subject: str, *, at: datetime) -> None:
        """Hides all of a person's conversations and states, and makes them due."""
        self._end((tenant, subject), at)

    def keep_event(self, event: RetentionEvent) -> None:
        """Adds an event, and starts the clocks that wait for it."""
        self.retention_events.append(event)
        if self._start_clocks is not None:
            self._start_clocks(event)


def _place(report: Report) -> tuple[datetime, str]:
    return report.reported_at, report.report_id
