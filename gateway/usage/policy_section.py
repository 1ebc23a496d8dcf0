"""Reads the section ``usage`` of a policy."""

from __future__ import annotations

from gateway.usage.rules import AddressForm, UsageRules
from gateway.yaml_tree import Value

_LEAST, _MOST = 2, 1000


def read_usage(value: Value | None) -> UsageRules | None:
    """How usage is recorded; None where the policy does not have it recorded.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    if value is None:
        return None
    known = value.fields("address", "least_group")
    address, group = known.optional("address"), known.optional("least_group")
    default = UsageRules()
    return UsageRules(
        address=address.choice(AddressForm) if address else default.address,
        least_group=group.integer(least=_LEAST, most=_MOST) if group else default.least_group,
    )
