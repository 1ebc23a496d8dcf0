"""What the endpoints of incidents and demands take, and what they show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import Field

from gateway.consent.calls import Body
from gateway.consent.desk import as_text
from gateway.consent.indication import parse_time
from gateway.data_categories import categories_of
from gateway.errors import Refused
from gateway.incidents import demand, incident
from gateway.incidents.demand import Demand
from gateway.incidents.incident import MOST_NAMES, MOST_WORDS, Notice, wrong
from gateway.incidents.notice_message import facts
from gateway.incidents.register import Entry
from gateway.storage.incident_scope import Person

Words = Annotated[str, Field(max_length=MOST_WORDS)]
NeededWords = Annotated[str, Field(min_length=1, max_length=MOST_WORDS)]
_DemandWords = Annotated[str, Field(min_length=1, max_length=demand.MOST_WORDS)]
Code = Annotated[str, Field(max_length=64)]
_Time = Annotated[str, Field(max_length=64)]
# No database row can hold a NUL everywhere.
_Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_.-]+\z")]
_Names = Annotated[list[_Name], Field(max_length=MOST_NAMES)]
Word = TypeVar("Word", bound=StrEnum)


class ReachBody(Body):
    """What an incident may have touched; times as RFC 3339."""

    began_at: _Time | None = None
    ended_at: _Time | None = None
    recipients: _Names = Field(default_factory=list)
    purposes: _Names = Field(default_factory=list)
    entity_types: _Names = Field(default_factory=list)

    def reach(self) -> incident.Reach:
        """The same, read."""
        return incident.Reach(
            began_at=read_time(self.began_at, field="began_at"),
            ended_at=read_time(self.ended_at, field="ended_at"),
            recipients=frozenset(self.recipients),
            purposes=frozenset(self.purposes),
            entity_types=frozenset(self.entity_types),
        )


class IncidentBody(ReachBody):
    """An incident that is reported."""

    kinds: Annotated[list[Code], Field(min_length=1, max_length=3)]
    description: NeededWords = Field(repr=False)
    effects: Words = Field(default="", repr=False)
    measures: Words = Field(default="", repr=False)
    noticed_at: _Time | None = None
    party: _Name | None = None
    risk: Code = incident.Risk.UNKNOWN.value


class StateBody(Body):
    """A later report; what is left out stays as it was."""

    state: Code
    risk: Code | None = None
    description: NeededWords | None = Field(default=None, repr=False)
    effects: Words | None = Field(default=None, repr=False)
    measures: Words | None = Field(default=None, repr=False)
    reach: ReachBody | None = None


class NoticeBody(Body):
    """Who is told; ``by_hand`` where somebody has told them already."""

    target: Code
    by_hand: bool = False


class AcknowledgeBody(Body):
    """Which notice was received; the code of the message, or a key of an officer."""

    notice: Annotated[int, Field(ge=1, le=100_000)]
    code: Annotated[str, Field(max_length=64)] | None = Field(default=None, repr=False)


class DemandBody(Body):
    """An official demand that came in."""

    ground: Code
    authority: _DemandWords = Field(repr=False)
    asked_for: _DemandWords = Field(repr=False)
    received_at: _Time
    due_at: _Time | None = None
    subject: Annotated[str, Field(min_length=1, max_length=256)] | None = Field(
        default=None, repr=False
    )
    may_tell: bool = True
    silent_until: _Time | None = None


class DemandChangeBody(Body):
    """What became of a demand; what is left out stays as it was."""

    answer: Code | None = None
    given: Annotated[str, Field(max_length=demand.MOST_WORDS)] | None = Field(
        default=None, repr=False
    )
    may_tell: bool | None = None
    silent_until: _Time | None = None
    told: bool = False


def read_time(text: str | None, *, field: str) -> datetime | None:
    """A time of a body, or None where there is none.

    Raises:
        InvalidRequest: 422.
    """
    if text is None:
        return None
    try:
        return parse_time(text)
    except Refused:
        raise wrong(field, "A time is not of the form of RFC 3339 with a time zone.") from None


def read_word(kind: type[Word], text: str, *, field: str) -> Word:
    """One word of a closed list.

    Raises:
        InvalidRequest: 422; names the list.
    """
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(each.value for each in kind)
        raise wrong(field, f"{field} must be one of {known}.") from None


def shown_incident(entry: Entry, *, now: datetime, words: bool) -> dict[str, Any]:
    """An incident as officers see it; without words for those who see none."""
    found, said = entry.incident, entry.incident.words
    shown: dict[str, Any] = {
        **facts(found),
        "role": found.role.value,
        "reported_by": found.reported_by,
        "reported_at": as_text(found.reported_at),
        "closed_at": as_text(found.closed_at),
        "duties": [
            {
                "target": each.target.value,
                "due_at": as_text(each.due_at),
                "met_at": as_text(each.met_at),
                "overdue": each.overdue(now),
            }
            for each in entry.duties
        ],
        "notices": [_shown_notice(each) for each in entry.notices],
        "reports": [{**each, "at": as_text(each["at"])} for each in entry.events],
    }
    if words:
        shown |= {
            "description": said.description if said else None,
            "effects": said.effects if said else None,
            "measures": said.measures if said else None,
        }
    return shown


def shown_person(person: Person) -> dict[str, Any]:
    """A person touched, by the reference under which the store knows them."""
    return {
        "subject": person.subject,
        "disclosures": person.disclosures,
        "conversations": person.conversations,
        "recipients": sorted(person.recipients),
        "entity_types": sorted(person.entity_types),
        "data_categories": sorted(categories_of(person.entity_types)),
        "first_at": as_text(person.first_at),
        "last_at": as_text(person.last_at),
    }


def shown_demand(found: Demand, *, now: datetime, words: bool) -> dict[str, Any]:
    """A demand as officers see it; without words and person for those who see none."""
    shown: dict[str, Any] = {
        "id": found.demand_id,
        "ground": found.ground.value,
        "answer": found.answer.value,
        "received_at": as_text(found.received_at),
        "due_at": as_text(found.due_at),
        "overdue": found.overdue(now),
        "answered_at": as_text(found.answered_at),
        "may_tell": found.tellable(now),
        "silent_until": as_text(found.silent_until),
        "told_at": as_text(found.told_at),
        "telling_due": found.telling_due(now),
        "about_person": bool(found.subject),
        "recorded_by": found.recorded_by,
        "recorded_at": as_text(found.recorded_at),
    }
    if words:
        said = found.words
        shown |= {
            "subject": found.subject or None,
            "authority": said.authority if said else None,
            "asked_for": said.asked_for if said else None,
            "given": (said.given or None) if said else None,
        }
    return shown


def _shown_notice(notice: Notice) -> Mapping[str, Any]:
    return {
        "notice": notice.seq,
        "target": notice.target.value,
        "phase": notice.phase.value,
        "name": notice.name,
        "at": as_text(notice.at),
        "by": notice.by,
        "by_webhook": bool(notice.message_id),
        "attempts": notice.attempts,
        "acknowledged_at": as_text(notice.acknowledged_at),
        "acknowledged_by": notice.acknowledged_by or None,
    }
