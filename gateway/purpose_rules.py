"""Which conversations may be used for a purpose besides answering, and what they then say.

A conversation counts only if everything that holds for text on its way to a recipient holds
for it now: the recipient and its facts, the rules of its sources, no restriction, objection
or review, the age, the signals, and the person's valid consent where the purpose rests on
one. What is missing is a no. Pure.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway.consent.evaluate import Question, Route, evaluate
from gateway.consent.offer import OPERATOR, offered
from gateway.consent.persons import Person
from gateway.consent.records import ConsentRecord
from gateway.errors import Refused
from gateway.policy import Tenant

# ``answering`` is the service itself; newsletters and counts need no conversations.
EXPORTABLE = ("service_improvement", "evaluation", "fine_tuning", "training", "quality_review")
_LABEL_BYTES = 5
_CODE = "[0-9A-HJKMNP-TV-Z]"
_TYPE = "[A-Z][A-Z0-9]*(?:_[A-Z][A-Z0-9]*)*"
# As they are made, as models write them, and keyed hashes.
_SURROGATE = re.compile(
    rf"\\?\[(?P<type>{_TYPE})(?:\\?_(?P<code>{_CODE}{{8}})(?:\\?[._]{_CODE}{{2}})?"
    rf"|#(?P<hash>[0-9A-F]{{16}}))\\?\]"
    rf"|(?<![A-Za-z0-9])(?P<bare>{_TYPE})\\?_(?P<bare_code>{_CODE}{{8}})"
    rf"(?:\\?[._]{_CODE}{{2}})?(?![A-Za-z0-9])",
    re.ASCII | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A conversation that may count, with what decides. The repr shows no reference.

    Attributes:
        conversation_id: its id.
        person: what is known of whoever it is of, or None.
        consent: that person's record for the purpose and recipient, or None.
        sources: tags of its texts.
        state: ``active`` or why it is not.
        hide_at: from then on it is not used.
    """

    conversation_id: str = field(repr=False)
    person: Person | None
    consent: ConsentRecord | None
    sources: frozenset[str]
    state: str
    hide_at: datetime


def export_route(tenant: Tenant, *, purpose: str, recipient: str) -> Route:
    """The way that an export goes.

    Args:
        tenant: whose conversations.
        purpose: one of EXPORTABLE that the policy has.
        recipient: key of one of the tenant's, or ``operator``.

    Raises:
        Refused: there is no such purpose, or no such recipient.
    """
    if purpose not in EXPORTABLE:
        raise Refused(
            "purpose_refused",
            f"Conversations are exported for {', '.join(EXPORTABLE)}.",
            status=403,
        )
    offer = offered(tenant, purpose=purpose, recipient=recipient)
    if recipient != OPERATOR:
        return offer.route
    # The checks know recipients by the tenant's list; the operator has no address to send to.
    itself = replace(offer.recipient, base_url="operator:")
    known = replace(tenant, recipients=(*tenant.recipients, itself))
    return Route(tenant=known, purpose=offer.purpose, recipient=itself)


def refusing(candidate: Candidate, route: Route, *, now: datetime) -> str:
    """Why a conversation does not count, by the name of the check; empty where it does."""
    if candidate.state != "active" or candidate.hide_at <= now:
        return "retention"
    person = candidate.person
    question = Question(
        route=route,
        person=person,
        consent=candidate.consent,
        sources=_sources(candidate, route),
        now=now,
        conversation=candidate.conversation_id,
    )
    check = evaluate(question).refusing
    if check is not None:
        return check.name
    if person is not None and not route.needs_opt_in and person.tracking_refused:
        return "signals"
    return ""


def _sources(candidate: Candidate, route: Route) -> frozenset[str]:
    """The tags to check; the operator may keep what a rule lets be used for the purpose."""
    if route.recipient.key != OPERATOR:
        return candidate.sources
    rules = route.policy.sources
    return frozenset(
        tag
        for tag in candidate.sources
        if tag not in rules or route.purpose.key not in rules[tag].purposes
    )


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands in an export for surrogates and ids: keyed by a key that is thrown away.

    The same surrogate of one conversation has the same label throughout an export, in two
    conversations or two exports another one, and nobody can go back from it.
    """

    key: bytes = field(repr=False)

    def of(self, *parts: str) -> str:
        """A label of ten hexadecimal digits."""
        message = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, message, "sha256")[:_LABEL_BYTES].hex()

    def relabelled(self, text: str, conversation: str) -> str:
        """A text with labels for surrogates; the spelling's suffix goes."""

        def label(found: re.Match[str]) -> str:
            kind = (found["type"] or found["bare"]).upper()
            code = found["code"] or found["hash"] or found["bare_code"]
            return f"[{kind} {self.of(conversation, kind, code.upper())}]"

        return _SURROGATE.sub(label, text)


def exported(
    conversation: str, messages: Sequence[tuple[str, str]], *, labels: Labels, erase_by: str | None
) -> Mapping[str, Any]:
    """One line of an export: no id, no time, no person.

    Args:
        conversation: what names it in the store, for its labels only.
        messages: role and text of each, in order.
        labels: of this export.
        erase_by: until when whoever gets it may keep it; the same as here.
    """
    return {
        "conversation": labels.of("conversation", conversation),
        "erase_by": erase_by,
        "messages": [
            {"role": role, "text": labels.relabelled(text, conversation)} for role, text in messages
        ],
    }
