"""Keys and secrets that only their names give away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.secrets.named_key import NamedKeyDetector, looks_random

from .conftest import Find

ALONE = Engine([NamedKeyDetector()])
KEY = "a8f5f167f44f4964e6c998dee827110c"


@pytest.mark.parametrize(
    "text",
    [
        "my api key is {}",
        "API_KEY={}",
        "api-key: '{}'",
        '{{"apiKey": "{}", "x": 1}}',
        "client_secret={}&grant_type=x",
        "here is the access token: {}.",
        "the secret key\n{}",
        "token => {}",
        "Endpoint=sb://example.com;SharedAccessKey={};EntityPath=x",
        "https://example.com/?access_token={}&page=2",
        "export MISTRAL_API_KEY={}",
        "mein API-Schlüssel lautet {}",
        "X-Api-Key: {}",
    ],
)
def test_a_named_key_is_found_whole(text: str, find: Find) -> None:
    assert ("API_KEY", KEY) in find(text.format(KEY))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DB_PASSWORD=hunter2", "hunter2"),
        ("Server=example.com;Password=Pa55;Encrypt=True", "Pa55"),
        ("mysql_pwd = 'hunter2'", "hunter2"),
        ('{"dbPassword": "hunter2"}', "hunter2"),
        ("JWT_SECRET=correct-horse", "correct-horse"),
    ],
)
def test_a_variable_gives_away_its_value(text: str, value: str, find: Find) -> None:
    assert ("PASSWORD", value) in _found(text)
    covered = "".join(found for kind, found in find(text) if kind == "PASSWORD")
    assert value in covered


def test_an_answer_to_a_question_for_a_key(find: Find) -> None:
    assert find(KEY, before="What is your API key?") == [("API_KEY", KEY)]
    assert find(KEY, before="How can I help?") == []
    assert find("I do not know, one moment please", before="What is your API key?") == []


@pytest.mark.parametrize(
    "text",
    [
        "the key is communication",
        "a token of appreciation",
        "the key: responsibilities-and-obligations",
        "DB_PASSWORD=${DB_PASSWORD}",
        "password = os.environ.get",
        "my dog ate a8f5f167f44f4964e6c998dee827110c",
        "PASSWORD=********",
        "sort_key=name",
        "sort_key=created_at_2024_desc_limit_10",
        "the foreign key order_items_id_v2",
        "token 12345",
    ],
)
def test_what_is_none(text: str) -> None:
    assert _found(text) == []


@given(st.text("0123456789", max_size=60))
def test_digits_alone_do_not_look_random(text: str) -> None:
    assert not looks_random(text)


@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_most_hexadecimal_digests_look_random(text: str) -> None:
    if len(set(text)) >= 12 and not text.isalpha() and not text.isdigit():
        assert looks_random(text)


def _found(text: str) -> list[tuple[str, str]]:
    return [(each.entity_type, text[each.start : each.end]) for each in ALONE.detect(text)]
