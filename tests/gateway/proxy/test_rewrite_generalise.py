"""Coarser values on their way to the model and to the store."""

from __future__ import annotations

import pytest

from gateway.model import Action, Destination, Kind
from gateway.proxy.rewrite import changes, with_known_values
from tests.gateway.proxy import policies
from tests.gateway.proxy.policies import MAIL
from tests.gateway.proxy.test_rewrite import STORE, UPSTREAM, finding, operators, segment


@pytest.mark.parametrize("destination", [UPSTREAM, STORE])
@pytest.mark.parametrize(
    ("entity_type", "text", "kind", "expected"),
    [
        ("DATE_TIME", "4 May 1982", Kind.TEXT, "1982"),
        ("AGE", "91 years", Kind.TEXT, "90+ years"),
        ("AGE", "91", Kind.NUMBER, "90+"),
        ("AGE", "34", Kind.NUMBER, "34"),
        ("POSTCODE", "94110", Kind.NUMBER, "941"),
        # In the alphabet of names "90+" would be 90.
        ("AGE", "91", Kind.KEY, "AGE"),
        ("DATE_TIME", "1982-05-04", Kind.NAME, "1982"),
        ("EMAIL_ADDRESS", MAIL, Kind.TEXT, "[EMAIL_ADDRESS]"),
    ],
)
def test_generalise_leaves_what_is_coarser(
    entity_type: str, text: str, kind: Kind, *, expected: str, destination: Destination
) -> None:
    under = policies.policy({entity_type: dict.fromkeys(Destination, Action.GENERALISE)})
    of = operators(under)
    assert of.apply(entity_type, text, destination=destination, kind=kind) == expected
    assert not list(of.ledger.issued)


def test_a_generalised_value_is_known_wherever_else_it_stands() -> None:
    under = policies.policy({"POSTCODE": dict.fromkeys(Destination, Action.GENERALISE)})
    one, two = "zip 94110", "so 94110 it is"
    whole = with_known_values(
        under,
        [segment(one), segment(two)],
        found=[[finding(one, "94110", "POSTCODE")], []],
    )
    changed, _ = changes(operators(under), whole, destination=UPSTREAM)
    assert changed == {0: "zip 941", 1: "so 941 it is"}
