"""From the recipient's reply to the user, and into the store.

An answer is complete for the caller only once it is stored: a whole body is given after
its record is durable, and a stream's end event likewise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from detectors.errors import DetectionError, SurrogateCollision
from gateway.errors import GatewayError, InvalidRequest, Refused, UpstreamFailed
from gateway.model import Destination
from gateway.policy import ProviderState
from gateway.proxy.commands import (
    CallerGone,
    Command,
    Emit,
    Examine,
    Finish,
    Read,
    Reply,
    Stopped,
)
from gateway.proxy.context import Answer, Sent
from gateway.proxy.provider_state import new_state
from gateway.proxy.refusals import as_refusal
from gateway.proxy.rewrite import values_in
from gateway.proxy.store_text import set_aside, store_texts
from gateway.proxy.stream import Blocked
from gateway.proxy.subject import chain_link
from gateway.proxy.toward_user import TowardUser, whole
from gateway.proxy.wire.framing import error_piece
from gateway.proxy.wire.json_tree import read_body, write
from gateway.proxy.wire.reply_facts import broken_facts
from gateway.storage.ports import Outcome, StoredMessage

# The caller can do nothing about these: they concern the gateway's own key or address.
_OURS = frozenset({401, 403, 404, 405, 407})
_LONGEST_MESSAGE = 2000
# How a disclosure ended whose permission ended while it was under way.
STOPPED = "stopped"
# Seconds, or a date as RFC 9110, section 5.6.7, has it; anything else is not passed on.
_RETRY_AFTER = re.compile(
    r"[0-9]{1,9}\Z|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}(:[0-9]{2}){2} GMT\Z"
)


def receive(sent: Sent, reply: Reply) -> Generator[Command, Any, None]:
    """Brings a reply to the user and into the store.

    Raises:
        GatewayError: the reply is an error, or cannot be read; its outcome is recorded.
    """
    user = _toward_user(sent)
    answer = _new_answer(sent, user)
    if reply.status != 200:
        yield from _finish(sent, answer, status="upstream_error", received=len(reply.body))
        raise _upstream_error(reply, user)
    if reply.streaming:
        yield from _stream(sent, answer, user=user)
        return
    try:
        body = answer.whole(reply.body)
        _check_facts(sent, answer)
    except (DetectionError, SurrogateCollision, Blocked, UpstreamFailed, Refused) as error:
        failed = _as_gateway_error(error)
        yield from _finish(sent, answer, status=_status(failed), received=len(reply.body))
        raise failed from None
    except Exception:
        # Nobody foresaw it, but bytes have left: how that ended is recorded all the same.
        yield from _finish(sent, answer, status="upstream_error", received=len(reply.body))
        raise
    yield from _finish(sent, answer, status="answered", received=len(reply.body))
    headers = sent.headers()
    headers["x-discreet-restored"] = str(user.restored)
    headers["content-type"] = "application/json"
    yield Emit(status=200, headers=headers, body=body)


def no_answer(
    sent: Sent, error: UpstreamFailed | CallerGone | Refused
) -> Generator[Command, Any, None]:
    """Records that a request which was let out brought no reply."""
    answer = _new_answer(sent, _toward_user(sent))
    status = "cancelled"
    if isinstance(error, Refused):
        status = STOPPED
    elif isinstance(error, UpstreamFailed):
        status = _status(error)
    yield from _finish(sent, answer, status=status, received=0)


def _new_answer(sent: Sent, user: TowardUser) -> Answer:
    limits = sent.prepared.setting.limits
    return sent.prepared.wire.new_answer(user, max_event_bytes=limits.event_bytes)


def _toward_user(sent: Sent) -> TowardUser:
    prepared = sent.prepared
    policy = prepared.route.policy
    operators = sent.operators
    return TowardUser(
        ledger=operators.ledger,
        plan=prepared.setting.sources.lane_plan,
        examine=prepared.setting.sources.examine_now,
        operate=lambda entity_type, text: operators.apply(
            entity_type, text, destination=Destination.USER
        ),
        restore_arguments=policy.restore_arguments,
        names=sent.names,
        json_text=prepared.document.json_answer,
        max_depth=prepared.setting.limits.json_depth,
        seals=prepared.setting.seals,
        recipient=prepared.route.recipient.key,
    )


def _stream(sent: Sent, answer: Answer, *, user: TowardUser) -> Generator[Command, Any, None]:
    progress = _Progress()
    failed: GatewayError | None = None
    stopped: Stopped | None = None
    try:
        try:
            yield from _pieces(sent, answer, progress=progress)
        except (DetectionError, SurrogateCollision, Blocked, UpstreamFailed, Refused) as error:
            failed = _as_gateway_error(error)
        except Stopped as error:
            stopped = error
    except CallerGone:
        yield from _finish(sent, answer, status="cancelled", received=progress.received)
        raise
    except Exception:
        yield from _finish(sent, answer, status="upstream_error", received=progress.received)
        raise
    if stopped is not None:
        yield from _stopped(sent, answer, stopped=stopped, user=user, progress=progress)
        return
    status = "answered" if failed is None else _status(failed)
    try:
        yield from _finish(sent, answer, status=status, received=progress.received)
    except GatewayError as error:
        failed = failed or error
    if failed is not None and not progress.begun:
        raise failed
    end = answer.closing + answer.framing.comment(_facts(sent, user)) + answer.framing.closing
    if failed is not None:
        end = _last_words(sent, answer, error=failed, user=user, progress=progress)
    yield Emit(body=end)


def _stopped(
    sent: Sent, answer: Answer, *, stopped: Stopped, user: TowardUser, progress: _Progress
) -> Generator[Command, Any, None]:
    """The last words first: nobody waits for the record of what may not go on."""
    try:
        if progress.begun:
            error = stopped.error
            yield Emit(body=_last_words(sent, answer, error=error, user=user, progress=progress))
    finally:
        yield from _finish(sent, answer, status=STOPPED, received=progress.received)
    if not progress.begun:
        raise stopped.error


def _last_words(
    sent: Sent, answer: Answer, *, error: GatewayError, user: TowardUser, progress: _Progress
) -> bytes:
    """The wire's own error event, and the facts, as the end of a stream."""
    wire, framing = sent.prepared.wire, answer.framing
    body = wire.error_body(error, sent.prepared.route.policy.operator.contact)
    said = framing.comment(_facts(sent, user))
    ending = error_piece(framing.content_type, body, name=wire.error_name, given=progress.given)
    return ending.removesuffix(framing.closing) + said + framing.closing


@dataclass(slots=True)
class _Progress:
    """How far a stream has come.

    Attributes:
        begun: whether the caller has its head.
        given: whether the caller has something of the answer.
        received: bytes from the recipient.
    """

    begun: bool = False
    given: bool = False
    received: int = 0


def _pieces(sent: Sent, answer: Answer, *, progress: _Progress) -> Generator[Command, Any, None]:
    headers = {
        **sent.headers(),
        "content-type": answer.framing.content_type,
        "cache-control": "no-store",
    }
    yield Emit(status=200, headers=headers, body=answer.framing.opening, more=True)
    progress.begun = True
    while not answer.done:
        data = yield Read()
        progress.received += len(data)
        given = answer.feed(data) if data else answer.end()
        _check_facts(sent, answer)
        if given:
            yield Emit(body=given, more=True)
            progress.given = True


def _check_facts(sent: Sent, answer: Answer) -> None:
    """Holds what the reply says of itself against what the recipient was declared to do.

    Raises:
        Refused: it was processed elsewhere, or is kept; the recipient gets nothing more.
    """
    route = sent.prepared.route
    broken = broken_facts(
        answer.facts,
        expected_region=route.recipient.processing_region,
        must_not_store=route.policy.provider_state is ProviderState.REFUSE,
    )
    if broken:
        sent.prepared.setting.suspended.add(route.recipient.key)
        raise Refused(
            "recipient_refused",
            "The reply contradicts what the recipient was declared to do.",
            status=403,
            details={"recipient": route.recipient.key, "reasons": [f"reply_{b}" for b in broken]},
        )


def _status(error: GatewayError) -> str:
    if isinstance(error, UpstreamFailed):
        return "incomplete" if error.code == "upstream_incomplete" else "upstream_error"
    return "facts_broken" if error.code == "recipient_refused" else "blocked"


def _facts(sent: Sent, user: TowardUser) -> str:
    headers = sent.headers()
    facts: dict[str, Any] = {
        name.removeprefix("x-discreet-").replace("-", "_"): value for name, value in headers.items()
    }
    facts["restored"] = user.restored
    if user.masked:
        facts["masked"] = dict(sorted(user.masked.items()))
    return f"discreet {json.dumps(facts)}"


def _finish(
    sent: Sent, answer: Answer, *, status: str, received: int
) -> Generator[Command, Any, None]:
    """Stores the answers, redacted as the policy says, and how the disclosure ended."""
    disclosure = sent.disclosure
    stored = yield from _stored_answers(sent, answer, whole=status == "answered")
    now = sent.prepared.setting.sources.now()
    yield Finish(
        outcome=Outcome(
            disclosure_id=disclosure.disclosure_id,
            tenant=disclosure.tenant,
            subject=disclosure.subject,
            conversation_id=disclosure.conversation_id,
            dek_id=disclosure.dek_id,
            status=status,
            received_bytes=received,
            answers=stored,
            at=now,
            state=new_state(sent, answer.state_id, at=now),
        )
    )


def _stored_answers(
    sent: Sent, answer: Answer, *, whole: bool
) -> Generator[Command, Any, tuple[StoredMessage, ...]]:
    prepared = sent.prepared
    # As it will be read when it comes back in the next request's history.
    before = prepared.document.said_before or None
    messages: dict[int, dict[str, str]] = {}
    places: list[tuple[int, str]] = []
    texts = []
    for index, choice in sorted(answer.choices.items()):
        if whole:  # an answer that says nothing is resent, too
            messages[index] = {"role": "assistant"}
        for name, raw in choice.stored().items():
            places.append((index, name))
            texts.append(set_aside(raw, sent.operators.ledger, before=before))
    redacted: list[str] = []
    try:
        if texts:
            found = yield Examine(segments=tuple(text.segment for text in texts))
            values = values_in(prepared.route.policy, prepared.examined)
            redacted = store_texts(sent.operators, texts, found=found, values=values)
    except (DetectionError, SurrogateCollision) as error:
        # What could not be examined is not kept; that it was there, is.
        redacted = [f"[not stored: {type(error).__name__}]"] * len(texts)
    for (index, name), text in zip(places, redacted, strict=True):
        messages.setdefault(index, {"role": "assistant"})[name] = text
    return tuple(
        StoredMessage(
            role="assistant",
            text=write(message).decode(),
            chain=chain_link(
                prepared.setting.keys.chain,
                prepared.chains[-1],
                role="assistant",
                texts=answer.choices[index].texts(),
            ),
        )
        for index, message in messages.items()
    )


def _as_gateway_error(error: Exception) -> GatewayError:
    if isinstance(error, GatewayError):
        return error
    if isinstance(error, Blocked):
        return Refused(
            "content_blocked",
            "The answer holds data that the policy does not let through.",
            status=422,
            details={"entity_types": {error.entity_type: 1}},
        )
    assert isinstance(error, DetectionError | SurrogateCollision)
    return as_refusal(error)


def _upstream_error(reply: Reply, user: TowardUser) -> UpstreamFailed:
    """The recipient's error, in the wire's own shape, its words restored for the user."""
    status = reply.status if 400 <= reply.status < 600 and reply.status not in _OURS else 502
    error = UpstreamFailed(
        f"The recipient answered with status {reply.status}.",
        code="upstream_error",
        status=status,
    )
    details: dict[str, Any] = {"upstream_status": reply.status}
    if reply.retry_after is not None and _RETRY_AFTER.match(reply.retry_after):
        details["retry_after"] = reply.retry_after
    try:
        said = read_body(reply.body, max_depth=20).get("error")
        if type(said) is str:
            said = {"message": said}
        if isinstance(said, dict):
            for name in ("message", "type", "status", "code", "param"):
                if type(said.get(name)) is str:
                    text = said[name][:_LONGEST_MESSAGE]
                    details[f"upstream_{name}"] = whole(user.lane(json_text=False), text)
    except (InvalidRequest, Blocked, DetectionError):
        # Its words cannot be read or shown; the status says enough.
        pass
    error.details = details
    return error
