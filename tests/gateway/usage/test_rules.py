"""What a policy says of usage unless it says otherwise."""

from __future__ import annotations

from gateway.opt_in import OPTIONAL_PURPOSES
from gateway.usage.rules import PURPOSE, AddressForm, UsageRules


def test_nothing_of_an_address_is_kept_unless_the_policy_says_so() -> None:
    assert UsageRules() == UsageRules(address=AddressForm.NONE, least_group=10)


def test_usage_is_an_optional_purpose() -> None:
    assert PURPOSE in OPTIONAL_PURPOSES
