"""What the provider keeps of a conversation, and what is kept here to go on from it.

A request that names such a state (``previous_response_id``) leaves out what was said
before, so the values behind its surrogates are not in the request. They are kept here,
encrypted, under a digest of the provider's id, and only for the subject and the recipient
whose state it is.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from detectors.deidentify import Ledger
from gateway.errors import Refused
from gateway.model import Action, Destination
from gateway.policy import Policy, ProviderState
from gateway.proxy.context import Sent
from gateway.retention.assign import state_tag
from gateway.storage.ports import KnownState, NewState

# A value that the policy does not store in these ways is not kept to be restored later.
_KEPT = frozenset({Action.ALLOW, Action.SURROGATE})


def state_key(key: bytes, recipient: str, *, state_id: str) -> str:
    """The keyed digest under which a provider's state is held, 40 hex characters."""
    message = f"{len(recipient)}:{recipient}{state_id}"
    return blake2b(message.encode("utf-8", "surrogatepass"), key=key, digest_size=20).hexdigest()


def allows_state(policy: Policy) -> bool:
    """Whether the policy lets a recipient keep a conversation."""
    return policy.provider_state is ProviderState.ALLOW


def check_known(state_id: str | None, known: KnownState | None) -> None:
    """Refuses a state that this person's records do not hold.

    Raises:
        Refused: ``provider_state_refused`` 422.
    """
    if state_id is not None and known is None:
        raise Refused(
            "provider_state_refused",
            "The request goes on from a state that this person's records do not hold.",
            status=422,
        )


def issue_all(ledger: Ledger, policy: Policy, *, known: KnownState | None) -> None:
    """Enters the values of earlier turns, so that their surrogates come back.

    Raises:
        SurrogateCollision: two values would share a surrogate.
    """
    for entity_type, text in known.values if known is not None else ():
        if policy.action(entity_type, Destination.UPSTREAM) is Action.SURROGATE:
            ledger.issue(entity_type, text)


def new_state(sent: Sent, state_id: str | None, *, at: datetime) -> NewState | None:
    """What is kept here of the state that the recipient keeps from now on, or None.

    Args:
        sent: the request.
        state_id: under which the recipient keeps it, or None.
        at: now.
    """
    prepared = sent.prepared
    if state_id is None or not prepared.document.keeps_state:
        return None
    route = prepared.route
    key = prepared.setting.keys.chain
    recipient = route.recipient.key
    before = prepared.document.state_id
    values = tuple(
        (entity_type, text)
        for entity_type, text in sent.operators.ledger.issued
        if route.policy.action(entity_type, Destination.STORE) in _KEPT
    )
    return NewState(
        key=state_key(key, recipient, state_id=state_id),
        values=values,
        recipient=recipient,
        tag=state_tag(route.policy, purpose_key=route.purpose.key, recipient_key=recipient, now=at),
        follows=None if before is None else state_key(key, recipient, state_id=before),
    )
