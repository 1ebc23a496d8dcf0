"""Parquet files, by pyarrow, which is an optional dependency (``discreet[parquet]``).

Columns of strings, of numbers that could be an identifier, and lists and structs of them
are examined, and where no columns are asked for, their names and the file's metadata too.
Batches travel as Arrow streams; a copy is written as Parquet in the end.
"""

from __future__ import annotations

import importlib
import io
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from detectors.types import Finding
from gateway.errors import ConfigurationError
from gateway.scan.examiner import Examiner, question
from gateway.scan.json_leaves import within
from gateway.scan.model import WITHHELD, Chunk, Outcome, Place, Source

BATCH_ROWS = 2_000
MAGIC = b"PAR1"
_LENGTH = struct.Struct("<Q")
# A whole number may have become a floating-point one for a missing value beside it; so many
# digits could be an identifier, and more than these it does not hold exactly.
_LEAST_FLOAT, _MOST_FLOAT = 10**7, 2**63


def arrow(part: str = "") -> Any:
    """pyarrow, or a module of it.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        return importlib.import_module(f"pyarrow.{part}" if part else "pyarrow")
    except ImportError:
        raise ConfigurationError(
            "Parquet files need pyarrow: pip install 'discreet[parquet]'"
        ) from None


def unreadable() -> tuple[type[Exception], ...]:
    """The errors that pyarrow raises for a file that it cannot read."""
    return (arrow().ArrowException, OSError)


def chunks(source: Source, start: int) -> Iterator[Chunk]:
    """The batches of a file from a row on.

    Raises:
        ArrowException, OSError: the file cannot be read (see ``unreadable``).
    """
    row = 0
    with arrow("parquet").ParquetFile(source.path) as file:
        total = file.metadata.num_rows
        for batch in file.iter_batches(batch_size=BATCH_ROWS):
            first, row = row, row + batch.num_rows
            if first >= start and batch.num_rows:
                yield Chunk(
                    source=source,
                    data=_stream(batch),
                    line=0,
                    row=first + 1,
                    offset=row,
                    lines=0,
                    rows=batch.num_rows,
                    last=row == total,
                )


def rows(path: str) -> int:
    """How many rows a file says that it has."""
    with arrow("parquet").ParquetFile(path) as file:
        return int(file.metadata.num_rows)


def _stream(batch: Any) -> bytes:
    sink = io.BytesIO()
    with arrow("ipc").new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def _batch(data: bytes) -> Any:
    return arrow("ipc").open_stream(data).read_next_batch()


def examine_parquet(chunk: Chunk, examiner: Examiner) -> Outcome:
    """Examines the columns asked for of a batch."""
    batch = _batch(chunk.data)
    arrays = list(batch.columns)
    schema = batch.schema
    for number, field in enumerate(schema):
        columns = examiner.plan.columns
        if columns and not any(within(field.name, c) or within(c, field.name) for c in columns):
            continue
        if not _has_text(field.type):
            continue
        walk = _Walk(examiner, lossy=_is_number)
        new = [
            walk.value(value, (field.name,), place=chunk.row + place)
            for place, value in enumerate(arrays[number].to_pylist())
        ]
        # The dictionary of a batch may hold values of other batches.
        if walk.changed or _has_dictionary(field.type):
            try:
                arrays[number] = arrow().array(new, type=field.type)
            except unreadable():
                examiner.trouble("no_copy", Place(row=chunk.row, column=examiner.name(field.name)))
    if not examiner.plan.columns:
        schema = _examined_schema(schema, chunk, examiner=examiner)
    outcome = examiner.end()
    if examiner.plan.operator is not None:
        data = _stream(arrow().RecordBatch.from_arrays(arrays, schema=_with_nulls(schema)))
        outcome.copy = _LENGTH.pack(len(data)) + data
    return outcome


def _examined_schema(schema: Any, chunk: Chunk, *, examiner: Examiner) -> Any:
    """A schema with what stands for the values in its names, and no metadata that holds any.

    A name inside a struct cannot be changed, nor can one become that of another column:
    then there is no copy.
    """
    metadata = schema.metadata or {}
    names = [_examined_name(field.name, chunk, examiner=examiner) for field in schema]
    inner = [
        _examined_name(name, chunk, examiner=examiner) != name
        for field in schema
        for name in _names_within(field.type)
    ]
    kept = {
        key: value
        for key, value in metadata.items()
        if not _holds_values(chunk, examiner=examiner, key=key, value=value)
    }
    if any(inner) or (len(set(names)) < len(names) and names != schema.names):
        examiner.trouble("no_copy", Place(row=chunk.row))
    fields = [field.with_name(name) for field, name in zip(schema, names, strict=True)]
    return arrow().schema(fields, metadata=kept or None)


def _names_within(kind: Any) -> Iterator[str]:
    """The names of the fields of structs; lists and maps have names of their own."""
    for place in range(kind.num_fields):
        inner = kind.field(place)
        if arrow("types").is_struct(kind):
            yield inner.name
        yield from _names_within(inner.type)


def _examined_name(name: str, chunk: Chunk, *, examiner: Examiner) -> str:
    findings = _found_once(name, chunk, examiner=examiner, column=name)
    if findings is None:
        return WITHHELD
    return examiner.redacted(name, findings, place=Place(row=chunk.row)).text


def _holds_values(chunk: Chunk, *, examiner: Examiner, key: bytes, value: bytes) -> bool:
    texts = [each.decode("utf-8", "replace") for each in (key, value)]
    found = [_found_once(text, chunk, examiner=examiner, column=texts[0]) for text in texts]
    return found != [(), ()]


def _found_once(
    text: str, chunk: Chunk, *, examiner: Examiner, column: str
) -> tuple[Finding, ...] | None:
    """What is found in a text that every batch of a file has; noted with the first."""
    findings = examiner.findings(text)
    if chunk.row == 1 and findings is None:
        examiner.trouble("not_examined", Place(row=0))
    elif chunk.row == 1 and findings:
        examiner.note(findings, Place(row=0, column=examiner.name(column)))
    return findings


def _has_dictionary(kind: Any) -> bool:
    if arrow("types").is_dictionary(kind):
        return True
    return any(_has_dictionary(kind.field(place).type) for place in range(kind.num_fields))


def _with_nulls(schema: Any) -> Any:
    """A schema whose columns may hold null, which stands for a number that was taken out."""
    fields = [field.with_nullable(True) for field in schema]
    return arrow().schema(fields, metadata=schema.metadata)


def _is_number(value: object) -> bool:
    return not isinstance(value, str)


def _has_text(kind: Any) -> bool:
    """Whether values of a type are, or hold, strings or numbers."""
    types = arrow("types")
    if types.is_dictionary(kind):
        return _has_text(kind.value_type)
    if types.is_nested(kind):
        return any(_has_text(kind.field(place).type) for place in range(kind.num_fields))
    return bool(
        types.is_string(kind)
        or types.is_large_string(kind)
        or types.is_string_view(kind)
        or types.is_integer(kind)
        or types.is_floating(kind)
        or types.is_decimal(kind)
    )


class _Walk:
    """Goes through the values of one column."""

    def __init__(self, examiner: Examiner, *, lossy: Callable[[object], bool]) -> None:
        self._examiner = examiner
        self._lossy = lossy
        self.changed = False

    def value(self, value: Any, path: tuple[str, ...], *, place: int) -> Any:
        """A value with what stands for the values in it; null where that needs a string."""
        if isinstance(value, dict):
            return {key: self.value(each, (*path, key), place=place) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.value(each, path, place=place) for each in value)
        if value is None or isinstance(value, bool | bytes):
            return value
        if not isinstance(value, str) and not _whole(value):
            return value
        return self._leaf(value, path, place=place) if str(value) else value

    def _leaf(self, value: Any, path: tuple[str, ...], *, place: int) -> Any:
        examiner = self._examiner
        name = ".".join(path)
        columns = examiner.plan.columns
        if columns:
            inside = {column for column in columns if within(name, column)}
            examiner.outcome.columns |= inside
            if not inside:
                return value
        at = Place(row=place, column=".".join(map(examiner.name, path)))
        text = str(int(value)) if isinstance(value, float) else str(value)
        looked = examiner.look(text, at, before=question(path[-1]))
        if not looked.changed:
            return value
        self.changed = True
        if self._lossy(value):
            if looked.examined:
                examiner.trouble("number_lost", at)
            return None
        return looked.text


def _whole(value: Any) -> bool:
    if isinstance(value, float):
        return value.is_integer() and _LEAST_FLOAT <= abs(value) < _MOST_FLOAT
    return isinstance(value, int) or type(value).__name__ == "Decimal"


def write_copy(parts: Path, source: Source, *, target: Path) -> None:
    """Makes a Parquet file of the redacted batches.

    Args:
        parts: batches as ``examine_parquet`` gives them, one after another.
        source: the file that was examined; names schema and compression.
        target: is written anew.
    """
    with arrow("parquet").ParquetFile(source.path) as original:
        metadata = original.metadata
        compression = "none"
        if metadata.num_row_groups and metadata.num_columns:
            compression = metadata.row_group(0).column(0).compression.lower()
        size = max(BATCH_ROWS, metadata.num_rows // max(1, metadata.num_row_groups))
    compression = "none" if compression == "uncompressed" else compression
    # The schema is the batches': names and metadata of the file may hold values.
    schema = next(_batches(parts)).schema
    with arrow("parquet").ParquetWriter(target, schema, compression=compression) as writer:
        gathered: list[Any] = []
        count = 0
        for batch in _batches(parts):
            gathered.append(batch)
            count += batch.num_rows
            if count >= size:
                writer.write_table(arrow().Table.from_batches(gathered, schema))
                gathered, count = [], 0
        if gathered:
            writer.write_table(arrow().Table.from_batches(gathered, schema))


def _batches(parts: Path) -> Iterator[Any]:
    with parts.open("rb") as file:
        while head := file.read(_LENGTH.size):
            (length,) = _LENGTH.unpack(head)
            yield _batch(file.read(length))
