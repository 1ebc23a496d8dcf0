"""Nothing is found in the harmless values."""

from __future__ import annotations

import base64
import json

import pytest

from detectors import Engine
from tests.coverage import files, samples


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("text", "string", "plain words"),
        ("name", "string", "plain_name"),
        ("tool_call_id", "string", "plain_name"),
        ("max_tokens", "integer", 1),
        ("role", "string", "user"),
        ("thoughtSignature", "base64", samples.ENCODED),
        ("BetaPlainTextSourceParam.data", "string", "plain words"),
        ("Blob.data", "string", samples.ENCODED),
        ("FileFile.filename", "string", "plain.txt"),
    ],
)
def test_by_name_and_kind(name: str, kind: str, value: object) -> None:
    assert samples.sample(name, kind) == value


def test_arguments_are_json() -> None:
    assert json.loads(samples.sample("arguments", "string")) == samples.OPEN


def test_files_are_text() -> None:
    assert base64.b64decode(samples.ENCODED) == b"Plain words of a file.\n"


def test_nothing_is_found() -> None:
    engine = Engine()
    words = [each for each in samples._BY_NAME.values() if len(each) < 100]  # no files
    texts = [samples.WORDS, *words, "plain_key", "plain_name", files.TEXT.decode()]
    found = {finding.entity_type for text in texts for finding in engine.detect(text)}
    assert found <= {"URL"}  # an address alone is nobody's
