"""What a person can say yes or no to: a purpose, a recipient, and the notice of the two.

A purpose that sends nothing to a model has the operator itself as recipient, under the
reserved key ``operator``; lead forms and every optional purpose can, so that people can
let the operator alone use what they wrote. Pure: times are arguments, aware, in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.consent.evaluate import Route
from gateway.errors import Refused
from gateway.notice import NoticeSeries
from gateway.opt_in import OPTIONAL_PURPOSES
from gateway.policy import Purpose, Recipient, Tenant, filled_notices

OPERATOR = "operator"
# What stands for the policy's default purpose, where nothing else has this key.
DEFAULT = "default"
# Purposes for which the operator needs no model: what they are used for stays with it.
KEPT_HERE = frozenset({"newsletter", "analytics"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One question to a person: this purpose, this recipient, under these notices."""

    tenant: Tenant
    purpose: Purpose
    recipient: Recipient
    notices: NoticeSeries

    @property
    def route(self) -> Route:
        """The way that text would go; none for the operator itself."""
        return Route(tenant=self.tenant, purpose=self.purpose, recipient=self.recipient)


def offered(tenant: Tenant, *, purpose: str, recipient: str) -> Offer:
    """The offer of a purpose and a recipient.

    Raises:
        Refused: the policy has no such purpose (403 ``purpose_refused``), the tenant no
            such recipient for it (403 ``recipient_refused``).
    """
    chosen = tenant.policy.purposes.get(purpose)
    if chosen is None:
        raise Refused(
            "purpose_refused",
            "The policy has no such purpose.",
            status=403,
            details={"purposes": sorted(tenant.policy.purposes)},
        )
    for each in tenant.recipients:
        if each.key == recipient:
            notices = tenant.notices[chosen.key, each.key]
            return Offer(tenant=tenant, purpose=chosen, recipient=each, notices=notices)
    if recipient != OPERATOR or not _can_stay_here(tenant, purpose):
        raise Refused(
            "recipient_refused",
            "The tenant has no such recipient for this purpose.",
            status=403,
            details={"reasons": ["unknown_recipient"]},
        )
    return of_operator(tenant, chosen)


def purpose_of(tenant: Tenant, key: str, *, wanted: str | None = None) -> Purpose | None:
    """The purpose that a key stands for: its own, or that of the notice it names.

    Args:
        tenant: whose policy it is.
        key: of a purpose or of a notice; or DEFAULT.
        wanted: the one of several purposes with the same notice, or None for the first.
    """
    policy, purposes = tenant.policy, tenant.policy.purposes
    if key == DEFAULT and key not in purposes and key not in policy.notices:
        key = policy.default_purpose
    if wanted is not None:
        found = purposes.get(wanted)
        return found if found is not None and key in (found.key, found.notice) else None
    if key in purposes:
        return purposes[key]
    return next((each for each in purposes.values() if each.notice == key), None)


def _can_stay_here(tenant: Tenant, purpose: str) -> bool:
    """Whether the operator alone can use something for it; what a lead form asks stays here."""
    forms = tenant.policy.forms.values()
    return purpose in OPTIONAL_PURPOSES or any(each.purpose == purpose for each in forms)


def of_operator(tenant: Tenant, purpose: Purpose) -> Offer:
    """What stays with the operator, in the country of its storage, as long as the class says."""
    policy = tenant.policy
    itself = Recipient(
        key=OPERATOR,
        party=policy.operator.name,
        party_role="controller",
        third_party=False,
        country=tenant.region or policy.region or "",
        transfer_mechanism=None,
        training=False,
        retention=policy.classes[purpose.retention_class].duration,
        wire="",
        base_url="",
        api_key_env=None,
        models=(),
        contact=policy.operator.contact,
    )
    # Nothing leaves, redacted or not.
    notices = filled_notices(policy, purpose, recipient=itself, redacted=True)
    return Offer(tenant=tenant, purpose=purpose, recipient=itself, notices=notices)
