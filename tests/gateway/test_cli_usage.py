"""``discreet usage`` counts as the endpoint does."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli_store import now, open_settings, with_store
from gateway.policy import LegalBasis
from gateway.storage.usage_rows import UsageRule, add_usage
from gateway.usage.records import Seen, usage_offer
from gateway.wiring import new_id
from tests.gateway.commands import KEY, Shell
from tests.gateway.configuration import POLICY
from tests.gateway.usage.tenants import tenant

pytestmark = pytest.mark.usefixtures("log_state")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    purposes = "  answering:\n"
    analytics = (
        "  analytics:\n    title: Counting\n    benefits: Fewer faults.\n"
        "    legal_basis: legitimate_interest\n    retention_class: conversation\n"
    )
    policy = POLICY.replace(purposes, analytics + purposes, 1)
    return Shell(tmp_path, policy=policy + "usage: {address: none}\n")


def fill(shell: Shell) -> None:
    settings = open_settings(shell.config)
    key = next(iter(settings.tenants))
    offer = usage_offer(tenant(basis=LegalBasis.LEGITIMATE_INTEREST))
    assert offer is not None
    rule = UsageRule(offer=offer, retention_class="usage", duration="P30D")
    seen = [
        Seen(
            tenant=key,
            subject=f"s{number}",
            at=now(),
            endpoint="/v1/messages",
            purpose="answering",
            outcome="answered",
            bot="helpdesk" if number else "sales",
        )
        for number in range(12)
    ]
    with_store(
        settings,
        lambda store: store.act(
            lambda t: add_usage(t.connection, seen, rules={key: rule}, new_id=new_id, now=now())
        ),
    )


def test_usage_is_printed_without_small_groups(shell: Shell) -> None:
    fill(shell)
    table = shell("usage", "--by", "bot")
    assert table.exit_code == 0, table.stdout
    assert "groups of too few people, not shown: 2" in table.stdout
    assert "sales" not in table.stdout
    answer = shell.json("usage")
    assert [(each["uses"], each["people"]) for each in answer["groups"]] == [(12, 12)]


@pytest.mark.parametrize("options", [("--by", "subject"), ("--since", "soon")])
def test_what_cannot_be_counted_is_an_error_in_one_line(
    shell: Shell, options: tuple[str, ...]
) -> None:
    answer = shell("usage", *options)
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1
