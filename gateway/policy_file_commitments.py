"""Reads what people were promised; docs/policies.md explains each key.

A promise that nothing could show to be kept is refused: one whose probe does not exist or
is not told what was promised, or which names a setting that the policy does not have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from gateway.commitments import PROBES, Argument, ProbeForm
from gateway.data_categories import CATEGORIES
from gateway.policy_scope import Commitment, CommitmentKind, Expected
from gateway.yaml_tree import Value
from gateway.yaml_values import read_word

SECTIONS = ("commitments",)
# What begins so stands in the configuration, or in the code that a setting switches.
CONFIGURATION = ("recipients", "storage", "tenants", "widget", "audit", "rights")
_ID = r"[A-Z][A-Z0-9]{1,15}-[A-Za-z0-9]{1,12}"
_ID_WORDS = "an id such as WRK-07b"
_SETTING = r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){0,11}"
_MOST = 1_000_000
_WORD = r"[^\x00-\x1f\x7f]{1,200}"


def read_commitments(value: Value | None, effective: Value) -> Mapping[str, Commitment]:
    """The section ``commitments``, by id.

    Args:
        value: the section.
        effective: the whole tree, in which the settings must stand.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    found: dict[str, Commitment] = {}
    for key, entry in value.entries().items() if value is not None else ():
        if re.fullmatch(_ID, key) is None:
            raise entry.error(f"the key must be {_ID_WORDS}")
        found[key] = _commitment(key, entry, effective=effective)
    return MappingProxyType(found)


def _commitment(key: str, entry: Value, *, effective: Value) -> Commitment:
    known = entry.fields("kind", "promise", "keeps", "probes")
    kind, probes = known.required("kind").choice(CommitmentKind), known.optional("probes")
    keeps = known.optional("keeps")
    if kind is CommitmentKind.DECLARED:
        if probes is not None:
            raise probes.error("must not stand where kind is declared: nothing shows it")
    else:
        known.required("probes")
        known.required("keeps")
    return Commitment(
        key=key,
        kind=kind,
        promise=known.required("promise").text(),
        settings=_settings(keeps, effective) if keeps else (),
        probes=_probes(probes) if probes else MappingProxyType({}),
    )


def _settings(value: Value, effective: Value) -> tuple[str, ...]:
    found: list[str] = []
    for each in value.elements():
        path = each.text(_SETTING, what="a key path such as actions.default.store")
        parts = path.split(".")
        if parts[0] not in CONFIGURATION and not _stands(effective, parts):
            raise each.error("names a setting that this policy does not have")
        found.append(path)
    if not found:
        raise value.error("must not be empty")
    return tuple(found)


def _stands(effective: Value, parts: list[str]) -> bool:
    place: Value | None = effective
    for part in parts:
        place = place.entries().get(part) if place is not None and place.is_mapping else None
    return place is not None and not place.is_null


def _probes(value: Value) -> Mapping[str, Mapping[str, Expected]]:
    entries = value.entries()
    if not entries:
        raise value.error("must not be empty")
    return MappingProxyType({name: _probe(name, entry) for name, entry in entries.items()})


def _probe(name: str, entry: Value) -> Mapping[str, Expected]:
    form = PROBES.get(name)
    if form is None:
        raise entry.error("is a probe that does not exist; docs/policies.md lists them")
    if entry.is_null and not form.needs:
        return MappingProxyType({})
    arguments = {**form.needs, **form.may}
    known = entry.fields(*arguments)
    for key in form.needs:
        known.required(key)
    return MappingProxyType(
        {
            key: _expected(value, arguments[key])
            for key, value in known.entries.items()
            if not (value.is_null and _may_be_left_out(form, key))
        }
    )


def _may_be_left_out(form: ProbeForm, key: str) -> bool:
    return key in form.may


def _expected(value: Value, argument: Argument) -> Expected:
    if argument is Argument.NUMBER:
        return value.integer(least=0, most=_MOST)
    if argument is Argument.FLAG:
        return value.flag()
    if argument is Argument.PAIRS:
        pairs = {key: entry.text(_WORD) for key, entry in value.entries().items()}
        if not pairs:
            raise value.error("must not be empty")
        return MappingProxyType(pairs)
    if argument is Argument.WORDS:
        return _words(value)
    return value.text(_WORD, what="a word")


def _words(value: Value) -> tuple[str, ...]:
    of_categories = value.path.endswith(".categories")
    words = tuple(
        read_word(each, CATEGORIES) if of_categories else each.text(_WORD, what="a word")
        for each in value.elements()
    )
    if not words and not value.path.endswith(".entries"):
        raise value.error("must not be empty")
    return words
