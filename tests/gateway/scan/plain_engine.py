"""An engine that finds cards of four digits, and stalls on one word; and a scan with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from detectors.budget import Budget
from detectors.errors import BudgetExhausted
from detectors.types import Finding
from gateway.scan.examiner import Examiner
from gateway.scan.model import Chunk, Format, Outcome, Plan, Source
from gateway.scan.run import Means, Outputs
from gateway.scan.workers import ReadyEngine, examine

STALLS = "stall"
_CARD = re.compile(r"(?<!\d)4\d{3}(?!\d)|(?<!\d)4\d\n\d{2}(?!\d)")
_MAIL = re.compile(r"[a-z]+@example\.com")


class PlainEngine:
    """Finds cards such as ``4111`` (over a line's end too) and addresses at example.com."""

    fingerprint = "plain"
    entity_types = frozenset({"CREDIT_CARD", "EMAIL_ADDRESS", "US_SSN"})

    def detect(
        self,
        text: str,
        language: str = "en",
        *,
        before: str | None = None,
        budget: Budget | None = None,
        acts_on: Callable[[Finding], bool] | None = None,
    ) -> tuple[Finding, ...]:
        if STALLS in text:
            raise BudgetExhausted("the CPU budget is spent")
        spans = [("CREDIT_CARD", 0.9, each.span()) for each in _CARD.finditer(text)]
        spans += [("EMAIL_ADDRESS", 0.6, each.span()) for each in _MAIL.finditer(text)]
        if before == "ssn" and text.isdecimal():
            spans = [("US_SSN", 0.5, (0, len(text)))]
        return tuple(
            Finding(entity_type=kind, start=start, end=end, score=score, detector="plain")
            for kind, score, (start, end) in sorted(spans, key=lambda each: each[2])
        )

    identifiers = detect

    def self_test(self) -> None:
        """Nothing can be wrong with it."""


def make() -> ReadyEngine:
    return PlainEngine()


def chunk(data: bytes, kind: Format, **facts: Any) -> Chunk:
    """A whole file as one chunk."""
    whole = Chunk(
        source=Source(number=0, path="some.file", format=kind),
        data=data,
        line=1,
        row=0,
        offset=len(data),
        lines=data.count(b"\n"),
        last=True,
    )
    return replace(whole, **facts)


def examined(data: bytes, kind: Format, *, plan: Plan, **facts: Any) -> Outcome:
    return examine(chunk(data, kind, **facts), Examiner(PlainEngine(), plan))


def rows(found: bytes) -> list[dict[str, Any]]:
    """Findings and errors, without the file's name."""
    found_rows = [json.loads(line) for line in found.splitlines()]
    for row in found_rows:
        assert row.pop("file")
    return found_rows


def sources(*paths: Path, kind: Format = Format.TEXT) -> list[Source]:
    return [Source(number=number, path=str(path), format=kind) for number, path in enumerate(paths)]


def means(**changes: Any) -> Means:
    return Means(engine=PlainEngine(), make=make, **changes)


def outputs(directory: Path) -> Outputs:
    """Findings and copies in a directory that is made where needed."""
    copies = directory / "copies"
    copies.mkdir(parents=True, exist_ok=True)
    return Outputs(findings=directory / "found.jsonl", copies=copies)


def written(directory: Path) -> dict[str, bytes]:
    """Every file under a directory, hidden ones too."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
