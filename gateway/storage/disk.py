"""What a store has on disk, all of it: its logs truncated, its files searched.

A database that is not a file keeps its log and its pages to itself: there is nothing that
could be searched from here.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

from gateway.retention.certificates import Checkpoint, Found
from gateway.storage.byte_scan import files_under, scan_apart
from gateway.storage.driver import Database, Driver
from gateway.storage.files import SqliteFile
from gateway.storage.kept_store import KeptStore
from gateway.storage.keys import KeyFile

_KEPT = "kept"
# Bytes of a main file that is written anew in less than a second.
MOST_REWRITTEN = 64 << 20


def kept_beside(database: Database, keys: KeyFile) -> KeptStore | None:
    """The separate store: files in the same directory, or schemas in the same two databases."""
    if isinstance(database, SqliteFile):
        return KeptStore.in_directory(database.path.parent, keys)
    apart = keys.apart(keys.database.beside(_KEPT))
    return KeptStore(database.beside(_KEPT), apart, main=keys)


def lacks_keys(database: Database, keys: Database) -> bool:
    """Whether there is a main file, and no key store's file: a new one could not belong to it."""
    if not isinstance(database, SqliteFile) or not isinstance(keys, SqliteFile):
        return False
    return _has_content(database.path) and not _has_content(keys.path)


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def staged(path: Path) -> Path:
    """Where a restore prepares what will replace a file."""
    return path.parent / "restore" / path.name


def clear_staged(*databases: Database) -> None:
    """Removes what a restore prepared for these files; they themselves stay."""
    for database in databases:
        if isinstance(database, SqliteFile):
            shutil.rmtree(staged(database.path).parent, ignore_errors=True)


def truncate_logs(
    keys: KeyFile, main: Driver, *, kept: KeptStore | None, anew: bool = False
) -> Checkpoint | None:
    """Truncates all write-ahead logs; the worst state of them, None where one has none.

    Args:
        keys: the key store.
        main: the main database's connection.
        kept: the separate store, where there is one.
        anew: see KeyFile.truncate.
    """
    states = [keys.truncate(anew=anew), main.truncate_log()]
    if kept is not None:
        states.append(kept.truncate(anew=anew))
    known = [each for each in states if each is not None]
    if len(known) < len(states):
        return None
    busy, log, done = (max(values) for values in zip(*known, strict=True))
    return busy, log, done


def search_files(
    texts: Sequence[Database], keys: Sequence[Database], *, names: Sequence[str]
) -> tuple[Found, frozenset[Path]]:
    """Looks for names in every file of the directories that the databases are in.

    Args:
        texts: databases that hold no key: what remains of erased rows in these very files
            cannot be read. Another file counts, whatever its name is.
        keys: the others.
        names: to look for.

    Returns:
        What was found, and the files that hold any of it.

    Raises:
        StorageFailed: a file cannot be read.
    """
    places = [each.path for each in (*texts, *keys) if isinstance(each, SqliteFile)]
    directories = {path.parent for path in places}
    files = sorted({file for directory in directories for file in files_under(directory)})
    if not files or not names:
        return Found(files=len(files), samples=len(names), found=0), frozenset()
    hits = scan_apart(files, names)
    keyless = {each.path for each in texts if isinstance(each, SqliteFile)}
    harmless = sum(count for file, count in hits.items() if file in keyless)
    found = sum(hits.values()) - harmless
    counted = Found(files=len(files), samples=len(names), found=found, remains=harmless)
    return counted, frozenset(hits)


def rewrite(
    keys: Sequence[KeyFile], main: tuple[Database, Driver], *, files: Collection[Path]
) -> bool:
    """Writes databases anew that hold remains of what was erased; False if it did nothing.

    SQLite overwrites what it deletes. What it moved from one page to another may stay in
    the gap of the first until that page is written again: seldom, and this is the way out.
    A large main file is not written anew, as everybody would wait for seconds: what is in
    it cannot be read without a key.

    Args:
        keys: the key stores, open.
        main: the main database, and its connection, outside of a transaction.
        files: that hold remains.
    """
    done = False
    for each in keys:
        if isinstance(each.database, SqliteFile) and each.database.path in files:
            each.rewrite()
            done = True
    database, driver = main
    if (
        isinstance(database, SqliteFile)
        and database.path in files
        and database.path.stat().st_size <= MOST_REWRITTEN
    ):
        driver.execute("VACUUM")
        done = True
    return done
