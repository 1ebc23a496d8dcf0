"""A notice for tests, and facts to fill it with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from gateway.notice import UNREDACTED, Filling, Notice, NoticeSeries, NoticeVersion, series

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FACTS = Filling(
    purpose="answering",
    purpose_title="Answering",
    recipient="azure",
    recipient_name="Model Host Ltd",
    recipient_role="sub_processor",
    parent=None,
    country="DE",
    transfer_mechanism="scc",
    retention="P30D",
    training=False,
    operator="Example Operator",
    contact="privacy@example.com",
    redacted=True,
)
WORDS = {
    "title": "An AI answers",
    "purpose": "To answer you.",
    "benefits": "An answer at once.",
    "recipient": "It goes to {recipient} for {operator}.",
    "country": "In {country}.",
    "retention": "Kept: {retention}.",
    "contact": "Write to {contact}.",
    "withdrawal": "Any time.",
    UNREDACTED: "Sent as it is.",
}


def version(
    name: str, *, day: int, material: bool = True, texts: Mapping[str, Mapping[str, str]]
) -> NoticeVersion:
    return NoticeVersion(
        version=name, valid_from=START + day * DAY, material_change=material, texts=texts
    )


def only(facts: Filling = FACTS, words: Mapping[str, str] = WORDS) -> NoticeSeries:
    texts = {"en": words, "de": words}
    notice = Notice(key="answering", versions=(version("1", day=0, texts=texts),))
    return series(notice, facts)
