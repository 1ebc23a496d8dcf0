"""Notices, the statement on GPC and the key of receipts, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.consent.receipts import key_document
from gateway.model import Role
from gateway.policy import LegalBasis
from tests.gateway.consent.desks import ANSWERING, GATE, NEWSLETTER, Office, office


@pytest.fixture(scope="module")
def here() -> Iterator[Office]:
    with office() as opened:
        yield opened


def get(here: Office, path: str, *, key: Any = "token", **headers: str) -> Any:
    return here.call(
        "GET", path, key=key, headers={each.replace("_", "-"): v for each, v in headers.items()}
    )


def test_a_notice_has_all_that_is_needed_to_ask(here: Office) -> None:
    told = get(here, "/privacy/notices/chat?recipient=model").json()
    assert {name: told[name] for name in (
        "notice", "version", "language", "languages", "purpose", "recipient", "sha256",
        "notice_sha256", "valid_from", "shown_at", "signals", "signals_to_show", "needs_consent",
        "age",
    )} == {
        "notice": "chat", "version": "3", "language": "en", "languages": ["en", "de"],
        "purpose": "answering", "recipient": "model", "sha256": here.hash(),
        "notice_sha256": here.hash(), "valid_from": "2026-11-12T12:00:00Z",
        "shown_at": "2026-11-22T12:00:00Z",
        "signals": {"gpc": False, "dnt": False}, "signals_to_show": [], "needs_consent": True,
        "age": None,
    }  # fmt: skip
    assert list(told["parts"]) == [
        "title", "purpose", "benefits", "recipient", "country", "retention", "contact",
        "withdrawal",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "purpose", "recipient"),
    [
        ("chat?model=gpt-1", "answering", "model"),
        ("answering?model=gpt-4o", "answering", "model"),
        ("answering?model=claude-opus&wire=anthropic", "answering", "claude"),
        ("answering?recipient=claude", "answering", "claude"),
        ("answering?recipient=closed", "answering", "closed"),
        ("answering", "answering", "model"),
        ("answering?wire=anthropic", "answering", "claude"),
        ("research?model=gpt-4o", "research", "model"),
        ("newsletter", "newsletter", "operator"),
        ("newsletter?recipient=model", "newsletter", "model"),
        ("chat?purpose=answering&model=gpt-4o", "answering", "model"),
        ("default", "answering", "model"),
        ("default?recipient=claude", "answering", "claude"),
        ("default?model=claude-opus&wire=anthropic", "answering", "claude"),
        ("default?purpose=answering", "answering", "model"),
    ],
)
def test_the_notice_of_a_purpose_and_a_recipient(
    here: Office, path: str, purpose: str, recipient: str
) -> None:
    told = get(here, f"/privacy/notices/{path}").json()
    assert (told["purpose"], told["recipient"]) == (purpose, recipient)


@pytest.mark.parametrize(
    "path",
    [
        "training", "nothing", "chat?purpose=newsletter", "chat?purpose=nothing",
        "default?purpose=newsletter", "default?recipient=operator",
        "answering?recipient=nobody", "answering?recipient=operator", "answering?recipient=",
        "answering?model=llama", "answering?model=", "answering?wire=smoke",
        "answering?wire=smoke&model=gpt-4o",
        "answering?wire=anthropic&model=gpt-4o", "%00?recipient=model",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(here: Office, path: str) -> None:
    answered = get(here, f"/privacy/notices/{path}")
    assert (answered.status_code, answered.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"), ("", "de-CH, en;q=0.5", "de"), ("", "fr", "en"), ("", "fr, de;q=0.1", "de"),
        ("&language=de", "en", "de"), ("&language=de-AT", "en", "de"), ("&language=DE", "", "de"),
        ("&language=fr", "de", "de"), ("&language=fr", "", "en"), ("&language=%01", "", "en"),
        ("&language=", "de", "de"),
    ],
)  # fmt: skip
def test_the_language_of_a_notice(here: Office, query: str, accepted: str, language: str) -> None:
    path = f"/privacy/notices/chat?recipient=model{query}"
    told = get(here, path, accept_language=accepted).json()
    assert (told["language"], told["sha256"]) == (language, here.hash(language=language))


@pytest.mark.parametrize(
    ("headers", "gpc", "dnt"),
    [
        ({}, False, False), ({"sec_gpc": "1"}, True, False), ({"dnt": "1"}, False, True),
        ({"sec_gpc": "1", "dnt": "0"}, True, False), ({"sec_gpc": "true"}, False, False),
        ({"x_discreet_signals": "gpc,dnt"}, True, True),
    ],
)  # fmt: skip
def test_the_signals_are_those_of_this_request(
    here: Office, headers: dict[str, str], gpc: bool, dnt: bool
) -> None:
    told = get(here, "/privacy/notices/chat?recipient=model", **headers).json()
    assert told["signals"] == {"gpc": gpc, "dnt": dnt}
    assert told["signals_to_show"] == [
        name for name, is_on in (("dnt", dnt), ("gpc", gpc)) if is_on
    ]


def test_a_stored_preference_must_be_shown_too() -> None:
    with office() as here:
        here.call("PATCH", "/privacy/preferences", {"tracking": "refused"})
        path = "/privacy/notices/chat?recipient=model"
        told = get(here, path, sec_gpc="1").json()
        assert told["signals"] == {"gpc": True, "dnt": False}
        assert told["signals_to_show"] == ["dnt", "gpc"]
        named = get(here, path, key=Role.CHAT, x_discreet_subject="jane").json()
        assert named["signals_to_show"] == ["dnt"]
        assert get(here, path, key=Role.CHAT).json()["signals_to_show"] == []


def test_every_role_may_read_and_nobody_without_a_key(here: Office) -> None:
    path = "/privacy/notices/chat?recipient=model"
    assert set(here.plain) == set(Role) - {Role.SUBJECT}
    assert {get(here, path, key=role).status_code for role in here.plain} == {200}
    assert get(here, path, key=None).status_code == 401
    assert get(here, path, x_discreet_subject="joe").status_code == 400


def test_how_the_policy_asks_for_the_age() -> None:
    with office(age=GATE) as here:
        told = get(here, "/privacy/notices/chat?recipient=model").json()
        assert told["age"] == {
            "minimum": 16, "asked": "declaration", "question": "How old are you?",
        }  # fmt: skip


def test_a_first_party_under_contract_needs_no_consent() -> None:
    contract = replace(NEWSLETTER, legal_basis=LegalBasis.CONTRACT)
    purposes = {"answering": ANSWERING, "newsletter": contract}
    with office(purposes=purposes) as here:
        assert get(here, "/privacy/notices/newsletter").json()["needs_consent"] is False


def test_a_notice_that_is_not_in_force_is_not_shown() -> None:
    with office() as early:
        early.move(-timedelta(days=31))
        path = "/privacy/notices/chat?recipient=model"
        assert get(early, path).status_code == 404
        early.move(timedelta(days=1))
        assert get(early, path).json()["version"] == "1"


def test_the_statement_on_gpc_is_public(here: Office) -> None:
    answered = get(here, "/.well-known/gpc.json", key=None)
    assert answered.json() == {"gpc": True, "lastUpdate": "2026-11-22"}
    assert answered.headers["content-type"] == "application/json"
    assert answered.headers["cache-control"] == "public, max-age=86400"


def test_the_key_of_receipts_is_public(here: Office) -> None:
    path = "/privacy/receipt-key"
    main, other = (key_document(here.desk.keys[name].receipt) for name in ("main", "other"))
    assert main != other
    assert get(here, f"{path}?tenant=main", key=None).json() == main
    assert get(here, f"{path}?tenant=other", key=None).json() == other
    assert get(here, path).json() == main
    assert get(here, f"{path}?tenant=other").json() == main  # of whose token it is
    assert get(here, path, key=here.token(tenant="other")).json() == other
    for nobody in (path, f"{path}?tenant=nobody", f"{path}?tenant="):
        assert get(here, nobody, key=None).status_code == 404
    assert get(here, path, key="nonsense").status_code == 401
