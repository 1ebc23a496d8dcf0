"""What an attached file is to a wire: a form, and text where it can be examined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.errors import Refused


class Form(StrEnum):
    """What can be done with a file; policy has a rule for each."""

    TEXT = "text"  # examined and rewritten in place
    DOCUMENT = "document"  # its text is examined and takes the file's place
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    OTHER = "other"


class Syntax(StrEnum):
    """How the text of a file is written."""

    PLAIN = "plain"
    JSON = "json"
    CSV = "csv"
    HTML = "html"  # and Markdown, in which HTML may stand
    XML = "xml"
    FOLDED = "folded"  # calendars and address cards, whose long lines are folded


class NotExaminable(Refused):
    """A file that cannot be examined, or not within its limits."""

    def __init__(self, what: str) -> None:
        super().__init__("not_examinable", f"A file {what}.", status=422)
        self.what = what

    def at(self, pointer: str) -> Refused:
        """The same refusal, naming where in the body the file stands."""
        return Refused(
            "not_examinable",
            f"{pointer} holds a file that {self.what}.",
            status=422,
            details={"pointer": pointer},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLimits:
    """Limits of one file.

    Attributes:
        data_bytes: its size, decoded from base64.
        characters: of its text.
        pages: of a PDF.
        members: of a packed document.
        operations: of the pages of a PDF, or elements of another document.
        content_bytes: what is parsed of a document: XML, or what the pages of a PDF unpack to.
        clock: CPU time of the calling thread, in seconds.
        seconds: of that clock, for reading a document.
    """

    data_bytes: int = 20 << 20
    characters: int = 1_000_000
    pages: int = 500
    members: int = 2_000
    operations: int = 1_000_000
    content_bytes: int = 8 << 20
    clock: Callable[[], float] = field(default=lambda: 0.0, repr=False)
    seconds: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file as a wire sees it.

    Attributes:
        kind: see Form.
        media_type: type and subtype, in lower case.
        text: what is examined; None where there is no text to examine. May differ from
            the file in what hides nothing when it is rewritten, so the file is kept as
            it is unless this text was changed.
        syntax: how the text is written.
        encode: the bytes of a rewritten text. Of a document, whose text takes its place,
            plain text in UTF-8.
    """

    kind: Form
    media_type: str
    text: str | None = field(default=None, repr=False)
    syntax: Syntax = Syntax.PLAIN
    encode: Callable[[str], bytes] = field(default=str.encode, repr=False)
