"""What a reply says against its request."""

from __future__ import annotations

import pytest

from gateway.proxy.wire.reply_facts import ReplyFacts, broken_facts


@pytest.mark.parametrize(
    ("region", "expected", "broken"),
    [
        ("us", "us", ()),
        ("US", "us", ()),
        ("global", "us", ("region",)),
        ("not_available", "us", ("region",)),
        ("us-east", "us", ("region",)),
        ("us ", "us", ("region",)),
        ("", "us", ("region",)),
        (None, "us", ()),
        ("global", None, ()),
        ("", None, ()),
        (None, None, ()),
    ],
)
def test_the_region_is_the_one_that_was_asked_for(
    region: str | None, expected: str | None, broken: tuple[str, ...]
) -> None:
    facts = ReplyFacts(region=region)
    assert broken_facts(facts, expected_region=expected, must_not_store=True) == broken


@pytest.mark.parametrize(
    ("stored", "must_not", "broken"),
    [
        (True, True, ("stored",)),
        (True, False, ()),
        (False, True, ()),
        (None, True, ()),
        (None, False, ()),
    ],
)
def test_what_must_not_be_stored_is_not(
    stored: bool | None, *, must_not: bool, broken: tuple[str, ...]
) -> None:
    facts = ReplyFacts(stored=stored)
    assert broken_facts(facts, expected_region="us", must_not_store=must_not) == broken


def test_both_are_told() -> None:
    facts = ReplyFacts(region="global", stored=True)
    assert broken_facts(facts, expected_region="eu", must_not_store=True) == ("region", "stored")
    assert "global" not in repr(facts)
