"""Parts of messages of OpenAI's responses, requests: texts, files, images, sound.

Source: OpenAI API reference, responses (read 2026-11-22), and the types of the openai
package 3.54.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.proxy.wire.base import Document
from gateway.proxy.wire.media import Bare, FileName, Kept, Part
from gateway.proxy.wire.rules import Free, Name, Refused, Row, Spot, Text, Words
from gateway.proxy.wire.shapes import Items, Members, OneOf, Variants

_DETAIL = Words("auto", "low", "high", "original")
_KEPT_FILE = Refused("a file kept at the provider")


@dataclass(frozen=True, slots=True)
class TokenByToken:
    """A list that spells a text token by token, which nobody can examine: emptied."""

    def read(self, document: Document, spot: Spot) -> None:
        """Empties the list."""
        if spot.value != []:
            spot.holder[spot.place] = []
            document.switched = True

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "taken out", "token by token, it could not be examined")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A token."""
        if not refused:
            yield [{"token": "some", "bytes": [], "logprob": -1, "top_logprobs": []}]


_BREAKPOINT = Members({"mode": Words("explicit"), "ttl": Words("30m", "12h")})
_ANNOTATION = Members(
    {
        "type": Words("file_citation", "url_citation", "container_file_citation", "file_path"),
        "title": Free(),
        "url": Free(),
        "filename": Free(),
        "file_id": Name(),
        "container_id": Name(),
        **dict.fromkeys(("start_index", "end_index", "index"), Free()),
    }
)
_TEXT = Members(
    {"type": Words("input_text"), "text": Text(said=True)}, required=frozenset({"text"})
)
_PARTS = Variants(
    {
        "input_text": _TEXT,
        "output_text": Members(
            {
                "text": Text(said=True),
                "annotations": Items(_ANNOTATION),
                "logprobs": TokenByToken(),
            },
            required=frozenset({"text"}),
        ),
        "refusal": Members({"refusal": Text(said=True)}, required=frozenset({"refusal"})),
        "input_image": Part(
            what="an image at an address",
            example={"image_url": "https://images.example/1.png", "detail": "low"},
            data=("image_url",),
            rest=Members({"image_url": Kept(), "file_id": _KEPT_FILE, "detail": _DETAIL}),
        ),
        "input_file": Part(
            what="a file that is kept elsewhere",
            example={"file_id": "file-1"},
            data=("file_data",),
            name=("filename",),
            rest=Members(
                {
                    "file_data": Kept(),
                    "filename": FileName(),
                    "file_id": _KEPT_FILE,
                    "file_url": _KEPT_FILE,
                    "detail": _DETAIL,
                }
            ),
            as_text=lambda text: {"type": "input_text", "text": text},
            text=_TEXT,
        ),
        "input_audio": Part(
            what="a part of type input_audio",
            example={"input_audio": {"data": "UklGRiQAAABXQVZF", "format": "wav"}},
            data=("input_audio", "data"),
            media_type=("input_audio", "format"),
            sound=True,
            rest=Members({"input_audio": Members({"data": Kept(), "format": Words("wav", "mp3")})}),
        ),
    },
    shared={"prompt_cache_breakpoint": _BREAKPOINT},
    what="an unknown part",
)
CONTENT = OneOf(string=Text(said=True), array=Items(_PARTS), flag=False)
SCREENSHOT = Part(
    what="a screenshot that is kept elsewhere",
    example={"type": "computer_screenshot", "file_id": "file-1"},
    data=("image_url",),
    rest=Members(
        {
            "type": Words("computer_screenshot"),
            "image_url": Kept(),
            "file_id": _KEPT_FILE,
            "detail": _DETAIL,
        }
    ),
)
PICTURE = Bare(what="a generated image", example="iVBORw0KGgoAAAANSUhEUg==")
