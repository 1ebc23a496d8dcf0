"""How large an expression of a request becomes when it is compiled.

The ``regex`` module writes repetitions out: ``a{2000000000}`` is twelve characters, and
takes all memory before any budget counts. The tree of re's parser does not write them out.

Source: regex 2026 (compilation of counts), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence

from detectors.presidio.syntax import REPEATS, Node, Untranslatable, children, nodes_of, parsed
from gateway.errors import InvalidRequest

MOST_NODES = 10_000


def check_size(expression: str, flags: int) -> None:
    """Refuses what would be too large.

    Args:
        expression: of an ad-hoc recogniser or an allow list.
        flags: of the ``regex`` module.

    Raises:
        InvalidRequest: it is too large, or not of the syntax that can be bounded.
    """
    try:
        nodes = nodes_of(parsed(expression, flags))
        if written_out(nodes) <= MOST_NODES:
            return
    except (Untranslatable, RecursionError, ValueError):
        pass
    raise InvalidRequest("An expression cannot be bounded.", status=422)


def written_out(nodes: Sequence[Node]) -> int:
    """How many nodes there are when each repetition stands as often as it must."""
    total = 0
    for name, value in nodes:
        inner = 1 + sum(written_out(each) for each in children(name, value))
        total += inner * max(1, int(value[0])) if name in REPEATS else inner
    return total
