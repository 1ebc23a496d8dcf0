"""Reads a privacy policy from YAML into the types of gateway/policy.py.

A policy is loaded whole or not at all. Every error names the file in which the wrong value
stands (its own, the one that it extends, or a profile), the line and the key path.
docs/policies.md explains how policies are made of one another, docs/configuration.md
each key.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from detectors.images import missing
from detectors.numbers.incomplete import ENTITY_TYPE as INCOMPLETE_NUMBER
from detectors.numbers.incomplete import SCORE as INCOMPLETE_SCORE
from gateway.model import Action, Destination
from gateway.policy import (
    Attachments,
    Audio,
    Documents,
    Images,
    Incomplete,
    Mode,
    Operator,
    Policy,
    ProviderState,
    Purpose,
    TextFiles,
    redacts,
)
from gateway.policy_file_commitments import SECTIONS as COMMITMENTS
from gateway.policy_file_commitments import read_commitments
from gateway.policy_file_forms import SECTIONS as FORMS
from gateway.policy_file_forms import read_forms
from gateway.policy_file_incidents import read_incidents
from gateway.policy_file_layers import KEYS, read_policy_tree
from gateway.policy_file_opt_in import (
    SECTIONS,
    check_legal_basis,
    plain,
    read_notices,
    read_sections,
)
from gateway.policy_file_retention import SECTIONS as RETENTION
from gateway.policy_file_retention import Classes, read_classes, read_retention
from gateway.policy_file_scope import SECTIONS as SCOPE
from gateway.policy_file_scope import read_scope
from gateway.yaml_tree import Fields, Value
from gateway.yaml_values import NAME, NAME_WORDS, read_name

_ENTITY_TYPE = r"[A-Z][A-Z0-9_]{1,63}"
_TYPE_WORDS = "an entity type, written like CREDIT_CARD"
_DEFAULT = "default"
_COARSER = (Destination.UPSTREAM, Destination.STORE)
_DEFAULT_THRESHOLD = 0.5


def load_policy(path: Path | str, *, entity_types: Collection[str] | None = None) -> Policy:
    """Loads one policy file.

    Args:
        path: a file whose name without ending is the policy's id; its notices stand in
            ``notices/<id>.yaml`` beside the file's directory.
        entity_types: every type that the detectors in use can find; a policy that names
            another would promise what nobody looks for. None skips this check.

    Raises:
        ConfigurationError: the file is no whole policy; names file, line and key path.
    """
    path = Path(path)
    tree = read_policy_tree(path)
    top = tree.fields(
        *KEYS,
        *("id", "version", "operator", "language", "mode", "strict_fields", "thresholds"),
        "about_person_only",
        *("incomplete", "actions", "purposes", "default_purpose", "tools"),
        *("attachments", "provider_state"),
        *RETENTION,
        *SECTIONS,
        *SCOPE,
        *COMMITMENTS,
        *FORMS,
        "incidents",
    )
    key = read_name(top.required("id"))
    if key != path.stem:
        raise top.required("id").error("must equal the file's name without its ending")
    classes = read_classes(top.required("retention_classes"))
    purposes, named = _purposes(top.required("purposes"), classes)
    default_purpose = top.required("default_purpose")
    if default_purpose.text() not in purposes:
        raise default_purpose.error("names a purpose that does not exist")
    language, given_mode = top.optional("language"), top.optional("mode")
    mode = given_mode.choice(Mode) if given_mode else Mode.ENFORCE
    strict_fields, tools = top.optional("strict_fields"), top.optional("tools")
    forms = read_forms(top.optional("forms"), classes, purposes=purposes, entity_types=entity_types)
    parts: dict[str, Any] = {
        "key": key,
        "version": top.required("version").text(),
        "operator": _operator(top.required("operator")),
        "language": language.text("[a-z]{2}", what="an ISO 639-1 code") if language else "en",
        "mode": mode,
        "strict_fields": strict_fields.flag() if strict_fields else False,
        "threshold": _thresholds(top.optional("thresholds"), entity_types),
        "about_person_only": _entity_types(top.optional("about_person_only"), entity_types),
        "actions": _actions(top.required("actions"), entity_types),
        "purposes": purposes,
        "default_purpose": default_purpose.text(),
        "classes": classes.by_key,
        "restore_arguments": _tools(tools),
        "attachments": _attachments(top.optional("attachments")),
        **_provider_state(top),
        "forms": forms,
        **read_retention(
            top,
            classes,
            purposes=purposes,
            entity_types=entity_types,
            also_used=[each.retention_class for each in forms.values()],
        ),
        **read_sections(top, purposes=purposes),
        "scope": read_scope(top),
        "commitments": read_commitments(top.optional("commitments"), tree),
        "incidents": read_incidents(top.optional("incidents")),
    }
    parts["notices"] = read_notices(
        named, path.parent.parent / "notices", redacts=redacts(mode, parts["actions"])
    )
    incomplete = top.optional("incomplete")
    if incomplete is not None and incomplete.choice(Incomplete) is Incomplete.BLOCK:
        parts |= _holding_back(parts["threshold"], parts["actions"])
    return Policy(hash=_digest(parts), **parts)


def named_types(policy: Policy) -> frozenset[str]:
    """Every entity type that a policy names anywhere, those of its groups included."""
    found = {*policy.actions, *policy.threshold, *policy.about_person_only} - {_DEFAULT}
    for rule in policy.retention_rules:
        found |= rule.detected
    for form in policy.forms.values():
        for field in form.fields.values():
            found |= field.entity_types
    return frozenset(found)


def _holding_back(
    threshold: Mapping[str, float], actions: Mapping[str, Mapping[Destination, Action]]
) -> dict[str, Any]:
    """Thresholds and actions under which a number that stops short does not leave."""
    every = dict(actions[_DEFAULT]) | {Destination.UPSTREAM: Action.BLOCK}
    return {
        "threshold": MappingProxyType({**threshold, INCOMPLETE_NUMBER: INCOMPLETE_SCORE}),
        "actions": MappingProxyType({**actions, INCOMPLETE_NUMBER: MappingProxyType(every)}),
    }


def _operator(value: Value) -> Operator:
    known = value.fields("name", "contact")
    return Operator(name=known.required("name").text(), contact=known.required("contact").text())


def _thresholds(value: Value | None, entity_types: Collection[str] | None) -> Mapping[str, float]:
    found = {_DEFAULT: _DEFAULT_THRESHOLD}
    for key, entry in value.entries().items() if value else ():
        _check_entity_type(key, entry, known=entity_types)
        found[key] = entry.number(least=0, most=1)
    return MappingProxyType(found)


def _entity_types(value: Value | None, known: Collection[str] | None) -> frozenset[str]:
    found: set[str] = set()
    for entry in value.elements() if value else ():
        _check_entity_type(entry.text(_ENTITY_TYPE, what=_TYPE_WORDS), entry, known=known)
        found.add(entry.text())
    return frozenset(found)


def _actions(
    value: Value, entity_types: Collection[str] | None
) -> Mapping[str, Mapping[Destination, Action]]:
    names = [each.value for each in Destination]
    found: dict[str, Mapping[Destination, Action]] = {}
    for key, entry in value.entries().items():
        _check_entity_type(key, entry, known=entity_types)
        known = entry.fields(*names)
        if key == _DEFAULT:
            for name in names:
                known.required(name)
        found[key] = MappingProxyType(
            {
                Destination(name): _action(known, Destination(name))
                for name in names
                if name in known.entries
            }
        )
    if _DEFAULT not in found:
        raise value.error("the key default is missing; it holds for every type without a line")
    return MappingProxyType(found)


def _action(known: Fields, destination: Destination) -> Action:
    value = known.required(destination.value)
    action = value.choice(Action)
    if destination is Destination.LOG and action is Action.ALLOW:
        raise value.error("must not be allow: logs never hold values")
    if action is Action.GENERALISE and destination not in _COARSER:
        raise value.error("must not be generalise, which is for upstream and store")
    return action


def _check_entity_type(key: str, value: Value, *, known: Collection[str] | None) -> None:
    if key == _DEFAULT:
        return
    if re.fullmatch(_ENTITY_TYPE, key) is None:
        raise value.error("is no entity type; types are written like CREDIT_CARD")
    if known is not None and key not in known:
        raise value.error("is an entity type that no detector in use can find")


def _purposes(value: Value, classes: Classes) -> tuple[Mapping[str, Purpose], Mapping[str, Value]]:
    """Purposes by key; and the notices that they name, each with a place that does."""
    found: dict[str, Purpose] = {}
    named: dict[str, Value] = {}
    for key, entry in _named(value):
        known = entry.fields("title", "benefits", "legal_basis", "retention_class", "notice")
        retention_class, notice = known.required("retention_class"), known.optional("notice")
        classes.named(retention_class)
        if notice is not None:
            named.setdefault(read_name(notice), notice)
        found[key] = Purpose(
            key=key,
            title=known.required("title").text(),
            benefits=known.required("benefits").text(),
            legal_basis=check_legal_basis(key, known.required("legal_basis")),
            retention_class=retention_class.text(),
            notice=notice.text() if notice else None,
        )
    return MappingProxyType(found), named


def _provider_state(top: Fields) -> dict[str, Any]:
    chosen = top.optional("provider_state")
    state = chosen.choice(ProviderState) if chosen else ProviderState.REFUSE
    if state is ProviderState.ALLOW:
        named: Value | None = top.required("provider_state_retention")
    else:
        named = top.optional("provider_state_retention")
    return {
        "provider_state": state,
        "provider_state_retention": named.text() if named is not None else None,
    }


def _named(value: Value) -> list[tuple[str, Value]]:
    entries = value.entries()
    if not entries:
        raise value.error("must not be empty")
    for key, entry in entries.items():
        if re.fullmatch(NAME, key) is None:
            raise entry.error(f"the key must be {NAME_WORDS}")
    return list(entries.items())


def _tools(value: Value | None) -> frozenset[str]:
    if value is None:
        return frozenset()
    names = value.fields("restore_arguments").optional("restore_arguments")
    return frozenset(each.text() for each in names.elements()) if names else frozenset()


def _attachments(value: Value | None) -> Attachments:
    if value is None:
        return Attachments()
    known = value.fields("text", "documents", "images", "audio")
    text, documents = known.optional("text"), known.optional("documents")
    images, audio = known.optional("images"), known.optional("audio")
    found = Attachments(
        text=text.choice(TextFiles) if text else TextFiles.REWRITE,
        documents=documents.choice(Documents) if documents else Documents.AS_TEXT,
        images=images.choice(Images) if images else Images.BLOCK,
        audio=audio.choice(Audio) if audio else Audio.BLOCK,
    )
    if images is not None and found.images is Images.REDACT and (lacking := missing()):
        raise images.error(f"redact needs {lacking}, which is not installed here")
    return found


def _digest(parts: Mapping[str, Any]) -> str:
    """First 12 hex characters of SHA-256 over the canonical JSON of the effective policy."""
    canonical = json.dumps(plain(parts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
