"""What a scan does one after another: files are begun, cut into chunks, and ended."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.scan import parquet
from gateway.scan.cut import Cutter
from gateway.scan.journal import State
from gateway.scan.model import Chunk, Format, Plan, Source, Trouble

_SUFFIXES = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".parquet": Format.PARQUET,
    ".pq": Format.PARQUET,
}


Identity = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; a file has a first one, one for each chunk, and a last one.

    Attributes:
        source: the file.
        chunk: what is examined.
        trouble: what is wrong with the file as a whole.
        last: whether this was the last of the file.
        weight: bytes of the file that it stands for.
        identity: of the file when it was begun; with the last step only.
    """

    source: Source
    chunk: Chunk | None = None
    trouble: Trouble | None = None
    last: bool = False
    weight: float = 0.0
    identity: Identity | None = None


def source(number: int, path: str, *, kind: Format | None, delimiter: str) -> Source:
    """A file of the command line, its format by its name's ending or its first bytes."""
    return Source(number=number, path=path, format=kind or _format(Path(path)), delimiter=delimiter)


def _format(path: Path) -> Format:
    known = _SUFFIXES.get(path.suffix.lower())
    if known is not None:
        return known
    try:
        if not path.is_file():
            return Format.TEXT
        with path.open("rb") as file:
            return Format.PARQUET if file.read(4) == parquet.MAGIC else Format.TEXT
    except OSError:
        return Format.TEXT


def identity(path: str) -> Identity | None:
    """What changes when a file does: node, size, time of change; None if there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def steps(
    sources: Iterable[Source], plan: Plan, *, states: Mapping[int, State], stopped: set[int]
) -> Iterator[Step]:
    """All steps of a scan.

    Args:
        sources: the files.
        plan: for the encoding.
        states: where to go on; sealed files are left out.
        stopped: files of which nothing more is to be read; looked at as they are read.
    """
    for each in sources:
        state = states.get(each.number, State(file=each.number))
        if state.sealed:
            continue
        before = identity(each.path)
        trouble = wrong(each)
        yield Step(source=each, trouble=trouble)
        if trouble is None and not state.stopped:
            for step in _read(each, plan, state=state):
                if each.number in stopped:
                    break
                yield step
        changed = trouble is None and identity(each.path) != before
        last = Trouble(name="changed") if changed else None
        yield Step(source=each, trouble=last, last=True, identity=before)


def wrong(each: Source) -> Trouble | None:
    """What is wrong with a file before it is read."""
    code = ""
    try:
        status = Path(each.path).stat()
        if not stat.S_ISREG(status.st_mode):
            code = "not_regular"
        elif not status.st_size:
            code = "empty"
        elif not os.access(each.path, os.R_OK):
            code = "unreadable"
    except (FileNotFoundError, NotADirectoryError):
        code = "missing"
    except (OSError, ValueError):
        code = "unreadable"
    return Trouble(name=code, ends_file=True) if code else None


def _read(each: Source, plan: Plan, *, state: State) -> Iterator[Step]:
    if each.format is Format.PARQUET:
        yield from _read_parquet(each, plan, state=state)
        return
    try:
        with Path(each.path).open("rb") as file:
            cutter = Cutter(each, file, encoding=plan.encoding)
            for piece in cutter.pieces(state.offset, line=state.line, row=state.row):
                if isinstance(piece, Trouble):
                    yield Step(source=each, trouble=piece)
                else:
                    yield Step(source=each, chunk=piece, weight=len(piece.data))
    except OSError:
        yield Step(source=each, trouble=Trouble(name="unreadable", ends_file=True))


def _read_parquet(each: Source, plan: Plan, *, state: State) -> Iterator[Step]:
    try:
        total = parquet.rows(each.path)
        if not total:
            yield Step(source=each, trouble=Trouble(name="empty", ends_file=True))
        share = Path(each.path).stat().st_size / max(1, total)
        for chunk in parquet.chunks(each, state.offset):
            yield Step(source=each, chunk=chunk, weight=chunk.rows * share)
    except parquet.unreadable():
        yield Step(source=each, trouble=Trouble(name="not_parquet", ends_file=True))
