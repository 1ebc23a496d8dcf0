"""Every call is described, and with the body that its handler reads."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from gateway.admin.roles import PERMITTED, PUBLIC
from gateway.openapi import PAGES
from gateway.openapi_calls import CALLS
from gateway.proxy.wires import WIRES

ROOT = Path(__file__).parents[2] / "gateway"


def test_every_call_is_described() -> None:
    chats = {("POST", wire.path) for wire in WIRES}
    calls = {row for row in set(PERMITTED) | PUBLIC if row[0] != "HEAD"}
    assert set(CALLS) == {row for row in calls - chats if not row[1].startswith(PAGES)}


def test_every_body_that_a_handler_reads_is_described() -> None:
    read = {
        name
        for path in ROOT.rglob("*.py")
        if "read_body" in (text := path.read_text("utf-8")) and "gateway.consent.calls" in text
        for name in re.findall(r"(?:read_body\(request, |parsed\(tree, )(\w+)\)", text)
    }
    described = {call.body.__name__ for call in CALLS.values() if call.body is not None}
    assert read <= described
    assert described - read == {"AnalyzeBody", "AnonymizeBody", "DeanonymizeBody"}


def test_summaries_are_sentences() -> None:
    tree = ast.parse((ROOT / "openapi_calls.py").read_text("utf-8"))
    assert tree.body
    assert all(call.summary.endswith(".") for call in CALLS.values())
