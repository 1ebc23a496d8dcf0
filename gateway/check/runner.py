"""Checks a policy: every commitment, by the probes that it names.

A probe that fails says nothing about the promise, so its row is broken; nothing that goes
wrong here can make a row look kept.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path

from detectors import Engine
from gateway.check.bench import Bench, opened
from gateway.check.probe import Probe, Probes
from gateway.check.probes.table import PROBES
from gateway.check.sandbox import StepFailed
from gateway.check.verdict import Promised, Verdict
from gateway.errors import GatewayError
from gateway.logs import configure_logs
from gateway.policy import Policy
from gateway.policy_scope import Commitment, CommitmentKind, Expected

# Longest that one probe may take, in seconds.
LONGEST = 60.0
OUTSIDE = "outside of a gateway's reach"


class State(StrEnum):
    """How a commitment fares."""

    KEPT = "kept"
    BROKEN = "BROKEN"
    DECLARED = "declared"  # nothing that a gateway could show


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One commitment and one of its probes.

    Attributes:
        commitment: its id.
        kind: who makes it true.
        promise: in words.
        settings: key paths that keep it.
        probe: name, or empty.
        state: see State.
        seen: what was observed, in words.
    """

    commitment: str
    kind: CommitmentKind
    promise: str
    settings: tuple[str, ...]
    probe: str
    state: State
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The check of one policy.

    Attributes:
        policy: ``<id>@<hash>``.
        operator: whose it is.
        version: of the published text.
        rows: in the order of the policy's commitments.
    """

    policy: str
    operator: str
    version: str
    rows: tuple[Row, ...]

    @property
    def is_kept(self) -> bool:
        """Whether nothing is broken."""
        return all(row.state is not State.BROKEN for row in self.rows)

    def count(self, state: State) -> int:
        """How many commitments fare so; one with a broken probe is broken."""
        broken = {row.commitment for row in self.rows if row.state is State.BROKEN}
        if state is State.BROKEN:
            return len(broken)
        return len({row.commitment for row in self.rows if row.state is state} - broken)


def _quiet(_: str) -> None:
    """Nobody waits for progress."""


async def check_policy(
    path: Path,
    *,
    engine: Engine,
    only: Collection[str] = (),
    probes: Probes = PROBES,
    tell: Callable[[str], None] = _quiet,
) -> Report:
    """Checks one policy.

    The process's log goes to this check from then on: a probe reads it, and what a sandbox
    logs is of no use to anybody else.

    Args:
        path: the policy's file.
        engine: detects.
        only: ids of commitments; none is all.
        probes: by name.
        tell: is told which commitment comes next.

    Raises:
        ConfigurationError: no gateway can be made with this policy.
    """
    logs = StringIO()
    with tempfile.TemporaryDirectory(prefix="discreet-check-") as directory:
        configure_logs("debug", stream=logs)
        async with opened(path, Path(directory), engine=engine, logs=logs) as bench:
            configure_logs("debug", names=bench.settings().names, stream=logs)
            rows = await _Run(bench, probes).rows(only, tell)
            return _report(bench.policy, rows)


class _Run:
    """One pass over the commitments; the same question is asked once."""

    def __init__(self, bench: Bench, probes: Probes) -> None:
        self._bench = bench
        self._probes = probes
        self._known: dict[tuple[str, str], Verdict] = {}

    async def rows(self, only: Collection[str], tell: Callable[[str], None]) -> list[Row]:
        found = []
        for commitment in self._bench.policy.commitments.values():
            if only and commitment.key not in only:
                continue
            tell(commitment.key)
            if not commitment.probes:
                found.append(_row(commitment, "", state=State.DECLARED, seen=OUTSIDE))
            for name, expected in commitment.probes.items():
                verdict = await self._verdict(name, expected)
                state = State.KEPT if verdict.kept else State.BROKEN
                found.append(_row(commitment, name, state=state, seen=verdict.seen))
        return found

    async def _verdict(self, name: str, expected: Mapping[str, Expected]) -> Verdict:
        asked = (name, repr(sorted((key, repr(value)) for key, value in expected.items())))
        if asked not in self._known:
            self._known[asked] = await _looked(
                self._bench, self._probes.get(name), expected=expected
            )
        return self._known[asked]


async def _looked(
    bench: Bench, probe: Probe | None, *, expected: Mapping[str, Expected]
) -> Verdict:
    if probe is None:
        return Verdict(kept=False, seen="there is no such probe")
    try:
        looking: Awaitable[Verdict] = probe(bench, Promised(expected))
        return await asyncio.wait_for(looking, LONGEST)
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing was shown
        return Verdict(kept=False, seen=f"the probe could not look: {_reason(error)}")


def _reason(error: Exception) -> str:
    """Why, without anything that a text may have brought in."""
    if isinstance(error, StepFailed):
        return str(error)
    if isinstance(error, GatewayError):
        return f"{type(error).__name__} {error.code}"
    return type(error).__name__


def _row(commitment: Commitment, probe: str, *, state: State, seen: str) -> Row:
    return Row(
        commitment=commitment.key,
        kind=commitment.kind,
        promise=commitment.promise,
        settings=commitment.settings,
        probe=probe,
        state=state,
        seen=seen,
    )


def _report(policy: Policy, rows: list[Row]) -> Report:
    return Report(
        policy=policy.reference,
        operator=policy.operator.name,
        version=policy.version,
        rows=tuple(rows),
    )
