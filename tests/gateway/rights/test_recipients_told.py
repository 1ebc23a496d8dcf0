"""Each recipient of a person's disclosures is told once, without any value."""

from __future__ import annotations

from pathlib import Path

from gateway.rights.kinds import RightKind
from gateway.rights.recipients_told import tell_recipients
from gateway.storage.database import DatabaseStore
from tests.gateway.rights.acting import Told, in_store, request
from tests.gateway.rights.whole_person import START
from tests.gateway.storage.samples import DAY, disclosure


def test_one_message_a_recipient(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(1))
        await store.record(disclosure(2, at=START + DAY))
        await store.record(disclosure(3, recipient="other-model"))
        await store.record(disclosure(4, subject="stranger", recipient="third-model"))
        told, wanted = Told(), request(RightKind.RECTIFICATION)
        count = await store.act(lambda each: tell_recipients(each, wanted, tell=told, now=START))
        assert count == 2
        assert [dict(each.body) for each in told.messages] == [
            {
                "right": "rectification",
                "recipient": "model-eu",
                "disclosures": 2,
                "first_at": START.isoformat(),
                "last_at": (START + DAY).isoformat(),
            },
            {
                "right": "rectification",
                "recipient": "other-model",
                "disclosures": 1,
                "first_at": START.isoformat(),
                "last_at": START.isoformat(),
            },
        ]
        assert {each.kind for each in told.messages} == {"RightsRecipientsNotice"}

    in_store(tmp_path, scenario)
