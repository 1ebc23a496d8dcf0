"""Looks for erased names in the raw bytes of files.

A certificate of erasure rests on it: what SQL no longer shows may still lie in a free
page, in a write-ahead log or in a journal. One pass of Hyperscan over beginnings of the
names, as long as there are not too many different ones, finds the places; a set of the
whole names decides. Names of one time begin alike, so that few places are looked at.

A name that SQLite or PostgreSQL splits over two pages is not found: neither does that
with rows as short as those of keys and of conversations' indexes.

A process that has a database open must not read its files in this way: closing any
descriptor of a file drops all locks of the process on it (POSIX), SQLite's too, and
another process would take the write-ahead log in use for one that nobody needs. So a
store lets a process of its own look (``scan_apart``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import hyperscan

from gateway.errors import StorageFailed

CHUNK_BYTES = 4 << 20
# Hyperscan compiles so many beginnings in some 50 ms and scans at more than 1 GB/s.
MOST_BEGINNINGS = 4096


class Needles:
    """Names to look for, compiled once for any number of files."""

    def __init__(self, names: Iterable[str]) -> None:
        """Args: names, none of them empty."""
        self._names = frozenset(name.encode("utf-8", "surrogatepass") for name in names)
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)
        if self._names and self._lengths[-1] == 0:
            raise ValueError("an empty name is everywhere")
        self._begin = _beginning(self._names, self._lengths)
        self._database, self._scratch = _compiled({name[: self._begin] for name in self._names})

    def found_in(self, path: Path, *, chunk_bytes: int = CHUNK_BYTES) -> frozenset[str]:
        """The names that stand anywhere in a file; memory is bounded by the chunk.

        A file that is gone holds none.

        Raises:
            OSError: it cannot be read.
        """
        found: set[bytes] = set()
        if self._names:
            for piece in _pieces(path, chunk_bytes, overlap=self._lengths[0] - 1):
                found |= self._found(piece)
        return frozenset(name.decode("utf-8", "surrogatepass") for name in found)

    def _found(self, piece: bytes) -> set[bytes]:
        ends: list[int] = []

        def note(*found: Any) -> None:  # id, start, end, flags, context
            ends.append(found[2])

        self._database.scan(piece, match_event_handler=note, scratch=self._scratch)
        found = set()
        for end in ends:
            start = end - self._begin
            for length in self._lengths:
                name = piece[start : start + length]
                if name in self._names:
                    found.add(name)
        return found


def scan_files(paths: Sequence[Path], names: Iterable[str]) -> Mapping[Path, int]:
    """How many different names stand in each file, files with none left out.

    Raises:
        OSError: a file cannot be read.
    """
    needles = Needles(names)
    counts = {path: len(needles.found_in(path)) for path in paths}
    return {path: count for path, count in counts.items() if count}


def scan_apart(paths: Sequence[Path], names: Iterable[str]) -> Mapping[Path, int]:
    """The same, by another process, for files that this one has open as databases.

    Raises:
        StorageFailed: a file cannot be read, or nobody could look.
    """
    asked = json.dumps({"paths": [str(path) for path in paths], "names": list(names)})
    try:
        done = subprocess.run(
            [sys.executable, "-m", "gateway.storage.byte_scan"],
            input=asked.encode(),
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        if done.returncode:
            raise StorageFailed("the files of the store could not be searched")
        return {Path(path): count for path, count in json.loads(done.stdout).items()}
    except (OSError, ValueError) as error:
        reason = type(error).__name__
        raise StorageFailed(f"the files of the store could not be searched ({reason})") from None


def files_under(directory: Path) -> list[Path]:
    """Every file of a directory and of those in it, logs and journals included."""
    return sorted(path for path in directory.rglob("*") if path.is_file())


def _beginning(names: frozenset[bytes], lengths: Sequence[int]) -> int:
    """The longest length at which the names have few enough different beginnings."""
    possible = range(1, lengths[-1] + 1) if lengths else range(0)
    return bisect_right(
        possible, MOST_BEGINNINGS, key=lambda length: len({name[:length] for name in names})
    )


def _compiled(beginnings: set[bytes]) -> tuple[hyperscan.Database, hyperscan.Scratch | None]:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    if not beginnings:
        return database, None
    expressions = [b"".join([b"\\x%02x" % byte for byte in each]) for each in sorted(beginnings)]
    count = len(expressions)
    database.compile(
        expressions=expressions,
        ids=list(range(count)),
        elements=count,
        flags=[hyperscan.HS_FLAG_DOTALL] * count,
    )
    return database, hyperscan.Scratch(database)


def _pieces(path: Path, chunk_bytes: int, *, overlap: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            tail = b""
            while chunk := file.read(chunk_bytes):
                yield tail + chunk
                tail = (tail + chunk)[-overlap:] if overlap else b""
    except FileNotFoundError:
        return


def main() -> None:
    """Answers one question of ``scan_apart``."""
    asked = json.load(sys.stdin)
    found = scan_files([Path(path) for path in asked["paths"]], asked["names"])
    json.dump({str(path): count for path, count in found.items()}, sys.stdout)


if __name__ == "__main__":
    main()
