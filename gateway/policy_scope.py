"""Whose policy it is in law, what it may store, and what it promises; pure types.

gateway/policy_file.py reads them from YAML; the probes that show whether a promise is kept
stand in gateway/commitments.py by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PartyRole(StrEnum):
    """What the operator is in law (GDPR Article 4(7) and (8))."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    PROCESSOR_AND_CONTROLLER = "processor_and_controller"


class CommitmentKind(StrEnum):
    """Who makes a promise true.

    ``enforced``: the gateway itself. ``evidenced``: the gateway keeps the record or gives
    the tool, people do the rest. ``declared``: it is outside of the gateway's reach.
    """

    ENFORCED = "enforced"
    EVIDENCED = "evidenced"
    DECLARED = "declared"


# An argument of a probe, as a policy file writes it: a word, a number, a flag, a list of
# words, or words by word.
Expected = str | int | bool | tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One promise that people were given.

    Attributes:
        key: its id, for example ``WRK-07b``.
        kind: see CommitmentKind.
        promise: in words.
        settings: key paths of the policy or configuration that keep it.
        probes: by name, what each is to find; empty where nothing can be probed.
    """

    key: str
    kind: CommitmentKind
    promise: str
    settings: tuple[str, ...]
    probes: Mapping[str, Mapping[str, Expected]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a lead form.

    Attributes:
        key: its name.
        entity_types: what may stand in it unredacted; everything else found is redacted.
        required: whether a form without it is refused.
    """

    key: str
    entity_types: frozenset[str]
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A lead form: fields that people fill in on purpose.

    Attributes:
        key: its id.
        fields: by name; a field that is not here is refused.
        purpose: what the answers are used for.
        retention_class: of what was filled in, apart from the conversation's.
    """

    key: str
    fields: Mapping[str, FormField]
    purpose: str
    retention_class: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose data, where, and on whose word.

    Attributes:
        role: see PartyRole.
        regions: countries and regions whose people are served, as the policy names them;
            empty where it names none.
        data_categories: keys of gateway/data_categories.py that may be stored, or None
            for any: a finding of another category never reaches the store as it is.
        needs_instructions: changes to a tenant's data need an instruction of the tenant.
        integrations_off: recipients are off until the tenant's administrator switches
            them on.
        recipient_purposes: every recipient must name the purposes it may be used for.
        least_safeguards: every third party must name safeguards.
    """

    role: PartyRole = PartyRole.CONTROLLER
    regions: tuple[str, ...] = ()
    data_categories: frozenset[str] | None = None
    needs_instructions: bool = False
    integrations_off: bool = False
    recipient_purposes: bool = False
    least_safeguards: bool = False
