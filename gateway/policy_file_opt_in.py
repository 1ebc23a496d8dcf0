"""Reads the opt-in's sections of a policy: age, signals, recipients, sources, fallback.

A section that is left out asks nothing more than the design does; one that is there and
empty is an error. docs/configuration.md explains each key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gateway.consent.notices import load_notice
from gateway.notice import UNREDACTED, Notice
from gateway.opt_in import (
    OPTIONAL_PURPOSES,
    AgeGate,
    AgeMethod,
    Fallback,
    FallbackAction,
    RecipientRules,
    SignalRules,
    SignalScope,
    SourceRule,
)
from gateway.policy import LegalBasis, Policy
from gateway.policy_file_layers import read_policy_tree
from gateway.policy_file_rights import read_rights
from gateway.recipients import MECHANISMS, ROLES
from gateway.regions import expanded
from gateway.usage.policy_section import read_usage
from gateway.yaml_tree import Fields, Value
from gateway.yaml_values import (
    NAME,
    NAME_WORDS,
    read_country,
    read_duration,
    read_name,
    read_word,
)

SECTIONS = (
    *("region", "age", "signals", "recipient_conditions", "sources", "fallback"),
    *("consents", "usage", "holding_reply", "rights", "storage_regions"),
)
_AGES = (13, 16, 18)
# Nobody needs to be trained on, or to be written to, to have a question answered, nor to
# stay alive (EDPB Guidelines 2/2019, 48 to 57: service improvement, advertising).
_NO_GROUND = (LegalBasis.CONTRACT, LegalBasis.VITAL_INTERESTS)


def read_sections(top: Fields, *, purposes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a policy that these sections fill.

    Args:
        top: the file, with SECTIONS among its known keys.
        purposes: of the policy, by key.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    region, consents = top.optional("region"), top.optional("consents")
    validity = consents.fields("validity").optional("validity") if consents else None
    reply = top.optional("holding_reply")
    return {
        "region": read_country(region) if region else None,
        "storage_regions": _countries(top.optional("storage_regions")),
        "age": _age(top.optional("age")),
        "signals": _signals(top.optional("signals")),
        "recipient_rules": _recipient_rules(top.optional("recipient_conditions")),
        "sources": _sources(top.optional("sources"), purposes),
        "fallback": _fallback(top.optional("fallback")),
        "consent_validity": read_duration(validity) if validity else None,
        **({"holding_reply": reply.text()} if reply else {}),
        "usage": read_usage(top.optional("usage")),
        "rights": read_rights(top.optional("rights")),
    }


def check_legal_basis(key: str, value: Value) -> LegalBasis:
    """A purpose's legal basis, where it can be one.

    Raises:
        ConfigurationError: no basis of GDPR Article 6(1), or none that an optional purpose
            of this name can rest on.
    """
    basis = value.choice(LegalBasis)
    if key in OPTIONAL_PURPOSES and basis in _NO_GROUND:
        raise value.error(f"{basis.value} is no ground for {key}, which nobody needs to be served")
    return basis


def read_notices(
    named: Mapping[str, Value], directory: Path, *, redacts: bool
) -> Mapping[str, Notice]:
    """The notices that purposes name, by id.

    Args:
        named: where each id stands, by id.
        directory: of the notices, one file each.
        redacts: whether the policy replaces personal details; who opts in where it does not
            must be told.

    Raises:
        ConfigurationError: a notice is missing, is none, or does not say what it must.
    """
    found: dict[str, Notice] = {}
    for key, value in named.items():
        path = directory / f"{key}.yaml"
        if not path.is_file():
            raise value.error(f"there is no notice file {path}")
        found[key] = load_notice(path)
        if not redacts:
            _check_unredacted(found[key], value)
    return MappingProxyType(found)


def source_recipients(path: Path) -> list[tuple[Value, str]]:
    """Each recipient that a policy's sources name, with its place; of a policy that loads."""
    sources = read_policy_tree(path).entries().get("sources")
    rules = sources.entries().values() if sources is not None and not sources.is_null else ()
    return [
        (each, each.text()) for rule in rules for each in rule.entries()["recipients"].elements()
    ]


def fallback_place(path: Path) -> Value:
    """Where a policy says what comes instead of an opt-in."""
    top = read_policy_tree(path)
    return top.entries().get("fallback", top)


def check_storage(policy: Policy, path: Path, *, region: str | None) -> None:
    """Refuses a storage where the policy does not permit one.

    Raises:
        ConfigurationError: names the policy's file, line and key.
    """
    if policy.storage_regions is not None and region not in policy.storage_regions:
        place = read_policy_tree(path).entries()["storage_regions"]
        raise place.error(f"does not permit {region}, where the storage of this gateway is")


def plain(value: Any) -> Any:
    """A part of a policy as JSON that is the same however the file was written."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _age(value: Value | None) -> AgeGate | None:
    if value is None:
        return None
    known = value.fields("minimum", "asked", "question")
    minimum = known.required("minimum")
    years = minimum.integer(least=min(_AGES), most=max(_AGES))
    if years not in _AGES:
        raise minimum.error("must be 13, 16 or 18: nothing finer than these bands is kept")
    return AgeGate(
        minimum=years,
        asked=known.required("asked").choice(AgeMethod),
        **_question(known.required("question")),
    )


def _question(value: Value) -> dict[str, Any]:
    """One text, or one for each language, the policy's own first."""
    if not value.is_mapping:
        return {"question": value.text()}
    entries = value.entries()
    for key, entry in entries.items():
        if re.fullmatch("[a-z]{2}", key) is None:
            raise entry.error("the key must be an ISO 639-1 code")
    texts = {key: entry.text() for key, entry in entries.items()}
    if not texts:
        raise value.error("must not be empty")
    return {"question": next(iter(texts.values())), "translations": MappingProxyType(texts)}


def _signals(value: Value | None) -> SignalRules:
    known = value.fields("gpc", "dnt") if value is not None else None
    scopes = {key: entry.choice(SignalScope) for key, entry in _given(known)}
    return SignalRules(**scopes)


def _recipient_rules(value: Value | None) -> RecipientRules:
    if value is None:
        return RecipientRules()
    known = value.fields("countries", "mechanisms", "roles", "longest_retention", "evidence_age")
    longest, age = known.optional("longest_retention"), known.optional("evidence_age")
    return RecipientRules(
        countries=_countries(known.optional("countries")),
        mechanisms=_words(known.optional("mechanisms"), lambda each: read_word(each, MECHANISMS)),
        roles=_words(known.optional("roles"), lambda each: read_word(each, ROLES)),
        longest_retention=read_duration(longest, zero=True) if longest else None,
        evidence_age=read_duration(age) if age else None,
    )


def _countries(value: Value | None) -> frozenset[str] | None:
    named = _words(value, lambda each: read_country(each, or_eea=True))
    return None if named is None else expanded(named)


def _words(value: Value | None, read: Callable[[Value], str]) -> frozenset[str] | None:
    if value is None:
        return None
    found = frozenset(read(each) for each in value.elements())
    if not found:
        raise value.error("must not be empty; without this key everything is permitted")
    return found


def _sources(value: Value | None, purposes: Mapping[str, Any]) -> Mapping[str, SourceRule]:
    found: dict[str, SourceRule] = {}
    for tag, entry in value.entries().items() if value is not None else ():
        if re.fullmatch(NAME, tag) is None:
            raise entry.error(f"the key must be {NAME_WORDS}")
        known = entry.fields("recipients", "purposes")
        chosen = []
        for each in known.required("purposes").elements():
            if each.text() not in purposes:
                raise each.error("names a purpose that does not exist")
            chosen.append(each.text())
        found[tag] = SourceRule(
            recipients=frozenset(
                read_name(each) for each in known.required("recipients").elements()
            ),
            purposes=frozenset(chosen),
        )
    return MappingProxyType(found)


def _fallback(value: Value | None) -> Fallback:
    if value is None:
        return Fallback()
    known = value.fields("action", "text")
    action, text = known.required("action").choice(FallbackAction), known.optional("text")
    if action is FallbackAction.ANSWER:
        return Fallback(action=action, text=known.required("text").text())
    if text is not None:
        raise text.error("is said only where action is answer")
    return Fallback(action=action)


def _check_unredacted(notice: Notice, value: Value) -> None:
    for version in notice.versions:
        for language, parts in version.texts.items():
            if UNREDACTED not in parts:
                raise value.error(
                    f"mode unsafe_observe needs the part {UNREDACTED}, which version "
                    f"{version.version} lacks in {language}"
                )


def _given(known: Fields | None) -> list[tuple[str, Value]]:
    entries = known.entries if known is not None else {}
    return [(key, entry) for key, entry in entries.items() if not entry.is_null]
