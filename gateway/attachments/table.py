r"""Tables in CSV as lines that say what each value is, and back.

A name that stands alone in a field is a word like any other; behind ``first_name:`` it is
a name. So a table whose first record names its columns is examined as lines of the form
``first_name: Kwame, last_name: Mensah``. Fields that were not changed keep their bytes,
quotes included. Where a change went over more than one field, the first of them takes it.

Source: RFC 4180, read 2026-11.

>>> from gateway.attachments.table import read_table
>>> table = read_table('first_name,note\r\nKwame,"a, b"\r\n')
>>> table.lines
'first_name, note\nfirst_name: Kwame, note: a, b'
>>> table.written('first_name, note\nfirst_name: [PERSON_7KQ2M0XA], note: a, b')
'first_name,note\r\n[PERSON_7KQ2M0XA],"a, b"\r\n'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_DELIMITERS = (",", ";", "\t", "|")
_MOST_FIELDS = 100_000
_LONGEST_NAME = 40
_NAME = re.compile(r"[^\W\d_][\w .()/#%&'-]*\Z")
# At least one column of a table with a header has one of these words in its name.
_TELLING = re.compile(
    r"(?i)name|mail|phone|mobile|address|street|city|country|zip|post|birth|date|time|age|sex"
    r"|gender|id\b|_|number|no\b|code|type|status|amount|price|value|note|comment|text|title"
    r"|company|account|card|iban|user|login|password|url|patient|diagnos|medic"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: how it is written, and what it says in one line."""

    raw: str = field(repr=False)
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record, and the line end behind it."""

    fields: tuple[Field, ...]
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with named columns.

    Attributes:
        records: the first names the columns.
        delimiter: between fields.
        lines: the text to examine, a line a record.
    """

    records: tuple[Record, ...] = field(repr=False)
    delimiter: str
    lines: str = field(repr=False)

    def written(self, lines: str) -> str:
        """The table with what was changed in its lines.

        Args:
            lines: ``self.lines``, rewritten. If line ends were taken out of it, it takes
                the table's place as it is.
        """
        old, new = self.lines.split("\n"), lines.split("\n")
        if len(old) != len(new):
            return lines
        names = new[0].split(", ")
        if len(names) != len(self.records[0].fields):
            names = [each.value for each in self.records[0].fields]
        parts: list[str] = []
        for index, (record, before, after) in enumerate(zip(self.records, old, new, strict=True)):
            if before == after:
                values = [each.value for each in record.fields]
            elif index == 0:
                values = _fitted(after.split(", "), len(record.fields))
            else:
                values = _values(after, names, record=record)
            parts.append(self.delimiter.join(self._fields(record, values)) + record.end)
        return "".join(parts)

    def _fields(self, record: Record, values: Sequence[str]) -> Iterator[str]:
        for each, value in zip(record.fields, values, strict=True):
            if value == each.value:
                yield each.raw
            elif each.raw.startswith('"') or set(value) & {self.delimiter, '"', "\r", "\n"}:
                yield '"' + value.replace('"', '""') + '"'
            else:
                yield value


def read_table(text: str) -> Table | None:
    """A table, or None if the text is none, or does not name its columns."""
    delimiter = _delimiter(text)
    if not delimiter:
        return None
    records = _records(text, delimiter)
    if records is None or len(records) < 2:
        return None
    names = [each.value for each in records[0].fields]
    if not _are_names(names):
        return None
    lines = [", ".join(names), *(_line(names, record) for record in records[1:])]
    return Table(records=records, delimiter=delimiter, lines="\n".join(lines))


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line, outside of quotes."""
    first = re.sub(r'"[^"\n]*"', "", text.partition("\n")[0])
    best = max(_DELIMITERS, key=first.count)
    return best if best in first else ""


@lru_cache(maxsize=len(_DELIMITERS))
def _field(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(
        rf'(?:"(?P<quoted>[^"]*(?:""[^"]*)*)"|(?P<plain>[^"{mark}\r\n][^{mark}\r\n]*)?)'
        rf"(?P<after>{mark}|\r\n|\n|\r|\Z)"
    )


def _records(text: str, delimiter: str) -> tuple[Record, ...] | None:
    """All records, or None if one of them is not written as CSV is."""
    pattern = _field(delimiter)
    records: list[Record] = []
    fields: list[Field] = []
    position = count = 0
    while position < len(text) or fields:
        match = pattern.match(text, position)
        count += 1
        if match is None or count > _MOST_FIELDS:
            return None
        said = match["plain"] or (match["quoted"] or "").replace('""', '"')
        raw = text[position : match.start("after")]
        fields.append(Field(raw=raw, value=" ".join(said.split())))
        position = match.end()
        if match["after"] != delimiter:
            records.append(Record(fields=tuple(fields), end=match["after"]))
            fields = []
    return tuple(records)


def _are_names(names: Sequence[str]) -> bool:
    return (
        len(set(names)) == len(names)
        and all(len(each) <= _LONGEST_NAME and _NAME.match(each) for each in names)
        and any(_TELLING.search(each) for each in names)
    )


def _line(names: Sequence[str], record: Record) -> str:
    parts = [
        f"{names[index]}: {each.value}" if index < len(names) else each.value
        for index, each in enumerate(record.fields)
        if each.value
    ]
    return ", ".join(parts)


def _values(line: str, names: Sequence[str], *, record: Record) -> list[str]:
    """What each field of a rewritten line says."""
    values = [""] * len(record.fields)
    current = done = 0
    without: list[int] = []  # fields behind the current one whose name was replaced, too
    for index, each in enumerate(record.fields):
        if not each.value or index >= len(names):
            continue
        mark = f"{names[index]}: "
        place = 0 if not done and line.startswith(mark) else line.find(f", {mark}", done)
        if place < 0:
            without.append(index)
            continue
        if place:
            _give(line[done:place], values, at=(current, *without))
            place += len(", ")
        current, done, without = index, place + len(mark), []
    _give(line[done:], values, at=(current, *without))
    return values


def _give(text: str, values: list[str], *, at: Sequence[int]) -> None:
    """Gives a field what it says, and the next what replaced its name and value."""
    head, mark, tail = text.rpartition(", [") if len(at) > 1 else (text, "", "")
    if mark:
        values[at[0]], values[at[1]] = head, f"[{tail}"
    else:
        values[at[0]] = text


def _fitted(values: list[str], count: int) -> list[str]:
    """As many values as there are fields; the last takes what is over."""
    if len(values) > count:
        values = [*values[: count - 1], ", ".join(values[count - 1 :])]
    return values + [""] * (count - len(values))
