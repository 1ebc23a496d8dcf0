"""The list of places where something of a person is kept is whole."""

from __future__ import annotations

from gateway.rights.data_stores import OF_NOBODY, STORES
from gateway.rights.erasers import Terms, erasers
from gateway.rights.exporters import EXPORTERS
from gateway.storage.tables import METADATA

NAMES = [each.name for each in STORES]
LISTED = [table for store in STORES for table in store.tables]


def test_every_table_is_of_one_store_or_of_nobody() -> None:
    """A new table fails here until somebody says whose it is and writes exporter and eraser."""
    assert sorted([*LISTED, *OF_NOBODY]) == sorted(METADATA.tables)


def test_what_names_a_subject_is_of_somebody() -> None:
    naming = {name for name, table in METADATA.tables.items() if "subject" in table.c}
    assert naming <= set(LISTED)
    assert naming & OF_NOBODY == set()


def test_what_hangs_on_somebodys_row_is_of_somebody() -> None:
    hanging = {
        name
        for name, table in METADATA.tables.items()
        for key in table.foreign_keys
        if key.column.table.name in LISTED
    }
    assert hanging <= set(LISTED)


def test_each_store_begins_with_a_table_that_says_whose_it_is() -> None:
    indirect = {"provider_states", "holds"}  # by their conversation
    for store in STORES:
        says = "subject" in METADATA.tables[store.tables[0]].c
        assert says is (store.name not in indirect), store.name


def test_each_store_has_an_exporter_and_an_eraser() -> None:
    assert sorted(EXPORTERS) == sorted(NAMES)
    assert sorted(erasers(Terms(run_id="run", cause="request"))) == sorted(NAMES)
