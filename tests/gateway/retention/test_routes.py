"""Classes and events over HTTP, on conversations that a served gateway keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.retention.classes import FOREVER, version_of
from gateway.storage.ports import StoredConversation
from tests.gateway.serving import Answered, Serving, serving
from tests.simulators.upstream import Upstream

DAY = timedelta(days=1)
RULES = """\
retention_rules:
  - {when: {detected: [medical]}, class: sensitive}
  - {when: {bot: contracts}, class: account, explicit: true}
  - {when: {channel: [phone, mail]}, class: brief}
  - {when: {jurisdiction: FR}, class: french}

records:
"""
CLASSES = """\
retention_classes:
  sensitive: {trigger: last_interaction, duration: P7D, legal_ground: a}
  brief: {trigger: collection, duration: P2D, legal_ground: b, undo: P1D}
  french: {trigger: collection, duration: P20D, legal_ground: c}
  account:
    trigger: account_closure
    duration: P3Y
    legal_ground: d
    minimum: {duration: P6Y, law: a law}
"""
POLICY = {"retention_classes:\n": CLASSES, "records:\n": RULES}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("retention")
    with Upstream() as upstream, serving(upstream.url, directory, policy=POLICY) as served:
        yield served


def say(gateway: Serving, name: str, content: str = "Hello", **headers: str) -> Answered:
    body = {"model": "m", "messages": [{"role": "user", "content": content}]}
    sent = {"x-discreet-subject": name, "x-discreet-conversation": name}
    sent |= {key.replace("_", "-"): value for key, value in headers.items()}
    return gateway.call("POST", "/v1/chat/completions", body, headers=sent)


def kept(gateway: Serving, answered: Answered) -> StoredConversation:
    assert answered.status == 200, answered.body
    newest = max(gateway.stored(), key=lambda each: each.last_interaction_at)
    assert answered.headers["x-discreet-retention-class"] == newest.tag.retention_class
    return newest


def tell(gateway: Serving, body: Any, key: str = "consent") -> Answered:
    return gateway.call("POST", "/privacy/events", body, key=key)


@pytest.mark.parametrize(
    ("name", "content", "headers", "expected"),
    [
        ("plain", "Hello", {}, ("conversation", 30, 30)),
        ("ill", "I have diabetes and take metformin", {}, ("sensitive", 7, 7)),
        ("about", "What is diabetes?", {}, ("conversation", 30, 30)),
        ("phone", "Hello", {"x_discreet_channel": "phone"}, ("brief", 2, 3)),
        ("web", "Hello", {"x_discreet_channel": "web"}, ("conversation", 30, 30)),
        ("both", "I have diabetes", {"x_discreet_channel": "mail"}, ("brief", 2, 3)),
    ],
)
def test_the_shortest_class_that_matches_counts(
    gateway: Serving, *, name: str, content: str, headers: dict[str, str], expected: Any
) -> None:
    gateway.opt_in(name)
    tag = kept(gateway, say(gateway, name, content, **headers)).tag
    stored = max(gateway.stored(), key=lambda each: each.last_interaction_at)
    life = tag.hide_at - stored.created_at
    due = (tag.due_at or tag.hide_at) - stored.created_at
    assert (tag.retention_class, life / DAY, due / DAY) == expected
    assert tag.erase_by == (tag.due_at or tag.hide_at) + DAY
    assert tag.class_version == version_of(
        gateway.settings.tenants["main"].policy.classes[tag.retention_class]
    )


def test_what_was_said_once_of_health_shortens_what_follows(gateway: Serving) -> None:
    gateway.opt_in("later-well")
    assert kept(gateway, say(gateway, "later-well", "I have diabetes")).tag.terms
    again = say(gateway, "later-well", "And now something else")
    assert again.status == 200
    newest = max(gateway.stored(), key=lambda each: each.last_interaction_at)
    assert newest.tag.retention_class == "sensitive"


def test_a_persons_country_counts(gateway: Serving) -> None:
    gateway.opt_in("french")
    body = {"subject": "french", "jurisdiction": "FR"}
    assert gateway.call("PATCH", "/privacy/preferences", body, key="consent").status == 200
    assert kept(gateway, say(gateway, "french")).tag.retention_class == "french"


def test_an_account_from_its_first_word_to_its_closure(gateway: Serving) -> None:
    gateway.opt_in("customer")
    made = kept(gateway, say(gateway, "customer", "I have diabetes", x_discreet_bot="contracts"))
    assert (made.tag.retention_class, made.tag.hide_at) == ("account", FOREVER)
    assert made.tag.keep_until is not None
    at = made.created_at.isoformat().replace("+00:00", "Z")
    told = tell(gateway, {"subject": "customer", "type": "account_closure", "at": at})
    assert told.status == 201
    first = told.json()
    assert (first["type"], first["at"], first["conversations"]) == ("account_closure", at, 1)
    again = tell(gateway, {"subject": "customer", "type": "account_closure", "at": at}, "admin")
    assert (again.status, again.json()) == (200, {**first, "conversations": 0})

    def end() -> Any:
        [found] = [each for each in gateway.stored() if each.created_at == made.created_at]
        return found.tag.hide_at

    assert end() == made.created_at.replace(year=made.created_at.year + 3)
    assert tell(gateway, {"subject": "customer", "type": "account_reopened"}).status == 201
    assert end() == FOREVER


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"x_discreet_channel": "Phone"}, 400, "invalid_request"),
        ({"x_discreet_bot": "a b"}, 400, "invalid_request"),
        ({"x_discreet_bot": ""}, 400, "invalid_request"),
        ({"x_discreet_bot": "b" * 41}, 400, "invalid_request"),
    ],
)
def test_a_channel_or_bot_is_a_code(
    gateway: Serving, headers: dict[str, str], status: int, code: str
) -> None:
    refused = say(gateway, "plain", **headers)
    assert (refused.status, refused.code) == (status, code)


def test_a_browser_does_not_choose_the_class(gateway: Serving) -> None:
    asked = {"subject": "plain", "seconds": 300}
    token = gateway.call("POST", "/privacy/subject-tokens", asked, key="consent").json()["token"]
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    for header in ("x-discreet-channel", "x-discreet-bot"):
        refused = gateway.call(
            "POST", "/v1/chat/completions", body, key=token, headers={header: "contracts"}
        )
        assert (refused.status, refused.code) == (403, "role_refused")


@pytest.mark.parametrize(
    ("changes", "status", "fields"),
    [
        ({"type": "closed"}, 422, ["type"]),
        ({"type": ""}, 422, ["type"]),
        ({"type": None}, 422, ["type"]),
        ({"type": "purpose_fulfilled"}, 422, ["purpose"]),
        ({"type": "purpose_fulfilled", "purpose": "ads"}, 422, ["purpose"]),
        ({"purpose": "answering"}, 422, ["purpose"]),
        ({"at": "yesterday"}, 422, ["at"]),
        ({"at": "2999-01-01T00:00:00Z"}, 422, ["at"]),
        ({"at": "2026-01-01T00:00:00"}, 422, ["at"]),
        ({"at": 1}, 422, ["at"]),
        ({"subject": ""}, 422, ["subject"]),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    gateway: Serving, changes: dict[str, Any], status: int, fields: list[str]
) -> None:
    body = {"subject": "nobody", "type": "account_closure", **changes}
    refused = tell(gateway, body)
    error = refused.json()["error"]
    assert (refused.status, error["fields"]) == (status, fields)
    assert error["contact"] == "privacy@example.com"


def test_an_event_needs_a_subject_and_a_key_that_may_tell_it(gateway: Serving) -> None:
    assert tell(gateway, {"type": "account_closure"}).status == 400
    body = {"subject": "a", "type": "account_closure"}
    assert tell(gateway, body, "chat").status == 403
    assert gateway.call("POST", "/privacy/events", body, key=None).status == 401
    assert tell(gateway, {**body, "note": "by phone"}).status == 422


def test_the_classes_are_listed_with_counts_for_administrators(gateway: Serving) -> None:
    for key in ("chat", "consent", "admin"):
        listed = gateway.call("GET", "/privacy/retention/classes", key=key).json()["classes"]
        found = {each["key"]: each for each in listed}
        assert set(found) == set(gateway.settings.tenants["main"].policy.classes)
        account = found["account"]
        assert (account["trigger"], account["minimum"], account["law"], account["rules"]) == (
            *("account_closure", "P6Y", "a law", 1),
        )
        assert found["conversation"]["purposes"] != []
        assert found["usage"]["records"] == ["usage"]
        assert ("held_now" in account) is (key == "admin")
    assert gateway.call("GET", "/privacy/retention/classes", key=None).status == 401
    counted = {each["key"]: each["held_now"] for each in listed}
    assert counted["usage"]["conversations"] == 0
    stored = gateway.stored()
    assert sum(each["conversations"] for each in counted.values()) == len(stored)
    assert all(each["overdue"] == each["held"] == each["review"] == 0 for each in counted.values())
