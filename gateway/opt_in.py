"""What a policy says of the opt-in: age, signals, recipients, sources, and what comes instead.

Pure types; gateway/policy.py holds them, gateway/consent/evaluate.py applies them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

# The purposes that have a name of their own, each with its term in the Data Privacy
# Vocabulary 2.3 (W3C). Whoever answers a question need not also be let train on it.
ANSWERING = "answering"
OPTIONAL_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "quality_review": "dpv:QualityManagement",
        "evaluation": "dpv:ResearchAndDevelopment",
        "service_improvement": "dpv:ImproveExistingProductsAndServices",
        "fine_tuning": "ai:ModelFineTuning",
        "training": "ai:ModelTraining",
        "newsletter": "dpv:DirectMarketing",
        "analytics": "dpv:ServiceUsageAnalytics",
    }
)

# Who objects to these is not written to again, whatever the operator's reasons (GDPR
# Article 21(3)).
DIRECT_MARKETING = frozenset(
    key for key, term in OPTIONAL_PURPOSES.items() if term == "dpv:DirectMarketing"
)
HOLDING_REPLY = (
    "You asked that a person look at this conversation. "
    "Until somebody has, no automatic answer is given here."
)


class AgeMethod(StrEnum):
    """How an age band became known; a later one in this list is worth more."""

    DECLARATION = "declaration"  # the person said so
    ACCOUNT = "account"  # the operator's own records say so
    DOCUMENT = "document"  # an identity document or an age check was seen


class SignalScope(StrEnum):
    """Which consents a privacy signal refuses, unless given after it was shown."""

    EVERY_CONSENT = "every_consent"
    OPTIONAL_PURPOSES = "optional_purposes"


class FallbackAction(StrEnum):
    """What a request gets that lacks the person's opt-in."""

    REFUSE = "refuse"
    ANSWER = "answer"
    FIRST_PARTY = "first_party"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeGate:
    """From which age on people may use the service.

    Attributes:
        minimum: 13, 16 or 18 years.
        asked: how age is asked; a band that was learnt by a weaker method does not count.
        question: the words in which a person is asked.
        translations: the same in other languages, by ISO 639-1 code.
    """

    minimum: int
    asked: AgeMethod
    question: str
    translations: Mapping[str, str] = field(default_factory=dict)

    def words(self, language: str | None) -> str:
        """The question in a language, else as the policy has it."""
        return self.translations.get((language or "")[:2].lower(), self.question)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRules:
    """What ``Sec-GPC`` and ``DNT`` (or a stored preference) refuse."""

    gpc: SignalScope = SignalScope.EVERY_CONSENT
    dnt: SignalScope = SignalScope.EVERY_CONSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientRules:
    """What a policy asks of every recipient; None asks nothing.

    Attributes:
        countries: codes of the countries where a recipient may be.
        mechanisms: transfer mechanisms that do outside of the person's region.
        roles: party roles.
        longest_retention: ISO 8601 duration.
        evidence_age: ISO 8601 duration; evidence of a third party's facts that is older,
            or missing, refuses it.
    """

    countries: frozenset[str] | None = None
    mechanisms: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    longest_retention: str | None = None
    evidence_age: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRule:
    """Where text of a tagged source may go; empty sets permit nothing."""

    recipients: frozenset[str]
    purposes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What happens to a request that lacks the opt-in; ``text`` is the fixed answer."""

    action: FallbackAction = FallbackAction.REFUSE
    text: str = ""
