"""CSV files (RFC 4180, and what spreadsheets make of it): fields and where they stand.

Only a field with a finding is written anew; all others keep their bytes, quotes included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from gateway.scan.examiner import Examiner, Looked, question
from gateway.scan.lines import decoded, finished, without_mark
from gateway.scan.model import Chunk, Outcome, Place

_MARK = b"\xef\xbb\xbf"
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its place with its quotes, and its value without."""

    start: int
    end: int
    value: str = field(repr=False)
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record.

    Attributes:
        end: where the next one starts.
        closed: False if the text ends within quotes.
        ended: whether a line end follows its last field.
    """

    fields: tuple[Field, ...]
    end: int
    closed: bool
    ended: bool


@lru_cache(maxsize=16)
def _field(delimiter: str) -> re.Pattern[str]:
    no_end = rf"[^{re.escape(delimiter)}\r\n]*"
    return re.compile(
        rf'(?:(?P<open>")(?P<quoted>[^"]*(?:""[^"]*)*)(?P<close>"|\Z)(?P<rest>{no_end})'
        rf"|(?P<plain>{no_end}))(?P<after>{re.escape(delimiter)}|\r\n|\n|\r|\Z)"
    )


def records(text: str, delimiter: str) -> Iterator[Record]:
    """The records of a text, in order; a blank line is a record of one empty field."""
    pattern = _field(delimiter)
    place = 0
    while place < len(text):
        fields: list[Field] = []
        while True:
            match = pattern.match(text, place)
            assert match is not None  # every text starts with a field
            opened, after = match["open"] is not None, match["after"]
            value = match["quoted"].replace('""', '"') + match["rest"] if opened else match["plain"]
            fields.append(Field(start=place, end=match.start("after"), value=value, quoted=opened))
            place = match.end()
            if after != delimiter:
                break
        closed = not opened or match["close"] == '"'
        yield Record(fields=tuple(fields), end=place, closed=closed, ended=bool(after))


def whole_records(data: bytes, delimiter: str) -> tuple[int, int]:
    """How many bytes, and how many records, are whole whatever follows."""
    mark = len(_MARK) if data.startswith(_MARK) else 0
    text = data[mark:].decode("latin-1")
    end = count = 0
    for record in records(text, delimiter):
        # A carriage return at the very end may be half of a line end.
        if record.ended and record.closed and record.end < len(text):
            end, count = record.end + mark, count + 1
    return end, count


def find_delimiter(text: str) -> str:
    """The likeliest delimiter of a file, by its first record."""
    outside = re.sub(r'"[^"]*"', "", text).partition("\n")[0]
    return max(DELIMITERS, key=outside.count)


def examine_csv(chunk: Chunk, examiner: Examiner) -> Outcome:
    """Examines the fields of the columns asked for; all fields of a row that is too long."""
    text, trouble = decoded(chunk, examiner.plan.encoding)
    mark, text = without_mark(text, chunk)
    columns = examiner.plan.columns
    names = chunk.header
    chosen = {place for place, name in enumerate(names) if name in columns}
    examiner.outcome.columns.update(names[place] for place in chosen)
    parts: list[str] = []
    done, line = 0, chunk.line
    start = 0
    for count, record in enumerate(records(text, chunk.delimiter)):
        row = chunk.row + count
        at = Place(line=line, row=row)
        line += text.count("\n", start, record.end)
        start = record.end
        if _cut_off(record, chunk, text=text) and trouble is None:
            examiner.trouble("truncated", at)
        for place, each in enumerate(record.fields):
            skipped = columns and place not in chosen and place < len(names)
            if not each.value or skipped or (columns and row == 0):
                continue
            looked = _looked(each, at, examiner=examiner, name=_name(names, place))
            if looked.changed:
                parts += (
                    text[done : each.start],
                    _written(looked.text, each, delimiter=chunk.delimiter),
                )
                done = each.end
    looked = Looked(text="".join((*parts, text[done:])), changed=bool(parts))
    return finished(chunk, examiner, new=looked, mark=mark, trouble=trouble)


def _cut_off(record: Record, chunk: Chunk, *, text: str) -> bool:
    if not chunk.last or record.end < len(text):
        return False
    return not record.closed or (not record.ended and len(record.fields) < len(chunk.header))


def _name(names: tuple[str, ...], place: int) -> str:
    return names[place] if place < len(names) else f"field {place + 1}"


def _looked(each: Field, at: Place, *, examiner: Examiner, name: str) -> Looked:
    place = Place(line=at.line, row=at.row, column=examiner.name(name))
    # Row 0 is the header, or the first row of a file that has none.
    return examiner.look(each.value, place, before=question(name) if at.row else None)


def _written(value: str, like: Field, *, delimiter: str) -> str:
    if like.quoted or any(each in value for each in (delimiter, '"', "\r", "\n")):
        return '"' + value.replace('"', '""') + '"'
    return value
