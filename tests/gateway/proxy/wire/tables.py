"""Reads one value by a rule, and shows what came of it."""

from __future__ import annotations

import json
from typing import Any

from gateway.proxy.leaves import reading_of
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.json_tree import read
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import Rule, Spot


def by(rule: Rule, value: Any, options: ReadOptions | None = None) -> Document:
    """A document over ``{"x": value}``, read by the rule."""
    root = {"x": read(json.dumps(value), max_depth=50)}
    document = Document(root=root, options=options or ReadOptions())
    rule.read(document, Spot("/x", root, "x"))
    return document


def leaves(of: Document) -> list[tuple[str, str, str]]:
    """Kind, pointer and text of each slot."""
    return [(s.segment.kind.value, s.segment.pointer, s.segment.text) for s in of.slots]


def readings(of: Document) -> list[tuple[str, str]]:
    """Text and reading of each slot."""
    return [(s.segment.text, reading_of(s.segment).value) for s in of.slots]
