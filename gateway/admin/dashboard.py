"""What the pages of administrators show, read in one short transaction.

Everything here is counts, codes, ids and times of one tenant; nothing of it is a text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from gateway.admin.plots import Series, series_of
from gateway.consent.recipient_facts import failing_facts
from gateway.consent.records import PERMITTING, ConsentState
from gateway.counts.figures import CLASSES, CONSENTS, VERIFICATION
from gateway.counts.tally import SEPARATOR, DayCount, Kind, day_of
from gateway.model import Destination
from gateway.policy import Policy, Recipient, RetentionClass, Tenant
from gateway.proxy.decide import effective_action
from gateway.retention.classes import parse_duration
from gateway.storage import dashboard_rows as rows
from gateway.storage.count_rows import Figure, read_counts, read_figures
from gateway.storage.figure_scans import ClassFigure, overdue_requests, webhooks_pending
from gateway.storage.schema import from_micros

DAYS, WEEK = 30, 7
# Lines of a list on the overview, and on its own page.
SHORT, LONG = 6, 500
# The figure that ``discreet policy check`` leaves, where it is told to.
CHECK = "policy_check"
_SAID = {
    **{state.value: "given" for state in PERMITTING},
    ConsentState.REFUSED.value: "refused",
    ConsentState.WITHDRAWN.value: "withdrawn",
    ConsentState.REVOKED.value: "withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """How often something was counted today, in 7 days and in 30."""

    today: int = 0
    week: int = 0
    month: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """How often a type was found, and what the policy does about it."""

    entity_type: str
    upstream: str
    store: str
    counts: Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What was counted by day.

    Attributes:
        days: of the plots, in order; the last is today.
        requests, refused, redacted, given, withdrawn: how often.
        findings, refusals, consents: series of the plots.
        types: a line for each entity type, the commonest first.
        outcomes: of exchanges, by outcome, over all days.
    """

    days: Sequence[date]
    requests: Spans
    refused: Spans
    redacted: Spans
    given: Spans
    withdrawn: Spans
    findings: Sequence[Series]
    refusals: Sequence[Series]
    consents: Sequence[Series]
    types: Sequence[FindingLine]
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLine:
    """One retention class; ``rule`` is None where the policy has it no more."""

    key: str
    rule: RetentionClass | None
    held: ClassFigure
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientLine:
    """One recipient, what stands against it now, and how old its facts are.

    Attributes:
        recipient: as configured.
        reasons: codes; none where it may be sent text.
        fresh_until: when its evidence is too old; None where nothing is asked of it.
        is_on: False where an administrator has to switch it on first.
    """

    recipient: Recipient
    reasons: Sequence[str]
    fresh_until: datetime | None
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything that the pages of one tenant show, as of ``at``."""

    tenant: str
    policy: Policy
    at: datetime
    activity: Activity
    requests: Sequence[rows.RequestLine]
    open_requests: int
    overdue_requests: int
    classes: Sequence[ClassLine]
    classes_at: datetime | None
    consents: Sequence[tuple[str, str, Mapping[str, int]]]
    consents_at: datetime | None
    recipients: Sequence[RecipientLine]
    grants: Sequence[rows.GrantLine]
    incidents: Sequence[rows.IncidentLine]
    audit: rows.AuditLine
    verified: Figure | None
    webhooks: int
    jobs: Mapping[str, datetime]
    check: Figure | None

    @property
    def overdue_erasures(self) -> int:
        """Conversations that should be gone."""
        return sum(each.held.overdue for each in self.classes)


def read_board(connection: Connection, tenant: Tenant, *, now: datetime, most: int) -> Board:
    """Reads it.

    Args:
        connection: inside a transaction that sees the tenant's rows.
        tenant: whose.
        now: aware, UTC.
        most: lines of each list.
    """
    key, today = tenant.key, day_of(now)
    figures = read_figures(connection, key)
    counts = read_counts(connection, key, first=today - timedelta(days=DAYS - 1), last=today)
    classes, consents = figures.get(CLASSES), figures.get(CONSENTS)
    return Board(
        tenant=key,
        policy=tenant.policy,
        at=now,
        activity=activity_of(counts, tenant.policy, today=today),
        requests=rows.requests(connection, key, now=now, most=most),
        open_requests=rows.open_requests(connection, key),
        overdue_requests=overdue_requests(connection, key, now=now),
        classes=class_lines(tenant.policy, classes),
        classes_at=None if classes is None else classes.at,
        consents=_consent_lines(consents),
        consents_at=None if consents is None else consents.at,
        recipients=recipient_lines(tenant, rows.switched_on(connection, key), now=now),
        grants=rows.grants(connection, key, now=now, most=most),
        incidents=rows.incidents(connection, key, most=most),
        audit=rows.audit_log(connection),
        verified=figures.get(VERIFICATION),
        webhooks=webhooks_pending(connection, key),
        jobs=rows.last_done(connection),
        check=figures.get(CHECK),
    )


def activity_of(counts: Iterable[DayCount], policy: Policy, *, today: date) -> Activity:
    """The counts of the last days in the form of the pages. Pure."""
    days = [today - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    by: dict[str, dict[str, Counter[date]]] = defaultdict(lambda: defaultdict(Counter))
    for each in counts:
        by[each.kind][_short(each.kind, each.key)][each.day] += each.count
    found, said = by[Kind.FINDING], by[Kind.CONSENT]
    found.pop("", None)
    return Activity(
        days=days,
        requests=_all_spans(by[Kind.REQUEST], today),
        refused=_all_spans(by[Kind.REFUSAL], today),
        redacted=_all_spans(by[Kind.REDACTION], today),
        given=_spans(said["given"], today),
        withdrawn=_spans(said["withdrawn"], today),
        findings=series_of(found, days),
        refusals=series_of(by[Kind.REFUSAL], days),
        consents=series_of(said, days),
        types=sorted(
            (
                FindingLine(
                    entity_type=name,
                    upstream=_action(policy, name, to=Destination.UPSTREAM),
                    store=_action(policy, name, to=Destination.STORE),
                    counts=_spans(by_day, today),
                )
                for name, by_day in found.items()
            ),
            key=lambda line: (-line.counts.month, line.entity_type),
        ),
        outcomes=dict(
            Counter(
                {name: sum(by_day.values()) for name, by_day in by[Kind.REQUEST].items()}
            ).most_common()
        ),
    )


def class_lines(policy: Policy, figure: Figure | None) -> Sequence[ClassLine]:
    """Classes that conversations get, with what is held of each; then those that are gone."""
    held = (
        {}
        if figure is None
        else {key: ClassFigure(**values) for key, values in figure.document.items()}
    )
    used = {each.retention_class for each in policy.purposes.values()}
    used |= {each.retention_class for each in policy.retention_rules}
    keys = [key for key in policy.classes if key in used or key in held]
    keys += sorted(set(held) - set(policy.classes))
    return [
        ClassLine(
            key=key,
            rule=policy.classes.get(key),
            held=(known := held.get(key, ClassFigure())),
            next_at=None if known.next_at is None else from_micros(known.next_at),
        )
        for key in keys
    ]


def recipient_lines(
    tenant: Tenant, switched: Mapping[str, bool], *, now: datetime
) -> Sequence[RecipientLine]:
    """The tenant's recipients, and what stands against each for somebody of its region."""
    rules, off = tenant.policy.recipient_rules, tenant.policy.scope.integrations_off
    region = tenant.policy.region or tenant.region
    return [
        RecipientLine(
            recipient=each,
            reasons=failing_facts(each, rules, region=region, now=now),
            fresh_until=_fresh_until(each, rules.evidence_age),
            is_on=switched.get(each.key, not off),
        )
        for each in tenant.recipients
    ]


def _fresh_until(recipient: Recipient, age: str | None) -> datetime | None:
    if age is None or recipient.evidence_date is None or not recipient.third_party:
        return None
    begins = datetime.fromisoformat(f"{recipient.evidence_date.isoformat()}T00:00:00+00:00")
    return parse_duration(age).after(begins)


def _short(kind: str, key: str) -> str:
    """The part of a key that a series is named by; empty where it is counted elsewhere."""
    parts = key.split(SEPARATOR)
    if kind == Kind.FINDING:
        return parts[0] if parts[1:2] == [Destination.UPSTREAM.value] else ""
    if kind == Kind.CONSENT:
        return _SAID.get(key, "lapsed")
    return parts[-1] if kind == Kind.REQUEST else key


def _spans(by_day: Mapping[date, int], today: date) -> Spans:
    week = today - timedelta(days=WEEK - 1)
    return Spans(
        today=by_day.get(today, 0),
        week=sum(count for day, count in by_day.items() if day >= week),
        month=sum(by_day.values()),
    )


def _all_spans(by: Mapping[str, Mapping[date, int]], today: date) -> Spans:
    whole: Counter[date] = Counter()
    for by_day in by.values():
        whole.update(by_day)
    return _spans(whole, today)


def _action(policy: Policy, entity_type: str, *, to: Destination) -> str:
    return effective_action(policy, entity_type, destination=to).value


def _consent_lines(figure: Figure | None) -> Sequence[tuple[str, str, Mapping[str, int]]]:
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for purpose, recipient, state, count in figure.document if figure is not None else ():
        found[purpose, recipient][_SAID.get(state, "lapsed")] += count
    return [(*key, counts) for key, counts in sorted(found.items())]
