"""The typed privacy policy: what may happen to which data, for what, and for how long.

Pure types and total look-ups; gateway/policy_file.py reads them from YAML. A missing
fact never means yes: an entity type without a line of its own takes the default
actions, an unknown purpose has no policy and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from detectors.health.subject import ABOUT_PERSON, IN_GENERAL
from detectors.types import Finding
from gateway.data_categories import types_of
from gateway.model import Action, Destination
from gateway.notice import Filling, Notice, NoticeSeries, generated, series
from gateway.opt_in import (
    HOLDING_REPLY,
    AgeGate,
    Fallback,
    RecipientRules,
    SignalRules,
    SourceRule,
)
from gateway.policy_attachments import Attachments, Audio, Documents, Images, TextFiles
from gateway.policy_incidents import IncidentRules
from gateway.policy_purpose import LegalBasis, Purpose
from gateway.policy_retention import (
    DEFAULT_RECORDS,
    Clamps,
    EndAction,
    Minimum,
    RetentionClass,
    RetentionRule,
    Trigger,
)
from gateway.policy_rights import RightsRules, Webhooks
from gateway.policy_scope import Commitment, Form, Scope
from gateway.usage.rules import UsageRules

# Types of a policy that have a file of their own.
__all__ = [
    "Attachments",
    "Audio",
    "Clamps",
    "Documents",
    "EndAction",
    "Images",
    "LegalBasis",
    "Minimum",
    "Purpose",
    "RetentionClass",
    "RetentionRule",
    "TextFiles",
    "Trigger",
]

_TEXT_GOES = (Destination.UPSTREAM, Destination.STORE, Destination.USER)


class Mode(StrEnum):
    """``enforce``, or ``unsafe_observe``, which relaxes only the action on findings."""

    ENFORCE = "enforce"
    UNSAFE_OBSERVE = "unsafe_observe"


class Incomplete(StrEnum):
    """What happens to the first part of a number whose rest has not been said yet."""

    ALLOW = "allow"
    BLOCK = "block"


class ProviderState(StrEnum):
    """Whether a request may go on from what the provider remembers of earlier ones."""

    REFUSE = "refuse"
    ALLOW = "allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Whose policy it is, and whom people can write to."""

    name: str
    contact: str


def redacts(mode: Mode, actions: Mapping[str, Mapping[Destination, Action]]) -> bool:
    """Whether what is found is replaced before text leaves, where no type's line says else."""
    return mode is Mode.ENFORCE and actions["default"][Destination.UPSTREAM] is not Action.ALLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One privacy policy, whole.

    Attributes:
        key: its id, the file's name without ending.
        version: of the published text.
        hash: first 12 hex characters of SHA-256 over the effective policy.
        operator: whose it is.
        language: ISO 639-1 code of the context words.
        mode: see Mode.
        strict_fields: refuse fields that the wire's table does not know.
        threshold: least score of a finding, by entity type, with ``default``.
        about_person_only: types of which a finding that the text says of nobody in
            particular ("what is diabetes?") is not acted on.
        actions: by entity type, then destination; ``default`` for all others.
        purposes: by key.
        default_purpose: that of a request that names none.
        classes: retention classes by key.
        retention_rules: which exchanges have a class beside their purpose's.
        records: key of the class by kind of record; see record_class.
        restore_arguments: tools whose arguments may receive restored values.
        attachments: what happens to attached files.
        provider_state: see ProviderState.
        provider_state_retention: class of what is kept of one; never None where it is ``allow``.
        region: of people whose country is not known; None is that of the storage.
        storage_regions: countries that the storage may be in, or None for any.
        age: see AgeGate; None asks no age.
        signals: see SignalRules.
        recipient_rules: see RecipientRules.
        sources: by tag.
        fallback: see Fallback.
        consent_validity: ISO 8601 duration after which a consent has expired, or None.
        notices: by id, those that purposes name.
        holding_reply: what is answered in a conversation that waits for a human being.
        usage: how usage is recorded, or None where it is not.
        rights: how requests of people are treated.
        scope: see Scope.
        forms: lead forms by id.
        commitments: what people were promised, by id.
        incidents: clocks of an incident.
    """

    key: str
    version: str
    hash: str
    operator: Operator
    language: str
    mode: Mode
    strict_fields: bool
    threshold: Mapping[str, float]
    about_person_only: frozenset[str]
    actions: Mapping[str, Mapping[Destination, Action]]
    purposes: Mapping[str, Purpose]
    default_purpose: str
    classes: Mapping[str, RetentionClass]
    restore_arguments: frozenset[str]
    attachments: Attachments = field(default_factory=Attachments)
    provider_state: ProviderState = ProviderState.REFUSE
    provider_state_retention: str | None = None
    region: str | None = None
    storage_regions: frozenset[str] | None = None
    age: AgeGate | None = None
    signals: SignalRules = field(default_factory=SignalRules)
    recipient_rules: RecipientRules = field(default_factory=RecipientRules)
    sources: Mapping[str, SourceRule] = field(default_factory=dict)
    fallback: Fallback = field(default_factory=Fallback)
    consent_validity: str | None = None
    notices: Mapping[str, Notice] = field(default_factory=dict)
    holding_reply: str = HOLDING_REPLY
    usage: UsageRules | None = None
    rights: RightsRules = field(default_factory=RightsRules)
    retention_rules: tuple[RetentionRule, ...] = ()
    records: Mapping[str, str] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    forms: Mapping[str, Form] = field(default_factory=dict)
    commitments: Mapping[str, Commitment] = field(default_factory=dict)
    incidents: IncidentRules = field(default_factory=IncidentRules)

    @property
    def reference(self) -> str:
        """``<id>@<hash>``, as response headers and records carry it."""
        return f"{self.key}@{self.hash}"

    @property
    def redacts(self) -> bool:
        """Whether people may be told that personal details are replaced before text leaves."""
        return redacts(self.mode, self.actions)

    def record_class(self, kind: str) -> RetentionClass:
        """The class of records of a kind (``disclosures``, ``usage``, ...).

        Raises:
            KeyError: there is no such kind.
        """
        key = self.records.get(kind)
        return DEFAULT_RECORDS[kind] if key is None else self.classes[key]

    def action(self, entity_type: str, destination: Destination) -> Action:
        """The action on a finding of a type on its way to a destination.

        What may not be stored reaches the store in no form that says more than its type.
        """
        actions = self.actions.get(entity_type)
        if actions is None or destination not in actions:
            actions = self.actions["default"]
        stored = destination is Destination.STORE and actions[destination] is Action.ALLOW
        return (
            actions[destination] if not stored or self.may_store(entity_type) else Action.SUPPRESS
        )

    def may_store(self, entity_type: str) -> bool:
        """Whether a type is of a data category that may be stored as it is."""
        categories = self.scope.data_categories
        return categories is None or entity_type in types_of(categories)

    def least_score(self, entity_type: str) -> float:
        """Findings of this type with a lower score are not acted on."""
        return self.threshold.get(entity_type, self.threshold["default"])

    def acts_on(self, finding: Finding) -> bool:
        """Whether a finding is sure enough, and about somebody where the policy asks for that.

        One whose detector does not tell whom the text speaks of counts as about somebody.
        """
        if finding.score < self.least_score(finding.entity_type):
            return False
        evidence = finding.evidence
        return (
            finding.entity_type not in self.about_person_only
            or IN_GENERAL not in evidence
            or ABOUT_PERSON in evidence
        )

    def touches(self, finding: Finding) -> bool:
        """Whether a finding is acted on, and its type not let through everywhere."""
        return self.acts_on(finding) and any(
            self.action(finding.entity_type, destination) is not Action.ALLOW
            for destination in _TEXT_GOES
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A party that may be sent text, as the configuration declares it.

    Attributes:
        key: its id; consent names it.
        party: legal name.
        party_role: for example ``sub_processor``.
        third_party: True needs the person's opt-in.
        country: ISO 3166-1 alpha-2 code.
        transfer_mechanism: ``adequacy``, ``scc`` ... or None.
        training: whether it trains on what it is sent.
        retention: ISO 8601 duration, or None where unknown.
        wire: for example ``openai``.
        base_url: up to and without the wire's path.
        api_key_env: name of the environment variable with its key, or None.
        models: patterns (``gpt-*``) of the models it serves.
        contact: how people and controllers reach the party, or None.
        parent: the processor that it works for, or None.
        safeguards: what protects the data there, in words.
        evidence: where the facts can be read up, or None.
        evidence_date: when somebody last did so, or None.
        active: False switches it off for everybody.
        model: the model's name that is sent in place of the one asked for, or None.
        processing_region: the region that the wire can be told, and says in its reply.
        purposes: those that it may be sent text for; None is every purpose of the policy.
    """

    key: str
    party: str
    party_role: str
    third_party: bool
    country: str
    transfer_mechanism: str | None
    training: bool
    retention: str | None
    wire: str
    base_url: str
    api_key_env: str | None
    models: tuple[str, ...]
    contact: str | None = None
    parent: str | None = None
    safeguards: tuple[str, ...] = ()
    evidence: str | None = None
    evidence_date: date | None = None
    active: bool = True
    model: str | None = None
    processing_region: str | None = None
    purposes: frozenset[str] | None = None

    def serves(self, purpose: str) -> bool:
        """Whether text may be sent here for a purpose at all."""
        return self.purposes is None or purpose in self.purposes


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """An operator's space on this gateway: its policy, its recipients in order of choice.

    Attributes:
        region: country of the storage; that of people whose own is not known, where the
            policy names none.
        webhooks: who is told of requests.
    """

    key: str
    policy: Policy
    recipients: tuple[Recipient, ...]
    region: str | None = None
    webhooks: Webhooks = field(default_factory=Webhooks)

    @cached_property
    def notices(self) -> Mapping[tuple[str, str], NoticeSeries]:
        """What people are shown, by purpose and recipient."""
        return {
            (purpose.key, recipient.key): filled_notices(
                self.policy, purpose, recipient=recipient, redacted=self.policy.redacts
            )
            for purpose in self.policy.purposes.values()
            for recipient in self.recipients
        }


def filled_notices(
    policy: Policy, purpose: Purpose, *, recipient: Recipient, redacted: bool
) -> NoticeSeries:
    """What people are shown for a purpose and a recipient; ``redacted`` is what they are told."""
    notice = policy.notices[purpose.notice] if purpose.notice else None
    if notice is None:
        notice = generated(
            purpose.key,
            version=policy.version,
            language=policy.language,
            title=purpose.title,
            benefits=purpose.benefits,
        )
    return series(
        notice,
        Filling(
            purpose=purpose.key,
            purpose_title=purpose.title,
            recipient=recipient.key,
            recipient_name=recipient.party,
            recipient_role=recipient.party_role,
            parent=recipient.parent,
            country=recipient.country,
            transfer_mechanism=recipient.transfer_mechanism,
            retention=recipient.retention,
            training=recipient.training,
            operator=policy.operator.name,
            contact=policy.operator.contact,
            redacted=redacted,
        ),
    )
