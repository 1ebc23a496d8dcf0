"""Outputs: whole under their names or not there, private until then."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.scan.output import BATCHES, Part, clear


def test_a_part_is_private_until_it_is_published(tmp_path: Path) -> None:
    part = Part(tmp_path / "out.csv")
    assert part.open(0)
    part.write(b"text")
    assert part.path.stat().st_mode & 0o777 == 0o600
    assert not part.target.exists()
    part.publish(0o640)
    assert part.target.read_bytes() == b"text"
    assert part.target.stat().st_mode & 0o777 == 0o640
    part.publish()
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_what_came_after_a_size_is_cut_off(tmp_path: Path) -> None:
    part = Part(tmp_path / "out")
    part.open(0)
    part.write(b"12345")
    part.close()
    assert part.open(3)
    part.write(b"x")
    part.publish()
    assert part.target.read_bytes() == b"123x"


def test_less_than_was_written_is_told(tmp_path: Path) -> None:
    part = Part(tmp_path / "out")
    assert not part.open(3)
    part.open(0)
    part.write(b"12")
    part.close()
    assert not part.open(3)


def test_two_writers_are_one_too_many(tmp_path: Path) -> None:
    one = Part(tmp_path / "out")
    one.open(0)
    with pytest.raises(ConfigurationError, match="another scan"):
        Part(tmp_path / "out").open(0)
    one.close()


@pytest.mark.parametrize("where", ["none/out", "file/out"])
def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError):
        Part(tmp_path / where).open(0)


def test_a_link_in_the_place_of_a_part_is_not_followed(tmp_path: Path) -> None:
    part = Part(tmp_path / "out")
    (tmp_path / "precious").write_bytes(b"precious")
    part.path.symlink_to(tmp_path / "precious")
    with pytest.raises(ConfigurationError):
        part.open(0)
    assert (tmp_path / "precious").read_bytes() == b"precious"


def test_left_overs_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "kept.part").touch()
    for part in (Part(tmp_path / "a"), Part(tmp_path / "b", kind=BATCHES)):
        part.open(0)
        part.close()
    clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.part"]


def test_what_another_scan_writes_now_is_not_cleared(tmp_path: Path) -> None:
    one, left = Part(tmp_path / "one"), Part(tmp_path / "left")
    one.open(0)
    left.open(0)
    left.close()
    clear(tmp_path)
    assert (one.path.exists(), left.path.exists()) == (True, False)
    one.publish()
    assert one.target.exists()
