"""The report names parties, and every officer's look has a reason of the list."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.admin.reasons import read_reason
from gateway.rights.data_stores import Holder
from gateway.rights.disclosure_report import (
    Listed,
    Reading,
    ReportPage,
    named,
    report_page,
)
from tests.gateway.consent import desks
from tests.gateway.proxy import policies
from tests.gateway.rights.whole_person import JANE, START, STRANGER, fill, opened

TENANT = desks.tenant("acme")


def test_a_party_is_named_as_configured_or_not_at_all() -> None:
    known = named({"recipient": policies.MODEL.key}, TENANT)
    assert known["recipient_name"] == policies.MODEL.party
    assert known["recipient_country"] == policies.MODEL.country
    gone = named({"recipient": "gone"}, TENANT)
    assert (gone["recipient_name"], gone["recipient_country"]) == (None, None)


def test_people_who_read_what_is_theirs_leave_no_entry() -> None:
    own = Reading(holder=JANE, now=START, actor="subject")
    assert own.entry("disclosures", count=3) is None
    officer = Reading(holder=JANE, now=START, actor="key1", reason=read_reason("complaint:T-17"))
    entry = officer.entry("conversation", count=3, object_id="t1")
    assert entry is not None
    assert (entry.actor, entry.object_id, entry.subject) == ("key1", "t1", JANE.subject)
    assert entry.facts == {
        "what": "conversation",
        "reason": "complaint",
        "ticket": "T-17",
        "items": 3,
    }


def report(directory: Path, holder: Holder, listed: Listed) -> ReportPage:
    async def run() -> ReportPage:
        store = opened(directory)
        await store.open()
        try:
            await fill(store)
            await fill(store, STRANGER, number=2)
            reading = Reading(holder=holder, now=START, actor="subject")
            return await report_page(store, TENANT, reading=reading, listed=listed)
        finally:
            await store.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("listed", "key", "found"),
    [
        (Listed.DISCLOSURES, "disclosure_id", ["disclosure-1"]),
        (Listed.REFUSALS, "refusal_id", ["jane-refusal_id"]),
    ],
)
def test_each_list_holds_what_is_the_person_s(
    tmp_path: Path, listed: Listed, key: str, found: list[str]
) -> None:
    page = report(tmp_path, JANE, listed)
    assert [each[key] for each in page.items] == found
    told: dict[str, Any] = page.as_json()
    assert set(told) == {listed.value, "after"}
    assert told["after"] is None
    assert "disclosure-1" not in repr(page)


def test_a_disclosure_names_the_notice_it_was_under(tmp_path: Path) -> None:
    [sent] = report(tmp_path, JANE, Listed.DISCLOSURES).items
    assert {"notice", "notice_key", "notice_version", "consent_id", "consent_event"} <= set(sent)
    assert (sent["consent_id"], sent["notice"]) == ("consent-1", "ab" * 32)
