from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.recipient_facts import LASTING, failing_facts
from gateway.opt_in import RecipientRules
from gateway.policy import Recipient
from gateway.regions import expanded, region_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
THIRD = Recipient(
    key="model",
    party="Model Host Ltd",
    party_role="sub_processor",
    third_party=True,
    country="DE",
    transfer_mechanism=None,
    training=False,
    retention="P30D",
    wire="openai",
    base_url="https://model.example",
    api_key_env=None,
    models=("*",),
    evidence="annex 2",
    evidence_date=date(2026, 10, 1),
)
FIRST = replace(THIRD, third_party=False, evidence=None, evidence_date=None, retention=None)
ALL = RecipientRules(
    countries=expanded(["EEA", "CH"]),
    mechanisms=frozenset({"adequacy"}),
    roles=frozenset({"sub_processor"}),
    longest_retention="P30D",
    evidence_age="P1Y",
)


def reasons(
    rules: RecipientRules | None = None, *, of: Recipient = THIRD, region: str | None = "DE",
    now: datetime = NOW, **facts: Any,
) -> tuple[str, ...]:  # fmt: skip
    recipient = replace(of, **facts)
    return failing_facts(recipient, rules or RecipientRules(), region=region, now=now)


def test_a_recipient_of_whom_all_is_known_and_permitted() -> None:
    assert reasons() == reasons(ALL) == reasons(of=FIRST) == ()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"active": False}, "not_active"),
        ({"training": True}, "trains_on_data"),
        ({"training": None}, "trains_on_data"),
        *(({"country": code}, "country_unknown") for code in ("", "ZZ", "UK", "EEA", "de")),
        *(
            ({"retention": text}, "retention_unknown")
            for text in (None, "", "P", "30 days", "P-1D")
        ),
    ],
)
def test_what_no_policy_permits(facts: dict[str, Any], code: str) -> None:
    assert reasons(transfer_mechanism="scc", **facts) == (code,)


def test_the_first_party_need_not_state_its_retention_where_nobody_limits_it() -> None:
    assert reasons(of=FIRST, retention=None) == ()
    assert reasons(RecipientRules(longest_retention="P30D"), of=FIRST) == ("retention_unknown",)
    assert reasons(RecipientRules(longest_retention="P30D"), of=FIRST, retention="P31D") == (
        "retention_too_long",
    )


def test_countries_and_roles_hold_for_everybody() -> None:
    for of in (THIRD, FIRST):
        here = RecipientRules(countries=frozenset({"FR"}), roles=frozenset({"processor"}))
        assert reasons(here, of=of) == ("country_not_permitted", "role_not_permitted")
        assert reasons(RecipientRules(countries=frozenset()), of=of) == ("country_not_permitted",)
        assert reasons(here, of=of, country="FR", party_role="processor") == ()


ADEQUACY = frozenset({"adequacy"})


@pytest.mark.parametrize(
    ("region", "country", "mechanism", "listed", "found"),
    [
        ("DE", "FR", None, None, ()),
        ("DE", "NO", None, ADEQUACY, ()),
        ("DE", "FR", "scc", ADEQUACY, ()),  # within the region nobody asks for it
        ("EEA", "FR", None, None, ()),
        ("GB", "GB", None, None, ()),
        ("US", "US", None, None, ()),
        ("DE", "US", None, None, ("transfer_mechanism_missing",)),
        ("DE", "GB", None, None, ("transfer_mechanism_missing",)),
        ("DE", "CH", None, ADEQUACY, ("transfer_mechanism_missing",)),
        ("GB", "DE", None, None, ("transfer_mechanism_missing",)),
        ("GB", "GG", None, None, ("transfer_mechanism_missing",)),
        ("US", "DE", None, None, ("transfer_mechanism_missing",)),
        ("DE", "US", "scc", None, ()),
        ("DE", "US", "scc", ADEQUACY, ("transfer_mechanism_not_permitted",)),
        ("DE", "US", "adequacy", ADEQUACY, ()),
        ("DE", "US", "adequacy", frozenset(), ("transfer_mechanism_not_permitted",)),
        (None, "DE", None, None, ("region_unknown",)),
        ("ZZ", "DE", None, None, ("region_unknown",)),
        ("de", "DE", None, None, ("region_unknown",)),
        ("", "DE", None, None, ("region_unknown",)),
        (None, "DE", "scc", None, ()),
        (None, "DE", "scc", ADEQUACY, ("transfer_mechanism_not_permitted",)),
        ("ZZ", "ZZ", None, None, ("country_unknown", "region_unknown")),
    ],
)
def test_a_transfer_needs_its_mechanism(
    *,
    region: str | None,
    country: str,
    mechanism: str | None,
    listed: frozenset[str] | None,
    found: tuple[str, ...],
) -> None:
    rules = RecipientRules(mechanisms=listed)
    facts: dict[str, Any] = {"country": country, "transfer_mechanism": mechanism}
    assert reasons(rules, region=region, **facts) == found
    own = tuple(reason for reason in found if reason == "country_unknown")
    assert reasons(rules, of=FIRST, region=region, **facts) == own


@pytest.mark.parametrize(
    ("retention", "longest", "fits"),
    [
        ("P30D", "P30D", True),
        ("P31D", "P30D", False),
        ("P0D", "P1D", True),
        ("PT0S", "P0D", True),
        ("P0M", "P0D", True),
        ("PT1S", "P0D", False),
        ("P30D", "P1M", True),
        ("P31D", "P1M", True),
        ("P32D", "P1M", False),
        ("P1M", "P30D", False),
        ("P1M", "P31D", True),
        ("P12M", "P1Y", True),
        ("P365D", "P1Y", True),
        ("P366D", "P1Y", False),
        ("P4W", "P28D", True),
        ("PT24H", "P1D", True),
        ("PT24H1S", "P1D", False),
        ("P30D", "junk", False),
    ],
)
def test_durations_are_compared_from_one_day_on(retention: str, longest: str, fits: bool) -> None:
    rules = RecipientRules(longest_retention=longest)
    assert reasons(rules, retention=retention) == (() if fits else ("retention_too_long",))


YEARLY = RecipientRules(evidence_age="P1Y")


@pytest.mark.parametrize("lacking", [{"evidence": None}, {"evidence_date": None}])
def test_evidence_has_a_place_and_a_day(lacking: dict[str, Any]) -> None:
    assert reasons(YEARLY, **lacking) == ("evidence_missing",)
    assert reasons(RecipientRules(), **lacking) == ()
    assert reasons(YEARLY, of=FIRST, **lacking) == ()


def test_evidence_is_fresh_until_the_same_day_of_the_next_year() -> None:
    end = datetime(2027, 10, 1, tzinfo=UTC)
    assert reasons(YEARLY, now=end - timedelta(microseconds=1)) == ()
    assert reasons(YEARLY, now=end) == ("evidence_too_old",)
    leap: dict[str, Any] = {"evidence_date": date(2024, 2, 29)}
    assert reasons(YEARLY, now=datetime(2025, 2, 27, 23, tzinfo=UTC), **leap) == ()
    assert reasons(YEARLY, now=datetime(2025, 2, 28, tzinfo=UTC), **leap) == ("evidence_too_old",)


def test_a_clock_that_was_set_back_makes_no_evidence_fresh() -> None:
    begins = datetime(2026, 9, 30, 10, tzinfo=UTC)  # 1 October at UTC+14
    assert reasons(YEARLY, now=begins) == ()
    assert reasons(YEARLY, now=begins - timedelta(microseconds=1)) == ("evidence_too_old",)
    assert reasons(YEARLY, now=datetime(1970, 1, 1, tzinfo=UTC)) == ("evidence_too_old",)


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("age", ["P1Y", "P1D", "P200Y", "junk", "P0D", ""])
def test_evidence_of_a_strange_day_or_age_is_too_old(day: date, age: str) -> None:
    assert reasons(RecipientRules(evidence_age=age), evidence_date=day) == ("evidence_too_old",)


def test_all_reasons_come_at_once_and_in_order() -> None:
    facts: dict[str, Any] = {
        "active": False,
        "training": True,
        "country": "US",
        "party_role": "third_party",
    }
    assert reasons(ALL, **facts, retention="P1Y", evidence=None) == (
        *("not_active", "trains_on_data", "country_not_permitted", "role_not_permitted"),
        *("transfer_mechanism_missing", "retention_too_long", "evidence_missing"),
    )
    assert LASTING.isdisjoint({"not_active", "transfer_mechanism_missing", "evidence_missing"})


COUNTRY = st.sampled_from(["DE", "NO", "GB", "CH", "US", "ZZ", ""])
MECHANISM = st.sampled_from(["adequacy", "scc", "derogation"])
RECIPIENTS = st.builds(
    lambda changes: replace(THIRD, **changes),
    st.fixed_dictionaries(
        {
            "third_party": st.booleans(),
            "active": st.booleans(),
            "training": st.booleans(),
            "country": COUNTRY,
            "party_role": st.sampled_from(["sub_processor", "controller"]),
            "transfer_mechanism": st.none() | MECHANISM,
            "retention": st.sampled_from([None, "P0D", "P30D", "P1M", "P1Y", "junk"]),
            "evidence": st.sampled_from([None, "annex 2"]),
            "evidence_date": st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31)),
        }
    ),
)
RULES = st.builds(
    RecipientRules,
    countries=st.none() | st.frozensets(COUNTRY),
    mechanisms=st.none() | st.frozensets(MECHANISM),
    roles=st.none() | st.frozensets(st.sampled_from(["sub_processor", "controller"])),
    longest_retention=st.sampled_from([None, "P1D", "P30D", "P1M", "P2Y"]),
    evidence_age=st.sampled_from([None, "P30D", "P1Y"]),
)


@given(RECIPIENTS, RULES, st.none() | COUNTRY)
def test_nothing_stands_against_a_recipient_only_where_all_holds(
    recipient: Recipient, rules: RecipientRules, region: str | None
) -> None:
    if failing_facts(recipient, rules, region=region, now=NOW):
        return
    assert recipient.active
    assert not recipient.training
    assert region_of(recipient.country) is not None
    assert rules.countries is None or recipient.country in rules.countries
    assert rules.roles is None or recipient.party_role in rules.roles
    if recipient.third_party:
        assert recipient.retention not in (None, "junk")
        mechanism = recipient.transfer_mechanism
        if mechanism is None:
            assert region_of(region) == region_of(recipient.country)
        if rules.evidence_age is not None:
            assert recipient.evidence is not None
            assert recipient.evidence_date is not None
            assert recipient.evidence_date <= date(2026, 11, 23)
            assert recipient.evidence_date >= date(2025, 11, 22)


@given(RECIPIENTS, RULES, RULES, st.none() | COUNTRY)
def test_a_policy_that_asks_nothing_asks_least(
    recipient: Recipient, rules: RecipientRules, other: RecipientRules, region: str | None
) -> None:
    asked = failing_facts(recipient, rules, region=region, now=NOW)
    least = failing_facts(recipient, RecipientRules(), region=region, now=NOW)
    assert set(least) <= set(asked)
    stricter = replace(rules, roles=(rules.roles or frozenset({"controller"})) & frozenset())
    assert set(asked) <= set(failing_facts(recipient, stricter, region=region, now=NOW))
    mixed = replace(rules, countries=other.countries)
    kinds = {"country_not_permitted"}
    assert (
        set(failing_facts(recipient, mixed, region=region, now=NOW)) - kinds == set(asked) - kinds
    )
