from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gateway.check.configuration import (
    ABROAD,
    BOUND,
    COVERED,
    OWN,
    PARTNER,
    abroad_of,
    configuration,
    country_of,
    home_of,
    mechanism_of,
)
from gateway.policy_file import load_policy
from tests.gateway.check.looking import CONFIG

TODAY = date(2026, 11, 1)


def _made(policy: str) -> dict[str, dict[str, object]]:
    loaded = load_policy(CONFIG / "policies" / f"{policy}.yaml")
    made = configuration(loaded, directory=Path("data"), url="http://127.0.0.1:9", today=TODAY)
    return {each["id"]: each for each in made["recipients"]}


@pytest.mark.parametrize(
    ("policy", "more"),
    [
        ("default", {ABROAD, COVERED}),
        ("instrukt", {ABROAD, COVERED}),
        ("workki", {"azure-openai"}),
        ("instntly", set()),
    ],
)
def test_recipients_are_of_every_kind_that_the_policy_permits(policy: str, more: set[str]) -> None:
    recipients = _made(policy)
    assert set(recipients) == {OWN, PARTNER, BOUND} | more
    assert recipients[OWN]["third_party"] is False
    assert all(each["third_party"] for key, each in recipients.items() if key != OWN)
    assert all(each["models"] == [key] for key, each in recipients.items())
    assert len(recipients[BOUND]["purposes"]) == 1  # type: ignore[arg-type]


def test_facts_follow_the_policy() -> None:
    policy = load_policy(CONFIG / "policies" / "instrukt.yaml")
    assert (home_of(policy), country_of(policy), abroad_of(policy)) == ("DE", "DE", "US")
    assert mechanism_of(policy) == "scc"
    recipients = _made("instrukt")
    assert recipients[PARTNER]["transfer_mechanism"] is None
    assert recipients[ABROAD]["transfer_mechanism"] is None
    assert (recipients[COVERED]["country"], recipients[COVERED]["transfer_mechanism"]) == (
        "US",
        "scc",
    )
    assert _made("instntly")[OWN]["party"]["role"] == "processor"  # type: ignore[index]
