"""What counts as a leak through LiteLLM's guardrail; LiteLLM itself is not run here."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from benchmarks.litellm_presidio import CARD, MAIL, MESSAGES, VALUES, problems

CLEAN = [{"role": "user", "content": "Grüße, my IBAN is <IBAN_CODE> \U0001f600 <BILLS>"}]


def answer() -> dict[str, Any]:
    every: dict[str, Any] = {
        mode: {"messages": copy.deepcopy(CLEAN), "tokens": {}}
        for mode in ("plain", "german", "numbered", "ad_hoc")
    }
    every["numbered"]["tokens"] = {f"<{place}>": value for place, value in enumerate(VALUES)}
    every["chosen"] = {"messages": [{"content": MAIL}]}
    return {**every, "blocked": "BlockedPiiEntityError"}


def test_masked_messages_are_clean() -> None:
    assert problems(answer()) == []


@pytest.mark.parametrize("mode", ["plain", "german", "numbered", "ad_hoc"])
def test_a_value_that_got_through_is_seen(mode: str) -> None:
    broken = answer()
    broken[mode]["messages"] = MESSAGES
    assert [each.partition(":")[0] for each in problems(broken)][: len(VALUES)] == [mode] * 4
    assert not any(value in each for each in problems(broken) for value in VALUES)


def test_so_is_what_was_not_done() -> None:
    broken = answer()
    broken["blocked"] = None
    broken["numbered"]["tokens"] = {}
    broken["chosen"]["messages"] = [{"content": CARD}]
    broken["ad_hoc"]["messages"][0]["content"] = "Grüße, my IBAN is <X> \U0001f600"
    assert len(problems(broken)) == 4
