"""Rows of the audit log are only added."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gateway.storage.database import MAIN_FILE, DatabaseStore
from gateway.storage.schema_audit import APPEND_ONLY
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import disclosure


@pytest.mark.parametrize("table", [each.name for each in APPEND_ONLY])
def test_rows_are_neither_changed_nor_deleted(tmp_path: Path, table: str) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(disclosure(1))

    opened(tmp_path, scenario)
    with sqlite3.connect(tmp_path / MAIN_FILE) as driver:
        if table != "audit_entry":
            columns = {"audit_tile": "(1, 0, x'00')", "audit_checkpoint": "(1, x'00')"}
            driver.execute(f"INSERT INTO {table} VALUES {columns[table]}")
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = 7"):
            if "rowid" in sql and table == "audit_tile":
                sql = "UPDATE audit_tile SET number = 7"
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                driver.execute(sql)
        assert driver.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)
