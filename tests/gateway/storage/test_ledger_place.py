from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage.ledger_place import LedgerInFile

HOLDS = """
import sys
from pathlib import Path
from gateway.storage.ledger_place import LedgerInFile
place = LedgerInFile(Path(sys.argv[1]))
share = place.occupy()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_file_is_a_place_once_something_is_in_it(tmp_path: Path) -> None:
    place = LedgerInFile(tmp_path / "ledger" / "erasures.db")
    assert not place.exists()
    driver = place.database.connect()
    driver.execute("CREATE TABLE t (a)")
    driver.close()
    assert place.exists()
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o700


def test_many_share_a_store_and_a_restore_has_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger" / "erasures.db"
    place, other = LedgerInFile(path), LedgerInFile(path)
    shares = [place.occupy(), other.occupy()]
    with pytest.raises(StorageFailed, match="has this store open"), place.alone():
        pass
    for share in shares:
        assert share.is_held
        share.release()
        share.release()
    with place.alone():
        own = place.occupy()  # what the restore itself opens
        assert not own.is_held
        own.release()
        with pytest.raises(StorageFailed, match="is being restored"):
            other.occupy()
    other.occupy().release()


def test_a_killed_process_holds_nothing_any_more(tmp_path: Path) -> None:
    path = tmp_path / "erasures.db"
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holding.stdout is not None
    assert holding.stdout.readline() == b"held\n"
    place = LedgerInFile(path)
    with pytest.raises(StorageFailed, match="has this store open"), place.alone():
        pass
    holding.kill()
    holding.communicate()
    with place.alone():
        assert path.with_suffix(".lock").exists()


def test_what_a_broken_restore_left_is_not_opened(tmp_path: Path) -> None:
    place = LedgerInFile(tmp_path / "erasures.db")
    with place.alone():
        place.mark(restoring=True)
        place.mark(restoring=True)
    with pytest.raises(StorageFailed, match="broken off"):
        place.occupy()
    with place.alone():
        place.mark(restoring=False)
        place.mark(restoring=False)
    place.occupy().release()


def test_a_directory_that_cannot_be_made_is_an_error_without_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed) as caught:
        LedgerInFile(tmp_path / "file" / "ledger" / "erasures.db").occupy()
    assert str(tmp_path) not in caught.value.message
