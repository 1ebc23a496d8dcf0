"""Why somebody other than the person reads what is theirs: a code of a closed list.

It stands in ``X-Discreet-Reason``, alone or with the number of a ticket behind a colon
(``support_request:4711``), and goes into the audit entry of the read. A ticket that is no
code there, such as free text, is kept as its hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gateway.audit.entry import as_code
from gateway.errors import InvalidRequest

REASON_HEADER = "x-discreet-reason"
_LONGEST_TICKET = 64


class ReasonCode(StrEnum):
    """The reasons that there are."""

    SUPPORT_REQUEST = "support_request"
    RIGHTS_REQUEST = "rights_request"
    COMPLAINT = "complaint"
    HUMAN_REVIEW = "human_review"
    INCIDENT = "incident"
    LEGAL_CLAIM = "legal_claim"
    LEGAL_OBLIGATION = "legal_obligation"
    OFFICIAL_DEMAND = "official_demand"
    QUALITY_REVIEW = "quality_review"
    FAULT_ANALYSIS = "fault_analysis"
    PORTABILITY = "portability"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReason:
    """Why somebody reads.

    Attributes:
        code: of the list.
        ticket: what it belongs to, as the audit log has it; empty without one.
    """

    code: ReasonCode
    ticket: str = ""

    def facts(self) -> dict[str, str]:
        """What the audit entry of the read says of it."""
        return {"reason": self.code.value} | ({"ticket": self.ticket} if self.ticket else {})


def read_reason(text: str | None, *, said_by: str = "X-Discreet-Reason") -> ReadReason:
    """The reason that a header or an option names.

    Args:
        text: ``code`` or ``code:ticket``, or None.
        said_by: where it stands, for the message.

    Raises:
        InvalidRequest: 422 ``reason_needed``; there is none, or it is not in the list.
    """
    code, colon, ticket = (text or "").strip(" \t").partition(":")
    ticket = ticket.strip(" \t")
    if code not in set(ReasonCode) or bool(colon) is not bool(ticket):
        raise _needed(f"{said_by} says why: {', '.join(ReasonCode)}; a ticket may follow a colon.")
    if len(ticket) > _LONGEST_TICKET or not ticket.isprintable():
        raise _needed(f"The ticket in {said_by} has {_LONGEST_TICKET} characters at most.")
    return ReadReason(code=ReasonCode(code), ticket=as_code(ticket) if ticket else "")


def _needed(message: str) -> InvalidRequest:
    return InvalidRequest(message, code="reason_needed", status=422)
