"""Parts of messages of a request for a response: what is read, what goes by policy."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.policy import Attachments, Audio, Images
from gateway.proxy.wire.openai_responses_parts import CONTENT, PICTURE, SCREENSHOT, TokenByToken
from gateway.proxy.wire.options import ReadOptions
from tests.gateway.proxy.wire.tables import by, leaves

_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
IMAGE = f"data:image/png;base64,{_PIXEL}"
SOUND = base64.b64encode(b"RIFF$\0\0\0WAVEfmt ").decode()
OPEN = ReadOptions(attachments=Attachments(images=Images.UNSAFE_ALLOW, audio=Audio.UNSAFE_ALLOW))


def part(kind: str, **members: Any) -> list[dict[str, Any]]:
    return [{"type": kind, **members}]


def file(text: str) -> str:
    return f"data:text/plain;base64,{base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("some words", [("text", "/x", "some words")]),
        (part("input_text", text="words"), [("text", "/x/0/text", "words")]),
        (
            part("input_text", text="words", prompt_cache_breakpoint={"mode": "new"}),
            [("text", "/x/0/text", "words"),
             ("text", "/x/0/prompt_cache_breakpoint/mode", "new")],
        ),
        (
            part("output_text", text="said", annotations=[
                {"type": "file_citation", "file_id": "file-1", "filename": "a.txt", "index": 1}]),
            [("text", "/x/0/text", "said"), ("name", "/x/0/annotations/0/file_id", "file-1"),
             ("text", "/x/0/annotations/0/filename", "a.txt")],
        ),
        (part("refusal", refusal="I will not."), [("text", "/x/0/refusal", "I will not.")]),
        (
            part("input_file", filename="letter.txt", file_data=file("Dear all")),
            [("text", "/x/0/file_data#", "Dear all"), ("text", "/x/0/filename", "letter")],
        ),
    ],
)  # fmt: skip
def test_what_is_read_of_a_part(content: Any, found: list[tuple[str, str, str]]) -> None:
    assert leaves(by(CONTENT, content)) == found


def test_a_text_file_is_rewritten_in_place() -> None:
    read = by(CONTENT, part("input_file", filename="letter.txt", file_data=file("Dear all")))
    read.render({0: "[X]"})
    assert json.loads(read.body())["x"][0]["file_data"] == file("[X]")


BY_POLICY = [
    (CONTENT, part("input_image", image_url=IMAGE, detail="low")),
    (CONTENT, part("input_audio", input_audio={"data": SOUND, "format": "wav"})),
    (SCREENSHOT, {"type": "computer_screenshot", "image_url": IMAGE}),
    (PICTURE, _PIXEL),
]


@pytest.mark.parametrize(("rule", "content"), BY_POLICY)
def test_images_and_sound_pass_only_where_the_policy_lets_them(rule: Any, content: Any) -> None:
    with pytest.raises(Refused) as refusal:
        by(rule, content)
    assert refusal.value.code == "not_examinable"
    read = by(rule, content, OPEN)
    assert leaves(read) == []
    assert len(read.pictures) == 1


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        (CONTENT, part("input_image", image_url="https://images.example/1.png")),
        (CONTENT, part("input_image", image_url=IMAGE, file_id="file-1")),
        (CONTENT, part("input_image", file_id="file-1")),
        (CONTENT, part("input_file", file_id="file-1")),
        (CONTENT, part("input_file", file_url="https://files.example/1.pdf")),
        (CONTENT, part("input_file", file_data=file("Dear all"), file_url="https://a.example")),
        (CONTENT, part("hologram", text="x")),
        (CONTENT, [{"text": "no type"}]),
        (SCREENSHOT, {"type": "computer_screenshot", "file_id": "file-1"}),
        (SCREENSHOT, {"type": "computer_screenshot", "image_url": IMAGE, "file_id": "file-1"}),
    ],
)
def test_what_is_kept_elsewhere_is_refused_whatever_the_policy(rule: Any, content: Any) -> None:
    with pytest.raises(Refused) as refusal:
        by(rule, content, OPEN)
    assert refusal.value.code == "not_examinable"
    assert "hologram" not in str(refusal.value)


@pytest.mark.parametrize(
    "content", [7, True, {}, [7], part("input_text"), part("refusal", refusal=7)]
)
def test_content_of_another_form_is_wrong(content: Any) -> None:
    with pytest.raises(InvalidRequest):
        by(CONTENT, content)


def test_what_spells_a_text_token_by_token_is_emptied() -> None:
    token = [{"token": "secret", "bytes": [1], "logprob": -1}]
    assert by(TokenByToken(), token).root == {"x": []}
    assert by(TokenByToken(), token).switched
    untouched = by(TokenByToken(), [])
    assert (untouched.root, untouched.switched) == ({"x": []}, False)
    assert next(TokenByToken().rows("/x")).treatment == "taken out"
