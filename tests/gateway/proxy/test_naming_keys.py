"""Keys that name somebody, keys that name a thing, and keys that say nothing."""

from __future__ import annotations

import pytest

from gateway.proxy.naming_keys import below, label, names_somebody, names_thing


@pytest.mark.parametrize(
    "key",
    [
        *("name", "Name", "first_name", "firstName", "FIRST-NAME", "Full name", "lastname"),
        *("customer", "customers", "customer_name", "patientName", "guest", "passengers"),
        *("recipient", "owner", "author", "from", "to", "cc", "createdBy", "assigned_to"),
        *("sender", "assignee", "client", "employee", "doctor", "spouse", "account_name"),
        *("city", "country", "shipping_address", "homeAddress", "street", "birthplace"),
        *("diagnosis", "conditions", "medication", "drug", "allergies", "symptoms", "religion"),
        *("Nachname", "kundeName", "prénom", "Straße", "paciente", "HTTPUser", "user2"),
    ],
)
def test_a_key_that_names_somebody(key: str) -> None:
    assert names_somebody((key,))
    assert not names_thing((key,))


@pytest.mark.parametrize(
    "key",
    [
        *("column_name", "eventName", "product_name", "FILE_NAME", "table names", "hostname"),
        *("unit", "units", "color", "lang", "tier", "env", "voice", "hash", "git_branch"),
    ],
)
def test_a_key_that_names_a_thing(key: str) -> None:
    assert names_thing((key,))
    assert not names_somebody((key,))


@pytest.mark.parametrize(
    "key", ["", "x", "query", "reason", "patient_id", "customer_type", "named", "topic", "值", "7"]
)
def test_a_key_that_says_nothing(key: str) -> None:
    assert not names_somebody((key,))
    assert not names_thing((key,))


def test_no_keys_say_nothing() -> None:
    assert not names_somebody(())
    assert not names_thing(())


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("value", "first_name"), True),
        (("answer", "What is your name?"), True),
        (("family", "", "name"), True),
        (("first", "", "customer"), True),
        (("value", "color"), False),
        (("value", "column_name"), False),
        (("value", "", ""), False),
        (("unit", "first_name"), False),
    ],
)
def test_a_key_that_says_nothing_means_what_stands_beside_or_above(
    keys: tuple[str, ...], expected: bool
) -> None:
    assert names_somebody(keys) is expected


def test_the_keys_below_a_key() -> None:
    holder = {"label": "Name", "value": "x", "more": 1}
    assert label(holder) == "Name"
    assert label({"name": 7, "key": "ssn"}) == "ssn"
    assert label({}) == ""
    keys = below((), "form", holder={})
    assert keys == ("form", "")
    assert below(keys, "value", holder=holder) == ("value", "Name", "form")
    assert below(below(keys, "a", holder={}), "b", holder={}) == ("b", "", "a")


def test_a_long_key_is_read_from_its_end() -> None:
    assert names_somebody(("x" * 100_000 + " patient",))
    assert not names_somebody(("patient " * 100_000 + "x",))
