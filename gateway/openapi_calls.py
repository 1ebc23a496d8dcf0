"""What each call takes and gives, for the OpenAPI document: one row an endpoint.

Bodies are the models that the handlers read; answers are named by the keys that they
always have. Who may call is in gateway.admin.roles alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from gateway.access.grant_routes import GrantBody
from gateway.access.order_routes import InstructionBody, SwitchBody
from gateway.access.termination_routes import TerminationBody
from gateway.consent.person_routes import PreferencesBody, ReportBody
from gateway.consent.routes import ConsentBody, TokenBody
from gateway.consent.withdrawal_routes import CodeBody, LinkBody
from gateway.forms.routes import FormBody
from gateway.incidents.bodies import (
    AcknowledgeBody,
    DemandBody,
    DemandChangeBody,
    IncidentBody,
    NoticeBody,
    StateBody,
)
from gateway.presidio.bodies import AnalyzeBody, AnonymizeBody, DeanonymizeBody
from gateway.retention.hold_routes import HoldBody, ReviewBody
from gateway.retention.routes import EventBody
from gateway.rights.officer_routes import DeathBody, OverrideBody
from gateway.rights.push_routes import PushBody
from gateway.rights.routes import ApproveBody, FileBody, PerformBody, ReasonBody, VerifyBody

JSON, ANY = "application/json", "*/*"
_REQUEST = "/privacy/requests/{request_id}"
_CONVERSATION = "/privacy/conversations/{conversation_id}"
_INCIDENT = "/privacy/incidents/{incident_id}"
_WITHDRAW = "/privacy/withdraw/{token}"
_RECORD = "id purpose recipient state notice notice_version notice_sha256 language event_time"
_ASKED = "id kind status received_at due_at next message contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One endpoint.

    Attributes:
        summary: what it does.
        body: that it takes, or None.
        query: parameters of the address.
        status: of its answers.
        answer: keys that its answer always has; empty where it is no JSON object.
        media: type of its answer.
    """

    summary: str
    body: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    status: tuple[int, ...] = (200,)
    answer: tuple[str, ...] = ()
    media: str = JSON


def _call(
    summary: str,
    body: type[BaseModel] | None = None,
    *,
    query: str = "",
    status: tuple[int, ...] = (200,),
    answer: str = "",
) -> Call:
    keys = tuple(answer.split())
    return Call(summary=summary, body=body, query=tuple(query.split()), status=status, answer=keys)


def _other(summary: str, media: str, *, status: tuple[int, ...] = (200,)) -> Call:
    return Call(summary=summary, media=media, status=status)


_NEW = (201,)
CALLS: Mapping[tuple[str, str], Call] = {
    # State of the gateway, and what everybody may fetch.
    ("GET", "/healthz"): _call("Whether the process runs.", answer="status"),
    ("GET", "/readyz"): _call("Whether the store is open.", status=(200, 503), answer="status"),
    ("GET", "/health"): _other("Presidio's health probe.", "text/plain"),
    ("GET", "/metrics"): _other("Counts, for Prometheus.", "text/plain"),
    ("GET", "/openapi.json"): _call("This document.", answer="openapi info paths components"),
    ("GET", "/.well-known/gpc.json"): _call("Global Privacy Control.", answer="gpc lastUpdate"),
    ("GET", "/widget.js"): _other("The widget.", "text/javascript", status=(200, 304)),
    ("GET", "/widget-data.js"): _other("Its page of data.", "text/javascript", status=(200, 304)),
    # Consents and people.
    ("GET", "/privacy/notices/{key}"): _call(
        "What a person is shown before they opt in.",
        query="purpose recipient wire model language",
        answer="sha256 valid_from shown_at signals signals_to_show needs_consent age",
    ),
    ("GET", "/privacy/receipt-key"): _call("The key of receipts.", query="tenant"),
    ("POST", "/privacy/consents"): _call(
        "Records an answer to one question.",
        ConsentBody,
        status=_NEW,
        answer=f"{_RECORD} withdrawal_code",
    ),
    ("GET", "/privacy/consents"): _call(
        "What holds now for one person.", answer="consents withdrawal_code"
    ),
    ("POST", "/privacy/consents/{record_id}/withdraw"): _call("Withdraws.", answer=_RECORD),
    ("GET", "/privacy/consents/{record_id}/receipt"): _call("The signed receipt."),
    ("POST", "/privacy/subject-tokens"): _call(
        "Makes a token for one person.", TokenBody, status=_NEW, answer="token expires"
    ),
    ("POST", "/privacy/withdrawals"): _call(
        "Withdraws all of who holds a code.", CodeBody, answer="withdrawn"
    ),
    ("POST", "/privacy/withdrawal-links"): _call(
        "Makes a link for a letter.", LinkBody, status=_NEW, answer="token path expires"
    ),
    ("GET", _WITHDRAW): _other("The page of a link.", "text/html", status=(200, 401, 410)),
    ("POST", _WITHDRAW): _other("Withdraws by a link.", "text/html", status=(200, 401, 410)),
    ("GET", "/privacy/preferences"): _call("What is known of a person.", answer="age_band"),
    ("PATCH", "/privacy/preferences"): _call(
        "What a person says of themselves.", PreferencesBody, answer="age_band"
    ),
    ("POST", "/privacy/reports"): _call(
        "Reports that somebody is too young.", ReportBody, status=_NEW, answer="id state"
    ),
    ("GET", "/privacy/reports"): _call("The reports.", query="state after", answer="reports after"),
    ("POST", "/privacy/reports/{report_id}/confirm"): _call("Erases.", answer="id state"),
    ("POST", "/privacy/reports/{report_id}/dismiss"): _call("Dismisses.", answer="id state"),
    # Lead forms.
    ("GET", "/privacy/forms"): _call("The forms that there are."),
    ("POST", "/privacy/forms/{form}"): _call("Hands one in.", FormBody, status=_NEW),
    ("GET", "/privacy/forms/{form}/entries"): _call("What came in.", query="after"),
    # Usage and retention.
    ("GET", "/privacy/usage"): _call(
        "How much the service is used.", query="by since until", answer="by since until groups uses"
    ),
    ("POST", "/privacy/events"): _call(
        "Starts or stops clocks.", EventBody, status=(200, 201), answer="id type at conversations"
    ),
    ("GET", "/privacy/retention/classes"): _call("The retention classes.", answer="classes"),
    ("GET", "/privacy/holds"): _call("The legal holds.", answer="holds"),
    ("POST", "/privacy/holds"): _call("Places one.", HoldBody, status=_NEW, answer="id matter"),
    ("POST", "/privacy/holds/{hold_id}/review"): _call("Reviews one.", ReviewBody, answer="id"),
    ("POST", "/privacy/holds/{hold_id}/release"): _call("Releases one.", answer="id"),
    # Requests of people.
    ("POST", "/privacy/requests"): _call(
        "Files a request.", FileBody, status=(200, 201), answer=_ASKED
    ),
    ("GET", "/privacy/requests"): _call(
        "Requests.", query="kind open overdue after", answer="requests after contact"
    ),
    ("GET", _REQUEST): _call("Where one stands.", answer=f"{_ASKED} tasks history"),
    ("GET", f"{_REQUEST}/preview"): _call("What it would do.", answer="id preview lines contact"),
    ("GET", f"{_REQUEST}/result"): _other("What the person gets.", ANY),
    ("GET", f"{_REQUEST}/proof"): _other("The document that waits.", "application/octet-stream"),
    ("POST", f"{_REQUEST}/verify"): _call(
        "Shows who asks.", VerifyBody, status=(200, 201, 202), answer="id contact"
    ),
    ("POST", f"{_REQUEST}/perform"): _call("Hands in.", PerformBody, answer=_ASKED),
    ("POST", f"{_REQUEST}/approve"): _call("Says yes.", ApproveBody, answer=_ASKED),
    ("POST", f"{_REQUEST}/acknowledge"): _call("Says that it came in.", answer=_ASKED),
    ("POST", f"{_REQUEST}/require"): _call("Asks for something.", ReasonBody, answer=_ASKED),
    ("POST", f"{_REQUEST}/extend"): _call("Takes more time.", ReasonBody, answer=_ASKED),
    ("POST", f"{_REQUEST}/reject"): _call("Says no.", ReasonBody, answer=_ASKED),
    ("POST", f"{_REQUEST}/revoke"): _call("Takes it back.", answer=_ASKED),
    ("POST", f"{_REQUEST}/push"): _call("Sends the package.", PushBody, answer="id sha256 status"),
    ("POST", "/privacy/deaths"): _call(
        "Records a death.", DeathBody, status=_NEW, answer="directive request"
    ),
    ("POST", "/privacy/objections/override"): _call(
        "Sets an objection aside.", OverrideBody, answer="purpose objected"
    ),
    # A person's own data.
    ("GET", "/privacy/conversations"): _call(
        "What is kept, and until when.", query="after", answer="conversations purposes after"
    ),
    ("GET", _CONVERSATION): _call("One with its texts.", answer="id created_at messages"),
    ("DELETE", _CONVERSATION): _call("Erases one.", answer="id erased"),
    ("POST", f"{_CONVERSATION}/undo"): _call("Shows one again.", answer="id retention_class"),
    ("GET", "/privacy/disclosures"): _call(
        "What went to whom.", query="list after", answer="after"
    ),
    # What the tenant permits.
    ("GET", f"{_CONVERSATION}/content"): _call("A text, for support.", query="view"),
    ("GET", "/privacy/grants"): _call("The grants."),
    ("POST", "/privacy/grants"): _call("Asks for one, or gives it.", GrantBody, status=_NEW),
    ("GET", "/privacy/grants/{grant_id}"): _call("One with its reads."),
    ("POST", "/privacy/grants/{grant_id}/approve"): _call("Approves one."),
    ("POST", "/privacy/grants/{grant_id}/revoke"): _call("Ends one."),
    ("GET", "/privacy/instructions"): _call("The tenant's instructions."),
    ("POST", "/privacy/instructions"): _call("Adds one.", InstructionBody, status=_NEW),
    ("POST", "/privacy/instructions/{instruction_id}/revoke"): _call("Takes one back."),
    ("GET", "/privacy/integrations"): _call("What is switched on."),
    ("POST", "/privacy/integrations/{recipient}"): _call("Switches one.", SwitchBody),
    ("GET", "/privacy/termination"): _call("The end of the tenant, if there is one."),
    ("POST", "/privacy/termination"): _call("Announces it.", TerminationBody, status=_NEW),
    ("POST", "/privacy/termination/cancel"): _call("Calls it off."),
    # Incidents and official demands.
    ("GET", "/privacy/incidents"): _call("The register of incidents.", query="after"),
    ("POST", "/privacy/incidents"): _call("Reports one.", IncidentBody, status=_NEW),
    ("GET", _INCIDENT): _call("One."),
    ("POST", f"{_INCIDENT}/scope"): _call("Finds who is touched."),
    ("GET", f"{_INCIDENT}/people"): _call("Who is touched.", query="after"),
    ("POST", f"{_INCIDENT}/state"): _call("Goes on.", StateBody),
    ("POST", f"{_INCIDENT}/notices"): _call("Tells somebody.", NoticeBody, status=(200, 201, 202)),
    ("POST", f"{_INCIDENT}/acknowledge"): _call("Says that it was read.", AcknowledgeBody),
    ("GET", "/privacy/demands"): _call("Official demands."),
    ("POST", "/privacy/demands"): _call("Records one.", DemandBody, status=_NEW),
    ("GET", "/privacy/demands/{demand_id}"): _call("One."),
    ("PATCH", "/privacy/demands/{demand_id}"): _call("Changes one.", DemandChangeBody),
    ("GET", "/privacy/announcements"): _call("Whom to tell of a change."),
    # The audit log.
    ("GET", "/privacy/audit/checkpoint"): _call("The newest.", answer="checkpoint key"),
    ("GET", "/privacy/audit/entries/{seq}/proof"): _call(
        "An entry and its proof.", answer="seq entry leaf proof checkpoint"
    ),
    ("GET", "/privacy/audit/consistency"): _call(
        "Proof of growth.", query="from to", answer="from to proof"
    ),
    # Presidio's API; its lists are JSON arrays.
    ("POST", "/analyze"): _call("Finds entities.", AnalyzeBody),
    ("POST", "/anonymize"): _call("Replaces them.", AnonymizeBody, answer="text items"),
    ("POST", "/deanonymize"): _call("Reverses that.", DeanonymizeBody, answer="text items"),
    ("GET", "/supportedentities"): _call("Entity types."),
    ("GET", "/recognizers"): _call("Detectors."),
    ("GET", "/anonymizers"): _call("Operators."),
    ("GET", "/deanonymizers"): _call("Operators that reverse."),
    ("GET", "/v1/models"): _call("The models of the recipients.", answer="object data"),
}
