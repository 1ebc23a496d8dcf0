"""What hooks share: what goes together, what is loaded, who is meant."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import ConfigurationError, InvalidRequest, StorageFailed
from gateway.hooks import Privacy, acting_for
from gateway.hooks.privacy import CONFIGURED, Call
from gateway.hooks.run import at_once
from gateway.model import Role
from gateway.policy import Tenant
from gateway.proxy.commands import Send
from gateway.proxy.context import Incoming
from gateway.proxy.wires import OPENAI_CHAT
from gateway.storage.memory import MemoryStore
from tests.gateway.hooks.hooked import (
    KEY,
    TEXT,
    engine,
    environment,
    in_database,
    own,
    tenant_of,
    without_store,
    yes,
)
from tests.gateway.serving import write_configuration

HTTPS = "https://api.example.com"


def call(tenant: Tenant, *, caller: str = "key", **fields: Any) -> Call:
    said = b'{"model":"m","messages":[{"role":"user","content":"I am jane.doe@example.com"}]%s}'
    body = said % fields.pop("more", b"")
    incoming = Incoming(body=body, role=Role.CHAT, **fields)
    return Call(wire=OPENAI_CHAT, recipients=tenant.recipients, incoming=incoming, caller=caller)


def sent(privacy: Privacy, made: Call) -> str:
    command = at_once(privacy.begin(made, blocking=True).advance())
    assert isinstance(command, Send)
    return command.body.decode()


def at(tenant: Tenant, url: str, **changes: Any) -> Tenant:
    recipients = tuple(replace(each, base_url=url, **changes) for each in tenant.recipients)
    return replace(tenant, recipients=recipients)


@pytest.mark.parametrize(
    "fields",
    [
        {"key": b"short"},
        {"consent": yes},
        {"disclosures": print},
        {"consent": yes, "disclosures": print, "store": MemoryStore()},
    ],
)
def test_parts_that_do_not_go_together(tenant: Tenant, fields: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        Privacy(**{"tenant": tenant, "key": KEY, **fields})


@pytest.mark.parametrize(
    ("url", "changes", "good"),
    [
        (HTTPS, {}, True),
        ("http://api.example.com", {}, False),
        ("http://10.0.0.7", {}, False),
        ("http://127.0.0.1:1", {}, True),
        (HTTPS, {"third_party": False}, False),
        (HTTPS, {"third_party": False, "party": "Example Operator"}, True),
        ("http://10.0.0.7", {"third_party": False}, True),
        ("http://ollama:11434", {"third_party": False}, True),
        ("http://8.8.8.8", {"third_party": False}, False),
    ],
)
def test_recipients_are_held_to_what_a_file_is_held_to(
    tenant: Tenant, url: str, changes: dict[str, Any], good: bool
) -> None:
    made = at(tenant, url, **changes)
    if good:
        assert Privacy(tenant=made, key=KEY).tenant is made
        return
    with pytest.raises(ConfigurationError):
        Privacy(tenant=made, key=KEY)


def test_what_is_unsafe_is_spelled_so(tenant: Tenant) -> None:
    made = at(tenant, HTTPS, third_party=False)
    named = frozenset({"model-host"})
    assert Privacy(tenant=made, key=KEY, unsafe_treat_as_first_party=named).tenant is made
    with pytest.raises(ConfigurationError):
        Privacy(tenant=replace(tenant, recipients=()), key=KEY)


def test_its_repr_shows_no_key_and_no_code(tenant: Tenant) -> None:
    shown = repr(Privacy(tenant=tenant, key=b"k" * 32, consent=yes, disclosures=print))
    assert "kkk" not in shown
    assert "function" not in shown


def test_loading_a_configuration(tmp_path: Path) -> None:
    path = write_configuration(tmp_path / "config", "http://127.0.0.1:9")
    with environment():
        loaded = Privacy.load(path, tenant="other")
        assert (loaded.tenant.key, loaded.key) == ("other", KEY)
        assert loaded.opens_store
        assert loaded.contact == "privacy@example.com"
        assert Privacy.load(path, tenant="main", store=None).store is None
        own_store = MemoryStore()
        assert Privacy.load(path, tenant="main", store=own_store).store is own_store
        stood_in = Privacy.load(path, tenant="main", consent=yes, disclosures=print)
        assert (stood_in.store, stood_in.opens_store) == (None, False)
        for wrong in (None, "nobody"):
            with pytest.raises(ConfigurationError):
                Privacy.load(path, tenant=wrong)
    assert CONFIGURED.name == "STORE"


def test_a_store_is_opened_at_first_use_and_closed(tenant: Tenant, directory: Path) -> None:
    with in_database(tenant, directory) as kept:
        states = [kept.privacy.ready]
        threads = [threading.Thread(target=kept.privacy.open) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        states.append(kept.privacy.ready)
        for change in (kept.privacy.close, kept.privacy.open):
            change()
            states.append(kept.privacy.ready)
    assert states == [False, True, False, True]


def test_a_store_that_does_not_open_refuses(tenant: Tenant, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a directory should be")
    with in_database_at(tenant, tmp_path / "data") as privacy, pytest.raises(StorageFailed):
        privacy.begin(call(tenant), blocking=True)


def in_database_at(tenant: Tenant, path: Path) -> Any:
    from contextlib import closing

    from gateway.storage.database import DatabaseStore

    store = DatabaseStore.in_directory(path, master_key=KEY)
    return closing(Privacy(tenant=tenant, key=KEY, store=store, opens_store=True, engine=engine()))


def test_a_policy_that_nobody_can_keep_is_an_error(tenant: Tenant) -> None:
    actions = {**tenant.policy.actions, "NOBODY_FINDS_THIS": tenant.policy.actions["default"]}
    strange = replace(tenant, policy=replace(tenant.policy, actions=actions))
    with pytest.raises(ConfigurationError, match="NOBODY_FINDS_THIS"):
        Privacy(tenant=strange, key=KEY, engine=engine()).open()


def test_a_body_has_a_limit(tenant: Tenant) -> None:
    privacy = without_store(tenant, body_bytes=10).privacy
    with pytest.raises(InvalidRequest) as caught:
        privacy.begin(call(tenant), blocking=True)
    assert caught.value.status == 413


def test_the_code_around_names_who_is_meant(tenant: Tenant) -> None:
    asked: list[str | None] = []

    def consent(question: Any) -> Any:
        asked.append(question.subject)
        return yes(question)

    privacy = without_store(tenant, consent=consent).privacy
    with acting_for(subject="around", conversation="7", purpose="answering"):
        sent(privacy, call(tenant))
        sent(privacy, call(tenant, subject="said"))
    sent(privacy, call(tenant, more=b',"user":"in-body"'))
    sent(privacy, call(tenant))
    assert asked == ["around", "around", "said", "said", "in-body", "in-body", None, None]


def test_surrogates_belong_to_the_conversation(tenant: Tenant) -> None:
    privacy = without_store(own(tenant)).privacy
    same = {sent(privacy, call(tenant_as_own(tenant))) for _ in range(2)}
    assert len(same) == 1
    assert "jane.doe" not in next(iter(same))
    variants = [
        sent(privacy, call(tenant_as_own(tenant), caller="else")),
        sent(privacy, call(tenant_as_own(tenant), subject="somebody")),
        sent(privacy, call(tenant_as_own(tenant), subject="somebody", conversation_id="1")),
        sent(privacy, call(tenant_as_own(tenant), subject="somebody", conversation_id="2")),
    ]
    assert len({*same, *variants}) == 5
    other_key = replace(privacy, key=bytes(32))
    assert sent(other_key, call(tenant_as_own(tenant))) not in same


def tenant_as_own(tenant: Tenant) -> Tenant:
    return own(tenant)


def test_recipients_that_the_address_rules_out_are_none(tenant: Tenant, tmp_path: Path) -> None:
    two = replace(
        own(tenant),
        recipients=(
            *own(tenant).recipients,
            replace(own(tenant).recipients[0], key="second", base_url="http://127.0.0.1:7"),
        ),
    )
    privacy = Privacy(tenant=two, key=KEY, engine=engine())
    chosen = replace(call(two), recipients=two.recipients[1:])
    command = at_once(privacy.begin(chosen, blocking=True).advance())
    assert isinstance(command, Send)
    assert command.url.startswith("http://127.0.0.1:7/")
    assert TEXT not in repr(command)
    assert tenant_of("http://127.0.0.1:9", tmp_path / "c").key == "main"
