"""How a conversation's request is read by its wire's table, step by step, in every wire."""

from __future__ import annotations

from collections.abc import Callable

from gateway.proxy.wire.base import Document
from gateway.proxy.wire.json_tree import read_body
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rows import group_rows
from gateway.proxy.wire.rules import Rule, Spot


def read_by(
    table: Rule,
    body: bytes,
    *,
    options: ReadOptions,
    switches: Callable[[Document], None] | None = None,
) -> Document:
    """Reads a request body into a document.

    Args:
        table: of the wire's requests.
        body: as received.
        options: how it is read.
        switches: sets the provider switches before the table is read; None where the
            table's rules do.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined, or that the provider would keep.
    """
    root = read_body(body, max_depth=options.max_depth)
    document = Document(root=root, options=options)
    if switches is not None:
        switches(document)
    table.read(document, Spot("", {"": root}, ""))
    document.switches_set = True
    document.name_model()
    group_rows(document)
    return document
