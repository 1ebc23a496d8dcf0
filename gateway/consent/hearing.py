"""An indication is heard: judged by what is known now, and written down.

With it is kept what the person was shown, when it was recorded, and by whom; receipts are
made of that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from gateway.consent.indication import Answer, Indication, Setting, check_heard, record_of
from gateway.consent.receipt_body import ReceiptFacts, facts_of, shown_document
from gateway.consent.records import PERMITTING, Author, ConsentRecord
from gateway.consent.withdrawal import code_digest
from gateway.policy import Tenant
from gateway.storage.consent_ports import ConsentStore, PersonStore


class People(ConsentStore, PersonStore, Protocol):
    """The part of a store that knows consents and people."""


async def hear(
    store: People, indication: Indication, *, setting: Setting, code: str, recorded_by: str
) -> tuple[ConsentRecord, Setting]:
    """What holds after an indication, and what it was judged by.

    Args:
        store: of consents and people.
        indication: what was said.
        setting: its person and current record are read here.
        code: the person's withdrawal code.
        recorded_by: see ConsentRecord.

    Raises:
        Refused: see gateway.consent.indication; nothing that was not given holds as given.
    """
    tenant, subject = setting.tenant.key, setting.subject
    asked = (indication.purpose, indication.recipient)
    records = await store.consents(tenant, subject)
    setting = replace(
        setting,
        person=await store.person(tenant, subject),
        current=next((each for each in records if (each.purpose, each.recipient) == asked), None),
    )
    wanted = replace(
        record_of(indication, setting), recorded_at=setting.now, recorded_by=recorded_by
    )
    held = await store.put_consent(
        wanted, code=code_digest(code), shown=shown_document(setting.tenant, wanted)
    )
    is_live_no = indication.answer is Answer.REFUSED and indication.event_time is None
    if is_live_no and held.state in PERMITTING:
        by = Author(signer=wanted.signer, recorded_by=recorded_by)
        # The clock has stepped back: a no is heard all the same.
        ended = await store.withdraw_consent(
            tenant, held.record_id, subject=subject, at=setting.now, by=by
        )
        held = ended or held
    check_heard(wanted, held)
    return held, setting


async def receipt_facts(
    store: ConsentStore, tenant: Tenant, *, record_id: str
) -> ReceiptFacts | None:
    """What a record's receipt is made of; None if the tenant has no such record."""
    events = await store.consent_events(tenant.key, record_id)
    if not events:
        return None
    kept = await store.shown_notice(tenant.key, events[-1].notice)
    return facts_of(tenant, events, kept=kept)
