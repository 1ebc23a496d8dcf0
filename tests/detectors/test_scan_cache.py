"""The scan cache trusts only what this user wrote, whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detectors.scan_cache import _MOST_FILES, DirectoryCache, default_directory


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def the_file(directory: Path) -> Path:
    (file,) = directory.iterdir()
    return file


def test_what_was_stored_comes_back(directory: Path) -> None:
    cache = DirectoryCache(directory)
    assert cache.load("a") is None
    cache.store("a", b"database")
    assert cache.load("a") == b"database"
    assert cache.load("b") is None
    assert the_file(directory).stat().st_mode & 0o777 == 0o600
    assert directory.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("place", [0, 20, 50, -1])
def test_a_changed_byte_is_noticed(directory: Path, place: int) -> None:
    cache = DirectoryCache(directory)
    cache.store("a", b"database")
    file = the_file(directory)
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    assert cache.load("a") is None


def test_a_cut_or_renamed_file_is_noticed(directory: Path) -> None:
    cache = DirectoryCache(directory)
    cache.store("a", b"database")
    file = the_file(directory)
    whole = file.read_bytes()
    for length in (0, 10, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert cache.load("a") is None
    file.write_bytes(whole)
    file.rename(directory / "b.hsdb")
    assert cache.load("b") is None


@pytest.mark.parametrize("target", ["file", "directory"])
def test_what_others_may_write_is_not_trusted(directory: Path, target: str) -> None:
    cache = DirectoryCache(directory)
    cache.store("a", b"database")
    changed = the_file(directory) if target == "file" else directory
    changed.chmod(0o777)
    assert cache.load("a") is None


def test_what_another_user_owns_is_not_trusted(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = DirectoryCache(directory)
    cache.store("a", b"database")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.load("a") is None


def test_a_link_is_not_followed(directory: Path, tmp_path: Path) -> None:
    cache = DirectoryCache(directory)
    cache.store("a", b"database")
    file = the_file(directory)
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert cache.load("a") is None


def test_a_directory_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    cache = DirectoryCache(blocked / "cache")
    cache.store("a", b"database")
    assert cache.load("a") is None


def test_a_failed_write_leaves_nothing_behind(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", fail)
    DirectoryCache(directory).store("a", b"database")
    assert list(directory.iterdir()) == []


def test_the_default_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCREET_CACHE_DIR", str(tmp_path))
    assert default_directory() == tmp_path
    monkeypatch.delenv("DISCREET_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_directory() == tmp_path / "discreet"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_directory() is None


def test_what_other_versions_left_is_deleted(tmp_path: Path) -> None:
    cache = DirectoryCache(tmp_path)
    for number in range(_MOST_FILES + 5):
        cache.store(f"{number:032x}", b"database")
        os.utime(tmp_path / f"{number:032x}.hsdb", (number, number))
    kept = sorted(path.stem for path in tmp_path.iterdir())
    assert len(kept) == _MOST_FILES
    assert f"{_MOST_FILES + 4:032x}" in kept
