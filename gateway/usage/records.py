"""Usage records: that the service was used, when and how it ended; never what was said.

A record has an hour instead of a time, a country instead of a place, a network instead
of an address or nothing, and the keyed reference instead of a person. There is none of
who does not want to be counted: a privacy signal, a stored preference, an objection, a
restriction or a missing consent each are enough.

Pure: times are arguments, aware, in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from gateway.consent.evaluate import Question, evaluate
from gateway.consent.offer import OPERATOR, Offer, offered
from gateway.consent.persons import Person
from gateway.consent.records import PERMITTING, ConsentRecord
from gateway.policy import Tenant
from gateway.usage.rules import PURPOSE, AddressForm

_IPV4_BITS, _IPV6_BITS = 24, 48
_WEIGHED = frozenset({"restriction", "objection", "age", "signals"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An exchange that has ended, as far as usage goes.

    Attributes:
        tenant, subject: whose, by whom.
        at: when it began.
        endpoint: of the wire.
        purpose: that it was for.
        outcome: how it ended: a status of ports.Outcome, or ``refused``.
        channel, bot: where it took place, as the chatbot says.
        network: what is kept of the address, or empty.
    """

    tenant: str
    subject: str
    at: datetime
    endpoint: str
    purpose: str
    outcome: str
    channel: str = ""
    bot: str = ""
    network: str = ""


def network_of(address: str | None, form: AddressForm) -> str:
    """What is kept of an address, such as ``192.0.2.0/24``; empty where nothing is.

    An IPv4 address inside of an IPv6 one is cut as what it is.
    """
    if address is None or form is AddressForm.NONE:
        return ""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    bits = _IPV4_BITS if isinstance(parsed, IPv4Address) else _IPV6_BITS
    return str(ip_network((parsed, bits), strict=False))


def hour_of(at: datetime) -> datetime:
    """The hour that a time lies in."""
    return at.replace(minute=0, second=0, microsecond=0)


def usage_offer(tenant: Tenant) -> Offer | None:
    """What people are asked about usage; None where the policy records none."""
    if tenant.policy.usage is None or PURPOSE not in tenant.policy.purposes:
        return None
    return offered(tenant, purpose=PURPOSE, recipient=OPERATOR)


def may_record(
    offer: Offer, *, person: Person | None, consent: ConsentRecord | None, now: datetime
) -> bool:
    """Whether a use by this person may be recorded; of requests without a signal.

    Args:
        offer: of the tenant.
        person: what is known of the person.
        consent: the person's record for usage and the operator.
        now: aware, UTC.
    """
    if person is not None and person.tracking_refused:
        return False
    question = Question(route=offer.route, person=person, consent=consent, now=now)
    weighed = (each for each in evaluate(question).checks if each.name in _WEIGHED)
    if not all(each.permits for each in weighed):
        return False
    if not offer.route.needs_opt_in:
        return True
    return (
        consent is not None
        and consent.state in PERMITTING
        and consent.event_time <= now
        and consent.permits(now)
        and offer.notices.still_counts(consent.notice, now)
    )
