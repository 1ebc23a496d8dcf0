"""What an exchange asks before it decides: of the store, and of evaluate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gateway.consent.evaluate import Question, Route
from gateway.proxy.context import Incoming, Prepared, Setting, Wire
from gateway.proxy.subject import Subject, TextDigests, conversation_key
from gateway.proxy.wire.base import Document
from gateway.retention.assign import source_tag_end
from gateway.retention.rules import Occasion, jurisdiction_of, types_in
from gateway.storage.ports import Known, LookUp, Tagging


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that was read, whoever it will go to.

    Attributes:
        incoming, setting, wire, document, subject: as the exchange got and read them.
        model: the one asked for.
        digests: of its texts; none where the policy has no rules for sources.
    """

    incoming: Incoming
    setting: Setting
    wire: Wire
    document: Document
    model: str = field(repr=False)
    subject: Subject
    digests: TextDigests


def look_up(
    request: Request,
    *,
    route: Route | None = None,
    chains: tuple[str, ...] = (),
    state: str | None = None,
) -> LookUp:
    """What is asked of the store; without a route it is only told of tags.

    Args:
        request: whose texts are remembered with the tags that it carries.
        route: for what, to whom.
        chains: digest of each prefix of its messages.
        state: of the provider that it goes on from, or None.
    """
    incoming, setting, digests = request.incoming, request.setting, request.digests
    now, tagging = setting.sources.now(), None
    if incoming.sources and digests.theirs:
        until = source_tag_end(setting.tenant.policy, now)
        tagging = Tagging(tags=incoming.sources, texts=digests.theirs, until=until)
    return LookUp(
        tenant=setting.tenant.key,
        subject=request.subject.reference,
        purpose=route.purpose.key if route is not None else "",
        recipient=route.recipient.key if route is not None else "",
        conversation_id=conversation_key(setting.keys.chain, incoming.conversation_id),
        chains=chains,
        now=now,
        state=state,
        texts=digests.texts,
        tagging=tagging,
        switched=route is not None and route.needs_switch,
    )


def question(request: Request, route: Route, *, known: Known, now: datetime) -> Question:
    """What is asked of evaluate: the text's tags are those of all that it came with before."""
    stored, incoming = known.conversation, request.incoming
    held = stored.sources if stored is not None else frozenset()
    named = conversation_key(request.setting.keys.chain, incoming.conversation_id)
    return Question(
        route=route,
        person=known.person,
        consent=known.consent,
        signals=incoming.signals,
        sources=incoming.sources | held | known.sources,
        now=now,
        language=incoming.language,
        suspended=request.setting.suspended,
        shown_subject=request.subject.shown,
        conversation=(stored.conversation_id if stored is not None else named) or "",
        switch=known.switch,
    )


def occasion_of(prepared: Prepared, incoming: Incoming, *, known: Known) -> Occasion:
    """What decides on the retention classes of an exchange."""
    route = prepared.route
    own = known.person.jurisdiction if known.person is not None else None
    return Occasion(
        purpose=route.purpose.key,
        recipient=route.recipient.key,
        channel=incoming.channel,
        bot=incoming.bot,
        jurisdiction=jurisdiction_of(route.tenant, own),
        detected=types_in(prepared.examined),
    )
