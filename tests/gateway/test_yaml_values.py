from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yaml import Node, SafeLoader, compose

from gateway.errors import ConfigurationError
from gateway.yaml_tree import Value
from gateway.yaml_values import (
    read_country,
    read_duration,
    read_name,
    read_past_date,
    read_word,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def parsed(text: str) -> Node:
    node = compose(text, Loader=SafeLoader)
    assert node is not None
    return node


def value(text: str) -> Value:
    return Value(file="f.yaml", path="key", node=parsed(text))


@pytest.mark.parametrize("text", ["2026-10-01", '"2026-10-01"', "2026-11-22", "2024-02-29"])
def test_a_day_that_has_begun(text: str) -> None:
    assert read_past_date(value(text), now=NOW) == date.fromisoformat(text.strip('"'))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2026-11-24", "future"),
        ("9999-12-31", "future"),
        *((each, "day such as") for each in ("2026-02-30", "2026-13-01", "0000-01-01")),
        *((each, "day such as") for each in ("01.10.2026", "2026-1-1", "20261001", "2026")),
        *((each, "day such as") for each in ("2026-10-01T00:00:00Z", "2026-10-01 ✓", "null")),
        *((each, "day such as") for each in ("[2026-10-01]", "{}", "yes", "٢٠٢٦-١٠-٠١", "canary")),
        ("0001-01-01", "day such as"),  # the hours before it are no time
    ],
)
def test_what_is_no_past_day(text: str, word: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^f.yaml:1: key: .*{word}") as caught:
        read_past_date(value(text), now=NOW)
    assert "canary" not in str(caught.value)


def test_a_day_begins_where_it_begins_first() -> None:
    tomorrow = value("2026-11-23")
    begins = datetime(2026, 11, 22, 10, tzinfo=UTC)  # midnight at UTC+14
    assert read_past_date(tomorrow, now=begins) == date(2026, 11, 23)
    with pytest.raises(ConfigurationError, match="future"):
        read_past_date(tomorrow, now=begins - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("UK", "United Kingdom is GB"),
        ("EL", "Greece is GR"),
        *((code, "unknown") for code in ("ZZ", "XX", "AA", "XK", "EU", "QQ")),
        *((code, "3166") for code in ("de", "DEU", "D", "Germany", "EEA", "49", "[DE]", '""')),
        ("NO", "quotes"),
    ],
)
def test_what_is_no_country(text: str, word: str) -> None:
    with pytest.raises(ConfigurationError, match=word if text != '""' else "empty"):
        read_country(value(text))


def test_countries() -> None:
    assert [read_country(value(text)) for text in ("DE", '"NO"', "GB")] == ["DE", "NO", "GB"]
    assert read_country(value("EEA"), or_eea=True) == "EEA"
    with pytest.raises(ConfigurationError, match="or EEA"):
        read_country(value("EFTA"), or_eea=True)


@pytest.mark.parametrize("text", ["P30D", "P12M", "P1Y", "PT1H", "P1Y2M3DT4H", "P2W", "P100Y"])
def test_a_duration_stays_as_it_is_written(text: str) -> None:
    assert read_duration(value(text)) == text


@pytest.mark.parametrize(
    "text",
    ["30D", "P", "PT", "-P1D", "P-1D", "P1.5M", "p30d", "P30D ✓", "P101Y", "P1S", "30", "P0D"],
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ConfigurationError, match="key: must"):
        read_duration(value(text))


def test_no_time_at_all_is_a_duration_where_it_may_be() -> None:
    assert read_duration(value("P0D"), zero=True) == "P0D"
    with pytest.raises(ConfigurationError, match="longer than nothing"):
        read_duration(value("PT0S"))


def test_names_and_words() -> None:
    assert read_name(value("a-b_9")) == "a-b_9"
    assert read_word(value("two"), ("one", "two")) == "two"
    with pytest.raises(ConfigurationError, match=r"one of one, two$"):
        read_word(value("canary"), ("one", "two"))
    for text in ("A", "-a", "a.b", "../a", "a" * 65):
        with pytest.raises(ConfigurationError, match="name of lower-case"):
            read_name(value(text))


@given(st.text(max_size=20))
def test_junk_is_a_configuration_error_and_nothing_else(text: str) -> None:
    node = parsed("x")
    node.value = text
    for tag in ("str", "timestamp", "int", "null"):
        node.tag = f"tag:yaml.org,2002:{tag}"
        junk = Value(file=str(Path("f.yaml")), path="key", node=node)
        for read in (
            lambda each: read_past_date(each, now=NOW).isoformat(),
            read_country,
            read_duration,
            read_name,
        ):
            try:
                assert read(junk) == text
            except ConfigurationError as error:
                assert str(error).startswith("f.yaml:1: key: ")
