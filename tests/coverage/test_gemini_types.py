"""Gemini's requests in the form of the wire."""

from __future__ import annotations

import pytest

from tests.coverage import gemini_types
from tests.coverage.requests import fields, requests
from tests.coverage.samples import sample
from tests.coverage.shapes import Bodies


@pytest.mark.parametrize(
    ("member", "place"),
    [
        ("temperature", (False, "temperature")),
        ("response_schema", (False, "responseSchema")),
        ("system_instruction", (True, "systemInstruction")),
        ("tools", (True, "tools")),
        ("cached_content", (True, "cachedContent")),
        ("labels", (True, "labels")),
        ("audio_timestamp", (False, "audioTimestamp")),  # the other service's alone
    ],
)
def test_where_the_members_of_the_config_stand(member: str, place: tuple[bool, str]) -> None:
    assert gemini_types.placed()[member] == place


def test_every_member_of_the_config_is_placed_or_stays_in_the_sdk() -> None:
    members = set(gemini_types._CONFIG.model_fields)
    assert members - set(gemini_types.placed()) == {
        *("http_options", "should_return_http_response", "automatic_function_calling"),
        "automatic_continuation",
    }


def test_conveniences_of_the_sdk_are_not_on_the_wire() -> None:
    found = set(fields("gemini_generate"))
    assert not any("httpOptions" in pointer or "[File]" in pointer for pointer in found)
    assert "/systemInstruction" not in found


def test_a_part_has_one_content() -> None:
    contents = [
        body["parts"] for body in Bodies(sample, gemini_types.REQUIRED).each(gemini_types.CONTENT)
    ]
    for parts in contents:
        assert all(len(gemini_types._CONTENTS & set(part)) == 1 for part in parts)
    kinds = {key for parts in contents for part in parts for key in part}
    assert kinds >= gemini_types._CONTENTS
    assert {"thought", "thoughtSignature", "partMetadata"} <= kinds


def test_a_minimal_request() -> None:
    assert next(requests("gemini_generate")) == {
        "contents": [{"parts": [{"text": "plain words"}], "role": "user"}]
    }
