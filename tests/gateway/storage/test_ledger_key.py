from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError, StorageFailed
from gateway.storage.ledger_key import KeySource


def test_a_key_file_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    source = KeySource(file=tmp_path / "deep" / "erasures.key")
    made = source.read(make=True)
    assert len(made) == 32
    assert source.read(make=True) == source.read(make=False) == made
    assert source.file is not None
    assert source.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in source.file.parent.iterdir()] == ["erasures.key"]


def test_two_stores_have_two_keys(tmp_path: Path) -> None:
    keys = {KeySource(file=tmp_path / name).read(make=True) for name in ("a", "b")}
    assert len(keys) == 2


def test_a_missing_key_of_a_ledger_that_is_there_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match="the key of the erasure ledger is missing"):
        KeySource(file=tmp_path / "erasures.key").read(make=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "mode", "message"),
    [
        ("ab" * 31, 0o600, "at least 32 bytes"),
        ("", 0o600, "at least 32 bytes"),
        ("xyz", 0o600, "hexadecimal"),
        ("ü" * 64, 0o600, "hexadecimal"),
        ("ab" * 32, 0o640, "its owner alone"),
        ("ab" * 32, 0o604, "its owner alone"),
    ],
)
def test_a_bad_key_file_is_refused(tmp_path: Path, text: str, mode: int, message: str) -> None:
    path = tmp_path / "erasures.key"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(ConfigurationError, match=message):
        KeySource(file=path).read(make=True)


def test_a_directory_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "erasures.key").mkdir(mode=0o700)
    with pytest.raises(ConfigurationError, match="IsADirectoryError"):
        KeySource(file=tmp_path / "erasures.key").read(make=True)


def test_a_key_handed_in_is_measured_and_never_shown() -> None:
    assert KeySource(key=b"k" * 32).read(make=False) == b"k" * 32
    assert "kkkk" not in repr(KeySource(key=b"k" * 32))
    with pytest.raises(ConfigurationError, match="at least 32 bytes"):
        KeySource(key=b"k" * 31).read(make=True)
    with pytest.raises(ConfigurationError, match="has no key"):
        KeySource().read(make=True)
