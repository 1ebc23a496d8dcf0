"""Reads recipients, policies and tenants of a configuration, and holds them to one another.

What no passing of time heals is an error when the gateway starts: a tenant that may send
text to nobody, a fallback or a source that leads nowhere, a parent of unknown facts.
Evidence that grows old is refused when a request comes, by gateway/consent/evaluate.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.consent.recipient_facts import LASTING, failing_facts
from gateway.opt_in import FallbackAction
from gateway.policy import Policy, Recipient, Tenant
from gateway.policy_file import load_policy
from gateway.policy_file_opt_in import check_storage, fallback_place, source_recipients
from gateway.recipients import check_first_party, read_recipient
from gateway.webhooks import read_webhooks
from gateway.yaml_tree import Value
from gateway.yaml_values import read_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who may be sent text, on whose behalf, under which policy.

    Attributes:
        recipients: by id.
        tenants: by id.
        policy_files: path of each policy by id.
    """

    recipients: Mapping[str, Recipient]
    tenants: Mapping[str, Tenant]
    policy_files: Mapping[str, Path]


def read_register(
    recipients: Value, tenants: Value, *, policies: Path, region: str, now: datetime
) -> Register:
    """Reads and checks all three.

    Args:
        recipients: the list of them.
        tenants: the list of them.
        policies: directory of the policies.
        region: country of the storage.
        now: aware, UTC.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    known = _Recipients(recipients, now=now)
    files = _Policies(policies)
    places = _tenants(tenants, known, policies=files, region=region)
    found = {tenant.key: tenant for tenant, _ in places}
    known.check(found)
    for tenant, value in places:
        _check_permitted(tenant, value, now=now)
    known.check_conditions(found, now=now)
    for tenant, value in places:
        _check_fallback(tenant, value, path=files.files[tenant.policy.key])
        check_storage(tenant.policy, files.files[tenant.policy.key], region=tenant.region)
    for key, path in files.files.items():
        _check_sources(key, path, tenants=found)
    return Register(recipients=known.found, tenants=found, policy_files=files.files)


class _Recipients:
    """The recipients of a file, with the place of each for later errors."""

    def __init__(self, value: Value, *, now: datetime) -> None:
        self.found: dict[str, Recipient] = {}
        self._places: dict[str, tuple[Value, bool]] = {}
        for entry in value.elements():
            recipient, unsafe = read_recipient(entry, now=now)
            if recipient.key in self.found:
                raise entry.error("a recipient with this id exists already")
            self.found[recipient.key] = recipient
            self._places[recipient.key] = (entry, unsafe)
        if not self.found:
            raise value.error("must not be empty")

    def check(self, tenants: Mapping[str, Tenant]) -> None:
        """Holds each recipient against the policies of the tenants that use it."""
        for key, (value, unsafe) in self._places.items():
            recipient = self.found[key]
            policies = [
                tenant.policy for tenant in tenants.values() if recipient in tenant.recipients
            ]
            check_first_party(value, recipient, unsafe=unsafe, policies=policies)
            for parent in self._parents(recipient):
                _check_parent(value, parent, policies=policies)

    def check_conditions(self, tenants: Mapping[str, Tenant], *, now: datetime) -> None:
        """Refuses a recipient that lacks what a policy asks for, or that none permits."""
        for key, (value, _) in self._places.items():
            recipient = self.found[key]
            users = [tenant for tenant in tenants.values() if recipient in tenant.recipients]
            for tenant in users:
                _check_stated(recipient, value, policy=tenant.policy)
            if users and recipient.active:
                _check_any_permits(recipient, value, users=users, now=now)
            if users:
                _check_purposes(value, users=users)

    def _parents(self, recipient: Recipient) -> Iterator[Recipient]:
        """The parties that a recipient works for, nearest first; their facts are known."""
        seen, below = {recipient.key}, recipient
        while below.parent is not None:
            place = self._places[below.key][0].entries()["parent"]
            parent = self.found.get(below.parent)
            if parent is None:
                raise place.error("names a recipient that does not exist, so that nothing is known")
            if parent.key in seen:
                raise place.error("leads back to where it began")
            seen.add(parent.key)
            yield parent
            below = parent


def _check_parent(value: Value, parent: Recipient, *, policies: list[Policy]) -> None:
    """A parent can be made to hand over what the recipient has, so its country counts, too."""
    for policy in policies:
        permitted = policy.recipient_rules.countries
        if permitted is not None and parent.country not in permitted:
            raise value.entries()["parent"].error(
                f"{parent.key} is in a country that policy {policy.key} does not permit"
            )


def _check_stated(recipient: Recipient, value: Value, *, policy: Policy) -> None:
    scope = policy.scope
    if scope.recipient_purposes and recipient.purposes is None:
        raise value.error(f"the key purposes is missing; policy {policy.key} requires it")
    if scope.least_safeguards and recipient.third_party and not recipient.safeguards:
        raise value.error(f"the key safeguards is missing; policy {policy.key} requires it")


def _check_any_permits(
    recipient: Recipient, value: Value, *, users: list[Tenant], now: datetime
) -> None:
    against = []
    for tenant in users:
        lasting = _lasting(tenant, recipient, now=now)
        if not lasting:
            return
        against.append(f"{tenant.policy.key} ({', '.join(lasting)})")
    raise value.error(f"no policy of its tenants permits it: {'; '.join(against)}")


def _check_purposes(value: Value, *, users: list[Tenant]) -> None:
    named = value.entries().get("purposes")
    for each in named.elements() if named is not None and not named.is_null else ():
        if not any(each.text() in tenant.policy.purposes for tenant in users):
            raise each.error("names a purpose that no policy of its tenants has")


def _lasting(tenant: Tenant, recipient: Recipient, *, now: datetime) -> list[str]:
    """What no time heals."""
    policy = tenant.policy
    reasons = failing_facts(
        recipient, policy.recipient_rules, region=policy.region or tenant.region, now=now
    )
    return [reason for reason in reasons if reason in LASTING]


class _Policies:
    """Policies by id, each read once."""

    def __init__(self, directory: Path) -> None:
        self.files: dict[str, Path] = {}
        self._directory = directory
        self._found: dict[str, Policy] = {}

    def get(self, value: Value) -> Policy:
        key = read_name(value)
        path = self._directory / f"{key}.yaml"
        if key not in self._found:
            if not path.is_file():
                raise value.error(f"there is no policy file {path}")
            self._found[key] = load_policy(path)
            self.files[key] = path
        return self._found[key]


def _tenants(
    value: Value, recipients: _Recipients, *, policies: _Policies, region: str
) -> list[tuple[Tenant, Value]]:
    """Each tenant, with the place of its recipients."""
    found: dict[str, tuple[Tenant, Value]] = {}
    for entry in value.elements():
        known = entry.fields("id", "policy", "recipients", "webhooks")
        key = read_name(known.required("id"))
        if key in found:
            raise entry.error("a tenant with this id exists already")
        chosen = []
        for each in known.required("recipients").elements():
            if each.text() not in recipients.found:
                raise each.error("names a recipient that does not exist")
            chosen.append(recipients.found[each.text()])
        if not chosen:
            raise known.required("recipients").error("must not be empty")
        policy = policies.get(known.required("policy"))
        webhooks = read_webhooks(
            known.optional("webhooks"), recipients=[recipient.key for recipient in chosen]
        )
        tenant = Tenant(
            key=key, policy=policy, recipients=tuple(chosen), region=region, webhooks=webhooks
        )
        found[key] = (tenant, known.required("recipients"))
    if not found:
        raise value.error("must not be empty")
    return list(found.values())


def _check_permitted(tenant: Tenant, value: Value, *, now: datetime) -> None:
    policy, against = tenant.policy, []
    for recipient in tenant.recipients:
        lasting = _lasting(tenant, recipient, now=now)
        if not lasting:
            return
        against.append(f"{recipient.key} ({', '.join(lasting)})")
    raise value.error(f"policy {policy.key} permits none of them: {'; '.join(against)}")


def _check_fallback(tenant: Tenant, value: Value, *, path: Path) -> None:
    if tenant.policy.fallback.action is not FallbackAction.FIRST_PARTY:
        return
    if all(recipient.third_party for recipient in tenant.recipients):
        place = fallback_place(path)
        raise value.error(
            f"must hold one that is no third party: {place.file}:{place.line} falls back to it"
        )


def _check_sources(key: str, path: Path, *, tenants: Mapping[str, Tenant]) -> None:
    existing = {
        recipient.key
        for tenant in tenants.values()
        if tenant.policy.key == key
        for recipient in tenant.recipients
    }
    for place, name in source_recipients(path):
        if name not in existing:
            raise place.error("names a recipient that no tenant under this policy has")
