"""One text of a file: what is found in it, and what stands for that in a copy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from detectors.cache import Examiner as Engine
from detectors.deidentify import Ledger, Replacement, replace
from detectors.errors import DetectionError, SurrogateCollision
from detectors.operators.mask import mask
from detectors.operators.suppress import suppress
from detectors.types import Finding
from gateway.scan.model import WITHHELD, Operator, Outcome, Place, Plan, Source, Trouble

_NAMES_KEPT = 10_000
_JOINTS = re.compile(r"[_\W]+|(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A text that was examined.

    Attributes:
        text: as it is after redaction; the text itself where there is nothing to redact.
        changed: whether it differs.
        examined: False if it was withheld, because it could not be examined.
    """

    text: str
    changed: bool = False
    examined: bool = True


class Examiner:
    """Examines the texts of chunks under one plan; each chunk starts with ``begin``."""

    def __init__(self, engine: Engine, plan: Plan) -> None:
        self.plan = plan
        self._engine = engine
        self._names: dict[str, str] = {}
        self._ledger = Ledger(plan.key)
        self._source: Source | None = None
        self._rows: list[bytes] = []
        self.outcome = Outcome()

    def begin(self, source: Source) -> None:
        """Starts on a chunk of a file."""
        self._source = source
        # A ledger of its own for each chunk: the code of a value depends on the key alone,
        # and memory stays bounded.
        self._ledger = Ledger(self.plan.key)
        self._rows = []
        self.outcome = Outcome()

    def end(self) -> Outcome:
        """What the chunk gave, but for its copy."""
        self.outcome.found = b"".join(self._rows)
        return self.outcome

    def look(self, text: str, place: Place, *, before: str | None = None) -> Looked:
        """Examines a text and notes what is found.

        Args:
            text: any string.
            place: for the rows of findings.
            before: the name of its column, which says what a bare value is.
        """
        findings = self.findings(text, before=before)
        if findings is None:
            self.trouble("not_examined", place)
            return Looked(text=WITHHELD, changed=True, examined=False)
        self.note(findings, place)
        self.outcome.texts += 1
        return self.redacted(text, findings, place=place)

    def findings(self, text: str, *, before: str | None = None) -> tuple[Finding, ...] | None:
        """What the plan asks for in a text; None if it could not be examined to its end."""
        plan = self.plan
        try:
            found = self._engine.detect(text, plan.language, before=before)
        except DetectionError:
            return None
        return tuple(
            each
            for each in found
            if each.score >= plan.threshold
            and (not plan.entity_types or each.entity_type in plan.entity_types)
        )

    def note(self, findings: Iterable[Finding], place: Place, *, start: int = 0) -> None:
        """Notes findings; offsets are counted from ``start``."""
        for each in findings:
            counts = self.outcome.counts
            counts[each.entity_type] = counts.get(each.entity_type, 0) + 1
            self._row(
                place,
                {
                    "entity_type": each.entity_type,
                    "start": each.start - start,
                    "end": each.end - start,
                    "score": round(each.score, 3),
                },
            )

    def redacted(self, text: str, findings: tuple[Finding, ...], *, place: Place) -> Looked:
        """The text with what stands for each finding."""
        if not findings or self.plan.operator is None:
            return Looked(text=text)
        try:
            new = replace(
                text,
                [
                    Replacement(
                        start=each.start,
                        end=each.end,
                        text=self._operate(each.entity_type, text[each.start : each.end]),
                    )
                    for each in findings
                ],
            )
        except SurrogateCollision:
            self.trouble("not_examined", place)
            return Looked(text=WITHHELD, changed=True, examined=False)
        return Looked(text=new, changed=new != text)

    def trouble(self, code: str, place: Place, *, ends_file: bool = False) -> None:
        """Notes what is wrong."""
        self.outcome.troubles.append(Trouble(name=code, place=place, ends_file=ends_file))
        self._row(place, {"error": code})

    def name(self, name: str) -> str:
        """A column's name that can be shown: without what is found in it."""
        known = self._names.get(name)
        if known is None:
            if len(self._names) >= _NAMES_KEPT:
                self._names.clear()
            findings = self.findings(name)
            known = WITHHELD if findings is None else _typed(name, findings)
            self._names[name] = known
        return known

    def _operate(self, entity_type: str, text: str) -> str:
        if self.plan.operator is Operator.MASK:
            return mask(entity_type, text)
        if self.plan.operator is Operator.SUPPRESS:
            return suppress(entity_type)
        return self._ledger.issue(entity_type, text).bracketed

    def _row(self, place: Place, facts: dict[str, Any]) -> None:
        assert self._source is not None
        self._rows.append(row(self._source.path, place, facts=facts))


def row(path: str, place: Place, *, facts: dict[str, Any]) -> bytes:
    """One line of the findings' file; what is not known of the place is left out."""
    where = {"file": path, "line": place.line, "row": place.row, "column": place.column}
    shown = {key: value for key, value in where.items() if value is not None}
    return json.dumps({**shown, **facts}).encode("ascii") + b"\n"


def question(name: str) -> str | None:
    """A column's name as words: ``cardNumber`` and ``card_number`` ask for one."""
    return " ".join(part for part in _JOINTS.split(name) if part) or None


def _typed(name: str, findings: tuple[Finding, ...]) -> str:
    return replace(
        name,
        [
            Replacement(start=each.start, end=each.end, text=suppress(each.entity_type))
            for each in findings
        ],
    )
