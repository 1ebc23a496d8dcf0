from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from detectors import Engine
from gateway.check import runner
from gateway.check.bench import Bench
from gateway.check.runner import Report, State, check_policy
from gateway.check.sandbox import StepFailed
from gateway.check.verdict import Promised, Verdict
from gateway.errors import ConfigurationError, Refused
from tests.gateway.check.looking import changed_policy

pytestmark = pytest.mark.usefixtures("log_state")

COMMITMENTS = """
commitments:
  AAA-01:
    kind: enforced
    promise: One.
    keeps: [purposes]
    probes: {anonymous: {}, roles: {}}
  AAA-02:
    kind: evidenced
    promise: Two.
    keeps: [purposes]
    probes: {anonymous: {}, opt_in: {}}
  AAA-03:
    kind: declared
    promise: Three.
    keeps: [operator]
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = changed_policy(tmp_path / "policies-and-notices", "default")
    text = path.read_text()
    head, mark, _ = text.partition("\ncommitments:")
    assert mark
    path.write_text(head + COMMITMENTS)
    return path


class Probes:
    """Two probes that count how often they are asked, and one that fails as it is told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self._error = error

    def table(self) -> dict[str, object]:
        return {"anonymous": self.kept, "roles": self.broken, "opt_in": self.fails}

    async def kept(self, bench: Bench, promised: Promised) -> Verdict:
        self.asked.append("anonymous")
        return Verdict(kept=True, seen="so it is")

    async def broken(self, bench: Bench, promised: Promised) -> Verdict:
        self.asked.append("roles")
        return Verdict(kept=False, seen="it is not")

    async def fails(self, bench: Bench, promised: Promised) -> Verdict:
        self.asked.append("opt_in")
        if self._error is not None:
            raise self._error
        return Verdict(kept=True, seen="fine")


def _check(policy: Path, engine: Engine, probes: Probes, **more: object) -> Report:
    return asyncio.run(
        check_policy(policy, engine=engine, probes=probes.table(), **more)  # type: ignore[arg-type]
    )


def test_each_probe_of_each_commitment_has_a_row(policy: Path, engine: Engine) -> None:
    probes, told = Probes(), list[str]()
    report = _check(policy, engine, probes, tell=told.append)
    assert [(row.commitment, row.probe, row.state, row.seen) for row in report.rows] == [
        ("AAA-01", "anonymous", State.KEPT, "so it is"),
        ("AAA-01", "roles", State.BROKEN, "it is not"),
        ("AAA-02", "anonymous", State.KEPT, "so it is"),
        ("AAA-02", "opt_in", State.KEPT, "fine"),
        ("AAA-03", "", State.DECLARED, "outside of a gateway's reach"),
    ]
    assert probes.asked == ["anonymous", "roles", "opt_in"]  # the same question once
    assert told == ["AAA-01", "AAA-02", "AAA-03"]
    assert not report.is_kept
    assert [report.count(each) for each in State] == [1, 1, 1]
    assert report.policy.startswith("default@")


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (ValueError("4111 1111 1111 1111"), "ValueError"),
        (Refused("not_this", "of Jana Probenfeld", status=403), "Refused not_this"),
        (StepFailed("GET /a was answered with 500"), "GET /a was answered with 500"),
    ],
)
def test_a_probe_that_fails_is_broken_and_quotes_nothing(
    policy: Path, engine: Engine, error: Exception, seen: str
) -> None:
    report = _check(policy, engine, Probes(error), only=["AAA-02"])
    row = report.rows[-1]
    assert (row.state, row.seen) == (State.BROKEN, f"the probe could not look: {seen}")
    assert [each.commitment for each in report.rows] == ["AAA-02", "AAA-02"]


def test_a_probe_that_never_ends_is_broken(
    policy: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forever(bench: Bench, promised: Promised) -> Verdict:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(runner, "LONGEST", 0.01)
    probes = Probes()
    probes.fails = forever  # type: ignore[method-assign]
    report = _check(policy, engine, probes, only=["AAA-02"])
    assert report.rows[-1].seen == "the probe could not look: TimeoutError"


def test_a_probe_that_is_not_there_is_broken(policy: Path, engine: Engine) -> None:
    report = asyncio.run(check_policy(policy, engine=engine, probes={}, only=["AAA-01"]))
    assert [row.seen for row in report.rows] == ["there is no such probe"] * 2
    assert not report.is_kept


def test_nothing_of_a_check_is_left_on_disk(
    policy: Path, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    _check(policy, engine, Probes(), only=["AAA-02"])
    assert list(place.iterdir()) == []


def test_a_policy_that_is_none_is_an_error(policy: Path, engine: Engine) -> None:
    policy.write_text(policy.read_text() + "unknown_key: 1\n")
    with pytest.raises(ConfigurationError, match="unknown_key"):
        _check(policy, engine, Probes())


def test_a_commitment_with_one_broken_probe_is_broken() -> None:
    row = runner.Row(
        commitment="A",
        kind="enforced",  # type: ignore[arg-type]
        promise="",
        settings=(),
        probe="p",
        state=State.KEPT,
        seen="",
    )
    report = Report(
        policy="p@1", operator="o", version="1", rows=(row, replace(row, state=State.BROKEN))
    )
    assert [report.count(each) for each in State] == [0, 1, 0]
