"""What a request gets that may not go where it was meant to go, as the policy says.

Only a missing opt-in is answered by something else, and a conversation that waits for a
human being by a reply that says so; every other refusal stays one.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gateway.consent.evaluate import UNDER_REVIEW, NotPermitted, Route, effective_signals
from gateway.consent.persons import AgeBand
from gateway.opt_in import FallbackAction
from gateway.proxy.commands import Command, Emit
from gateway.proxy.context import Wire, policy_headers
from gateway.proxy.decide import first_party_instead
from gateway.proxy.wire.fixed_answer import FixedAnswer
from gateway.storage.consent_ports import Refusal

_OPT_IN = frozenset({"consent_required", "consent_stale"})


def instead(
    refused: NotPermitted, wire: Wire, *, model: str, stream: bool
) -> Generator[Command, Any, Route | None]:
    """The route to a first party, or None after the policy's fixed text was given.

    Args:
        refused: by one of the checks.
        wire: that was called.
        model: that was asked for.
        stream: whether the answer is to be streamed.

    Raises:
        NotPermitted: the policy refuses, or has nothing else for this request.
    """
    route = refused.question.route
    fallback = route.policy.fallback
    if refused.code == UNDER_REVIEW and wire.fixed_answer is not None:
        text = route.policy.holding_reply
        yield _answer(refused, wire, text=text, model=model, stream=stream)
        return None
    if refused.code not in _OPT_IN:
        raise refused
    if fallback.action is FallbackAction.FIRST_PARTY:
        other = first_party_instead(route, wire=wire.name, model=model)
        if other is not None:
            return other
    elif fallback.action is FallbackAction.ANSWER and wire.fixed_answer is not None:
        yield _answer(refused, wire, text=fallback.text, model=model, stream=stream)
        return None
    raise refused


def refusal_of(refused: NotPermitted, *, refusal_id: str, subject: str, endpoint: str) -> Refusal:
    """The record of a decision that says no."""
    question, check = refused.question, refused.check
    route, consent = question.route, question.consent
    until = consent.valid_until if consent is not None else None
    return Refusal(
        refusal_id=refusal_id,
        tenant=route.tenant.key,
        subject=subject,
        purpose=route.purpose.key,
        recipient=route.recipient.key,
        policy=route.policy.reference,
        endpoint=endpoint,
        code=refused.code,
        check=check.name,
        reasons=check.reasons,
        signals=effective_signals(question).names,
        age_band=question.person.age_band if question.person else AgeBand.UNKNOWN,
        sources=question.sources,
        at=question.now,
        expired=until is not None and until <= question.now,
    )


def _answer(refused: NotPermitted, wire: Wire, *, text: str, model: str, stream: bool) -> Emit:
    """The policy's fixed text as an answer of the wire; nothing was sent to anybody."""
    question = refused.question
    policy = question.route.policy
    assert wire.fixed_answer is not None
    reply = wire.fixed_answer(
        FixedAnswer(
            text=text,
            model=model,
            stream=stream,
            id=f"{int(question.now.timestamp() * 1000):x}",
            created=int(question.now.timestamp()),
        )
    )
    headers = {
        **policy_headers(policy),
        "content-type": reply.content_type,
        "x-discreet-recipient": "none",
        "x-discreet-fallback": refused.code,
    }
    if question.shown_subject:
        headers["x-discreet-subject"] = question.shown_subject
    return Emit(status=200, headers=headers, body=reply.body)
