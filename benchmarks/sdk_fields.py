"""Which fields and types of the installed SDKs no wire's table names.

    python -m benchmarks.sdk_fields            # exit 1 where one was never looked at
    python -m benchmarks.sdk_fields --write    # all of them were looked at

A member that no table names is text: it is examined and rewritten, but nobody here knows
whose words it holds. An object of a type that no table names is refused. Those that were
looked at stand in sdk_fields.txt, a line each; a new SDK brings others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.proxy.wire.rules import Row
from gateway.proxy.wires import find_wire
from tests.coverage.listed import unlisted
from tests.coverage.requests import WIRES, fields

SEEN = Path(__file__).with_suffix(".txt")


@dataclass(frozen=True, slots=True, order=True)
class Unnamed:
    """What no table names.

    Attributes:
        endpoint: as tests/coverage/requests.py calls it.
        pointer: of the field, as far as the table does not know it.
        kind: its JSON type, or ``object or list``.
    """

    endpoint: str
    pointer: str
    kind: str

    def __str__(self) -> str:
        return f"{self.endpoint} {self.pointer} {self.kind}"


def unnamed(endpoint: str, types: dict[str, str], rows: Iterable[Row]) -> Iterator[Unnamed]:
    """What these rows do not name of an endpoint's fields.

    Args:
        endpoint: its name.
        types: JSON type by pointer.
        rows: of the endpoint's table.
    """
    for pointer in unlisted(types, rows):
        kind = types.get(pointer, "object or list").replace("|", " or ")
        yield Unnamed(endpoint, pointer, kind)


def _of(endpoint: str) -> Iterator[Unnamed]:
    found = find_wire(WIRES[endpoint].path)
    assert found is not None, endpoint
    return unnamed(endpoint, fields(endpoint), found[0].table.rows(""))


def everything() -> list[Unnamed]:
    """What no table names, endpoint by endpoint."""
    return sorted(each for endpoint in WIRES for each in _of(endpoint))


def never_seen(found: Iterable[Unnamed], seen: Iterable[str]) -> tuple[list[Unnamed], list[str]]:
    """Those that nobody has looked at, and lines of the list that speak of nothing."""
    found = list(found)
    lines = [line.strip() for line in seen if line.strip() and not line.startswith("#")]
    new = [each for each in found if str(each) not in lines]
    return new, sorted(set(lines) - set(map(str, found)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what was found; 1 where something was never looked at."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="All of it was looked at.")
    wanted = parser.parse_args(arguments)
    found = everything()
    text = SEEN.read_text("utf-8")
    new, gone = never_seen(found, text.splitlines())
    if wanted.write:
        head = [line for line in text.splitlines() if line.startswith("#")]
        SEEN.write_text("\n".join([*head, *map(str, found)]) + "\n", "utf-8")
        new, gone = [], []
    for each in found:
        print(f"{'NEW ' if each in new else ''}{each}")
    for line in gone:
        print(f"GONE {line}")
    print(f"{len(found)} that no table names, {len(new)} of them never looked at")
    return 1 if new or gone else 0


if __name__ == "__main__":
    sys.exit(main())
