"""One exchange from request bytes to a stored, restored answer, as a generator.

It yields commands (look up, examine, record, send, read, finish, emit) and is told what
they gave; shells in the proxy and in the hooks do the work. The rules live in the pure
stages; this file is their order.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from detectors.deidentify import Ledger
from detectors.errors import DetectionError, SurrogateCollision
from gateway.consent.evaluate import NotPermitted, Route, evaluate
from gateway.consent.records import Basis
from gateway.errors import Refused, StorageFailed, UpstreamFailed
from gateway.model import Destination, Kind
from gateway.proxy.answer import no_answer, receive
from gateway.proxy.asking import Request, look_up, occasion_of, question
from gateway.proxy.commands import (
    Ask,
    CallerGone,
    Command,
    Cover,
    Examine,
    Note,
    Stopped,
    TakeLong,
)
from gateway.proxy.context import Incoming, Prepared, Sent, Setting, Wire
from gateway.proxy.decide import check_blocked, choose_route
from gateway.proxy.egress import FactsChanged, Outgoing, egress
from gateway.proxy.fallback import instead, refusal_of
from gateway.proxy.joined import joined, spread
from gateway.proxy.provider_state import allows_state, check_known, issue_all, state_key
from gateway.proxy.refusals import as_refusal
from gateway.proxy.rewrite import Operators, changes, with_known_values
from gateway.proxy.subject import (
    TextDigests,
    chains,
    identify,
    pseudonym,
    text_digests,
)
from gateway.proxy.wire.base import Document, not_examinable
from gateway.proxy.wire.options import ReadOptions, TakesLong
from gateway.proxy.wire.switches import keeps_by_default
from gateway.retention.assign import tag
from gateway.storage.ports import DataKey, Disclosure, Known, StoredMessage

_TRIES = 3


def exchange(incoming: Incoming, setting: Setting, *, wire: Wire) -> Generator[Command, Any, None]:
    """Runs one exchange.

    Raises:
        GatewayError: refused, or failed before the answer began; after that, an error is
            the wire's own event in the stream.
    """
    document = yield from _read(incoming, setting, wire=wire)
    subject = identify(
        setting.keys,
        role=incoming.role,
        token_reference=incoming.token_reference,
        named=(incoming.subject, document.user),
        new_pseudonym=setting.sources.new_pseudonym,
    )
    request = Request(
        incoming=incoming,
        setting=setting,
        wire=wire,
        document=document,
        model=document.model,
        subject=subject,
        digests=(
            text_digests(setting.keys.chain, subject, document=document)
            if setting.tenant.policy.sources
            else TextDigests()
        ),
    )
    try:
        route: Route | None = choose_route(
            setting.tenant, purpose=incoming.purpose, wire=wire.name, model=document.model
        )
    except Refused:
        wanted = look_up(request)
        if wanted.tagging is not None:
            yield Ask(wanted=wanted)
        raise
    while route is not None:
        try:
            yield from _carry(request, route)
        except NotPermitted as refused:
            yield Note(
                refusal=refusal_of(
                    refused,
                    refusal_id=setting.sources.new_id(),
                    subject=subject.reference,
                    endpoint=wire.endpoint,
                )
            )
            route = yield from instead(refused, wire, model=request.model, stream=document.stream)
        except Stopped as stopped:
            raise stopped.error from None
        else:
            return


def _carry(request: Request, route: Route) -> Generator[Command, Any, None]:
    """Brings a request to one recipient, and the answer back.

    Raises:
        NotPermitted: nothing was sent, and something else may be offered.
        Stopped: what permitted it ended while the answer was awaited.
        GatewayError: as exchange.
    """
    setting, document, wire = request.setting, request.document, request.wire
    policy, subject = route.policy, request.subject
    state = None
    if document.state_id is not None:
        state = state_key(setting.keys.chain, route.recipient.key, state_id=document.state_id)
    digests = chains(setting.keys.chain, subject, messages=document.messages, after=state)
    wanted = look_up(request, chains=digests, route=route, state=state)
    known: Known = yield Ask(wanted=wanted)
    if not document.sealed_by <= {route.recipient.key}:
        raise not_examinable("", "an opaque string of another recipient")
    evaluate(question(request, route, known=known, now=wanted.now)).basis()
    check_known(state, known.state)
    _fill_fields(request, route)
    try:
        segments = tuple(slot.segment for slot in document.slots)
        found = yield Examine(segments=segments)
        if document.groups:
            crossing = yield Examine(segments=joined(segments, document.groups))
            found = spread(
                segments, document.groups, found=found, crossing=crossing, touches=policy.touches
            )
        prepared = Prepared(
            setting=setting,
            wire=wire,
            route=route,
            subject=subject,
            document=document,
            examined=with_known_values(
                policy, segments, found=found, earlier=known.state.values if known.state else ()
            ),
            chains=digests,
            conversation_id=wanted.conversation_id,
        )
        check_blocked(policy, prepared.examined)
        yield from _cover_pictures(document)
        for _ in range(_TRIES):
            try:
                yield from _turn(prepared, request, known=known)
            except FactsChanged:
                known = yield Ask(wanted=dataclasses.replace(wanted, now=setting.sources.now()))
                check_known(state, known.state)
            else:
                return
    except (DetectionError, SurrogateCollision) as error:
        raise as_refusal(error) from None
    raise StorageFailed("What is stored of this person kept changing.")


def _fill_fields(request: Request, route: Route) -> None:
    """Members of the body that the recipient decides."""
    document, recipient = request.document, route.recipient
    if document.pseudonym is not None:
        holder, key = document.pseudonym
        holder[key] = pseudonym(request.setting.keys, request.subject, recipient=recipient.key)
    if document.unless_kept is not None and keeps_by_default(recipient.base_url):
        holder, key = document.unless_kept
        holder[key] = False
        document.switched = True
    model = recipient.model or request.model
    if document.model != model:
        document.set_model(model)
    if recipient.processing_region is not None:
        document.set_region(recipient.processing_region)


def _read(incoming: Incoming, setting: Setting, *, wire: Wire) -> Generator[Command, Any, Document]:
    policy = setting.tenant.policy
    options = ReadOptions(
        max_depth=setting.limits.json_depth,
        strict=policy.strict_fields,
        model=incoming.model,
        provider_state=allows_state(policy),
        attachments=policy.attachments,
        limits=setting.limits.attachment,
        seals=setting.seals,
    )
    try:
        return wire.read_request(incoming.body, options)
    except TakesLong:
        yield TakeLong()
        return wire.read_request(incoming.body, dataclasses.replace(options, may_take_long=True))


def _cover_pictures(document: Document) -> Generator[Command, Any, None]:
    """Puts images in which nothing personal can be read in the place of those that came.

    Raises:
        Refused: an image cannot be written in the format that it came in.
    """
    pictures = [each for each in document.pictures if each.redact]
    if not pictures:
        return
    covered = yield Cover(images=tuple(each.data for each in pictures))
    for picture, image in zip(pictures, covered, strict=True):
        # Some clients say image/jpg.
        if image.media_type != picture.media_type.replace("/jpg", "/jpeg"):
            raise not_examinable("", "an image that is no PNG, JPEG or WebP")
        holder, place = picture.spot
        holder[place] = picture.write(image.data)
    document.switched = True


def _names(document: Document, changed: Mapping[int, str]) -> dict[str, str]:
    """What stands for each name of a tool or call that was rewritten, and the name."""
    slots = document.slots
    return {
        text: slots[index].segment.text
        for index, text in changed.items()
        if slots[index].segment.kind is Kind.NAME
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rewritten:
    """A request as it is stored and as it is sent.

    Attributes:
        messages: those that are new in the conversation, as they are stored.
        body: what is sent.
        counts: how many findings of each type were replaced in it.
        found: how many of each type stand in the new messages.
        names: what stands for each name that was rewritten, and the name.
    """

    messages: tuple[StoredMessage, ...] = field(repr=False)
    body: bytes = field(repr=False)
    counts: Mapping[str, int]
    found: Mapping[str, int]
    names: Mapping[str, str] = field(repr=False)


def _rewritten(
    prepared: Prepared, operators: Operators, *, source: bytes, common: int
) -> _Rewritten:
    """Rewrites for the store and for the recipient; untouched is what came as ``source``."""
    document = prepared.document
    new = document.messages[common:]
    first = new[0].first_slot if new else len(prepared.examined)
    to_store, _ = changes(operators, prepared.examined, destination=Destination.STORE, first=first)
    to_send, counts = changes(operators, prepared.examined, destination=Destination.UPSTREAM)
    document.render(to_store)
    messages = tuple(
        StoredMessage(
            role=message.role, text=document.stored(message.parts, role=message.role), chain=chain
        )
        for message, chain in zip(new, prepared.chains[common:], strict=True)
    )
    document.render(to_send)
    return _Rewritten(
        messages=messages,
        body=document.body() if to_send or document.switched else source,
        counts=counts,
        found=Counter(
            finding.entity_type for each in prepared.examined[first:] for finding in each.findings
        ),
        names=_names(document, to_send),
    )


def _turn(prepared: Prepared, request: Request, *, known: Known) -> Generator[Command, Any, None]:
    """Rewrites under the conversation's key, sends, and receives the answer.

    Raises:
        FactsChanged: nothing was sent; look up again.
    """
    source, sources = request.incoming, prepared.setting.sources
    conversation = known.conversation
    if conversation is not None:
        conversation_id, data_key = conversation.conversation_id, conversation.data_key
        common, new_key = conversation.common, None
    else:
        conversation_id = prepared.conversation_id or sources.new_id()
        data_key = new_key = DataKey(dek_id=sources.new_id(), key=sources.new_key())
        common = 0
    route = prepared.route
    operators = Operators(
        policy=route.policy,
        ledger=Ledger(sources.derive(data_key.key, "surrogates")),
        hash_key=prepared.setting.keys.hashing,
    )
    issue_all(operators.ledger, route.policy, known=known.state)
    rewritten = _rewritten(prepared, operators, source=source.body, common=common)
    now = sources.now()
    disclosure = Disclosure(
        disclosure_id=sources.new_id(),
        tenant=route.tenant.key,
        subject=prepared.subject.reference,
        purpose=route.purpose.key,
        recipient=route.recipient.key,
        policy=route.policy.reference,
        endpoint=prepared.wire.endpoint,
        basis=Basis(),
        conversation_id=conversation_id,
        new_key=new_key,
        dek_id=data_key.dek_id,
        messages=rewritten.messages,
        tag=tag(route.policy, occasion_of(prepared, source, known=known), now=now),
        sent_bytes=len(rewritten.body),
        entity_counts=rewritten.counts,
        found=rewritten.found,
        at=now,
        texts=request.digests.texts,
        channel=source.channel,
        bot=source.bot,
    )
    asked = question(request, route, known=known, now=now)
    outgoing = Outgoing(
        question=dataclasses.replace(asked, conversation=conversation_id),
        policy=operators.policy.reference,
        switched=prepared.document.switches_set,
        wire=prepared.wire,
        model=prepared.document.model,
        forwarded=source.forwarded,
        query=source.query,
        body=rewritten.body,
        stream=prepared.document.stream,
        disclosure=disclosure,
    )
    sent = Sent(
        prepared=prepared,
        disclosure=disclosure,
        operators=operators,
        redactions=rewritten.counts,
        names=rewritten.names,
        shown_conversation=source.conversation_id or "",
    )
    try:
        reply = yield from egress(outgoing)
    except (UpstreamFailed, CallerGone) as error:
        yield from no_answer(sent, error)
        raise
    except Stopped as stopped:
        yield from no_answer(sent, stopped.error)
        raise
    yield from receive(sent, reply)
