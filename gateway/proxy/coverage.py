"""The coverage manifest: every endpoint, field by field, from the tables that read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.proxy.wire.rules import Row
from gateway.proxy.wires import WIRES

_ROLE = re.compile(r"\[role=[a-z]+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Paths that read one table.

    Attributes:
        wire: name of the first path's wire.
        paths: of the endpoint, at the gateway.
        rows: of its table, in order, each once.
    """

    wire: str
    paths: tuple[str, ...]
    rows: tuple[Row, ...]


def manifest() -> tuple[Endpoint, ...]:
    """Every endpoint; paths that share a table are one."""
    tables = {id(wire.table): wire.table for wire in WIRES}
    found = []
    for key, table in tables.items():
        wires = [wire for wire in WIRES if id(wire.table) == key]
        found.append(
            Endpoint(
                wire=wires[0].name,
                paths=tuple(dict.fromkeys(wire.path for wire in wires)),
                rows=tuple(_merged(table.rows(""))),
            )
        )
    return tuple(found)


def _merged(rows: Iterable[Row]) -> Iterable[Row]:
    """Each row once; what holds for a role and for all others is said of all."""
    given = list(dict.fromkeys(rows))
    for_all = {row for row in given if not _ROLE.search(row.pointer)}
    for row in given:
        if row in for_all or row._replace(pointer=_ROLE.sub("", row.pointer)) not in for_all:
            yield row


_HEAD = """# Coverage

What the gateway does with each field of each endpoint, printed by `discreet wires --markdown`
from the tables that read the requests. `*` stands for any item of a list, `[type=x]` for an
object of that type. A field that is not listed is text: it is examined and rewritten like any
other, or refused where the policy has `strict_fields: true`.

Every table is checked against the provider's own SDK: from its types the tests make requests
that hold every optional field and every variant, plant a card number, an e-mail address and an
IBAN in each string, number, key and unknown member, and read what would leave; a value that can
be read there fails the build. `discreet verify` does the like with your configuration.

| treatment | what happens |
|---|---|
| text | examined; what the policy acts on is replaced |
| name | the same, with surrogates that fit names and ids |
| data | examined leaf by leaf, numbers and keys included |
| fixed | examined; a finding refuses the request |
| structural | a word of the list passes; anything else is treated as the note says, or refused |
| file | text is examined and rewritten, a document becomes its text, the rest goes by policy |
| opaque | only the recipient can read it: passes under a seal that this gateway put on it |
| taken out, set to false | never sent as it came |
| refused | `not_examinable` or `provider_state_refused`; nothing is sent |

`null` and booleans carry nothing and pass. In answers every string that is not one of the
wire's own words goes through a lane, see [streams.md](streams.md).
"""


def as_markdown(endpoints: Iterable[Endpoint]) -> str:
    """The page docs/coverage.md."""
    pieces = [_HEAD]
    for each in endpoints:
        pieces.append(f"\n## {', '.join(f'`{path}`' for path in each.paths)}\n\n")
        pieces.append("| field | treatment | note |\n|---|---|---|\n")
        for row in each.rows:
            note = row.note.replace("|", "\\|")
            pieces.append(f"| `{row.pointer}` | {row.treatment} | {note} |\n")
    return "".join(pieces)
