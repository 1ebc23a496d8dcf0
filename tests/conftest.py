"""Settings of the whole test run: Hypothesis profiles, and a run that allows no skip."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, Phase, settings

from gateway import logs

settings.register_profile(
    "fast",
    max_examples=30,
    deadline=None,
    derandomize=True,  # a run that fails here fails everywhere
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep",
    max_examples=5000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=tuple(Phase),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fail-on-skip",
        action="store_true",
        help="a test that was skipped, or not collected at all, fails the run",
    )


class LeftOut:
    """Gathers what was left out and why, says so at the end, and fails the run if told to."""

    def __init__(self, *, fails: bool) -> None:
        self._fails = fails
        self.reasons: list[str] = []

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.reasons.append(f"{report.nodeid}: {_reason(report.longrepr)}")

    @pytest.hookimpl
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.reasons.append(f"{report.nodeid}: {_reason(report.longrepr)}")

    @pytest.hookimpl
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._fails and self.reasons and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for reason in sorted(set(self.reasons)):
            terminalreporter.write_line(f"left out: {reason}")
        verdict = ", which fails this run" if self._fails and self.reasons else ""
        terminalreporter.write_line(f"left out: {len(set(self.reasons))} tests{verdict}")


def _reason(longrepr: object) -> str:
    if isinstance(longrepr, tuple) and len(longrepr) == 3:
        return str(longrepr[2]).removeprefix("Skipped: ")
    return "no reason given"


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the controller of pytest-xdist sees every report
        fails = bool(config.getoption("--fail-on-skip"))
        config.pluginmanager.register(LeftOut(fails=fails), "left-out")


@pytest.fixture
def log_state() -> Iterator[None]:
    """Puts back what configure_logs changes for the whole process."""
    root = logging.getLogger()
    handlers, level, raises = list(root.handlers), root.level, logging.raiseExceptions
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    stream, names = logs._output.stream, logs._output.names
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raises
    logging.captureWarnings(capture=False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    logs._output.stream, logs._output.names = stream, names
    structlog.reset_defaults()
