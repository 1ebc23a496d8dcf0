"""The register of incidents: reports, their scope, and telling until somebody knows.

A notice by webhook is put out again, at growing intervals, until its receiver has called
back: that a server took a message does not say that anybody has read it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway.audit.entry import Act
from gateway.errors import Refused
from gateway.incidents.incident import (
    EVERYBODY,
    BreachKind,
    Counts,
    Duty,
    Incident,
    Notice,
    PeopleAsked,
    Reach,
    Risk,
    Source,
    State,
    Target,
    Words,
    check_move,
    check_times,
    clocks,
    duties,
    no_incident,
    wrong,
)
from gateway.incidents.reach import check_names, whole_reach
from gateway.incidents.telling import By, Telling, note
from gateway.logs import get_logger
from gateway.policy import Tenant
from gateway.storage import incident_rows, incident_scope, outbox_rows
from gateway.storage.incident_reads import ContentReads, content_reads
from gateway.storage.incident_scope import Person, Totals
from gateway.storage.transaction import Acting, Transaction

MOST_LISTED = 500
_log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What somebody reports.

    Attributes:
        kinds: at least one.
        words: what happened.
        noticed_at: None is now.
        reach: see Reach.
        party: see Incident.
        source: see Source.
        risk: see Risk.
    """

    kinds: frozenset[BreachKind]
    words: Words
    noticed_at: datetime | None = None
    reach: Reach = field(default_factory=Reach)
    party: str = ""
    source: Source = Source.REPORTED
    risk: Risk = Risk.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An incident with all that hangs on it."""

    incident: Incident
    notices: Sequence[Notice]
    duties: Sequence[Duty]
    events: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRegister:
    """The register.

    Attributes:
        store: in which acts can be done.
        tenants: by key.
        telling: puts notices out.
        new_id: random ids.
    """

    store: Acting
    tenants: Mapping[str, Tenant]
    telling: Telling
    new_id: Callable[[], str]

    async def report(self, tenant: str, reported: Reported, *, by: By) -> Entry:
        """Puts an incident into the register, looks at its scope, and tells at once.

        A processor's controller is told by webhook, where the tenant has one; any other
        tenant's webhook hears that there is an incident.

        Raises:
            InvalidRequest: 422; times contradict one another, or a recipient or purpose is
                one that nothing was ever sent to or for.
        """
        noticed_at = reported.noticed_at or by.at
        check_times(noticed_at, reported.reach, now=by.at)
        if not reported.kinds:
            raise wrong("kinds", "What was breached must be said.")
        reach = whole_reach(reported.reach, reported.party, tenant=self.tenants[tenant])
        incident = self._made(tenant, replace(reported, reach=reach), by=by)

        def act(transaction: Transaction) -> Entry:
            check_names(transaction, incident, tenant=self.tenants[tenant])
            incident_rows.add(transaction, incident)
            counted = _count(transaction, incident, at=by.at)
            facts = {"source": incident.source.value, "role": incident.role.value}
            note(transaction, counted, act=Act.INCIDENT_REPORTED, by=by, facts=facts)
            if incident.controller_due_at is None:
                self.telling.announce(transaction, counted, at=by.at)
            elif self.telling.has_webhook(tenant):
                self.telling.tell(transaction, counted, target=Target.CONTROLLER, by=by)
            return _entry(transaction, counted)

        return await self.store.act(act, tenants=[tenant])

    async def report_touched(self, reported: Reported, *, by: By) -> Sequence[Entry]:
        """The same in the register of every tenant of which something was touched.

        Raises:
            InvalidRequest: 422, nothing of any tenant's was.
        """

        def touched(transaction: Transaction) -> list[str]:
            found = []
            for key, tenant in self.tenants.items():
                reach = whole_reach(reported.reach, reported.party, tenant=tenant)
                incident = self._made(key, replace(reported, reach=reach), by=by)
                if incident_scope.totals(transaction, incident).people:
                    found.append(key)
            return found

        tenants = await self.store.act(touched, tenants=list(self.tenants))
        if not tenants:
            raise wrong("tenant", "Nothing of any tenant's was touched: name the tenant.")
        return [await self.report(each, reported, by=by) for each in tenants]

    async def report_broken_log(self, now: datetime) -> Sequence[Entry]:
        """An incident of each tenant that has no open one of a log that does not verify."""

        def missing(transaction: Transaction) -> list[str]:
            return [
                each
                for each in sorted(self.tenants)
                if not incident_rows.is_open_from(transaction, each, source=Source.AUDIT)
            ]

        reported = Reported(
            kinds=frozenset({BreachKind.INTEGRITY}),
            words=Words(description=_LOG_BROKEN),
            source=Source.AUDIT,
        )
        by = By(actor="gateway", at=now)
        return [
            await self.report(each, reported, by=by)
            for each in await self.store.act(missing, tenants=list(self.tenants))
        ]

    async def listed(self, tenants: Collection[str]) -> Sequence[Entry]:
        """The newest incidents of tenants, 500 at most."""

        def act(transaction: Transaction) -> Sequence[Entry]:
            found = incident_rows.listed(transaction, tenants, most=MOST_LISTED)
            return [_entry(transaction, each) for each in found]

        return await self.store.act(act, tenants=tenants)

    async def find(self, tenant: str, incident_id: str) -> Entry:
        """One incident; raises InvalidRequest (404) if the tenant has none of this id."""
        return await self.store.act(
            lambda each: _entry(each, _found(each, tenant, incident_id=incident_id)),
            tenants=[tenant],
        )

    async def scope(
        self, tenant: str, incident_id: str, *, by: By
    ) -> tuple[Entry, Totals, ContentReads]:
        """Looks at the scope again; also how often each actor read content in that time.

        Raises:
            InvalidRequest: 404.
        """

        def act(transaction: Transaction) -> tuple[Entry, Totals, ContentReads]:
            incident = _found(transaction, tenant, incident_id=incident_id)
            found = incident_scope.totals(transaction, incident)
            counted = _count(transaction, incident, at=by.at, found=found)
            reach = incident.reach
            reads = content_reads(
                transaction, tenant, since=reach.began_at, until=reach.ended_at or by.at
            )
            facts = {"people": found.people, "disclosures": found.disclosures}
            note(transaction, incident, act=Act.INCIDENT_SCOPED, by=by, facts=facts)
            return _entry(transaction, counted), found, reads

        return await self.store.act(act, tenants=[tenant])

    async def people(
        self, tenant: str, incident_id: str, *, by: By, asked: PeopleAsked = EVERYBODY
    ) -> Sequence[Person]:
        """A page of the people touched, or the one who is asked for, if they are.

        Raises:
            InvalidRequest: 404.
        """

        def act(transaction: Transaction) -> Sequence[Person]:
            incident = _found(transaction, tenant, incident_id=incident_id)
            if asked.subject is not None:
                one = incident_scope.person(transaction, incident, subject=asked.subject)
                found: Sequence[Person] = [one] if one is not None else []
            else:
                found = incident_scope.people(transaction, incident, after=asked.after)
            facts: dict[str, str | int | bool] = {
                "what": "people",
                "items": len(found),
                **asked.reason,
            }
            note(transaction, incident, act=Act.INCIDENT_SCOPED, by=by, facts=facts)
            return found

        return await self.store.act(act, tenants=[tenant])

    async def move(self, incident: Incident, *, by: By) -> Entry:
        """Keeps a later report: state, risk, reach and words are those of ``incident``.

        Raises:
            InvalidRequest: 404, or 422 for times that contradict one another.
            Refused: 409, see ``check_move``.
        """
        check_times(incident.noticed_at, incident.reach, now=by.at)

        def act(transaction: Transaction) -> Entry:
            old = _found(transaction, incident.tenant, incident_id=incident.incident_id)
            changed = replace(
                old,
                risk=incident.risk,
                reach=incident.reach,
                words=incident.words or old.words,
            )
            check_names(transaction, changed, tenant=self.tenants[changed.tenant])
            notices = incident_rows.notices(transaction, changed)
            check_move(changed, incident.state, notices=notices)
            closed = by.at if incident.state is State.CONCLUDING else None
            changed = replace(changed, state=incident.state, closed_at=closed)
            incident_rows.change(transaction, changed, at=by.at, by=by.actor)
            facts = {"state": changed.state.value, "risk": changed.risk.value}
            note(transaction, changed, act=Act.INCIDENT_CHANGED, by=by, facts=facts)
            return _entry(transaction, _count(transaction, changed, at=by.at))

        return await self.store.act(act, tenants=[incident.tenant])

    async def tell(
        self, tenant: str, incident_id: str, *, target: Target, by: By, by_hand: bool = False
    ) -> Entry:
        """Notes that somebody was told, or tells them by webhook.

        An authority is always told by people: nothing here knows its form. What is told by
        hand counts as acknowledged by whoever says so.

        Raises:
            InvalidRequest: 404.
            Refused: 409, this one need not be told of this incident (``notice_not_needed``).
        """

        def act(transaction: Transaction) -> Entry:
            incident = _found(transaction, tenant, incident_id=incident_id)
            notices = incident_rows.notices(transaction, incident)
            if target not in {each.target for each in duties(incident, notices)}:
                message = "Nobody of this kind has to be told of this incident."
                raise Refused("notice_not_needed", message, status=409)
            hand = by_hand or target is Target.AUTHORITY
            hand = hand or not self.telling.has_webhook(tenant)
            self.telling.tell(transaction, incident, target=target, by=by, hand=hand)
            return _entry(transaction, incident)

        return await self.store.act(act, tenants=[tenant])

    async def acknowledge(self, tenant: str, incident_id: str, *, seq: int, by: By) -> Entry:
        """Notes that a notice was received; a second time changes nothing.

        Raises:
            InvalidRequest: 404, there is no such notice.
        """

        def act(transaction: Transaction) -> Entry:
            incident = _found(transaction, tenant, incident_id=incident_id)
            notices = {each.seq: each for each in incident_rows.notices(transaction, incident)}
            notice = notices.get(seq)
            if notice is None:
                raise no_incident()
            if notice.acknowledged_at is None:
                known = replace(
                    notice, next_at=None, acknowledged_at=by.at, acknowledged_by=by.actor
                )
                incident_rows.change_notice(transaction, incident, notice=known)
                if notice.message_id:
                    outbox_rows.remove(transaction, tenant, message_id=notice.message_id, at=by.at)
                facts = {"target": notice.target.value, "notice": seq}
                note(transaction, incident, act=Act.INCIDENT_ACKNOWLEDGED, by=by, facts=facts)
            return _entry(transaction, incident)

        return await self.store.act(act, tenants=[tenant])

    async def job(self, now: datetime) -> int:
        """Puts unacknowledged notices out again; how many."""
        again = await self.store.act(
            lambda each: self.telling.resend(each, now), tenants=list(self.tenants)
        )
        late = await self.overdue(now)
        if late:
            _log.warning("incidents_overdue", overdue=len(late))
        return again

    def _made(self, tenant: str, reported: Reported, *, by: By) -> Incident:
        noticed_at, policy = reported.noticed_at or by.at, self.tenants[tenant].policy
        role = policy.scope.role
        authority, controller = clocks(role, policy.incidents, noticed_at=noticed_at)
        return Incident(
            tenant=tenant,
            incident_id=self.new_id(),
            source=reported.source,
            kinds=reported.kinds,
            role=role,
            noticed_at=noticed_at,
            reach=reported.reach,
            words=reported.words,
            reported_by=by.actor,
            reported_at=by.at,
            party=reported.party,
            risk=reported.risk,
            authority_due_at=authority,
            controller_due_at=controller,
        )

    async def overdue(self, now: datetime) -> Sequence[Entry]:
        """Incidents of which somebody should have been told by now."""

        def act(transaction: Transaction) -> Sequence[Entry]:
            found = incident_rows.unconcluded(transaction, list(self.tenants))
            return [_entry(transaction, each) for each in found]

        found = await self.store.act(act, tenants=list(self.tenants))
        return [each for each in found if any(duty.overdue(now) for duty in each.duties)]


_LOG_BROKEN = "The audit log does not verify: entries were changed, or are missing."


def _found(transaction: Transaction, tenant: str, *, incident_id: str) -> Incident:
    incident = incident_rows.find(transaction, tenant, incident_id=incident_id)
    if incident is None:
        raise no_incident()
    return incident


def _entry(transaction: Transaction, incident: Incident) -> Entry:
    notices = incident_rows.notices(transaction, incident)
    return Entry(
        incident=incident,
        notices=notices,
        duties=duties(incident, notices),
        events=incident_rows.events(transaction, incident),
    )


def _count(
    transaction: Transaction, incident: Incident, *, at: datetime, found: Totals | None = None
) -> Incident:
    found = found or incident_scope.totals(transaction, incident)
    counts = Counts(
        people=found.people,
        conversations=found.conversations,
        disclosures=found.disclosures,
        at=at,
    )
    incident_rows.count(transaction, incident, counts=counts)
    return replace(incident, counts=counts)
