"""What an incident reaches: whoever works for a party, and only names that mean something."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.incidents.incident import Reach
from gateway.incidents.reach import check_names, whole_reach
from gateway.policy import Tenant
from tests.gateway.proxy.policies import MODEL, policy
from tests.gateway.storage.acts import Acts
from tests.gateway.storage.acts import acts as acts
from tests.gateway.storage.samples import disclosure
from tests.gateway.storage.test_incident_rows import incident


def tenant(key: str = "acme", **parents: str | None) -> Tenant:
    found = tuple(replace(MODEL, key=name, parent=above) for name, above in parents.items())
    return Tenant(key=key, policy=policy(), recipients=found)


CHAIN = tenant(host="host-of-hosts", model="host", other=None)
LOOP = tenant(a="b", b="a")


@pytest.mark.parametrize(
    ("where", "party", "named", "expected"),
    [
        (CHAIN, "", (), ()),
        (CHAIN, "host", (), ("model",)),
        (CHAIN, "host-of-hosts", (), ("host", "model")),
        (CHAIN, "model", (), ()),
        (CHAIN, "other", (), ()),
        (CHAIN, "host", ("other",), ("other",)),
        (LOOP, "a", (), ("a", "b")),
        (LOOP, "c", (), ()),
    ],
)
def test_who_works_for_a_party_is_touched_with_it(
    where: Tenant, party: str, named: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    reach = Reach(recipients=frozenset(named))
    assert whole_reach(reach, party, tenant=where).recipients == set(expected)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, None),
        ({"reach": Reach(recipients=frozenset({"model", "host-of-hosts"}))}, None),
        ({"reach": Reach(recipients=frozenset({"model", "modle"}))}, "recipients"),
        ({"reach": Reach(recipients=frozenset({"once"}))}, None),
        ({"reach": Reach(recipients=frozenset({"once", "never"}))}, "recipients"),
        ({"reach": Reach(purposes=frozenset({"answering"}))}, None),
        ({"reach": Reach(purposes=frozenset({"answring"}))}, "purposes"),
        ({"reach": Reach(purposes=frozenset({"long_gone"}))}, None),
        ({"party": "once"}, None),
        ({"party": "host"}, None),
        ({"party": "nobody"}, "recipients"),
    ],
)
def test_a_name_is_one_of_the_configuration_or_of_what_was_sent(
    acts: Acts, changes: dict[str, Any], refused: str | None
) -> None:
    named = replace(CHAIN, key="tenant-0")
    sent: dict[str, Any] = {"tenant": "tenant-0", "recipient": "once", "purpose": "long_gone"}
    acts.run(acts.store.record(disclosure(1, **sent)))
    made = incident("tenant-0", **changes)
    if refused is None:
        assert acts(lambda each: check_names(each, made, tenant=named)) is None
        return
    with pytest.raises(InvalidRequest) as error:
        acts.do(check_names, made, tenant=named)
    assert error.value.details == {"fields": [refused]}
