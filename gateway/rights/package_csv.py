"""The items of a package as tables: one CSV file a store, one more for messages. Pure.

A cell that a spreadsheet would take for a formula begins with an apostrophe, as nothing in
a conversation may act on the machine of whoever opens it. ``data.json`` has each text as
it is, and as it is stored.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def tables(stores: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, str]:
    """CSV text by file name; stores without items have none."""
    found = {}
    for name, items in stores.items():
        if name == "conversations":
            found["messages.csv"] = write(_messages(items))
            items = [{**each, "messages": len(each["messages"])} for each in items]
        found[f"{name}.csv"] = write([_flat(each) for each in items])
    return {name: text for name, text in found.items() if text}


def write(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV with a line of column names; empty for no rows."""
    if not rows:
        return ""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[cell(row.get(name)) for name in columns] for row in rows])
    return out.getvalue()


def cell(value: Any) -> str:
    """A value as a cell that no spreadsheet computes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and text.lstrip(" ").startswith(_FORMULA):
        return f"'{text}"
    return text


def _messages(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "conversation_id": item["conversation_id"],
            "created_at": item["created_at"],
            **{name: each for name, each in message.items() if name != "stored"},
        }
        for item in items
        for message in item["messages"]
    ]


def _flat(item: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Objects become columns of their own; lists stay JSON."""
    flat: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, Mapping) and name != "entity_counts":
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat
