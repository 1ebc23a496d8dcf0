"""``discreet consent reports`` finds what was reported and decides as the endpoints do."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from gateway.cli_consent import subject_of
from gateway.cli_store import now, open_settings, with_store
from gateway.consent.persons import Report, ReportState, Restriction
from gateway.consent.records import ConsentState
from gateway.settings import Settings
from gateway.storage.ports import Recorded, Store
from tests.gateway.commands import KEY, Shell
from tests.gateway.storage.samples import disclosure

pytestmark = pytest.mark.usefixtures("log_state")

REPORTS = ("consent", "reports")


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("DISCREET_MASTER_KEY", KEY)
    return Shell(tmp_path)


class Filed:
    """The store behind a shell, with reports about jane."""

    def __init__(self, shell: Shell, count: int = 1) -> None:
        self.settings: Settings = open_settings(shell.config)
        self.tenant = next(iter(self.settings.tenants))
        self.jane = subject_of(self.settings, self.tenant, name="jane")
        start = now() - timedelta(hours=1)
        for number in range(1, count + 1):
            filed = Report(
                report_id=f"report-{number}",
                tenant=self.tenant,
                subject=self.jane,
                state=ReportState.OPEN,
                reported_at=start + timedelta(seconds=number),
            )
            with_store(self.settings, partial(_add, filed))

    def restrictions(self) -> frozenset[Restriction]:
        person = with_store(self.settings, lambda store: store.person(self.tenant, self.jane))
        assert person is not None
        return person.restrictions

    def consents(self) -> list[ConsentState]:
        held = with_store(self.settings, lambda store: store.consents(self.tenant, self.jane))
        return [each.state for each in held]


async def _add(report: Report, store: Store) -> None:
    await store.add_report(report)


def test_reports_are_listed_newest_first(shell: Shell) -> None:
    assert shell.json(*REPORTS, "list") == []
    assert shell(*REPORTS, "list").stdout == "Reports: none\n"
    filed = Filed(shell, 2)
    found = shell.json(*REPORTS, "list")
    assert [each["report_id"] for each in found] == ["report-2", "report-1"]
    assert found[0] == {
        "report_id": "report-2", "state": "open", "subject": filed.jane,
        "reported_at": found[0]["reported_at"], "decided_at": None,
    }  # fmt: skip
    shell(*REPORTS, "dismiss", "report-2")
    for state, wanted in (("open", ["report-1"]), ("dismissed", ["report-2"]), ("confirmed", [])):
        listed = shell.json(*REPORTS, "list", "--state", state)
        assert [each["report_id"] for each in listed] == wanted
    table = shell(*REPORTS, "list").stdout
    assert "report-1" in table
    assert filed.jane in table
    assert "jane" not in table


def test_every_page_is_listed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.consent.reports.PAGE", 2)
    Filed(shell, 5)
    found = [each["report_id"] for each in shell.json(*REPORTS, "list")]
    assert found == [f"report-{number}" for number in (5, 4, 3, 2, 1)]


def test_confirming_revokes_and_erases(shell: Shell) -> None:
    shell("consent", "record", "--subject", "jane", "--recipient", "model")
    known = Filed(shell, 0)
    said = disclosure(1, tenant=known.tenant, subject=known.jane)
    assert with_store(known.settings, lambda store: store.record(said)) is Recorded.RECORDED
    filed = Filed(shell)
    assert filed.consents() == [ConsentState.GIVEN]
    done = shell(*REPORTS, "confirm", "report-1")
    lines = done.stdout.splitlines()
    assert (done.exit_code, lines[:2]) == (0, ["report: confirmed", "erased conversations: 1"])
    certificate = lines[3].removeprefix("certificate: ")
    (shown,) = shell.json("retention", "certificates")
    assert (shown["certificate_id"], shown["state"]) == (certificate, "complete")
    assert shown["cause"] == "report:report-1"
    assert filed.consents() == [ConsentState.REVOKED]
    assert filed.restrictions() == {Restriction.CONFIRMED}
    again = shell.json(*REPORTS, "confirm", "report-1")
    assert again == {"id": "report-1", "state": "confirmed", "erased": 0, "records": 0}
    other = shell(*REPORTS, "dismiss", "report-1")
    assert (other.exit_code, other.stderr) == (
        1, "discreet: report_decided: The report has been decided otherwise.\n",
    )  # fmt: skip


def test_dismissing_frees(shell: Shell) -> None:
    filed = Filed(shell)
    assert filed.restrictions() == {Restriction.REPORTED}
    done = shell(*REPORTS, "dismiss", "report-1")
    assert (done.exit_code, done.stdout) == (0, "report: dismissed\n")
    assert filed.restrictions() == set()
    assert shell.json(*REPORTS, "dismiss", "report-1") == {"id": "report-1", "state": "dismissed"}


@pytest.mark.parametrize("how", ["confirm", "dismiss"])
def test_what_is_not_there_is_said_in_one_line(shell: Shell, how: str) -> None:
    filed = Filed(shell)
    for unknown in ("report-2", "jane@example.com", ""):
        done = shell(*REPORTS, how, unknown)
        assert (done.exit_code, done.stderr) == (
            1, "discreet: not_found: There is no such report.\n",
        )  # fmt: skip
    assert filed.restrictions() == {Restriction.REPORTED}


def test_an_unknown_state_is_refused(shell: Shell) -> None:
    done = shell(*REPORTS, "list", "--state", "closed")
    assert done.exit_code == 2
    assert "--state: must be one of open, confirmed, dismissed" in done.stderr
