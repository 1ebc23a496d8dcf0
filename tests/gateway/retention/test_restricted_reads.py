"""Closed requests, decided reports and released holds of a restricted class."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from detectors import Engine
from gateway.check.bench import Bench
from gateway.check.caller import Answer
from gateway.check.probes.held import hold, record_of
from gateway.check.probes.steps import entries, file
from gateway.check.sandbox import Sandbox
from gateway.errors import Refused
from gateway.model import Role
from gateway.policy_retention import RetentionClass, Trigger
from gateway.retention.restricted_reads import RecordsAsked, check_read
from tests.gateway.check.looking import Looking, changed_policy
from tests.gateway.retention.policies import policy

LISTS = {kind: f"/privacy/{kind}" for kind in ("requests", "reports", "holds")}
EVIDENCE = RetentionClass(
    key="evidence", trigger=Trigger.COLLECTION, duration="P5Y", legal_ground="x", restricted=True
)
ASKED = RecordsAsked(
    tenant="main",
    actor="key-1",
    role=Role.ADMIN,
    kind="requests",
    at=datetime(2027, 3, 1, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Looking]]:
    """Benches by policy: one that restricts what is over, and one that restricts nothing."""
    found, engine = {}, Engine()
    for name in ("workki", "default"):
        directory = tmp_path_factory.mktemp(name)
        found[name] = Looking(changed_policy(directory, name), directory / "bench", engine)
    yield found
    for each in found.values():
        each.close()


async def _open(sandbox: Sandbox, kind: str) -> str:
    """One of the kind that is not over; its id."""
    person = await sandbox.newcomer()
    if kind == "holds":
        return await hold(sandbox, person)
    if kind == "requests":
        await sandbox.chat("Good day.", subject=person)
        return str((await file(sandbox, person, kind="access", key="consent"))["id"])
    body = {"subject": person, "reason": "under_age"}
    filed = await sandbox.must("POST", "/privacy/reports", body=body, key="consent")
    return str(filed.json()["id"])


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("name", ["workki", "default"])
def test_what_is_over_is_listed_to_whom_the_class_names(
    at: dict[str, Looking], kind: str, name: str
) -> None:
    async def work(bench: Bench) -> tuple[str, dict[str, Answer]]:
        sandbox = await bench.shared()
        await record_of(sandbox, kind)
        waiting = await _open(sandbox, kind)
        roles = ("privacy_officer", "admin", "auditor")
        return waiting, {role: await sandbox.must("GET", LISTS[kind], key=role) for role in roles}

    waiting, answers = at[name].run(work)
    shown = {role: {each["id"] for each in answer.json()[kind]} for role, answer in answers.items()}
    assert len(shown["privacy_officer"]) >= 2
    assert "restricted" not in answers["privacy_officer"].json()
    for role in ("admin", "auditor"):
        if name == "default":
            assert shown[role] == shown["privacy_officer"]
            assert "restricted" not in answers[role].json()
        else:
            assert shown[role] & shown["privacy_officer"] == shown[role] != shown["privacy_officer"]
            assert waiting in shown[role]
            assert answers[role].json()["restricted"] is True


@pytest.mark.parametrize("what", ["", "/proof", "/preview"])
def test_a_closed_request_is_refused_and_the_log_says_who_tried(
    at: dict[str, Looking], what: str
) -> None:
    async def work(bench: Bench) -> tuple[list[Answer], list[dict[str, object]], str]:
        sandbox = await bench.shared()
        person = await record_of(sandbox, "requests")
        token = await sandbox.token(person)
        (made,) = (await sandbox.must("GET", LISTS["requests"], key=token)).json()["requests"]
        path, said = f"{LISTS['requests']}/{made['id']}", {"x-discreet-reason": "legal_claim"}
        answers = [
            await sandbox.call("GET", f"{path}{what}", key="admin", headers=said),
            await sandbox.call("GET", path, key="privacy_officer"),
            await sandbox.call("GET", path, key=token),
        ]
        refused = await entries(sandbox, "content.read_refused")
        return answers, refused, made["id"]

    (refused, officer, own), log, made = at["workki"].run(work)
    assert refused.code == "class_restricted"
    assert (officer.status, own.status) == (200, 200)
    assert log[-1]["object"] == made
    assert log[-1]["facts"] == {"what": "requests", "role": "admin", "outcome": "class_restricted"}


def test_decided_reports_are_refused_where_they_are_asked_for(at: dict[str, Looking]) -> None:
    async def work(bench: Bench) -> list[str]:
        sandbox = await bench.shared()
        paths = [f"{LISTS['reports']}?state={each}" for each in ("open", "confirmed", "dismissed")]
        return [(await sandbox.call("GET", each, key="admin")).code for each in paths]

    assert at["workki"].run(work) == ["", "class_restricted", "class_restricted"]
    assert at["default"].run(work) == ["", "", ""]


@pytest.mark.parametrize("role", Role)
def test_whoever_is_no_reader_is_refused_even_where_nothing_can_be_noted(role: Role) -> None:
    held = replace(policy(), classes={"evidence": EVIDENCE}, records={"requests": "evidence"})
    asked = replace(ASKED, role=role)
    asyncio.run(check_read(object(), replace(asked, kind="holds"), policy=held))
    if role in (Role.SUBJECT, Role.PRIVACY_OFFICER, Role.CONSENT, Role.GUEST):
        asyncio.run(check_read(object(), asked, policy=held))
        return
    with pytest.raises(Refused) as error:
        asyncio.run(check_read(object(), asked, policy=held))
    assert (error.value.code, error.value.status) == ("class_restricted", 403)
