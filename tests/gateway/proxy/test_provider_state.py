"""What the provider keeps is gone on from by the same person at the same recipient alone."""

from __future__ import annotations

import dataclasses

import pytest

from detectors.deidentify import Ledger
from gateway.errors import Refused
from gateway.policy import ProviderState
from gateway.proxy.provider_state import (
    allows_state,
    check_known,
    issue_all,
    new_state,
    state_key,
)
from gateway.storage.ports import Conversation, DataKey, KnownState
from tests.gateway.proxy import policies
from tests.gateway.proxy.test_context import sent
from tests.gateway.storage.samples import START

KEY = b"k" * 32
CONVERSATION = Conversation(
    conversation_id="c", data_key=DataKey(dek_id="d", key=bytes(32)), common=0
)


def known(*values: tuple[str, str]) -> KnownState:
    return KnownState(conversation=CONVERSATION, values=values)


def test_a_key_belongs_to_one_id_of_one_recipient() -> None:
    keys = {
        state_key(key, recipient, state_id=state)
        for key in (KEY, b"o" * 32)
        for recipient in ("a", "ab", "")
        for state in ("resp_1", "bresp_1", "\ud800")
    }
    assert len(keys) == 18
    assert all(len(key) == 40 for key in keys)


def test_a_state_that_is_not_known_is_refused() -> None:
    check_known(None, None)
    check_known("key", known())
    with pytest.raises(Refused) as raised:
        check_known("canary", None)
    assert (raised.value.code, raised.value.status) == ("provider_state_refused", 422)
    assert "canary" not in str(raised.value)


def test_earlier_values_are_entered_where_policy_gives_them_surrogates() -> None:
    policy = policies.policy({"CREDIT_CARD": policies.actions("mask")})
    ledger = Ledger(KEY)
    issue_all(ledger, policy, known=known(("PERSON", "Jane Doe"), ("CREDIT_CARD", "4111")))
    assert ledger.issued == (("PERSON", "Jane Doe"),)
    issue_all(ledger, policy, known=None)
    assert len(ledger) == 1


def test_only_what_may_be_stored_is_kept_and_only_where_asked_for() -> None:
    policy = policies.policy(
        {"CREDIT_CARD": policies.actions(store="mask")},
        provider_state=ProviderState.ALLOW,
        provider_state_retention="conversation",
    )
    request = sent(policy)
    request.prepared.document.state_id = "resp_0"
    request.prepared.document.keeps_state = True
    request.operators.ledger.issue("PERSON", "Jane Doe")
    request.operators.ledger.issue("CREDIT_CARD", "4111111111111111")
    kept = new_state(request, "resp_1", at=START)
    assert kept is not None
    assert kept.values == (("PERSON", "Jane Doe"),)
    recipient = request.prepared.route.recipient.key
    key = request.prepared.setting.keys.chain
    assert kept.key == state_key(key, recipient, state_id="resp_1")
    assert kept.follows == state_key(key, recipient, state_id="resp_0")
    assert kept.recipient == kept.tag.recipient == recipient
    assert "Jane" not in repr(kept)
    assert new_state(request, None, at=START) is None
    request.prepared.document.keeps_state = False
    assert new_state(request, "resp_1", at=START) is None


def test_policy_says_whether_a_recipient_may_keep_anything() -> None:
    policy = policies.policy({})
    assert not allows_state(policy)
    assert allows_state(dataclasses.replace(policy, provider_state=ProviderState.ALLOW))
