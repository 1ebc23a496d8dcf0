"""Records that are no conversations end with their class, to the day, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from gateway.access.grants import View
from gateway.consent.persons import AgeBand, PersonChange, Report, ReportState
from gateway.consent.records import Author
from gateway.policy_retention import DEFAULT_RECORDS
from gateway.retention.classes import parse_duration
from gateway.rights.execution import Result
from gateway.storage import grant_rows, instruction_rows, user_rows
from gateway.storage.consent_ports import Refusal
from gateway.storage.database import DatabaseStore
from gateway.storage.grant_rows import Read
from gateway.storage.held_people import HeldPeople
from gateway.storage.ports import Recorded
from gateway.storage.proof_rows import put_proof
from gateway.storage.record_expiry import RECORD_KINDS, Expiring, _latest, expire
from gateway.storage.result_rows import put_result
from gateway.storage.rights_rows import add_request
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONSENT_EVENT,
    DISCLOSURE,
    OUTCOME,
    REFUSAL,
    REPORT,
    SUBJECT,
    SUBJECT_EVENT,
    WITHDRAWAL_CODE,
    to_micros,
)
from gateway.storage.schema_access import ACCESS_GRANT, ACCESS_READ
from gateway.storage.schema_retention import HOLD
from gateway.storage.schema_rights import (
    IDENTITY_PROOF,
    RIGHTS_EVENT,
    RIGHTS_REQUEST,
    RIGHTS_RESULT,
)
from gateway.storage.schema_sign_in import ACCOUNT
from gateway.storage.schema_usage import USAGE
from gateway.storage.transaction import Transaction
from tests.gateway.access.stored import grant, instruction
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.rights_samples import BOTH, request
from tests.gateway.storage.samples import DAY, MASTER, START, consent, disclosure, outcome
from tests.gateway.storage.test_carried_ends import account

TENANT = disclosure(1).tenant
SUBJECT_NAME = disclosure(1).subject
MONTH = "P1M"


def on_store(directory: Path, scenario: Any) -> Any:
    async def run() -> Any:
        store = DatabaseStore.in_directory(directory / "data", master_key=MASTER)
        await store.open()
        try:
            return await scenario(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def expired(store: DatabaseStore, kind: str, now: datetime, **changes: Any) -> int:
    fields = {"tenant": TENANT, "kind": kind, "duration": MONTH, "now": now}
    what = Expiring(**{**fields, **changes})
    whole = 0
    while count := await store.act(lambda t: expire(t, what, limit=2)):
        whole += count
    return whole


async def counted(store: DatabaseStore, *tables: Any) -> list[int]:
    return await store.act(
        lambda t: [
            t.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        ]
    )


def refusal(number: int, at: datetime) -> Refusal:
    return Refusal(
        refusal_id=f"refusal-{number}",
        tenant=TENANT,
        subject=SUBJECT_NAME,
        purpose="answering",
        recipient="model",
        policy="default@0",
        endpoint="/v1/messages",
        code="consent_required",
        check="consent",
        reasons=(),
        signals=frozenset(),
        age_band=AgeBand.UNKNOWN,
        sources=frozenset(),
        at=at,
    )


# A month from 1 March 2026, when START is.
END = parse_duration(MONTH).after(START)


def test_disclosures_end_with_their_outcomes(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.put_consent(consent())
        for number in range(1, 6):
            at = START + (number // 4) * DAY
            asked = disclosure(number, at=at)
            assert await store.record(asked) is Recorded.RECORDED
            await store.finish(outcome(number, at=at))
        assert await expired(store, "disclosures", END - timedelta(microseconds=1)) == 0
        assert await expired(store, "disclosures", END, tenant="other") == 0
        assert await expired(store, "disclosures", END, held=HeldPeople(named={SUBJECT_NAME})) == 0
        assert await expired(store, "disclosures", END) == 3
        assert await counted(store, DISCLOSURE, OUTCOME) == [2, 2]

    on_store(tmp_path, scenario)


def test_refusals_and_usage_end(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for number in range(5):
            await store.note(refusal(number, START + number * DAY))
        row = {"tenant": TENANT, "subject": "s", "kind": "/v1/messages", "erase_by": 0}
        rows = [
            {**row, "usage_id": f"u{n}", "at": to_micros(START + n * DAY), "retention_class": "u"}
            for n in range(5)
        ]
        await store.act(lambda t: t.connection.execute(insert(USAGE), rows))
        for kind, table in (("refusals", REFUSAL), ("usage", USAGE)):
            assert await expired(store, kind, END + 2 * DAY) == 3
            assert await counted(store, table) == [2]

    on_store(tmp_path, scenario)


def test_a_consent_that_holds_never_ends_and_one_that_ended_does(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        held = consent()
        await store.put_consent(held, code="code-1")
        late = START + 400 * DAY
        assert await expired(store, "consents", late) == 0
        await store.withdraw_consent(
            held.tenant, held.record_id, subject=None, at=late, by=Author()
        )
        tables = (CONSENT_CURRENT, CONSENT_EVENT, WITHDRAWAL_CODE)
        assert await counted(store, *tables) == [1, 2, 1]
        end = parse_duration(MONTH).after(late)
        assert await expired(store, "consents", end - DAY, tenant=held.tenant) == 0
        assert await expired(store, "consents", end, tenant=held.tenant) == 1
        assert await counted(store, *tables) == [0, 0, 0]

    on_store(tmp_path, scenario)


def test_a_code_stays_as_long_as_its_holder_has_a_consent(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        first = consent()
        second = replace(consent(), record_id="other", purpose="training")
        await store.put_consent(first, code="code-1")
        await store.put_consent(second, code="code-1")
        await store.withdraw_consent(first.tenant, first.record_id, subject=None, at=START + DAY)
        assert await expired(store, "consents", END + DAY, tenant=first.tenant) == 1
        tables = (CONSENT_CURRENT, CONSENT_EVENT, WITHDRAWAL_CODE)
        assert await counted(store, *tables) == [1, 1, 1]

    on_store(tmp_path, scenario)


def test_what_a_person_is_known_by_stays_and_what_was_known_before_ends(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for number, country in enumerate(("DE", "FR", "IT")):
            change = PersonChange(jurisdiction=country)
            await store.change_person(TENANT, "s", change=change, at=START + number * DAY)
        assert await expired(store, "person_events", END + 400 * DAY) == 2
        assert await counted(store, SUBJECT, SUBJECT_EVENT) == [1, 1]
        person = await store.person(TENANT, "s")
        assert person is not None
        assert (person.jurisdiction, person.version) == ("IT", 3)

    on_store(tmp_path, scenario)


def test_a_report_ends_after_its_decision_only(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for name in ("r1", "r2"):
            await store.add_report(
                Report(
                    report_id=name,
                    tenant=TENANT,
                    subject=name,
                    state=ReportState.OPEN,
                    reported_at=START,
                )
            )
        await store.decide_report(TENANT, "r1", state=ReportState.DISMISSED, at=START + DAY)
        assert await expired(store, "reports", END) == 0
        assert await expired(store, "reports", END + 2 * DAY) == 1
        assert await counted(store, REPORT) == [1]

    on_store(tmp_path, scenario)


@pytest.mark.parametrize("run", BOTH, indirect=True)
def test_a_request_goes_with_the_keys_of_all_that_was_said(run: Run) -> None:
    result = Result(body=b"{}", media_type="a/b", filename="c", expires_at=END + 99 * DAY)

    async def scenario(store: DatabaseStore) -> None:
        closed, waiting = request(1, decided_at=START + DAY), request(2)

        def fill(transaction: Transaction) -> list[str]:
            for each in (closed, waiting):
                add_request(transaction, each, by="subject")
                put_result(transaction, each, result=result, at=START)
                put_proof(transaction, each, data=b"passport", at=START)
            connection = transaction.connection
            return [
                connection.execute(
                    select(table.c.dek_id).where(table.c.request_id == closed.request_id)
                ).scalar_one()
                for table in tables[:3]
            ]

        tables = (RIGHTS_REQUEST, RIGHTS_RESULT, IDENTITY_PROOF, RIGHTS_EVENT)
        keys = await store.act(fill)
        assert len(set(keys)) == 3
        assert await expired(store, "requests", END, tenant="acme") == 0
        assert await store.act(lambda t: t.keys.missing(keys)) == frozenset()
        assert await expired(store, "requests", END + DAY, tenant="acme") == 1
        assert await counted(store, *tables) == [1, 1, 1, 1]
        assert await store.act(lambda t: t.keys.missing(keys)) == frozenset(keys)
        assert await store.act(lambda t: t.ledger.holds_keys(keys)) == frozenset(keys)

    run(scenario)


def test_grants_with_their_reads_and_instructions_end_after_their_own_end(tmp_path: Path) -> None:
    hour = timedelta(hours=1)

    def fill(transaction: Transaction) -> None:
        connection = transaction.connection
        for each in (
            grant(grant_id="unanswered"),
            grant(grant_id="expired", approved_at=START, expires_at=START + hour),
            grant(grant_id="revoked", expires_at=START + hour, ended_at=START, ended_by="k"),
        ):
            grant_rows.add(connection, each)
            read = Read(
                tenant="acme", grant_id=each.grant_id, read_id="r", by="k", view=View.MASKED,
                content="c", messages=1, at=START,
            )  # fmt: skip
            grant_rows.add_read(connection, read)
        revoked = instruction(instruction_id="i2")
        for order in (instruction(), revoked):
            instruction_rows.add(connection, order)
        instruction_rows.revoke(connection, revoked, at=START, by="k")

    async def scenario(store: DatabaseStore) -> None:
        await store.act(fill)
        steps = []
        for hours in (0, 1, 12):
            steps.append(await expired(store, "grants", END + hours * hour, tenant="acme"))
            assert await counted(store, ACCESS_GRANT) == await counted(store, ACCESS_READ)
        assert steps == [1, 1, 1]
        assert await expired(store, "instructions", END, tenant="acme") == 1
        assert await expired(store, "instructions", END + 24 * hour, tenant="acme") == 1

    on_store(tmp_path, scenario)


def test_accounts_end_with_their_names(tmp_path: Path) -> None:
    def fill(transaction: Transaction) -> Sequence[str]:
        for each in (
            account(1, enrolled_at=START, disabled_at=START),
            account(2, invitation="digest", invitation_until=START),
            account(3, enrolled_at=START),
            account(4, disabled_at=START + DAY, invitation_until=START),
        ):
            user_rows.add(transaction, each, name_hash=each.user_id)
        query = select(ACCOUNT.c.dek_id).order_by(ACCOUNT.c.user_id)
        return transaction.connection.execute(query).scalars().all()

    async def scenario(store: DatabaseStore) -> None:
        keys = await store.act(fill)
        assert await expired(store, "users", END, tenant="acme") == 1
        assert await expired(store, "invitations", END, tenant="acme") == 1
        assert await counted(store, ACCOUNT) == [2]
        assert await store.act(lambda t: t.keys.missing(keys)) == frozenset(keys[:2])
        assert await store.act(lambda t: t.ledger.holds_keys(keys)) == frozenset(keys[:2])

    on_store(tmp_path, scenario)


def test_an_unknown_kind_is_an_error(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        with pytest.raises(Exception, match="KeyError"):
            await expired(store, "cookies", END)

    on_store(tmp_path, scenario)
    assert set(RECORD_KINDS) == set(DEFAULT_RECORDS)


@given(
    months=st.integers(0, 240),
    days=st.integers(0, 4000),
    now=st.datetimes(datetime(2100, 1, 1), datetime(2300, 1, 1)),
)
def test_whatever_has_ended_is_old_enough_to_be_looked_at(
    months: int, days: int, now: datetime
) -> None:
    duration = parse_duration(f"P{months}M{days + 1}D")
    latest = _latest(now, duration)
    assert duration.after(latest + timedelta(microseconds=1)) > now


def test_a_hold_ends_after_its_release_only(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        held = {"tenant": TENANT, "matter": "4 O 17/26", "authority": "court", "scope": "{}"}
        row = {**held, "placed_by": "command", "placed_at": 0, "review_at": 0}
        rows = [
            {**row, "hold_id": "open", "released_at": None},
            {**row, "hold_id": "released", "released_at": to_micros(START)},
        ]
        await store.act(lambda t: t.connection.execute(insert(HOLD), rows))
        assert await expired(store, "holds", END - DAY) == 0
        assert await expired(store, "holds", END) == 1
        assert await counted(store, HOLD) == [1]

    on_store(tmp_path, scenario)
