"""The only way out: the one place that makes ``Send`` commands.

Order of checks, each of which refuses: all of gateway/consent/evaluate.py (route and
region, the recipient's facts, sources, restriction, age, signals, consent); the body was
redacted under this very policy and the wire's provider switches are set; then, in one
transaction, consent and person are read again and the disclosure is recorded. No row, no
send. What was decided is watched until the answer is over. Any exception refuses.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from gateway.consent.evaluate import Question, Route, evaluate
from gateway.errors import Refused
from gateway.proxy.commands import Command, Record, Reply, Send, Watch
from gateway.proxy.context import Wire
from gateway.storage.ports import Disclosure, Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A body that was rewritten, ready to leave.

    Attributes:
        question: whether it may go; asked here, at the time of the disclosure.
        policy: reference of the policy that the body was redacted under.
        switched: that the wire's provider switches were set.
        body: the bytes.
        stream: whether the reply is to be read in pieces.
        disclosure: the row; what it rests on is filled in here.
        wire: of the endpoint.
        model: that the address names, where it names one.
        forwarded: headers of the caller that the wire lets through.
        query: of the address, likewise.
    """

    question: Question = field(repr=False)
    wire: Wire
    model: str = field(default="", repr=False)
    forwarded: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    policy: str
    switched: bool
    body: bytes = field(repr=False)
    stream: bool
    disclosure: Disclosure

    @property
    def route(self) -> Route:
        """To whom, what for, under which policy."""
        return self.question.route


class FactsChanged(Exception):
    """Consent, person or conversation changed since the look-up; nothing was sent."""


_HEADERS: Mapping[str, str] = MappingProxyType({"content-type": "application/json"})


def egress(outgoing: Outgoing) -> Generator[Command, Any, Reply]:
    """Lets a body out, or refuses.

    Raises:
        NotPermitted: one of the checks says no.
        Refused: the body is not ready to leave.
        FactsChanged: look up and rewrite again.
    """
    route = outgoing.route
    recipient = route.recipient
    basis = evaluate(outgoing.question).basis()
    if outgoing.policy != route.policy.reference or not outgoing.switched:
        raise _refused(outgoing, "not_redacted")
    if route.needs_opt_in and basis.consent_id is None:
        raise _refused(outgoing, "no_consent")
    recorded = yield Record(disclosure=replace(outgoing.disclosure, basis=basis))
    if recorded is not Recorded.RECORDED:
        raise FactsChanged
    yield Watch(question=outgoing.question, subject=outgoing.disclosure.subject)
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
