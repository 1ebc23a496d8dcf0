from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ConfigurationError
from gateway.yaml_tree import Value, load_yaml


def tree(directory: Path, text: str | bytes) -> Value:
    path = directory / "a.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_yaml(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("# nothing\n", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("a: [", "not valid YAML"),
        ("a: b: c", "not valid YAML"),
        ("a: 1\n---\nb: 2", "not valid YAML"),
        ("a: \x00", "not valid YAML"),
        ("\tcanary: 1", "not valid YAML"),
        ("a: *canary", "not valid YAML"),
        ("[" * 5000, "not valid YAML"),
        ("a: " + "x" * (1 << 20), "longer than"),
    ],
)
def test_what_is_no_yaml_file_is_refused(tmp_path: Path, text: str | bytes, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        tree(tmp_path, text)
    assert "canary" not in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "a.yaml"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yaml: cannot be read"):
        load_yaml(tmp_path / "none.yaml")


@pytest.mark.parametrize("text", ["NO", "1.0", "2025-11-22", "true", "~", "0x10", "!!binary aGk="])
def test_what_yaml_reads_as_something_else_needs_quotes(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match="quotes"):
        tree(tmp_path, f"a: {text}").entries()["a"].text()


def test_any_tree_as_plain_values(tmp_path: Path) -> None:
    text = "a: {b: [1, -2.5, true, null, 'x'], c: {}}\nd: text\n"
    value = tree(tmp_path, text)
    assert value.is_mapping
    assert value.plain() == {"a": {"b": [1, -2.5, True, None, "x"], "c": {}}, "d": "text"}


@pytest.mark.parametrize(
    "text", ["2025-11-22", "!!binary aGk=", "{b: 1, b: 2}", "{1: x}", "yes", "0x10", ".inf"]
)
def test_what_is_no_plain_value_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"a\.yaml:1: a"):
        tree(tmp_path, f"a: {text}").plain()


def test_a_python_object_is_never_made(tmp_path: Path) -> None:
    value = tree(tmp_path, "a: !!python/object/apply:os.system ['exit 1']").entries()["a"]
    with pytest.raises(ConfigurationError):
        value.text()


@pytest.mark.parametrize("text", ["1e3", ".inf", "-.inf", ".nan", "1_000", "0o7", "0x1", "1:30"])
def test_unusual_numbers_are_refused(tmp_path: Path, text: str) -> None:
    value = tree(tmp_path, f"a: {text}").entries()["a"]
    with pytest.raises(ConfigurationError):
        value.number(least=0, most=10**9)
    with pytest.raises(ConfigurationError):
        value.integer(least=0, most=10**9)


def test_a_duplicate_key_names_both_lines(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"a\.yaml:3: a: duplicate.*line 1"):
        tree(tmp_path, "a: 1\nb: 2\na: 3").entries()


def test_the_repr_holds_no_scalar(tmp_path: Path) -> None:
    value = tree(tmp_path, "a: canary").entries()["a"]
    assert "canary" not in repr(value)


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_read_or_refused(tmp_path_factory, text: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("yaml") / "a.yaml"
    path.write_text(text, "utf-8", newline="")
    try:
        value = load_yaml(path)
    except ConfigurationError as error:
        assert str(error).startswith(str(path))
    else:
        assert value.line >= 1


def test_a_part_that_was_read_from_another_file_names_that_one(tmp_path: Path) -> None:
    other = tmp_path / "b.yaml"
    other.write_text("one:\n  - two: 3\n", "utf-8")
    top = tree(tmp_path, "here: 1\n")
    top.node.value.extend(load_yaml(other).node.value)
    entries = top.entries()
    [element] = entries["one"].elements()
    assert entries["here"].file == str(tmp_path / "a.yaml")
    assert str(element.entries()["two"].error("wrong")) == f"{other}:2: one[0].two: wrong"
