from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from gateway.storage.database import DatabaseStore
from gateway.storage.ledger import ErasedPerson
from gateway.storage.ledger_rows import Position
from gateway.storage.replay import Replayed, erase_person, replay
from gateway.storage.schema import CONVERSATION, MESSAGE, PROVIDER_STATE, to_micros
from gateway.storage.schema_rights import DIRECTIVE, RIGHTS_REQUEST, RIGHTS_RESULT
from gateway.storage.transaction import Transaction
from tests.gateway.storage.backups import texts, with_store
from tests.gateway.storage.samples import START, consent, disclosure, new_state, outcome

LATER = START + timedelta(hours=1)
NOTHING = Replayed(unreadable=0, people=0, consents=0)


def run(directory: Path, *, since: Position, keep_consents: bool = True) -> Replayed:
    return with_store(
        directory, lambda store: replay(store, since=since, now=LATER, keep_consents=keep_consents)
    )


def fill(directory: Path) -> None:
    async def work(store: DatabaseStore) -> None:
        for number in (1, 2):
            subject = f"subject-{number}"
            await store.record(disclosure(number, subject=subject))
            state = new_state(f"state-{number}", "Jane")
            await store.finish(outcome(number, subject=subject, state=state, answers=()))
            await store.put_consent(consent(subject=subject, record_id=f"consent-{number}"))

    with_store(directory, work)


def counts(directory: Path) -> tuple[int, ...]:
    def count(transaction: Transaction) -> tuple[int, ...]:
        return tuple(
            transaction.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (CONVERSATION, MESSAGE, PROVIDER_STATE)
        )

    return with_store(directory, lambda store: store.act(count))


def test_where_nothing_was_erased_nothing_changes(tmp_path: Path) -> None:
    fill(tmp_path)
    before = texts(tmp_path), counts(tmp_path)
    assert run(tmp_path, since=Position()) == NOTHING
    assert (texts(tmp_path), counts(tmp_path)) == before


def test_rows_without_a_key_go_with_all_that_hangs_on_them(tmp_path: Path) -> None:
    fill(tmp_path)
    with_store(tmp_path, lambda store: store.act(lambda act: act.keys.destroy(["dek-1"])))
    assert counts(tmp_path) == (2, 2, 2)
    assert run(tmp_path, since=Position()).unreadable == 1
    assert counts(tmp_path) == (1, 1, 1)
    assert run(tmp_path, since=Position()) == NOTHING


def test_sealed_words_without_a_key_go_and_their_requests_stay(tmp_path: Path) -> None:
    whose = {"tenant": "acme", "subject": "subject-1"}
    at = to_micros(START)

    def add(transaction: Transaction) -> None:
        request = {**whose, "request_id": "r", "kind": "access", "regime": "GDPR", "status": "s"}
        values = {**request, "received_at": at, "dek_id": "gone", "body": b"sealed"}
        transaction.connection.execute(insert(RIGHTS_REQUEST).values(values))
        result = {"tenant": "acme", "request_id": "r", "dek_id": "gone", "body": b"sealed"}
        transaction.connection.execute(
            insert(RIGHTS_RESULT).values(**result, sha256="", expires_at=at)
        )
        directive = {**whose, "directive_id": "d", "action": "erase", "at": at}
        transaction.connection.execute(insert(DIRECTIVE).values(**directive, dek_id=""))

    def read(transaction: Transaction) -> list[object]:
        request = RIGHTS_REQUEST.c
        return [
            tuple(transaction.connection.execute(select(request.dek_id, request.body)).one()),
            len(transaction.connection.execute(select(RIGHTS_RESULT.c.sha256)).all()),
            len(transaction.connection.execute(select(DIRECTIVE.c.at)).all()),
        ]

    with_store(tmp_path, lambda store: store.act(add))
    assert run(tmp_path, since=Position()).unreadable == 2
    assert with_store(tmp_path, lambda store: store.act(read)) == [("", None), 0, 1]


def test_whom_the_ledger_lists_since_is_erased_and_nobody_else(tmp_path: Path) -> None:
    fill(tmp_path)
    gone = ErasedPerson(tenant="acme", subject="subject-1")

    def note(transaction: Transaction) -> Position:
        return transaction.ledger.note(people=[gone], at=LATER)

    reached = with_store(tmp_path, lambda store: store.act(note))
    assert run(tmp_path, since=reached) == NOTHING
    assert run(tmp_path, since=Position()).people == 1
    assert set(texts(tmp_path)) == {"conversation-2"}


def test_whose_request_is_still_open_is_erased_whenever_it_was_noted(tmp_path: Path) -> None:
    fill(tmp_path)
    gone = ErasedPerson(tenant="acme", subject="subject-1", request_id="request-1")

    def note(transaction: Transaction) -> Position:
        values = {"tenant": "acme", "subject": "subject-1", "request_id": "request-1"}
        more = {"kind": "erasure", "regime": "GDPR", "status": "RequestAccepted"}
        transaction.connection.execute(
            insert(RIGHTS_REQUEST).values(**values, **more, received_at=to_micros(START))
        )
        return transaction.ledger.note(people=[gone], at=LATER)

    reached = with_store(tmp_path, lambda store: store.act(note))
    assert run(tmp_path, since=reached).people == 1
    assert set(texts(tmp_path)) == {"conversation-2"}


def test_consents_end_and_are_counted(tmp_path: Path) -> None:
    fill(tmp_path)
    assert run(tmp_path, since=Position(), keep_consents=False).consents == 2
    assert run(tmp_path, since=Position(), keep_consents=False).consents == 0


def test_erasing_a_person_again_does_nothing(tmp_path: Path) -> None:
    fill(tmp_path)

    async def twice(store: DatabaseStore) -> None:
        for _ in range(2):
            await erase_person(store, ("acme", "subject-1"), now=LATER)
            await asyncio.sleep(0)

    with_store(tmp_path, twice)
    assert counts(tmp_path) == (1, 1, 1)
    assert set(texts(tmp_path)) == {"conversation-2"}
