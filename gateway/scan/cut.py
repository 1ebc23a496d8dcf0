"""Cuts files into chunks of whole records, in bounded memory.

Where a file is cut depends on its bytes from the last cut on, and on nothing else: a scan
that goes on from there makes the same chunks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from gateway.scan.csv_fields import find_delimiter, records, whole_records
from gateway.scan.model import RECORD_BYTES, Chunk, Format, Place, Source, Trouble

# Text is examined a chunk at a time, and the longer it is the more is examined twice when
# a chunk spends its budget.
_TARGET = {Format.TEXT: 32 * 1024, Format.JSONL: 128 * 1024, Format.CSV: 128 * 1024}
_READ = 256 * 1024
# How far back from its end a chunk of text may be cut for a better place.
_SEARCH = 16 * 1024
_NEAR = 60
# Longer headers are not read to their end.
_HEADER = 1024 * 1024
_TELLING = re.compile(rb"[0-9@\x80-\xff]")


class Cutter:
    """Reads one text, JSONL or CSV file from a place on."""

    def __init__(self, source: Source, file: BinaryIO, *, encoding: str) -> None:
        self._source = source
        self._file = file
        self._encoding = encoding
        self._delimiter = source.delimiter
        self._header: tuple[str, ...] = ()
        # A record that never ends is looked through again at twice the length only.
        self._needed = 0

    def pieces(self, start: int, *, line: int, row: int) -> Iterator[Chunk | Trouble]:
        """The chunks from a cut on, or what is wrong.

        Args:
            start: offset in bytes.
            line: number of the line there.
            row: number of the record there.
        """
        if self._source.format is Format.CSV:
            self._read_header()
        self._file.seek(start)
        offset, data, last = start, b"", False
        target = _TARGET[self._source.format]
        while data or not last:
            while not last and len(data) < max(target, self._needed):
                more = self._file.read(_READ)
                data, last = data + more, not more
            if not data:
                return
            size, rows = self._cut(data, last=last, target=target)
            if not size:
                if len(data) > RECORD_BYTES:
                    yield Trouble(name="record_too_long", place=Place(line=line), ends_file=True)
                    return
                self._needed = 2 * len(data)
                continue
            self._needed = 0
            taken, data = data[:size], data[size:]
            offset += size
            lines = taken.count(b"\n")
            yield Chunk(
                source=self._source,
                data=taken,
                line=line,
                row=row,
                offset=offset,
                lines=lines,
                rows=rows,
                last=last and not data,
                header=self._header,
                delimiter=self._delimiter or ",",
            )
            line, row = line + lines, row + rows

    def _cut(self, data: bytes, *, last: bool, target: int) -> tuple[int, int]:
        """Bytes and records of the next chunk; 0 bytes if more must be read."""
        kind = self._source.format
        if last and len(data) <= target:
            whole = data.decode("latin-1")
            count = sum(1 for _ in records(whole, self._delimiter)) if kind is Format.CSV else 0
            return len(data), count
        if kind is Format.CSV:
            return self._cut_csv(data, last=last, target=target)
        end = data.rfind(b"\n", 0, target) + 1
        if not end:
            end = data.find(b"\n", target) + 1
            return (end or (len(data) if last else 0)), 0
        return (quiet_end(data, end) if kind is Format.TEXT else end), 0

    def _cut_csv(self, data: bytes, *, last: bool, target: int) -> tuple[int, int]:
        size, rows = whole_records(data[:target], self._delimiter)
        if not size:
            size, rows = whole_records(data, self._delimiter)
        if not size and last:
            return len(data), 1
        return size, rows

    def _read_header(self) -> None:
        self._file.seek(0)
        start = self._file.read(_HEADER)
        text = start.decode(self._encoding, "replace").removeprefix("\ufeff")
        if not self._delimiter:
            self._delimiter = find_delimiter(text)
        first = next(records(text, self._delimiter), None)
        self._header = tuple(each.value for each in first.fields) if first is not None else ()


def quiet_end(data: bytes, end: int) -> int:
    """The best line end to cut a text at, up to one that is known.

    After a blank line; else where neither side has what a value that goes over the line's
    end would have there; else where the line before has not.
    """
    best, rank = end, 0
    place = end
    while place > max(0, end - _SEARCH):
        found = _rank(data, place)
        if found > rank:
            best, rank = place, found
        if rank == 3:
            break
        place = data.rfind(b"\n", 0, place - 1) + 1
    return best


def _rank(data: bytes, place: int) -> int:
    before = data[max(0, place - _NEAR) : place]
    if before.endswith((b"\n\n", b"\n\r\n")):
        return 3
    if _TELLING.search(before[before.rfind(b"\n", 0, -1) + 1 :]) is not None:
        return 0
    after = data[place : place + _NEAR].partition(b"\n")[0]
    return 1 if _TELLING.search(after) is not None else 2
