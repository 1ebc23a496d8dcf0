"""Harmless values of the fields of providers' requests."""

from __future__ import annotations

import json
from typing import Any

from tests.coverage.files import JPEG, PDF, PNG, TEXT, WAV, address, packed

WORDS = "plain words"
ENCODED = packed(TEXT)
OPEN = {"note": WORDS, "count": 12, "deep": [{"leaf": WORDS}]}

_BY_KIND: dict[str, Any] = {
    "string": WORDS,
    "integer": 1,
    "number": 0.5,
    "boolean": True,
    "base64": ENCODED,
    "image": packed(PNG),
    "time": "2026-01-02T03:04:05Z",
    "any": OPEN,
}
# Strings that are more than words: names, JSON, encoded files, addresses of files.
_BY_NAME: dict[str, str] = {
    "model": "some-model",
    "role": "user",
    "type": "function",
    "arguments": json.dumps(OPEN),
    "data": ENCODED,
    "file_data": address(TEXT, "text/plain"),
    "image_url": address(PNG, "image/png"),
    "ImageURL.url": address(PNG, "image/png"),
    "InputAudio.data": packed(WAV),
    "Base64ImageSourceParam.data": packed(JPEG),
    "Base64PDFSourceParam.data": packed(PDF),
    "PlainTextSourceParam.data": WORDS,
    "url": "https://files.example.com/plain.png",
    "fileUri": "https://files.example.com/plain.txt",
    "mimeType": "text/plain",
    "mime_type": "text/plain",
    "media_type": "text/plain",
    "filename": "plain.txt",
}
_NAMES = ("name", "id", "tool_name", "displayName", "toolset_name", "server_name")


def sample(name: str, kind: str) -> Any:
    """The value of a field of this kind; its name may begin with its type's and a dot."""
    if kind != "string":
        return _BY_KIND[kind]
    name = name.removeprefix("Beta")
    last = name.rpartition(".")[2]
    if last in _NAMES or last.endswith("_id"):
        return "plain_name"
    return _BY_NAME.get(name, _BY_NAME.get(last, WORDS))
