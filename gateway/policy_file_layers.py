"""Lays a policy file over the one that it extends and the profiles that it includes.

The result is one tree, as if it stood in one file; each value knows the file that it
really stands in. Mappings are merged key by key; texts, numbers and lists replace what
they inherit; ``null`` takes an inherited entry away. A profile is laid over what is
inherited, and the policy's own lines must not say otherwise. Whose policy it is and of
which version is never inherited, nor what people were promised: nobody publishes under another's
name by leaving it out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from pathlib import Path

import yaml

from gateway.yaml_tree import Value, load_yaml
from gateway.yaml_values import read_name

KEYS = ("extends", "include")
PROFILE_KEYS = ("actions", "thresholds", "about_person_only", "attachments")
PROFILES = "profiles"
_OWN = ("id", "version", "operator", "extends", "commitments")
_DEEPEST = 12
_DEFAULT = "default"
# What counts where neither policy nor profile says how sure a finding has to be.
_THRESHOLD = 0.5
# What is taken away or held back at all, before what is only changed.
_RANK = {"allow": 0, "suppress": 2, "block": 3}

Pairs = list[tuple[yaml.Node, yaml.Node]]


def read_policy_tree(path: Path) -> Value:
    """The effective tree of a policy file.

    Raises:
        ConfigurationError: a file is no YAML, is missing, leads back to itself, or
            contradicts a profile that it includes; names file, line and key path.
    """
    own, *inherited = _lineage(path)
    base = reduce(_laid_over, reversed(inherited)) if inherited else None
    bare = _laid_over(base, own) if base is not None else own
    names = bare.entries().get("include")
    if names is None or names.is_null:
        return bare
    profiles = [_profile(each, path.parent) for each in names.elements()]
    for name, profile in profiles:
        _check_own_lines(own, profile, name=name)
    if not profiles:
        return bare
    joined = reduce(_stricter, profiles)[1]
    whole = _laid_over(_under_profile(base, joined) if base is not None else joined, own)
    for name, profile in profiles:
        _check_limits(whole, profile, name=name)
    return whole


def _lineage(path: Path) -> list[Value]:
    """The policy, what it extends, and so on; without what is not inherited."""
    found = [load_yaml(path)]
    seen = {path.stem}
    while (named := found[-1].entries().get("extends")) is not None and not named.is_null:
        name = read_name(named)
        if name in seen:
            raise named.error("leads back to where it began")
        seen.add(name)
        base = path.parent / f"{name}.yaml"
        if not base.is_file():
            raise named.error(f"there is no policy file {base}")
        found.append(load_yaml(base))
    return [found[0], *(_without(each, _OWN) for each in found[1:])]


def _without(value: Value, keys: Iterable[str]) -> Value:
    left = {key: pair for key, pair in _pairs(value).items() if key not in keys}
    return _mapping(value, list(left.values()))


def _profile(named: Value, directory: Path) -> tuple[str, Value]:
    name = read_name(named)
    path = directory / PROFILES / f"{name}.yaml"
    if not path.is_file():
        raise named.error(f"there is no profile file {path}")
    profile = load_yaml(path)
    profile.fields(*PROFILE_KEYS)
    return name, profile


def _pairs(value: Value) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """The nodes of a mapping by key; without duplicates, which are refused."""
    entries = value.entries()
    return dict(zip(entries, value.node.value, strict=True))


def _mapping(like: Value, pairs: Pairs) -> Value:
    node = yaml.MappingNode(
        like.node.tag, pairs, start_mark=like.node.start_mark, end_mark=like.node.end_mark
    )
    return Value(file=like.file, path=like.path, node=node)


def _laid_over(base: Value, own: Value, *, depth: int = 0) -> Value:
    """A mapping over another; errors about it as a whole name the upper one."""
    if depth > _DEEPEST:
        raise own.error("is nested too deeply")
    under, over = base.entries(), own.entries()
    pairs = _pairs(base)
    for key, pair in _pairs(own).items():
        beneath, above = under.get(key), over[key]
        if beneath is None:
            pairs[key] = pair
        elif above.is_null and not beneath.is_null:
            del pairs[key]
        elif above.is_mapping and beneath.is_mapping:
            pairs[key] = (pair[0], _laid_over(beneath, above, depth=depth + 1).node)
        else:
            pairs[key] = pair
    return _mapping(own, list(pairs.values()))


def _under_profile(base: Value, profile: Value) -> Value:
    """A profile over what is inherited; its default also over lines that it does not name."""
    whole = _laid_over(base, profile)
    theirs, lines = profile.entries().get("actions"), base.entries().get("actions")
    if theirs is None or lines is None or not lines.is_mapping:
        return whole
    named = theirs.entries()
    pairs = _pairs(whole.entries()["actions"])
    for key, line in lines.entries().items():
        if key not in named and _DEFAULT in named and line.is_mapping:
            pairs[key] = (pairs[key][0], _laid_over(line, named[_DEFAULT]).node)
    actions = _mapping(theirs, list(pairs.values()))
    top = _pairs(whole)
    top["actions"] = (top["actions"][0], actions.node)
    return _mapping(whole, list(top.values()))


def _check_own_lines(own: Value, profile: Value, *, name: str) -> None:
    """Refuses own lines that say something else than a profile does.

    The profile's default counts as its line for every type that it does not name.
    """
    mine, theirs = own.entries(), profile.entries()
    for key in ("actions", "attachments"):
        if key in mine and key in theirs:
            _check_same(mine[key], theirs[key], name=name)
    actions = theirs["actions"].entries() if "actions" in theirs else {}
    if _DEFAULT in actions and "actions" in mine:
        for key, line in mine["actions"].entries().items():
            if key not in actions:
                _check_same(line, actions[_DEFAULT], name=name)


def _check_limits(whole: Value, profile: Value, *, name: str) -> None:
    """Refuses what would let findings pass that a profile acts on.

    They may not have to be surer than the profile says, nor be about somebody unless it says so.
    """
    entries, theirs = whole.entries(), profile.entries()
    actions = theirs["actions"].entries() if "actions" in theirs else {}
    acted_on = {key for key, line in actions.items() if line.entries()}

    def is_acted_on(entity_type: str) -> bool:
        return entity_type in acted_on or (_DEFAULT in acted_on and entity_type not in actions)

    most = theirs["thresholds"].entries() if "thresholds" in theirs else {}
    given = entries["thresholds"].entries() if "thresholds" in entries else {}
    for entity_type in sorted(acted_on | set(most) | set(filter(is_acted_on, given))):
        value = given.get(entity_type, given.get(_DEFAULT))
        if _score(value) > _score(most.get(entity_type, most.get(_DEFAULT))):
            raise (value or entries.get("thresholds", whole)).error(f"is set by profile {name}")
    kept = theirs["about_person_only"].elements() if "about_person_only" in theirs else ()
    listed = {each.text() for each in kept}
    people = entries.get("about_person_only")
    for each in () if people is None or people.is_null else people.elements():
        if is_acted_on(each.text()) and each.text() not in listed:
            raise each.error(f"is set by profile {name}")


def _score(value: Value | None) -> float:
    return _THRESHOLD if value is None else value.number(least=0, most=1)


def _check_same(mine: Value, theirs: Value, *, name: str) -> None:
    if mine.is_mapping and theirs.is_mapping:
        entries = mine.entries()
        for key, value in theirs.entries().items():
            if key in entries:
                _check_same(entries[key], value, name=name)
    elif mine.is_mapping or theirs.is_mapping or not _is_same(mine, theirs):
        raise mine.error(f"is set by profile {name}")


def _is_same(one: Value, other: Value) -> bool:
    first, second = one.plain(), other.plain()
    if isinstance(first, list) and isinstance(second, list):
        return sorted(map(str, first)) == sorted(map(str, second))
    return type(first) is type(second) and bool(first == second)


def _stricter(one: tuple[str, Value], other: tuple[str, Value]) -> tuple[str, Value]:
    """Two profiles as one: of each line that both have, the one that lets less through."""
    name = f"{one[0]} and {other[0]}"
    first, second = one[1].entries(), other[1].entries()
    pairs, more = _pairs(one[1]), _pairs(other[1])
    for key in second:
        if key not in first:
            pairs[key] = more[key]
        elif key == "actions":
            pairs[key] = (
                more[key][0],
                _stricter_actions(first[key], second[key], name=one[0]).node,
            )
        elif key == "attachments":
            line = _stricter_line(first[key], second[key], name=one[0])
            pairs[key] = (more[key][0], line.node)
        elif key == "thresholds":
            pairs[key] = (more[key][0], _lower(first[key], second[key]).node)
        else:
            pairs[key] = (more[key][0], _in_both(first[key], second[key]).node)
    return name, _mapping(other[1], list(pairs.values()))


def _stricter_actions(one: Value, other: Value, *, name: str) -> Value:
    first, second = one.entries(), other.entries()
    pairs = _pairs(one) | _pairs(other)
    for key, pair in pairs.items():
        mine, theirs = first.get(key, first.get(_DEFAULT)), second.get(key, second.get(_DEFAULT))
        if mine is not None and theirs is not None:
            pairs[key] = (pair[0], _stricter_line(mine, theirs, name=name).node)
    return _mapping(other, list(pairs.values()))


def _stricter_line(one: Value, other: Value, *, name: str) -> Value:
    """One type's line: what removes a value comes before what changes it."""
    pairs, more, first = _pairs(one), _pairs(other), one.entries()
    for key, value in other.entries().items():
        if key not in first:
            pairs[key] = more[key]
            continue
        mine, theirs = first[key].text(), value.text()
        if _RANK.get(theirs, 1) > _RANK.get(mine, 1):
            pairs[key] = more[key]
        elif _RANK.get(theirs, 1) == _RANK.get(mine, 1) and mine != theirs:
            raise value.error(f"is set otherwise by profile {name}")
    return _mapping(other, list(pairs.values()))


def _lower(one: Value, other: Value) -> Value:
    pairs, more, first = _pairs(one), _pairs(other), one.entries()
    for key, value in other.entries().items():
        higher = key in first and first[key].number(least=0, most=1) <= value.number(
            least=0, most=1
        )
        if not higher:
            pairs[key] = more[key]
    return _mapping(other, list(pairs.values()))


def _in_both(one: Value, other: Value) -> Value:
    """Types that both profiles let pass where they speak of nobody."""
    named = {each.text() for each in one.elements()}
    nodes = [each.node for each in other.elements() if each.text() in named]
    node = yaml.SequenceNode(
        other.node.tag, nodes, start_mark=other.node.start_mark, end_mark=other.node.end_mark
    )
    return Value(file=other.file, path=other.path, node=node)
