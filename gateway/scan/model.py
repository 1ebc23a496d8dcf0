"""The words of a scan of files: its plan, the pieces files are cut into, what comes back.

Everything here can be sent to a worker process. What goes into results holds places,
types and counts, and texts only as they are after redaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

WITHHELD = "[NOT_EXAMINED]"
# Longest line, record or cell that is read; a file that has a longer one is refused.
RECORD_BYTES = 8 * 1024 * 1024


class Format(StrEnum):
    """How a file holds its texts."""

    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Operator(StrEnum):
    """What stands in a redacted copy for a value."""

    SURROGATE = "surrogate"
    MASK = "mask"
    SUPPRESS = "suppress"


# What can be wrong with a file, and the sentence for it.
TROUBLES: Mapping[str, str] = {
    "missing": "there is no such file",
    "not_regular": "this is no regular file",
    "unreadable": "the file cannot be read",
    "empty": "the file is empty",
    "binary": "binary data, no text",
    "wrong_encoding": "not text in the encoding expected",
    "truncated": "the file ends in the middle of a record",
    "record_too_long": "a line or record is longer than 8 MiB",
    "invalid_json": "no valid JSON",
    "duplicate_key": "an object has the same key twice",
    "too_deep": "nested too deeply",
    "no_column": "a column that was asked for is not there",
    "not_parquet": "no readable Parquet file",
    "not_examined": "a text could not be examined to its end",
    "changed": "the file changed while it was read",
    "too_many": "too much is wrong with this file; the rest was not read",
    "no_copy": "no redacted copy of it can be written",
    "number_lost": "a value in a column of numbers was taken out",
}
# These leave the copy whole: what could not be examined is withheld in it.
HARMLESS = frozenset({"not_examined", "number_lost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is looked for, and what is done about it.

    Attributes:
        columns: names or dotted paths; empty takes all.
        entity_types: empty takes all.
        threshold: least score of a finding.
        language: of the context words, ISO 639-1.
        encoding: of text, JSONL and CSV files.
        operator: for redacted copies; None makes none.
        key: of the surrogates, 32 bytes.
    """

    columns: tuple[str, ...] = ()
    entity_types: frozenset[str] = frozenset()
    threshold: float = 0.5
    language: str = "en"
    encoding: str = "utf-8"
    operator: Operator | None = None
    key: bytes = field(default=bytes(32), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to examine.

    Attributes:
        number: its place in the order of the command line.
        path: as it was named.
        format: how it holds its texts.
        delimiter: of CSV fields; empty finds it out.
    """

    number: int
    path: str
    format: Format
    delimiter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some whole records of a file.

    Attributes:
        source: the file.
        data: as they stand in it; an Arrow stream for Parquet.
        line: number of the first line.
        row: number of the first record; for CSV the header is row 0.
        offset: where the next chunk starts: bytes, for Parquet rows.
        lines, rows: how many of them; 0 rows where only the worker can know.
        last: whether the file ends here.
        header: names of the CSV columns.
        delimiter: of the CSV fields.
    """

    source: Source
    data: bytes = field(repr=False)
    line: int
    row: int
    offset: int
    lines: int
    rows: int = 0
    last: bool = False
    header: tuple[str, ...] = field(default=(), repr=False)
    delimiter: str = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands; the column's name never holds a matched text."""

    line: int | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that is wrong with a file or with one text in it.

    Attributes:
        name: one of TROUBLES.
        place: where.
        ends_file: nothing after it can be read.
    """

    name: str
    place: Place = Place()
    ends_file: bool = False


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What one chunk gave.

    Attributes:
        texts: how many were examined.
        found: rows of findings as JSON lines, errors among them.
        counts: findings by entity type.
        troubles: what went wrong.
        columns: asked-for columns that were there.
        copy: the redacted records; None where no copy is made.
    """

    texts: int = 0
    found: bytes = field(default=b"", repr=False)
    counts: dict[str, int] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    copy: bytes | None = field(default=None, repr=False)
