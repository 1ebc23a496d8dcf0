"""What a policy lets happen to attached files; pure types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TextFiles(StrEnum):
    """What happens to attached files that are text."""

    REWRITE = "rewrite"
    BLOCK = "block"


class Documents(StrEnum):
    """What happens to attached PDF and DOCX files; ``as_text`` sends their text instead."""

    AS_TEXT = "as_text"
    BLOCK = "block"


class Images(StrEnum):
    """What happens to images; ``redact`` needs the extra of that name."""

    BLOCK = "block"
    REDACT = "redact"
    UNSAFE_ALLOW = "unsafe_allow"


class Audio(StrEnum):
    """What happens to sound, which cannot be examined."""

    BLOCK = "block"
    UNSAFE_ALLOW = "unsafe_allow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """What happens to attached files, by what they are; all others are refused."""

    text: TextFiles = TextFiles.REWRITE
    documents: Documents = Documents.AS_TEXT
    images: Images = Images.BLOCK
    audio: Audio = Audio.BLOCK
