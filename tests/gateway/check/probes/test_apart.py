from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.check.looking import Look

KOREA = {
    "country": "KR",
    "purposes": ("answering", "newsletter"),
    "triggers": ("consent_withdrawal", "purpose_fulfilled", "last_interaction"),
    "period": "P1Y",
    "kept": "P3Y",
}
BOOKS = {
    "purposes": ("bookkeeping",),
    "triggers": ("collection",),
    "period": "P1Y",
    "kept": "P7Y",
}
NEWS = {"purposes": ("newsletter", "third_party_marketing"), "duration": "P3Y"}


@pytest.mark.parametrize(
    ("policy", "probe", "promised"),
    [
        ("instrukt", "separate_store", KOREA),
        ("juttai", "separate_store", BOOKS),
        ("instrukt", "kept_after_withdrawal", NEWS),
    ],
)
def test_it_is_kept(look: Look, policy: str, probe: str, promised: dict[str, Any]) -> None:
    verdict = look(policy).at(probe, **promised)
    assert verdict.kept, verdict.seen


@pytest.mark.parametrize(
    ("policy", "probe", "promised", "seen"),
    [
        (
            "instrukt",
            "separate_store",
            {**KOREA, "country": "JP"},
            "answering with purpose_fulfilled: still in the main database",
        ),
        ("instrukt", "separate_store", {**KOREA, "period": "P6M"}, "after P6M: still in the main"),
        ("instrukt", "separate_store", {**KOREA, "kept": "P4Y"}, "gone before P4Y are over"),
        ("instrukt", "separate_store", {**KOREA, "kept": "P2Y"}, "readable after its end"),
        (
            "juttai",
            "separate_store",
            {**BOOKS, "triggers": ("consent_withdrawal",)},
            "consent_withdrawal can end nothing of it",
        ),
        (
            "juttai",
            "separate_store",
            {**BOOKS, "purposes": ("answering",)},
            "answering after P1Y: not in the separate one",
        ),
        (
            "instrukt",
            "kept_after_withdrawal",
            {**NEWS, "purposes": ("newsletter", "support")},
            "support does not rest on consent",
        ),
        (
            "instrukt",
            "kept_after_withdrawal",
            {**NEWS, "duration": "P2Y"},
            "still there after P2Y",
        ),
        (
            "instrukt",
            "kept_after_withdrawal",
            {**NEWS, "duration": "P4Y"},
            "gone before P4Y are over",
        ),
    ],
)
def test_what_is_not_so_is_noticed(
    look: Look, policy: str, probe: str, promised: dict[str, Any], seen: str
) -> None:
    verdict = look(policy).at(probe, **promised)
    assert not verdict.kept
    assert seen in verdict.seen
