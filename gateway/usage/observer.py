"""What one exchange tells about usage, as its shell sees it pass."""

from __future__ import annotations

from collections.abc import Callable

from gateway.storage.consent_ports import Refusal
from gateway.storage.ports import Disclosure, Outcome
from gateway.usage.records import Seen

REFUSED = "refused"


class UsageObserver:
    """Hands in one record when the exchange has ended, however often it was tried."""

    def __init__(self, take: Callable[[Seen], None], *, network: str) -> None:
        """Args: take, of the recorder; network, what is kept of the caller's address."""
        self._take = take
        self._network = network
        self._sent: Disclosure | None = None

    def recorded(self, disclosure: Disclosure) -> None:
        """Text has left."""
        self._sent = disclosure

    def finished(self, outcome: Outcome) -> None:
        """The answer is over."""
        sent, self._sent = self._sent, None
        if sent is not None:
            self._take(
                Seen(
                    tenant=sent.tenant,
                    subject=sent.subject,
                    at=sent.at,
                    endpoint=sent.endpoint,
                    purpose=sent.purpose,
                    outcome=outcome.status,
                    channel=sent.channel,
                    bot=sent.bot,
                    network=self._network,
                )
            )

    def refused(self, refusal: Refusal) -> None:
        """Nothing has left."""
        self._take(
            Seen(
                tenant=refusal.tenant,
                subject=refusal.subject,
                at=refusal.at,
                endpoint=refusal.endpoint,
                purpose=refusal.purpose,
                outcome=REFUSED,
                network=self._network,
            )
        )
