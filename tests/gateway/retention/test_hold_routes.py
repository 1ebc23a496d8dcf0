"""Holds over HTTP, on a served gateway."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

HOLD = {"matter": "Case 17", "authority": "District Court", "review_at": "2999-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("holds")
    with Upstream() as upstream, serving(upstream.url, directory) as served:
        yield served


def test_a_hold_from_its_placing_to_its_release(gateway: Serving) -> None:
    scope = {"subjects": ["ada"], "created_from": "2020-01-01T00:00:00+01:00"}
    placed = gateway.call("POST", "/privacy/holds", HOLD | scope, key="admin")
    assert placed.status == 201, placed.body
    shown = placed.json()
    assert (shown["items"], shown["matter"], shown["review_overdue"]) == (0, "Case 17", False)
    assert shown["scope"]["subjects"] == 1
    assert "ada" not in str(shown)
    listed = gateway.call("GET", "/privacy/holds", key="admin").json()["holds"]
    assert listed == [shown]
    path = f"/privacy/holds/{shown['id']}"
    later = {"review_at": "2999-06-01T00:00:00Z"}
    reviewed = gateway.call("POST", f"{path}/review", later, key="admin").json()
    assert reviewed["review_at"] == later["review_at"]
    released = gateway.call("POST", f"{path}/release", key="admin").json()
    assert (released["released_by"], released["items"]) == (shown["placed_by"], 0)
    again = gateway.call("POST", f"{path}/review", later, key="admin")
    assert (again.status, again.json()["error"]["code"]) == (409, "hold_released")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (HOLD, 422, "invalid_hold"),
        (HOLD | {"conversations": ["nowhere"]}, 422, "hold_on_nothing"),
        (HOLD | {"subjects": ["ada"], "conversations": ["nowhere"]}, 422, "hold_on_nothing"),
        (HOLD | {"subjects": ["ada"], "classes": ["converstaion"]}, 422, "hold_on_nothing"),
        (HOLD | {"subjects": ["ada"], "review_at": "2020-01-01T00:00:00Z"}, 422, "invalid_hold"),
        (HOLD | {"subjects": ["ada"], "review_at": "soon"}, 422, "invalid_hold"),
        (HOLD | {"subjects": ["ada"], "review_at": "2999-01-01T00:00:00"}, 422, "invalid_hold"),
        (HOLD | {"subjects": ["ada"], "matter": "<script>"}, 422, "invalid_hold"),
        (HOLD | {"subjects": "ada"}, 422, "invalid_request"),
        (HOLD | {"subjects": [""]}, 422, "invalid_request"),
        (HOLD | {"subjects": ["ada"], "reason": "x"}, 422, "invalid_request"),
        ({"subjects": ["ada"]}, 422, "invalid_request"),
        ([], 422, "invalid_request"),
    ],
)
def test_bad_holds_are_refused_with_the_contact(
    gateway: Serving, body: Any, status: int, code: str
) -> None:
    refused = gateway.call("POST", "/privacy/holds", body, key="admin")
    error = refused.json()["error"]
    assert (refused.status, error["code"]) == (status, code)
    assert "contact" in str(error)


@pytest.mark.parametrize("key", ["chat", "consent"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/privacy/holds"),
        ("POST", "/privacy/holds"),
        ("POST", "/privacy/holds/a/review"),
        ("POST", "/privacy/holds/a/release"),
    ],
)
def test_holds_are_for_officers(gateway: Serving, method: str, path: str, key: str) -> None:
    assert gateway.call(method, path, {}, key=key).status == 403


@pytest.mark.parametrize("name", ["unknown", "a" * 65, "a%20b", "%2e%2e"])
def test_holds_that_are_not_there(gateway: Serving, name: str) -> None:
    answered = gateway.call("POST", f"/privacy/holds/{name}/release", key="admin")
    assert answered.status in (404, 405)


def test_an_auditor_reads_no_matter(gateway: Serving) -> None:
    placed = gateway.call("POST", "/privacy/holds", HOLD | {"subjects": ["bea"]}, key="admin")
    assert placed.status == 201, placed.body
    listed = gateway.call("GET", "/privacy/holds", key="auditor")
    [seen] = [each for each in listed.json()["holds"] if each["id"] == placed.json()["id"]]
    assert seen == {name: each for name, each in placed.json().items() if name != "matter"}
    assert HOLD["matter"].encode() not in listed.body


def test_a_slash_too_many_is_not_led_to_another_host(gateway: Serving) -> None:
    headers = {"host": "evil.example"}
    answered = gateway.call("GET", "/privacy/holds/", key="admin", headers=headers)
    assert answered.status == 404
    assert "location" not in answered.headers
