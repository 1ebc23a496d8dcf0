"""Bank accounts and the codes of banks."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("my account number is 5598", "BANK_ACCOUNT", "5598"),
        ("My account (ending in 4471) was charged twice", "BANK_ACCOUNT", "4471"),
        ("ac no 4580", "BANK_ACCOUNT", "4580"),
        ("acct 7712", "BANK_ACCOUNT", "7712"),
        ("please close the account 7414", "BANK_ACCOUNT", "7414"),
        ("my bank account number is 945456787654", "US_BANK_NUMBER", "945456787654"),
        ("the sort code is 12-34-56", "BANK_ACCOUNT", "12-34-56"),
        ("last 4 digits of my savings account is 7789", "BANK_ACCOUNT", "7789"),
        ("Kontonummer 47 11", "BANK_ACCOUNT", "47 11"),
    ],
)
def test_accounts(text: str, kind: str, value: str, find: Find) -> None:
    assert find(text) == [(kind, value)]


def test_a_routing_number(find: Find) -> None:
    assert ("ABA_ROUTING_NUMBER", "021000021") in find("routing number 021000021")


@pytest.mark.parametrize("text", ["I have 2 accounts", "account closed in 2024", "945456787654"])
def test_no_account(text: str, find: Find) -> None:
    assert "BANK" not in str([kind for kind, _ in find(text)])
