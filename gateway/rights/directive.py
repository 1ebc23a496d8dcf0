"""Instructions for the time after death (French data protection act, Articles 84 to 86).

    {"action": "erase"}
    {"action": "keep", "until": "2030-01-01T00:00:00Z"}
    {"action": "hand_over", "executor": {"name": "...", "contact": "..."}}
    {"revoke": true}

A new instruction takes the place of the one before; it can be taken back at any time.
Once an officer has recorded a verified death (gateway/rights/death.py), it is carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gateway.audit.entry import Act, AuditEntry
from gateway.errors import Refused
from gateway.rights.details import choice, flag, known_only, text, time, wrong
from gateway.rights.execution import Done, Handling, Page, Preview, PreviewLine
from gateway.rights.requests import RightsRequest
from gateway.storage.directive_rows import (
    Directive,
    DirectiveAction,
    add_directive,
    directives,
    end_directive,
)
from gateway.storage.restriction_rows import is_deceased
from gateway.storage.transaction import Transaction

_LONGEST = 300
_ACTIONS = [each.value for each in DirectiveAction]


class DirectiveRight(Handling):
    """Keeps an instruction, or takes it back."""

    def __init__(self) -> None:
        """Takes nothing."""
        super().__init__(_Keep())

    def check(self, details: Mapping[str, Any], tenant: str) -> None:
        """See Handler."""
        known_only(details, "action", "until", "executor", "revoke")
        action = choice(details, "action", known=_ACTIONS)
        if flag(details, "revoke"):
            known_only(details, "revoke")
            return
        if action is None:
            raise wrong("action")
        if time(details, "until") is not None and action != DirectiveAction.KEEP:
            raise wrong("until")
        executor = details.get("executor")
        if (executor is not None) is not (action == DirectiveAction.HAND_OVER):
            raise wrong("executor")
        if executor is not None:
            if not isinstance(executor, dict):
                raise wrong("executor")
            known_only(executor, "name", "contact")
            if None in (text(executor, each, most=_LONGEST) for each in ("name", "contact")):
                raise wrong("executor")

    def begin(self, transaction: Transaction, request: RightsRequest, *, now: datetime) -> None:
        """Refuses what comes after death.

        Raises:
            Refused: 403 ``subject_restricted``.
        """
        if is_deceased(transaction, request.tenant, subject=request.subject):
            raise Refused(
                "subject_restricted",
                "Nothing of this person may be processed at present.",
                status=403,
            )

    def preview(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> Preview:
        """See Handler."""
        return Preview(lines=(PreviewLine(store="directives", fate="changed", items=1),))


class _Keep:
    store = "directives"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        """Keeps it under a key of its own."""
        standing = [
            each
            for each in directives(transaction, request.tenant, subject=request.subject)
            if each.stands
        ]
        if flag(request.details, "revoke"):
            for each in standing:
                end_directive(transaction, each, revoked_at=page.now)
        else:
            words = {
                name: request.details[name]
                for name in ("executor", "until")
                if request.details.get(name) is not None
            }
            directive = Directive(
                tenant=request.tenant,
                subject=request.subject,
                directive_id=request.request_id,
                action=DirectiveAction(request.details["action"]),
                at=page.now,
                words=words,
            )
            add_directive(transaction, directive)
        action = "revoke" if flag(request.details, "revoke") else request.details["action"]
        transaction.audit.append(
            AuditEntry(
                act=Act.DIRECTIVE_CHANGED,
                tenant=request.tenant,
                at=page.now,
                subject=request.subject,
                object_id=request.request_id,
                facts={"action": action},
            )
        )
        return Done(items_removed=len(standing) if action == "revoke" else 1)
