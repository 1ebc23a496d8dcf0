"""What an exchange carries shows no body, and its headers tell the facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from detectors.deidentify import Ledger
from gateway.model import Role
from gateway.policy import Mode, Policy
from gateway.proxy import wires
from gateway.proxy.context import Incoming, Limits, Prepared, Sent, Setting, Sources
from gateway.proxy.rewrite import Operators
from gateway.proxy.stream import LanePlan
from gateway.proxy.subject import Subject, TenantKeys
from gateway.proxy.wire.base import Document
from tests.gateway.proxy import policies
from tests.gateway.storage import samples

CANARY = "canary-4111"
_NAMES = ("subject", "chain", "hashing", "cache", "token", "seal", "receipt", "withdrawal")
KEYS = TenantKeys(**dict.fromkeys(_NAMES, b"canary" * 6))
SOURCES = Sources(
    now=lambda: datetime(2026, 1, 31, tzinfo=UTC),
    new_id=lambda: "0" * 26,
    new_pseudonym=lambda: "anon_" + "0" * 26,
    new_key=lambda: bytes(32),
    derive=lambda key, label: key,
    examine_now=lambda text: (),
    lane_plan=LanePlan(actions={}),
)


def sent(
    under: Policy | None = None, *, shown: str = "", redactions: dict[str, int] | None = None
) -> Sent:
    under = under or policies.policy()
    route = policies.route(under=under)
    prepared = Prepared(
        setting=Setting(tenant=route.tenant, keys=KEYS, sources=SOURCES, limits=Limits()),
        wire=wires.OPENAI_CHAT,
        route=route,
        subject=Subject(reference="ab" * 20, shown=shown),
        document=Document(root={"x": CANARY}),
        examined=[],
        chains=(),
        conversation_id=None,
    )
    return Sent(
        prepared=prepared,
        disclosure=samples.disclosure(),
        operators=Operators(policy=under, ledger=Ledger(b"k" * 32), hash_key=b"canary" * 6),
        redactions=redactions or {},
    )


def test_headers_tell_where_it_went_and_what_is_kept() -> None:
    assert sent().headers() == {
        "x-discreet-conversation": "conversation-1",
        "x-discreet-retention-class": "conversation",
        "x-discreet-recipient": "model-eu",
        "x-discreet-policy": "default@0123456789ab",
        "x-discreet-mode": "enforce",
    }


def test_redactions_are_counted_by_type_in_order() -> None:
    headers = sent(redactions={"US_SSN": 1, "CREDIT_CARD": 2}).headers()
    assert headers["x-discreet-redactions"] == "CREDIT_CARD=2,US_SSN=1"


def test_a_pseudonym_is_shown_and_a_reference_never() -> None:
    headers = sent(shown="anon_1").headers()
    assert headers["x-discreet-subject"] == "anon_1"
    assert "ab" * 20 not in "".join(headers.values())


@pytest.mark.parametrize(("mode", "word"), [("enforce", "enforce"), ("unsafe_observe", "observe")])
def test_the_mode_is_visible(mode: str, word: str) -> None:
    headers = sent(replace(policies.policy(), mode=Mode(mode))).headers()
    assert headers["x-discreet-mode"] == word


@pytest.mark.parametrize(
    "carried",
    [
        Incoming(body=CANARY.encode(), role=Role.CHAT, subject=CANARY),
        KEYS,
        sent(),
        sent().prepared,
    ],
    ids=lambda each: type(each).__name__,
)
def test_reprs_hide_bodies_keys_and_names(carried: Any) -> None:
    assert "canary" not in repr(carried)
