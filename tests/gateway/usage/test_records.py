"""Who is counted, and how little of them is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.offer import OPERATOR, Offer
from gateway.consent.persons import AgeBand, Person, Restriction
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.notice import NoticeSeries
from gateway.opt_in import AgeGate, AgeMethod
from gateway.policy import LegalBasis, Tenant
from gateway.usage.records import hour_of, may_record, network_of, usage_offer
from gateway.usage.rules import PURPOSE, AddressForm
from tests.gateway.storage.samples import DAY, START
from tests.gateway.usage.tenants import tenant

KEPT, NOTHING = AddressForm.NETWORK, AddressForm.NONE


@pytest.mark.parametrize(
    ("address", "form", "kept"),
    [
        ("192.0.2.77", KEPT, "192.0.2.0/24"),
        ("192.0.2.77", NOTHING, ""),
        ("2001:db8:1:2:3:4:5:6", KEPT, "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", KEPT, "192.0.2.0/24"),
        ("fe80::1%eth0", KEPT, "fe80::/48"),
        (None, KEPT, ""),
        ("testclient", KEPT, ""),
        ("", KEPT, ""),
    ],
)
def test_an_address_is_cut_or_left_out(address: str | None, form: AddressForm, kept: str) -> None:
    assert network_of(address, form) == kept


@given(address=st.ip_addresses())
def test_nothing_of_a_host_is_ever_kept(address: IPv4Address | IPv6Address) -> None:
    network = ip_network(network_of(str(address), KEPT))
    assert network.num_addresses >= 256
    assert all(
        network_of(str(other), KEPT) == str(network)
        for other in (network.network_address, network.broadcast_address)
        if ip_address(other).version == 4 or address.version == 6
    )


def test_a_time_is_cut_to_its_hour() -> None:
    at = START.replace(hour=13, minute=59, second=59, microsecond=999_999)
    assert hour_of(at) == START.replace(hour=13, minute=0, second=0, microsecond=0)


def offer(basis: LegalBasis = LegalBasis.CONSENT, age: AgeGate | None = None) -> Offer:
    made = usage_offer(tenant(basis=basis, age=age))
    assert made is not None
    return made


def consent(made: Offer, **changes: object) -> ConsentRecord:
    shown = made.notices.in_force(START)
    assert shown is not None
    given_ = ConsentRecord(
        record_id="c" * 26,
        tenant=made.tenant.key,
        subject="s",
        purpose=PURPOSE,
        recipient=OPERATOR,
        state=ConsentState.GIVEN,
        notice=shown.sha256,
        language="en",
        event_time=START,
        event_id=1,
    )
    return replace(given_, **changes)  # type: ignore[arg-type]


def person(**facts: object) -> Person:
    return replace(Person(tenant="main", subject="s", version=1), **facts)  # type: ignore[arg-type]


def may(made: Offer, who: Person | None = None, record: ConsentRecord | None = None) -> bool:
    return may_record(made, person=who, consent=record, now=START + DAY)


def test_where_it_rests_on_consent_nobody_is_counted_without() -> None:
    made = offer()
    assert may(made, record=consent(made))
    assert not may(made)
    for changes in (
        {"state": ConsentState.WITHDRAWN},
        {"state": ConsentState.REFUSED},
        {"event_time": START + 2 * DAY},
        {"valid_until": START + timedelta(hours=1)},
        {"notice": "0" * 64},
    ):
        assert not may(made, record=consent(made, **changes)), changes


def test_where_it_rests_on_an_interest_everybody_is_but_who_objects() -> None:
    made = offer(LegalBasis.LEGITIMATE_INTEREST)
    assert may(made)
    assert may(made, person())
    assert not may(made, person(tracking_refused=True))


@pytest.mark.parametrize("basis", [LegalBasis.CONSENT, LegalBasis.LEGITIMATE_INTEREST])
def test_a_preference_or_a_restriction_is_stronger_than_a_consent(basis: LegalBasis) -> None:
    made = offer(basis)
    given_ = consent(made)
    assert may(made, person(), given_)
    assert not may(made, person(tracking_refused=True, tracking_at=START), given_)
    for restriction in Restriction:
        assert not may(made, person(restrictions=frozenset({restriction})), given_)


def test_who_is_or_may_be_too_young_is_not_counted() -> None:
    gate = AgeGate(minimum=16, asked=AgeMethod.DECLARATION, question="How old are you?")
    made = offer(LegalBasis.LEGITIMATE_INTEREST, gate)
    told = {"age_method": AgeMethod.DECLARATION, "age_at": START}
    assert not may(made)
    assert not may(made, person(age_band=AgeBand.FROM_13, **told))
    assert may(made, person(age_band=AgeBand.FROM_16, **told))


def test_a_policy_without_usage_or_purpose_asks_nothing() -> None:
    whole: Tenant = tenant()
    without = replace(whole, policy=replace(whole.policy, usage=None))
    assert usage_offer(without) is None
    purposes = {k: v for k, v in whole.policy.purposes.items() if k != PURPOSE}
    assert usage_offer(replace(whole, policy=replace(whole.policy, purposes=purposes))) is None
    assert isinstance(offer().notices, NoticeSeries)
