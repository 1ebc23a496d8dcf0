"""Who may call what: one table of every endpoint.

A call that is not in the table is refused. Roles are those of API keys and subject tokens
(gateway.model.Role): ``chat`` is a chatbot's back end, ``guest`` one person whom a tenant
lets in until a day, ``consent`` a back end that knows its users, ``subject`` the person
themselves; ``support``, ``privacy_officer``, ``auditor`` and ``admin`` are people who work
for the operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gateway.model import Role

# Who decides about people's data, and who may read whatever holds no words of theirs.
OFFICERS = frozenset({Role.PRIVACY_OFFICER, Role.ADMIN})
OVERSEERS = OFFICERS | {Role.AUDITOR}
# People who speak for themselves.
_PERSON = frozenset({Role.SUBJECT})
_VISITOR = _PERSON | {Role.GUEST}
_BACK_END = frozenset({Role.CONSENT})
_CHAT = frozenset({Role.CHAT})
_ALL = frozenset(Role)
_ANSWERED = frozenset({Role.CHAT, Role.GUEST, Role.SUBJECT})

_REQUEST = "/privacy/requests/{request_id}"
_CONVERSATION = "/privacy/conversations/{conversation_id}"
_WITHDRAW = "/privacy/withdraw/{token}"
_INCIDENT = "/privacy/incidents/{incident_id}"
_GRANT = "/privacy/grants/{grant_id}"
_INSTRUCTION = "/privacy/instructions/{instruction_id}"

# Nothing of anybody's is shown or changed by these but by who holds a code or a link.
PUBLIC: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/health"),
        ("GET", "/openapi.json"),
        ("GET", "/.well-known/gpc.json"),
        ("GET", "/privacy/receipt-key"),
        ("POST", "/privacy/withdrawals"),
        ("GET", _WITHDRAW),
        ("HEAD", _WITHDRAW),
        ("POST", _WITHDRAW),
        ("GET", "/admin/sign-in"),
        ("POST", "/admin/sign-in"),
        ("GET", "/admin/sign-out"),
        ("POST", "/admin/sign-out"),
        ("GET", "/admin/step-up"),
        ("POST", "/admin/step-up"),
        ("GET", "/admin/enrol/{token}"),
        ("POST", "/admin/enrol/{token}"),
        ("GET", "/admin/oidc"),
        ("GET", "/admin/oidc/callback"),
        ("GET", "/widget.js"),
        ("HEAD", "/widget.js"),
        ("GET", "/widget-data.js"),
        ("HEAD", "/widget-data.js"),
        ("GET", "/admin/pages.css"),
        ("GET", "/admin/pages.js"),
    }
)

_GEMINI = tuple(
    f"/{version}/models/{{model}}:{method}"
    for version in ("v1", "v1beta")
    for method in (
        "generateContent",
        "streamGenerateContent",
        "countTokens",
        "embedContent",
        "batchEmbedContents",
    )
)
_PROXY = (
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/completions",
    "/v1/embeddings",
    "/v1/moderations",
    "/v1/messages",
    "/v1/messages/count_tokens",
    *_GEMINI,
    "/openai/responses",
    "/openai/v1/chat/completions",
    "/openai/v1/completions",
    "/openai/v1/embeddings",
    "/openai/v1/moderations",
    "/openai/v1/responses",
    "/openai/deployments/{model}/chat/completions",
    "/openai/deployments/{model}/completions",
    "/openai/deployments/{model}/embeddings",
    "/api/chat",
    "/api/generate",
)


def _rows(
    roles: Iterable[Role], method: str, *paths: str
) -> dict[tuple[str, str], frozenset[Role]]:
    return {(method, path): frozenset(roles) for path in paths}


PERMITTED: Mapping[tuple[str, str], frozenset[Role]] = {
    # Chats.
    **_rows(_ANSWERED, "POST", *_PROXY),
    **_rows(_ANSWERED, "GET", "/v1/models"),
    **_rows(_CHAT, "POST", "/analyze", "/anonymize", "/deanonymize"),
    **_rows(_CHAT, "GET", "/supportedentities", "/recognizers", "/anonymizers", "/deanonymizers"),
    # Consents and people.
    **_rows(_ALL, "GET", "/privacy/notices/{key}"),
    **_rows(_VISITOR | _BACK_END, "POST", "/privacy/consents"),
    **_rows(_VISITOR | _BACK_END | OFFICERS, "GET", "/privacy/consents"),
    **_rows(_VISITOR | _BACK_END, "POST", "/privacy/consents/{record_id}/withdraw"),
    **_rows(_VISITOR | _BACK_END | OFFICERS, "GET", "/privacy/consents/{record_id}/receipt"),
    **_rows(_CHAT | _BACK_END, "POST", "/privacy/subject-tokens"),
    **_rows(_BACK_END, "POST", "/privacy/withdrawal-links"),
    **_rows(_VISITOR | _BACK_END, "GET", "/privacy/preferences"),
    **_rows(_VISITOR | _BACK_END, "PATCH", "/privacy/preferences"),
    **_rows(_ALL - {Role.AUDITOR}, "POST", "/privacy/reports"),
    **_rows(OVERSEERS, "GET", "/privacy/reports"),
    **_rows(
        OFFICERS,
        "POST",
        "/privacy/reports/{report_id}/confirm",
        "/privacy/reports/{report_id}/dismiss",
    ),
    # Lead forms.
    **_rows(_ALL, "GET", "/privacy/forms"),
    **_rows(_ANSWERED, "POST", "/privacy/forms/{form}"),
    **_rows(OFFICERS, "GET", "/privacy/forms/{form}/entries"),
    # Usage and retention.
    **_rows(OVERSEERS, "GET", "/privacy/usage"),
    **_rows(_BACK_END | OFFICERS, "POST", "/privacy/events"),
    **_rows(_ALL, "GET", "/privacy/retention/classes"),
    **_rows(OVERSEERS, "GET", "/privacy/holds"),
    **_rows(
        OFFICERS,
        "POST",
        "/privacy/holds",
        "/privacy/holds/{hold_id}/review",
        "/privacy/holds/{hold_id}/release",
    ),
    # Rights.
    **_rows(_PERSON | _BACK_END | OFFICERS, "POST", "/privacy/requests"),
    **_rows(_PERSON | _BACK_END | OVERSEERS, "GET", "/privacy/requests", _REQUEST),
    **_rows(_PERSON | OVERSEERS, "GET", f"{_REQUEST}/preview"),
    # A package may hold what only the privacy officer reads.
    **_rows(_PERSON | _BACK_END | {Role.PRIVACY_OFFICER}, "GET", f"{_REQUEST}/result"),
    **_rows(OFFICERS, "GET", f"{_REQUEST}/proof"),
    **_rows(_PERSON | _BACK_END | OFFICERS, "POST", f"{_REQUEST}/verify", f"{_REQUEST}/perform"),
    **_rows(
        OFFICERS,
        "POST",
        f"{_REQUEST}/approve",
        f"{_REQUEST}/acknowledge",
        f"{_REQUEST}/require",
        f"{_REQUEST}/extend",
        f"{_REQUEST}/reject",
    ),
    **_rows(_PERSON | _BACK_END, "POST", f"{_REQUEST}/revoke"),
    **_rows(_PERSON, "POST", f"{_REQUEST}/push"),
    **_rows(OFFICERS, "POST", "/privacy/deaths", "/privacy/objections/override"),
    **_rows(
        _PERSON | OFFICERS, "GET", "/privacy/conversations", _CONVERSATION, "/privacy/disclosures"
    ),
    **_rows(_PERSON, "DELETE", _CONVERSATION),
    **_rows(OFFICERS, "POST", f"{_CONVERSATION}/undo"),
    # What the tenant permits: access, instructions, integrations, its end.
    **_rows(
        OFFICERS | {Role.SUPPORT},
        "POST",
        "/privacy/grants",
        f"{_GRANT}/approve",
        f"{_GRANT}/revoke",
    ),
    **_rows(OVERSEERS | {Role.SUPPORT}, "GET", "/privacy/grants", _GRANT),
    **_rows(OFFICERS | {Role.SUPPORT}, "GET", f"{_CONVERSATION}/content"),
    **_rows(OVERSEERS, "GET", "/privacy/instructions", "/privacy/integrations"),
    **_rows(OFFICERS, "POST", "/privacy/instructions", f"{_INSTRUCTION}/revoke"),
    **_rows({Role.ADMIN}, "POST", "/privacy/integrations/{recipient}"),
    **_rows(OVERSEERS, "GET", "/privacy/termination"),
    **_rows({Role.ADMIN}, "POST", "/privacy/termination", "/privacy/termination/cancel"),
    # Counts and pages.
    **_rows({Role.AUDITOR, Role.ADMIN}, "GET", "/metrics"),
    **_rows(OVERSEERS | {Role.SUPPORT}, "GET", "/admin", "/admin/grants", "/admin/playground"),
    **_rows(OVERSEERS | {Role.SUPPORT}, "POST", "/admin/playground"),
    **_rows(
        OVERSEERS,
        "GET",
        "/admin/requests",
        "/admin/retention",
        "/admin/recipients",
        "/admin/audit",
        "/admin/policy",
    ),
    # Incidents and official demands.
    **_rows(
        OVERSEERS,
        "GET",
        "/privacy/incidents",
        _INCIDENT,
        "/privacy/demands",
        "/privacy/demands/{demand_id}",
    ),
    **_rows(OFFICERS, "GET", f"{_INCIDENT}/people", "/privacy/announcements"),
    **_rows(
        OFFICERS,
        "POST",
        "/privacy/incidents",
        f"{_INCIDENT}/scope",
        f"{_INCIDENT}/state",
        f"{_INCIDENT}/notices",
        f"{_INCIDENT}/acknowledge",
        "/privacy/demands",
    ),
    **_rows(OFFICERS, "PATCH", "/privacy/demands/{demand_id}"),
    # The audit log.
    **_rows(
        OVERSEERS,
        "GET",
        "/privacy/audit/checkpoint",
        "/privacy/audit/entries/{seq}/proof",
        "/privacy/audit/consistency",
    ),
}


def permitted(method: str, path: str) -> frozenset[Role]:
    """The roles that may call an endpoint; nobody where the table does not name it.

    Args:
        method: of HTTP.
        path: as the route has it, for example ``/privacy/requests/{request_id}``.
    """
    return _ALL if (method, path) in PUBLIC else PERMITTED.get((method, path), frozenset())
