"""Words of a scan: nothing that could hold a text is shown."""

from __future__ import annotations

from gateway.scan.model import HARMLESS, TROUBLES, Format, Outcome, Plan
from tests.gateway.scan.plain_engine import chunk


def test_no_repr_holds_what_was_read_or_a_key() -> None:
    plan = Plan(key=b"k" * 32)
    piece = chunk(b"card 4111", Format.TEXT, header=("4222",))
    outcome = Outcome(found=b"4333", copy=b"4444")
    shown = repr((plan, piece, outcome))
    assert not any(text in shown for text in ("kkk", "4111", "4222", "4333", "4444"))


def test_what_is_harmless_is_known() -> None:
    assert set(TROUBLES) > HARMLESS
