"""The counts as Prometheus reads them.

Labels hold configured names, codes and entity types, never a value of a request. What is
of no tenant is shown only to a caller who sees all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from gateway.counts.tally import OTHER, SEPARATOR, Kind, Spread, Tally
from gateway.policy import Tenant

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Of each kind: the metric's name without ``_total``, what it counts, the labels of a key.
COUNTERS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    Kind.REQUEST: (
        "discreet_requests",
        "Exchanges that ended, by recipient and outcome.",
        ("recipient", "outcome"),
    ),
    Kind.REFUSAL: ("discreet_refusals", "Requests that were refused, by code.", ("code",)),
    Kind.FINDING: (
        "discreet_findings",
        "Findings in new messages, and the action toward each destination.",
        ("entity_type", "destination", "action"),
    ),
    Kind.REDACTION: (
        "discreet_redactions",
        "Findings replaced in what recipients were sent, earlier turns included.",
        ("recipient",),
    ),
    Kind.CONSENT: (
        "discreet_consents",
        "Consents given, refused and withdrawn over the API.",
        ("state",),
    ),
}
SWEPT = "discreet_swept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What is true now of one tenant, as the store says it; None where nobody knows.

    Attributes:
        overdue_requests, overdue_erasures, webhooks_pending: how many.
        incidents_open, incident_clocks_overdue, incident_notices_unacknowledged: how many.
        audit_fits: whether the last verification of the audit log found it whole.
        audit_verified_at: when that was.
        figures_at: when the store was last looked through.
    """

    overdue_requests: int | None = None
    overdue_erasures: int | None = None
    webhooks_pending: int | None = None
    incidents_open: int | None = None
    incident_clocks_overdue: int | None = None
    incident_notices_unacknowledged: int | None = None
    audit_fits: bool | None = None
    audit_verified_at: datetime | None = None
    figures_at: datetime | None = None

    def gauges(self) -> Iterator[tuple[str, str, float | None]]:
        """Name, meaning and value of each."""
        yield "discreet_overdue_requests", "Requests past their due date.", self.overdue_requests
        yield (
            "discreet_overdue_erasures",
            "Conversations that should be gone, when the store was last looked through.",
            self.overdue_erasures,
        )
        yield "discreet_webhooks_pending", "Messages not delivered yet.", self.webhooks_pending
        yield "discreet_incidents_open", "Incidents not concluded.", self.incidents_open
        yield (
            "discreet_incident_clocks_overdue",
            "Authorities and controllers that were to be told of incidents by now.",
            self.incident_clocks_overdue,
        )
        yield (
            "discreet_incident_notices_unacknowledged",
            "Notices of incidents by webhook that nobody has acknowledged.",
            self.incident_notices_unacknowledged,
        )
        yield (
            "discreet_audit_verified",
            "Whether the last full verification found the audit log whole (1) or not (0).",
            None if self.audit_fits is None else float(self.audit_fits),
        )
        yield (
            "discreet_audit_verified_timestamp_seconds",
            "When the audit log was last verified in full.",
            None if self.audit_verified_at is None else self.audit_verified_at.timestamp(),
        )
        yield (
            "discreet_figures_timestamp_seconds",
            "When the store was last looked through.",
            None if self.figures_at is None else self.figures_at.timestamp(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one caller is shown.

    Attributes:
        tenants: that the caller may see.
        whole: whether that is the whole gateway.
        readings: by tenant.
        queue: operations that wait for the store; None where it is not known.
    """

    tenants: Mapping[str, Tenant]
    whole: bool
    readings: Mapping[str, Readings] = field(default_factory=dict)
    queue: int | None = None


class Metrics:
    """A collector of prometheus_client over a tally, for one scrape."""

    def __init__(self, tally: Tally, sight: Sight) -> None:
        """Args: the process's tally; what the caller may see."""
        self._tally = tally
        self._sight = sight

    def collect(self) -> Iterable[Metric]:
        """All metrics."""
        yield from self._facts()
        for kind, (name, meaning, labels) in COUNTERS.items():
            counter = CounterMetricFamily(name, meaning, labels=("tenant", *labels))
            for tenant, key, count in self._counts(kind):
                # A key that could not be taken has one part only.
                parts = key.split(SEPARATOR)
                known = parts if len(parts) == len(labels) else [OTHER] * len(labels)
                counter.add_metric([tenant, *known], count)
            yield counter
        yield from self._times()
        yield from self._gauges()

    def _counts(self, kind: str) -> Iterator[tuple[str, str, int]]:
        for (tenant, known, key), count in self._tally.totals.items():
            if known == kind and self._sees(tenant):
                yield tenant, key, count

    def _sees(self, tenant: str) -> bool:
        return tenant in self._sight.tenants or (not tenant and self._sight.whole)

    def _facts(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("discreet_build", "The version in use.", labels=("version",))
        build.add_metric([_version()], 1)
        yield build
        mode = GaugeMetricFamily(
            "discreet_mode",
            "How findings are acted on; unsafe_observe sends text unredacted.",
            labels=("tenant", "policy", "mode"),
        )
        for key, tenant in self._sight.tenants.items():
            mode.add_metric([key, tenant.policy.reference, tenant.policy.mode.value], 1)
        yield mode

    def _times(self) -> Iterator[Metric]:
        own = HistogramMetricFamily(
            "discreet_own_seconds",
            "Time of an exchange without that in which recipient or caller were waited for.",
            labels=("tenant",),
        )
        for tenant, spread in self._tally.own.items():
            if self._sees(tenant):
                own.add_metric([tenant], _buckets(spread), spread.total)
        yield own
        upstream = HistogramMetricFamily(
            "discreet_upstream_seconds",
            "Time in which the recipient was waited for, to the end of its answer.",
            labels=("tenant", "recipient"),
        )
        for (tenant, recipient), spread in self._tally.upstream.items():
            if self._sees(tenant):
                upstream.add_metric([tenant, recipient], _buckets(spread), spread.total)
        yield upstream

    def _gauges(self) -> Iterator[Metric]:
        streams = GaugeMetricFamily("discreet_streams_open", "Streams open.", labels=("tenant",))
        for tenant, count in self._tally.streams.items():
            if self._sees(tenant):
                streams.add_metric([tenant], count)
        yield streams
        for number, (name, meaning, _) in enumerate(Readings().gauges()):
            gauge = GaugeMetricFamily(name, meaning, labels=("tenant",))
            for tenant, readings in self._sight.readings.items():
                value = list(readings.gauges())[number][2]
                if self._sees(tenant) and value is not None:
                    gauge.add_metric([tenant], value)
            yield gauge
        if not self._sight.whole:
            return
        swept = CounterMetricFamily(SWEPT, "What sweeps of this process did.", labels=("result",))
        for _, key, count in self._counts(Kind.SWEEP):
            swept.add_metric([key], count)
        yield swept
        if self._sight.queue is not None:
            yield GaugeMetricFamily(
                "discreet_store_queue", "Operations that wait for the store.", self._sight.queue
            )


def exposition(tally: Tally, sight: Sight) -> bytes:
    """The answer to a scrape."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Metrics(tally, sight))
    return generate_latest(registry)


def metric_names(tally: Tally, sight: Sight) -> Collection[str]:
    """Every name that a scrape can show: of samples, and of their families."""
    names: set[str] = set()
    for metric in Metrics(tally, sight).collect():
        if metric.type == "counter":
            names.add(f"{metric.name}_total")
        elif metric.type == "histogram":
            names |= {f"{metric.name}{end}" for end in ("_bucket", "_count", "_sum")}
        else:
            names.add(metric.name)
    return names


def _buckets(spread: Spread) -> list[tuple[str, float]]:
    """Cumulative, as Prometheus wants them."""
    found, count = [], 0
    for bound, more in zip((*spread.bounds, "+Inf"), spread.counts, strict=True):
        count += more
        found.append((str(bound), float(count)))
    return found


def _version() -> str:
    try:
        return version("discreet")
    except PackageNotFoundError:
        return "unknown"
