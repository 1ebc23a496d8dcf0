"""The few steps that check digits of many issuers share."""

from __future__ import annotations

from collections.abc import Sequence

from detectors.numbers.identifier import Check

# Parts of expressions: a month with a day of it, either way around.
MONTH_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
DAY_MONTH = "(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])"


def weighted_sum(value: str, weights: Sequence[int]) -> int:
    """The sum of digits times weights, over as many digits as there are weights.

    Args:
        value: begins with at least that many digits.
        weights: from the first digit on.

    >>> weighted_sum("123", (3, 2))
    7
    """
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False))


def without(prefix: str, valid: Check) -> Check:
    """A check of what follows a prefix that may be missing.

    Args:
        prefix: upper-case letters, as in ``BR`` before a tax number.
        valid: asked about the rest.
    """

    def rest_is_valid(value: str) -> bool:
        return valid(value.removeprefix(prefix))

    return rest_is_valid
