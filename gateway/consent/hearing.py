"""An indication is heard: judged by what is known now, and written down."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from gateway.consent.indication import Answer, Indication, Setting, check_heard, record_of
from gateway.consent.records import PERMITTING, ConsentRecord
from gateway.consent.withdrawal import code_digest
from gateway.storage.consent_ports import ConsentStore, PersonStore


class People(ConsentStore, PersonStore, Protocol):
    """The part of a store that knows consents and people."""


async def hear(
    store: People, indication: Indication, *, setting: Setting, code: str
) -> tuple[ConsentRecord, Setting]:
    """What holds after an indication, and what it was judged by.

    Args:
        store: of consents and people.
        indication: what was said.
        setting: its person and current record are read here.
        code: the person's withdrawal code.

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
    wanted = record_of(indication, setting)
    held = await store.put_consent(wanted, code=code_digest(code))
    is_live_no = indication.answer is Answer.REFUSED and indication.event_time is None
    if is_live_no and held.state in PERMITTING:
        # The clock has stepped back: a no is heard all the same.
        ended = await store.withdraw_consent(
            tenant, held.record_id, subject=subject, at=setting.now, signer=wanted.signer
        )
        held = ended or held
    check_heard(wanted, held)
    return held, setting
