"""The only way out: the one place that makes ``Send`` commands.

Order of checks, each of which refuses: the route and the recipient's region are known;
the recipient is active for this tenant and its facts are known; the body was redacted
under this very policy and the wire's provider switches are set; then, in one
transaction, the consent is read again and the disclosure is recorded. No valid consent,
no row, no send. Any exception refuses. (Restriction, age and signals take their place
between recipient and redaction when they come.)
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from gateway.errors import Refused
from gateway.proxy.commands import Command, Record, Reply, Send
from gateway.proxy.context import Wire
from gateway.proxy.decide import Route, check_consent
from gateway.storage.ports import Disclosure, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A body that was rewritten, ready to leave.

    Attributes:
        route: to whom, what for, under which policy.
        policy: reference of the policy that the body was redacted under.
        switched: that the wire's provider switches were set.
        body: the bytes.
        stream: whether the reply is to be read in pieces.
        shown_subject: the subject's pseudonym for a refusal, or empty.
        disclosure: the row; its consent_id was found valid when it was looked up.
        wire: of the endpoint.
        model: that the address names, where it names one.
        forwarded: headers of the caller that the wire lets through.
        query: of the address, likewise.
    """

    route: Route
    wire: Wire
    model: str = field(default="", repr=False)
    forwarded: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    policy: str
    switched: bool
    body: bytes = field(repr=False)
    stream: bool
    shown_subject: str
    disclosure: Disclosure


class ConversationChanged(Exception):
    """The conversation was created or erased since it was looked up; nothing was sent."""


_HEADERS: Mapping[str, str] = MappingProxyType({"content-type": "application/json"})


def egress(outgoing: Outgoing) -> Generator[Command, Any, Reply]:
    """Lets a body out, or refuses.

    Raises:
        Refused: one of the checks says no.
        ConversationChanged: look up and rewrite again.
    """
    route = outgoing.route
    recipient = route.recipient
    if recipient not in route.tenant.recipients:
        raise _refused(outgoing, "not_active")
    if not recipient.base_url or not recipient.country:
        raise _refused(outgoing, "region_unknown")
    if recipient.training:
        raise _refused(outgoing, "trains_on_data")
    if outgoing.policy != route.policy.reference or not outgoing.switched:
        raise _refused(outgoing, "not_redacted")
    if route.needs_opt_in and outgoing.disclosure.consent_id is None:
        raise _refused(outgoing, "no_consent")
    recorded = yield Record(disclosure=outgoing.disclosure)
    if recorded is Recorded.CONVERSATION_CHANGED:
        raise ConversationChanged
    if recorded is not Recorded.RECORDED:
        check_consent(route, None, shown_subject=outgoing.shown_subject)
        raise _refused(outgoing, "no_consent")
    wire = outgoing.wire
    reply = yield Send(
        url=_url(outgoing),
        headers={**_HEADERS, **wire.headers, **outgoing.forwarded},
        api_key_env=recipient.api_key_env,
        key_header=wire.key_header,
        key_prefix=wire.key_prefix,
        stream_types=wire.stream_types,
        body=outgoing.body,
        stream=outgoing.stream,
    )
    assert isinstance(reply, Reply)
    return reply


def _url(outgoing: Outgoing) -> str:
    """The address of an endpoint; a base address may end in the endpoint's first part."""
    base = outgoing.route.recipient.base_url.rstrip("/")
    endpoint = outgoing.wire.endpoint
    first = "/" + endpoint.split("/", 2)[1]
    path = endpoint.replace("{model}", quote(outgoing.model, safe="._:@-"))
    url = base.removesuffix(first) + path
    return f"{url}?{outgoing.query}" if outgoing.query else url


def _refused(outgoing: Outgoing, reason: str) -> Refused:
    return Refused(
        "recipient_refused",
        "The request may not be sent to this recipient.",
        status=403,
        details={"recipient": outgoing.route.recipient.key, "reasons": [reason]},
    )
