"""What one exchange tells the tally, as its shell sees it pass. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from gateway.counts.tally import OTHER, SEPARATOR, Kind, Tally
from gateway.errors import GatewayError
from gateway.model import Destination
from gateway.policy import Tenant
from gateway.proxy.decide import effective_action
from gateway.storage.ports import Disclosure, Outcome

# Where what was found in a request may go.
REQUEST_GOES = (Destination.UPSTREAM, Destination.STORE)


class Counting:
    """Makes an observer for each exchange, and counts refusals."""

    def __init__(
        self, tally: Tally, tenants: Mapping[str, Tenant], *, now: Callable[[], datetime]
    ) -> None:
        """Takes the tally.

        Args:
            tally: of the process.
            tenants: by id; their policies say what becomes of a finding.
            now: aware, UTC.
        """
        self.tally = tally
        self.now = now
        self._tenants = tenants
        self._keys: dict[tuple[str, str], tuple[str, ...]] = {}
        self._outcomes: dict[tuple[str, str], str] = {}

    def observer(self) -> ExchangeCounts:
        """For one exchange."""
        return ExchangeCounts(self)

    def refused(self, tenant: str, error: GatewayError) -> None:
        """A request was refused, or failed before its answer began."""
        now = self.now()
        self.tally.add(tenant, Kind.REFUSAL, key=error.code, at=now)
        blocked = error.details.get("entity_types")
        if error.code == "content_blocked" and tenant and isinstance(blocked, Mapping):
            self.found(tenant, blocked, at=now)

    def said(self, tenant: str, state: str) -> None:
        """Somebody gave, refused or ended a consent."""
        self.tally.add(tenant, Kind.CONSENT, key=state, at=self.now())

    def found(self, tenant: str, counts: Mapping[str, int], *, at: datetime) -> None:
        """Findings of these types, and what the policy does about each."""
        for entity_type, count in counts.items():
            for key in self._keys_of(tenant, entity_type):
                self.tally.add(tenant, Kind.FINDING, key=key, at=at, count=count)

    def ended(self, sent: Disclosure, outcome: Outcome) -> None:
        """An exchange that sent something is over."""
        parts = (sent.recipient, outcome.status)
        key = self._outcomes.get(parts)
        if key is None:
            key = self._outcomes[parts] = SEPARATOR.join(parts)
        self.tally.add(sent.tenant, Kind.REQUEST, key=key, at=outcome.at)

    def _keys_of(self, tenant: str, entity_type: str) -> tuple[str, ...]:
        place = (tenant, entity_type)
        keys = self._keys.get(place)
        if keys is None:
            policy = self._tenants[tenant].policy
            keys = self._keys[place] = tuple(
                SEPARATOR.join(
                    (
                        entity_type,
                        destination.value,
                        effective_action(policy, entity_type, destination=destination).value,
                    )
                )
                for destination in REQUEST_GOES
            )
        return keys


class ExchangeCounts:
    """Counts one exchange, however often it was tried."""

    def __init__(self, counting: Counting) -> None:
        """Args: counting, which made it."""
        self._counting = counting
        self._sent: Disclosure | None = None
        self._tenant = ""
        self._recipient = OTHER
        self._streams = 0

    def recorded(self, disclosure: Disclosure) -> None:
        """Text is about to leave."""
        self._sent = disclosure
        self._tenant, self._recipient = disclosure.tenant, disclosure.recipient
        self._counting.found(disclosure.tenant, disclosure.found, at=disclosure.at)
        replaced = sum(disclosure.entity_counts.values())
        if replaced:
            self._counting.tally.add(
                disclosure.tenant,
                Kind.REDACTION,
                key=disclosure.recipient,
                at=disclosure.at,
                count=replaced,
            )

    def finished(self, outcome: Outcome) -> None:
        """The answer is over."""
        sent, self._sent = self._sent, None
        if sent is not None:
            self._counting.ended(sent, outcome)

    def stream_opened(self) -> None:
        """The recipient answers piece by piece."""
        self._streams += 1
        self._counting.tally.stream(self._tenant, 1)

    def ended(self, *, own: float, upstream: float | None) -> None:
        """The exchange is over.

        Args:
            own: seconds that it took, without those in which others were waited for.
            upstream: seconds in which the recipient was waited for; None if none was asked.
        """
        if self._streams:
            self._counting.tally.stream(self._tenant, -self._streams)
            self._streams = 0
        if self._tenant:
            self._counting.tally.took(
                self._tenant, own=own, upstream=upstream, recipient=self._recipient
            )
