"""A processor changes a tenant's data on the tenant's documented instruction only. Pure.

For a tenant whose policy says so, every administrative change names the id of an
instruction that stands: one of the right kind, from a time, until a time, not revoked.
NEEDED says which endpoint needs which kind, and is the only place that does. What people
do about their own data needs none (their rights are the law's instruction), nor does what
a retention class does at its time: the class is the instruction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from gateway.errors import InvalidRequest, Refused
from gateway.model import Role

INSTRUCTION_HEADER = "x-discreet-instruction"
LONGEST = timedelta(days=366)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,63}", re.ASCII)
_ID = re.compile(r"[0-9a-z-]{1,64}", re.ASCII)
# Who acts for themselves, or as the back end of the person who is before it.
OWN = frozenset({Role.SUBJECT, Role.CHAT, Role.CONSENT, Role.GUEST})


class InstructionKind(StrEnum):
    """What an instruction permits."""

    RIGHTS = "rights"
    CONSENTS = "consents"
    HOLDS = "holds"
    EVENTS = "events"
    RESTORATION = "restoration"
    RETENTION = "retention"
    REPORTS = "reports"
    INTEGRATIONS = "integrations"
    TERMINATION = "termination"


_REQUEST = "/privacy/requests/{request_id}"
# What anybody but the person does to a tenant's data.
NEEDED: Mapping[tuple[str, str], InstructionKind] = {
    # Some requests carry themselves out as soon as they are filed, or proven.
    ("POST", "/privacy/requests"): InstructionKind.RIGHTS,
    ("POST", f"{_REQUEST}/verify"): InstructionKind.RIGHTS,
    ("POST", f"{_REQUEST}/approve"): InstructionKind.RIGHTS,
    ("POST", f"{_REQUEST}/perform"): InstructionKind.RIGHTS,
    ("POST", f"{_REQUEST}/extend"): InstructionKind.RIGHTS,
    ("POST", f"{_REQUEST}/reject"): InstructionKind.RIGHTS,
    ("POST", "/privacy/deaths"): InstructionKind.RIGHTS,
    ("POST", "/privacy/objections/override"): InstructionKind.RIGHTS,
    ("POST", "/privacy/holds"): InstructionKind.HOLDS,
    ("POST", "/privacy/holds/{hold_id}/review"): InstructionKind.HOLDS,
    ("POST", "/privacy/holds/{hold_id}/release"): InstructionKind.HOLDS,
    ("POST", "/privacy/events"): InstructionKind.EVENTS,
    ("POST", "/privacy/conversations/{conversation_id}/undo"): InstructionKind.RESTORATION,
    ("POST", "/privacy/reports/{report_id}/confirm"): InstructionKind.REPORTS,
    ("POST", "/privacy/reports/{report_id}/dismiss"): InstructionKind.REPORTS,
    ("POST", "/privacy/integrations/{recipient}"): InstructionKind.INTEGRATIONS,
    ("POST", "/privacy/termination"): InstructionKind.TERMINATION,
    ("POST", "/privacy/termination/cancel"): InstructionKind.TERMINATION,
}
# The same for commands, by their names.
COMMANDS: Mapping[str, InstructionKind] = {
    "retention hold": InstructionKind.HOLDS,
    "retention hold-review": InstructionKind.HOLDS,
    "retention release": InstructionKind.HOLDS,
    "retention event": InstructionKind.EVENTS,
    "retention undo": InstructionKind.RESTORATION,
    "retention apply": InstructionKind.RETENTION,
    "retention decide": InstructionKind.RETENTION,
    "consent record": InstructionKind.CONSENTS,
    "consent withdraw": InstructionKind.CONSENTS,
    "rights verify": InstructionKind.RIGHTS,
    "rights approve": InstructionKind.RIGHTS,
    "rights reviewed": InstructionKind.RIGHTS,
    "rights extend": InstructionKind.RIGHTS,
    "rights reject": InstructionKind.RIGHTS,
    "rights death": InstructionKind.RIGHTS,
    "rights override": InstructionKind.RIGHTS,
    "consent reports confirm": InstructionKind.REPORTS,
    "consent reports dismiss": InstructionKind.REPORTS,
    "tenant announce": InstructionKind.TERMINATION,
    "tenant cancel": InstructionKind.TERMINATION,
    "tenant terminate": InstructionKind.TERMINATION,
    "tenant terminate --now": InstructionKind.TERMINATION,
}
# Those that need one whatever the policy says.
ALWAYS = frozenset({"tenant terminate --now"})
# Commands that change something, and need none.
FREE: Mapping[str, str] = {
    "backup": "copies what is there; nothing in it changes",
    "restore": "brings back what was there, but for what was erased since",
    "retention sweep": "does what the classes say: the class is the instruction",
    "rights run": "goes on with what was approved, on its own instruction, and with deadlines",
    "rights acknowledge": "says that a request came in",
    "rights require": "asks the person for what is missing",
    "keys create": "is about who works for the operator, and no data of the tenant",
    "keys revoke": "is about who works for the operator, and no data of the tenant",
    "users create": "is about who works for the operator, and no data of the tenant",
    "users disable": "is about who works for the operator, and no data of the tenant",
    "users reset": "is about who works for the operator, and no data of the tenant",
    "users delete": "is about who works for the operator, and no data of the tenant",
    "incidents report": "is a record that the law asks of the operator",
    "incidents scope": "is a record that the law asks of the operator",
    "incidents tell": "is a record that the law asks of the operator",
    "incidents close": "is a record that the law asks of the operator",
    "demands register": "is a record that the law asks of the operator",
    "demands answer": "is a record that the law asks of the operator",
    "demands tell": "is a record that the law asks of the operator",
    "audit checkpoint": "signs the log as it is",
    "audit reanchor": "is about the log, which nothing is taken out of",
    "instructions add": "writes the instruction itself down",
    "instructions revoke": "takes the instruction itself back",
    "grants revoke": "takes access away",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction of a tenant.

    Attributes:
        tenant: who gives it.
        instruction_id: random.
        kinds: what it permits.
        given_by: who gave it, as the tenant's contract names them; a code, no name.
        reference: of the document: a contract's clause, a ticket.
        valid_from, valid_until: it stands between them.
        recorded_by: id of the key that wrote it down, or ``command``.
        recorded_at: when.
        revoked_by, revoked_at: who took it back and when; empty and None while it stands.
    """

    tenant: str
    instruction_id: str
    kinds: frozenset[InstructionKind] = field(default_factory=frozenset)
    given_by: str
    reference: str
    valid_from: datetime
    valid_until: datetime
    recorded_by: str
    recorded_at: datetime
    revoked_by: str = ""
    revoked_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        """Whether changes can be made on it."""
        return self.revoked_at is None and self.valid_from <= now < self.valid_until


def check_instruction(instruction: Instruction) -> None:
    """Refuses one that says too little or too much.

    Raises:
        InvalidRequest: ``invalid_instruction``; names the field.
    """
    if not instruction.kinds:
        raise _wrong("kinds", f"An instruction is for one of: {', '.join(InstructionKind)}.")
    for name, text in (
        ("given_by", instruction.given_by),
        ("reference", instruction.reference),
    ):
        if _REFERENCE.fullmatch(text) is None:
            raise _wrong(name, f"{name} is a code of letters, digits and ._:/#- only.")
    length = instruction.valid_until - instruction.valid_from
    if not timedelta(0) < length <= LONGEST:
        raise _wrong("until", "An instruction stands for some time, and a year at most.")
    if instruction.valid_until <= instruction.recorded_at:
        raise _wrong("until", "The instruction is over already.")


def needed(method: str, path: str, *, role: Role) -> InstructionKind | None:
    """The kind that a call of an endpoint needs, or None.

    Args:
        method: of HTTP.
        path: as the route has it.
        role: of who calls.
    """
    return None if role in OWN else NEEDED.get((method, path))


def read_kinds(names: list[str]) -> frozenset[InstructionKind]:
    """Kinds by their names.

    Raises:
        InvalidRequest: one is not in the list.
    """
    if unknown := set(names) - set(InstructionKind):
        del unknown
        raise _wrong("kinds", f"An instruction is for one of: {', '.join(InstructionKind)}.")
    return frozenset(map(InstructionKind, names))


def instruction_id(text: str | None) -> str | None:
    """An id as a header or an option names it; None where it cannot be one."""
    return text if text is not None and _ID.fullmatch(text) is not None else None


def instruction_needed(kind: InstructionKind) -> Refused:
    """The refusal where none is named that stands."""
    return Refused(
        "instruction_needed",
        "The tenant's data is changed on its documented instruction only; name one that "
        f"stands and is for {kind.value}: X-Discreet-Instruction.",
        status=403,
        details={"kind": kind.value},
    )


def no_instruction() -> InvalidRequest:
    """There is none, or it is another tenant's."""
    return InvalidRequest("There is no such instruction.", code="not_found", status=404)


def _wrong(name: str, message: str) -> InvalidRequest:
    return InvalidRequest(
        message, code="invalid_instruction", status=422, details={"fields": [name]}
    )
