"""Budgets: linear in the text, and a cap over a request."""

from __future__ import annotations

import pytest

from detectors.budget import Budget, text_seconds
from detectors.errors import BudgetExhausted


def test_a_text_may_cost_what_its_length_allows() -> None:
    assert text_seconds(0) == pytest.approx(0.050)
    assert text_seconds(200_000) == pytest.approx(6.050)
    assert text_seconds(10, base=1.0, each=0.5) == 6.0


def test_a_request_has_a_cap() -> None:
    budget = Budget(lambda: 0.0, 1.0)
    budget.check()
    budget.remaining -= 0.4
    budget.check()
    budget.remaining -= 0.7
    with pytest.raises(BudgetExhausted):
        budget.check()
    assert "remaining" in repr(budget)
