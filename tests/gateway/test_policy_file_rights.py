"""The section ``rights`` of a policy: what it says, and every way to say it wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.policy_file import load_policy
from gateway.policy_rights import (
    Acknowledging,
    Deadline,
    LastDay,
    Period,
    RightsRules,
    Start,
    Unit,
)
from gateway.rights.kinds import Approval, Method, RightKind
from tests.gateway.configuration import POLICY

LINE = len(POLICY.splitlines()) + 1
WHOLE = """\
rights:
  identity: {default: code, erasure: document}
  erasure_approval: none
  officer_for: [rectification, restriction]
  acknowledge: officer
  regime: MINE
  regimes: {CH: GDPR, US-NY: MINE}
  deadlines:
    - {regime: MINE, due: 20 business days, ack: P3D business, extend: P2W, start: completeness}
    - {regime: GDPR, kinds: [access], due: P1M, last_day: next_working_day}
  results_for: P3D
  proof_days: 2
  authority: "BlnBDI"
  blocking: {MINE: P3M}
"""


def read(directory: Path, more: str) -> RightsRules:
    path = directory / "default.yaml"
    path.write_text(POLICY + more, "utf-8")
    return load_policy(path).rights


def test_what_is_left_out_is_as_shipped(tmp_path: Path) -> None:
    assert read(tmp_path, "") == read(tmp_path, "rights: {}\n") == RightsRules()


def test_all_of_it(tmp_path: Path) -> None:
    business = Unit.BUSINESS_DAYS
    assert read(tmp_path, WHOLE) == RightsRules(
        identity=Method.CODE,
        identity_for={RightKind.ERASURE: Method.DOCUMENT},
        erasure_approval=Approval.NONE,
        officer_for=frozenset({RightKind.RECTIFICATION, RightKind.RESTRICTION}),
        acknowledge=Acknowledging.OFFICER,
        regime="MINE",
        regimes={"CH": "GDPR", "US-NY": "MINE"},
        deadlines=(
            Deadline(
                regime="MINE",
                due=Period(count=20, unit=business),
                ack=Period(count=3, unit=business),
                extend=Period(count=14, unit=Unit.DAYS),
                start=Start.COMPLETENESS,
            ),
            Deadline(
                regime="GDPR",
                kinds=frozenset({RightKind.ACCESS}),
                due=Period(count=1, unit=Unit.MONTHS),
                last_day=LastDay.NEXT,
            ),
        ),
        result_for="P3D",
        proof_for=2,
        authority="BlnBDI",
        blocking={"MINE": "P3M"},
    )


def test_another_rule_is_another_policy(tmp_path: Path) -> None:
    hashes = set()
    for more in ("", "rights: {proof_days: 3}\n", WHOLE):
        path = tmp_path / "default.yaml"
        path.write_text(POLICY + more, "utf-8")
        hashes.add(load_policy(path).hash)
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("rights: [identity]\n", "rights"),
        ("rights: {unknown: 1}\n", "rights.unknown"),
        ("rights: {identity: passport}\n", "rights.identity"),
        ("rights: {identity: {access: code}}\n", "rights.identity"),
        ("rights: {identity: {default: token, objection: code}}\n", "rights.identity.objection"),
        ("rights: {identity: {default: token, withdrawal: token}}\n", "rights.identity.withdrawal"),
        ("rights: {identity: {default: token, chat: code}}\n", "rights.identity.chat"),
        ("rights: {erasure_approval: maybe}\n", "rights.erasure_approval"),
        ("rights: {officer_for: []}\n", "rights.officer_for"),
        ("rights: {officer_for: [all]}\n", "rights.officer_for[0]"),
        ("rights: {acknowledge: later}\n", "rights.acknowledge"),
        ("rights: {blocking: {NOWHERE: P3M}}\n", "rights.blocking.NOWHERE"),
        ("rights: {blocking: {MX: three months}}\n", "rights.blocking.MX"),
        ("rights: {blocking: P3M}\n", "rights.blocking"),
        ("rights: {regime: NOWHERE}\n", "rights.regime"),
        ("rights: {regimes: {ch: GDPR}}\n", "rights.regimes.ch"),
        ("rights: {regimes: {CH: NOWHERE}}\n", "rights.regimes.CH"),
        ("rights: {results_for: P0D}\n", "rights.results_for"),
        ("rights: {results_for: soon}\n", "rights.results_for"),
        ("rights: {proof_days: 0}\n", "rights.proof_days"),
        ("rights: {proof_days: 8}\n", "rights.proof_days"),
        ("rights: {authority: ''}\n", "rights.authority"),
        ("rights: {deadlines: [{regime: GDPR}]}\n", "rights.deadlines[0]"),
        ("rights: {deadlines: [{due: P1M}]}\n", "rights.deadlines[0]"),
        ("rights: {deadlines: [{regime: gdpr, due: P1M}]}\n", "rights.deadlines[0].regime"),
        (
            "rights: {deadlines: [{regime: GDPR, due: P1M, kinds: []}]}\n",
            "rights.deadlines[0].kinds",
        ),
        (
            "rights: {deadlines: [{regime: X, due: P1M, kinds: [access]}]}\n",
            "rights.deadlines[0]",
        ),
        (
            "rights: {deadlines: [{regime: X, due: P1M}, {regime: X, due: P2M}]}\n",
            "rights.deadlines[1]",
        ),
        (
            (
                "rights: {deadlines: [{regime: GDPR, due: P1M, kinds: [access, erasure]}, "
                "{regime: GDPR, due: P2M, kinds: [erasure]}]}\n"
            ),
            "rights.deadlines[1]",
        ),
        (
            "rights: {deadlines: [{regime: GDPR, due: P1M, start: now}]}\n",
            "rights.deadlines[0].start",
        ),
        (
            "rights: {deadlines: [{regime: GDPR, due: P1M, last_day: never}]}\n",
            "rights.deadlines[0].last_day",
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_place(tmp_path: Path, more: str, place: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, more)
    assert f"default.yaml:{LINE}: {place}: " in str(caught.value)


@pytest.mark.parametrize(
    "period",
    [
        *("P0D", "P1Y", "P1000D", "PT1H", "1 month", "20 days", "P20D Business", "-P1D", "P1.5M"),
        *("0 business days", "P1M business", "20  business days", "P1D\\n", "P١D"),
    ],
)
def test_a_period_is_of_its_form(tmp_path: Path, period: str) -> None:
    with pytest.raises(ConfigurationError, match="must be a period"):
        read(tmp_path, f'rights: {{deadlines: [{{regime: GDPR, due: "{period}"}}]}}\n')
