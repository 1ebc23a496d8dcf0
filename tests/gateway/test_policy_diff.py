"""Effective values by key path: where each stands, and where two policies differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.policy_diff import differences, settings_of
from gateway.policy_file_layers import read_policy_tree
from gateway.yaml_tree import load_yaml
from tests.gateway.five_policies import FIVE, POLICIES


def written(directory: Path, name: str, text: str) -> Any:
    path = directory / f"{name}.yaml"
    path.write_text(text)
    return load_yaml(path)


def test_values_have_their_path_file_and_line(tmp_path: Path) -> None:
    tree = written(tmp_path, "a", "id: a\nx: {y: [1, 2], z: {}}\nw: off\nv: null\nu: 0.5\n")
    found = settings_of(tree)
    assert {path: each.value for path, each in found.items()} == {
        "id": "a",
        "x.y": [1, 2],
        "x.z": {},
        "w": "off",
        "v": None,
        "u": 0.5,
    }
    assert found["x.y"].as_json() == {
        "path": "x.y",
        "value": [1, 2],
        "file": str(tmp_path / "a.yaml"),
        "line": 2,
    }


@pytest.mark.parametrize(
    ("one", "other", "paths"),
    [
        ("x: 1\n", "x: 1\n", []),
        ("x: 1\n", "x: 2\n", ["x"]),
        ("x: 1\n", "x: true\n", ["x"]),
        ("x: 1\n", 'x: "1"\n', ["x"]),
        ("x: [a, b]\n", "x: [b, a]\n", ["x"]),
        ("x: {a: 1}\n", "x: {b: 1}\n", ["x.a", "x.b"]),
        ("x: {a: 1}\n", "x: 1\n", ["x", "x.a"]),
        ("x: 1\nid: a\nextends: b\n", "x: 1\nid: c\n", []),
        ("b: 1\na: 1\n", "c: 1\n", ["a", "b", "c"]),
    ],
)
def test_what_differs(tmp_path: Path, one: str, other: str, paths: list[str]) -> None:
    found = differences(written(tmp_path, "one", one), written(tmp_path, "other", other))
    assert [each.path for each in found] == paths


def test_each_of_the_five_says_where_it_differs_from_what_it_extends() -> None:
    base = read_policy_tree(POLICIES / "default.yaml")
    for key in FIVE:
        tree = read_policy_tree(POLICIES / f"{key}.yaml")
        assert differences(tree, tree) == []
        found = {each.path: each for each in differences(base, tree)}
        assert found["operator.name"].other is not None
        assert all(
            Path(each.other.file).stem == key for each in found.values() if each.other is not None
        )
