"""Switches take out and set what the gateway answers for, and say so."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.switches import (
    check_spelling,
    keeps_by_default,
    refuse_state,
    set_to,
    take_out,
    take_user,
)

KEYS = ("user", "safety_identifier")


def taken(root: dict[str, Any]) -> Document:
    document = Document(root=root)
    take_user(document, root, keys=KEYS, pseudonym="safety_identifier")
    return document


@pytest.mark.parametrize(
    ("root", "user", "switched"),
    [
        ({}, None, False),
        ({"user": None}, None, True),
        ({"user": ""}, None, True),
        ({"user": "jane"}, "jane", True),
        ({"safety_identifier": "id", "user": "jane"}, "jane", True),
        ({"safety_identifier": "id"}, "id", True),
    ],
)
def test_the_person_is_taken_out(root: dict[str, Any], user: str | None, switched: bool) -> None:
    document = taken(root)
    assert (document.user, document.switched) == (user, switched)
    assert document.root == {}
    assert document.pseudonym == (None if user is None else ({}, "safety_identifier"))


@pytest.mark.parametrize("value", [7, ["jane"], {"a": "jane"}, True])
def test_who_is_no_string_is_nobody(value: Any) -> None:
    with pytest.raises(InvalidRequest):
        taken({"user": value})


@pytest.mark.parametrize("key", ["Store", "STORE", "ſtore", "sTORE"])
def test_another_spelling_of_a_switch_is_refused(key: str) -> None:
    with pytest.raises(InvalidRequest):
        check_spelling({key: True}, ("store",))
    check_spelling({"store": True, "stored": True}, ("store",))
    assert key != "store"


def test_setting_and_taking_out_count_only_where_they_change_something() -> None:
    document = Document(root={"store": False})
    set_to(document, "store", value=False)
    take_out(document, "metadata")
    assert (document.root, document.switched) == ({"store": False}, False)
    set_to(document, "logprobs", value=False)
    assert (document.root, document.switched) == ({"store": False, "logprobs": False}, True)
    document.switched = False
    take_out(document, "store", "logprobs")
    assert (document.root, document.switched) == ({}, True)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://api.openai.com/v1", True),
        ("https://EU.api.openai.com./v1", True),
        ("https://api.openai.com.example/v1", False),
        ("https://notapi.openai.com/v1", False),
        ("https://one.openai.azure.com", False),
        ("http://127.0.0.1:9/api.openai.com", False),
        ("", False),
    ],
)
def test_who_keeps_chats_unless_told_not_to(address: str, expected: bool) -> None:
    assert keeps_by_default(address) is expected


def test_a_refused_state_names_the_place() -> None:
    error = refuse_state("/conversation")
    assert (error.code, error.status) == ("provider_state_refused", 422)
    assert error.details == {"pointer": "/conversation"}
