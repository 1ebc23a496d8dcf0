"""A push over HTTP: only one's own package, only after a yes, only so often."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.rights.push import PushFailed
from gateway.storage.schema_audit import AUDIT_ENTRY
from tests.gateway.rights.person_bench import DAY, NOW, PersonBench
from tests.gateway.rights.test_packaging import ask, data_of
from tests.gateway.rights.test_packaging import here as here
from tests.gateway.rights.test_person_routes import code

URL = "https://receiver.example.org/in"


def push(here: PersonBench, told: Any, *, key: str = "token", **changes: Any) -> Any:
    body = {"url": URL, "confirm": True, **changes}
    return here.call("POST", f"/requests/{told['id']}/push", body, key=key)


def test_a_package_is_pushed_where_its_person_says(here: PersonBench) -> None:
    told = ask(here, "portability").json()
    pushed = push(here, told)
    assert (pushed.status_code, pushed.json()["status"]) == (200, 201)
    [(target, body, media_type)] = here.pusher.taken
    assert (target.url, media_type) == (URL, "application/zip")
    assert data_of(body)["kind"] == "portability"
    assert body == here.call("GET", f"/requests/{told['id']}/result").content
    assert URL.encode() not in here.bytes()


@pytest.mark.parametrize(
    "changes",
    [
        {"confirm": False},
        {"confirm": "yes"},
        {"confirm": None},
        {"url": "http://receiver.example.org/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://receiver.example.org:22/"},
        {"url": 7},
        {"more": 1},
    ],
)
def test_without_a_yes_or_to_a_wrong_place_nothing_goes(
    here: PersonBench, changes: dict[str, Any]
) -> None:
    told = ask(here, "portability").json()
    assert push(here, told, **changes).status_code == 422
    assert here.pusher.taken == []


def test_only_one_s_own_fulfilled_portability_is_pushed(here: PersonBench) -> None:
    access, told = ask(here).json(), ask(here, "portability").json()
    assert code(push(here, access)) == (409, "step_not_possible")
    assert code(push(here, told, key="john")) == (404, "not_found")
    for key in ("admin", "consent", "chat"):
        assert code(push(here, told, key=key)) == (403, "role_refused")
    assert code(push(here, {"id": "none"})) == (404, "not_found")
    here.at[0] = NOW + 8 * DAY
    assert code(push(here, told)) == (404, "not_found")
    assert here.pusher.taken == []


def test_nobody_makes_the_gateway_call_out_again_and_again(here: PersonBench) -> None:
    told = ask(here, "portability").json()
    answers = [push(here, told).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2


def facts(here: PersonBench) -> list[dict[str, Any]]:
    """What the audit log says of pushes, oldest first."""
    query = select(AUDIT_ENTRY.c.body).order_by(AUDIT_ENTRY.c.seq)
    rows = here.act(lambda each: list(each.connection.execute(query).scalars()))
    found = [json.loads(each) for each in rows]
    return [each["facts"] for each in found if each["act"] == "rights.result_pushed"]


def test_a_push_is_in_the_audit_log_before_and_after(here: PersonBench) -> None:
    told = ask(here, "portability").json()
    push(here, told)
    attempted, taken = facts(here)
    size, sha256 = len(here.pusher.taken[0][1]), push(here, told).json()["sha256"]
    assert attempted == {"sha256": sha256, "bytes": size, "outcome": "attempted"}
    assert taken == {**attempted, "outcome": "taken", "status": 201}


def test_a_push_that_is_not_taken_is_in_the_audit_log(
    here: PersonBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask(here, "portability").json()
    seen: list[str] = []

    async def refused(_target: object, _body: bytes, *, media_type: str) -> int:
        query = select(func.count()).select_from(AUDIT_ENTRY)
        before = await here.store.act(lambda each: each.connection.execute(query).scalar())
        seen.append(f"{media_type} {before}")
        raise PushFailed("The address answered with status 503.")

    query = select(func.count()).select_from(AUDIT_ENTRY)
    entries = here.act(lambda each: each.connection.execute(query).scalar())
    monkeypatch.setattr(here.pusher, "push", refused)
    assert code(push(here, told)) == (502, "push_failed")
    assert seen == [f"application/zip {(entries or 0) + 1}"]
    assert [each["outcome"] for each in facts(here)] == ["attempted", "push_failed"]
