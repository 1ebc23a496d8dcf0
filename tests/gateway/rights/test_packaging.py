"""From the request to the package: asked for, made, fetched, gone after its time."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.gateway.rights.person_bench import DAY, NOW, PersonBench, person_bench
from tests.gateway.rights.test_person_routes import CANARY, code, conversation, talk


@pytest.fixture
def here(tmp_path: Path) -> Iterator[PersonBench]:
    with person_bench(tmp_path / "data") as opened:
        for number in (1, 2):
            opened.run(talk, opened, number)
        opened.run(talk, opened, 3, "john")
        yield opened


def ask(here: PersonBench, kind: str = "access", **details: Any) -> Any:
    return here.call("POST", "/requests", {"kind": kind, "details": details})


def data_of(body: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        data = json.loads(archive.read("data.json"))
        jsonschema.validate(data, json.loads(archive.read("data.schema.json")))
        return data


def test_a_token_is_enough_and_the_package_is_there(here: PersonBench) -> None:
    told = ask(here, language="de").json()
    assert told["status"] == "RequestFulfilled"
    assert told["result_until"] == "2026-11-30T12:00:00Z"
    [task] = told["tasks"]
    assert (task["store"], task["done"]) == ("package", True)
    assert task["items_removed"] > 4
    fetched = here.call("GET", f"/requests/{told['id']}/result")
    assert fetched.headers["content-type"] == "application/zip"
    assert 'filename="your-data-2026-11-23.zip"' in fetched.headers["content-disposition"]
    data = data_of(fetched.content)
    assert (data["kind"], data["language"]) == ("access", "de")
    assert [each["conversation_id"] for each in data["stores"]["conversations"]] == [
        conversation(1),
        conversation(2),
    ]
    assert "of john" not in json.dumps(data)
    # The request itself is in it, too.
    assert [each["kind"] for each in data["stores"]["requests"]] == ["access"]


def test_it_is_kept_encrypted_and_gone_after_a_week(here: PersonBench) -> None:
    told = ask(here).json()
    assert CANARY.encode() not in here.bytes()
    here.at[0] = NOW + 7 * DAY - timedelta(seconds=1)
    assert here.call("GET", f"/requests/{told['id']}/result").status_code == 200
    here.at[0] = NOW + 7 * DAY
    assert code(here.call("GET", f"/requests/{told['id']}/result")) == (404, "not_found")


def test_nobody_else_fetches_it(here: PersonBench) -> None:
    told = ask(here).json()
    for key in ("john", "admin", "chat"):
        answered = here.call("GET", f"/requests/{told['id']}/result", key=key)
        assert answered.status_code in (403, 404)
    assert here.call("GET", f"/requests/{told['id']}/result").status_code == 200


def test_who_is_unknown_gets_an_empty_package(here: PersonBench) -> None:
    told = here.call("POST", "/requests", {"kind": "access"}, key="nobody").json()
    body = here.call("GET", f"/requests/{told['id']}/result", key="nobody").content
    assert data_of(body)["stores"]["conversations"] == []


@pytest.mark.parametrize("details", [{"url": "https://a.b"}, {"language": 7}, {"language": ""}])
def test_details_that_are_none_of_it(here: PersonBench, details: dict[str, Any]) -> None:
    assert ask(here, **details).status_code == 422
