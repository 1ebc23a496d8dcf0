"""The migrations make the schema that the code uses, once, whoever opens first."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from gateway.errors import StorageFailed
from gateway.storage import migrate as module
from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.files import sqlite_engine
from gateway.storage.migrate import migrate
from gateway.storage.ports import Recorded
from gateway.storage.schema import HEAD
from gateway.storage.tables import METADATA
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import (
    DAY,
    START,
    basis,
    consent,
    disclosure,
    look_up,
    new_state,
    outcome,
    tag,
)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    return config


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == HEAD


def test_a_migrated_database_has_the_schema(tmp_path: Path) -> None:
    with sqlite_engine(tmp_path / "a.db").connect() as connection:
        migrate(connection)
        migrate(connection)
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == HEAD
        assert compare_metadata(context, METADATA) == []
        made = {
            name: {column["name"] for column in inspect(connection).get_columns(name)}
            for name in METADATA.tables
        }
        for name, table in METADATA.tables.items():
            assert made[name] == set(table.columns.keys())
        sql = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    migrated = {name: " ".join(text.split()) for name, text in sql if text}
    with sqlite_engine(tmp_path / "b.db").connect() as connection:
        METADATA.create_all(connection)
        sql = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master").all()
    created = {name: " ".join(text.split()) for name, text in sql if text}
    # Indexes, partial conditions and WITHOUT ROWID, which the comparison above does not see.
    migrated.pop("alembic_version")
    assert migrated == created


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with sqlite_engine(tmp_path / "a.db").connect() as connection:
        migrate(connection)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StorageFailed):
            migrate(connection)
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        assert version == "9999"


def test_many_openers_migrate_once(tmp_path: Path) -> None:
    def open_it(_number: int) -> int:
        with sqlite_engine(tmp_path / "a.db").connect() as connection:
            migrate(connection)
            return int(connection.exec_driver_sql("SELECT count(*) FROM message").scalar() or 0)

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(open_it, range(8))) == [0] * 8


async def _fill(store: DatabaseStore) -> None:
    await store.put_consent(consent())
    await store.put_consent(consent(notice="cd" * 32, event_time=START + timedelta(hours=1)))
    await store.put_consent(consent(record_id="consent-2", recipient="second"))
    await store.record(disclosure(1))
    await store.finish(outcome(1))
    await store.record(disclosure(2, tag=tag(START + DAY)))


def _older(directory: Path, revision: str) -> None:
    """Turns the main file into one of an older schema, with the rows it would have."""
    new, old = directory / MAIN_FILE, directory / "older.db"
    with sqlite_engine(old).connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("ATTACH ? AS new", (str(new),))
        for table in inspect(connection).get_table_names():
            if table != "alembic_version":
                columns = inspect(connection).get_columns(table)
                names = ", ".join(f'"{column["name"]}"' for column in columns)
                copy = f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}"
                connection.exec_driver_sql(copy)
    for path in (new.with_name(f"{MAIN_FILE}-wal"), new.with_name(f"{MAIN_FILE}-shm")):
        path.unlink(missing_ok=True)
    old.replace(new)


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_an_older_database_keeps_its_rows(tmp_path: Path, revision: str) -> None:
    now = consent(notice="cd" * 32, event_time=START + timedelta(hours=1), event_id=3)
    other = consent(record_id="consent-2", recipient="second", event_id=4)

    async def look(store: DatabaseStore) -> None:
        first, second = await store.conversations("acme")
        assert [each.text for each in first.messages] == ["hello", "good day"]
        assert await store.consents("acme", "subject-1") == [now, other]
        events = await store.consent_events("acme", "consent-1")
        assert [(each.event_id, each.state.value) for each in events] == [
            (1, "ConsentGiven"),
            (2, "ConsentInvalidated"),
            (3, "ConsentGiven"),
        ]
        at = START + timedelta(hours=2)
        again = disclosure(1, new=False, disclosure_id="again", at=at)
        assert await store.record(replace(again, basis=basis(now))) is Recorded.RECORDED
        assert {(each.recorded_at, each.recorded_by) for each in events} == {(None, "")}
        assert await store.shown_notice("acme", now.notice) is None
        state = new_state("state-1", "Jane")
        await store.finish(outcome(1, disclosure_id="again", state=state))
        known = await store.look_up(look_up(state="state-1"))
        assert known.state is not None
        assert known.state.values == (("PERSON", "Jane"),)
        assert known.state.conversation.sources == frozenset()
        assert known.person is None
        ended = await store.withdraw_consent("acme", "consent-1", subject=None, at=at)
        assert ended is not None
        assert (ended.event_id, ended.recorded_at) == (5, at)
        assert (await store.sweep(START + DAY)).erased == 1
        assert second.conversation_id == "conversation-2"

    opened(tmp_path, _fill)
    _older(tmp_path, revision)
    with sqlite_engine(tmp_path / MAIN_FILE).connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == revision
        assert "shown_notice" not in inspect(connection).get_table_names()
    opened(tmp_path, look)
    with sqlite_engine(tmp_path / MAIN_FILE).connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == HEAD
        kept = connection.exec_driver_sql(
            "SELECT consent_event, notice, signals, age_band, sources FROM disclosure"
            " WHERE disclosure_id = 'disclosure-1'"
        ).all()
        assert kept == [(0, "", "", "unknown", "")]


def test_a_database_at_head_is_opened_without_alembic(tmp_path: Path) -> None:
    with sqlite_engine(tmp_path / "a.db").connect() as connection:
        migrate(connection)
    code = (
        "import sys; from pathlib import Path\n"
        "from gateway.storage.files import sqlite_engine\n"
        "from gateway.storage.migrate import migrate\n"
        "migrate(sqlite_engine(Path(sys.argv[1])).connect())\n"
        "print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.db")],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "False"
