"""What a policy says of usage records; pure types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# The purpose that usage is recorded for; its legal basis decides whether a consent is needed.
PURPOSE = "analytics"


class AddressForm(StrEnum):
    """What is kept of a visitor's IP address."""

    NONE = "none"
    NETWORK = "network"  # the first 24 bits of an IPv4 address, the first 48 of an IPv6 one


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRules:
    """How usage is recorded, where it is.

    Attributes:
        address: see AddressForm.
        least_group: a count over fewer people is not shown.
    """

    address: AddressForm = AddressForm.NONE
    least_group: int = 10
