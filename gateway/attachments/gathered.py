"""The text of a document while it is read, within its limits."""

from __future__ import annotations

import re
from io import BytesIO

from gateway.attachments.model import AttachmentLimits, NotExaminable

# The clock costs more than a step.
_STEPS_PER_READING = 256
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


class Gathered:
    """Collects lines; every step of the reader is counted and timed.

    Parsers catch errors to go on with what is left of a broken file. So a limit that was
    once met is met again by every later step, and by ``text``.
    """

    def __init__(self, limits: AttachmentLimits) -> None:
        self._limits = limits
        self._end = limits.clock() + limits.seconds
        self._lines: list[str] = []
        self._characters = 0
        self._steps = 0
        self._reads = 0
        self._parsed = 0
        self._over = ""

    def add(self, line: str) -> None:
        """One line, or several, of the text."""
        self._characters += len(line) + 1
        if self._characters > self._limits.characters:
            self._over = f"has more than {self._limits.characters} characters"
        self.check()
        self._lines.append(line)

    def step(self) -> None:
        """One operation of the reader."""
        self._steps += 1
        if self._steps > self._limits.operations:
            self._over = "is too complex to be examined"
        if not self._steps % _STEPS_PER_READING:
            self.look_at_clock()
        self.check()

    def read(self) -> None:
        """One access to the file's bytes."""
        self._reads += 1
        if not self._reads % _STEPS_PER_READING:
            self.look_at_clock()
            self.check()

    def parsed(self, size: int) -> None:
        """So many bytes are parsed."""
        self._parsed += size
        if self._parsed > self._limits.content_bytes:
            self._over = f"has more than {self._limits.content_bytes} bytes to parse"
        self.check()

    def look_at_clock(self) -> None:
        """Notes when the time is over."""
        if self._limits.clock() > self._end:
            self._over = "takes too long to read"

    def check(self) -> None:
        """Raises NotExaminable if a limit was met."""
        if self._over:
            raise NotExaminable(self._over)

    def text(self) -> str:
        """All lines, without characters that no text needs.

        Raises:
            NotExaminable: a limit was met, or there is no text at all.
        """
        self.look_at_clock()
        self.check()
        joined = "\n".join(self._lines)
        whole = joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = _BLANK_LINES.sub("\n\n", _CONTROL.sub(" ", whole)).strip()
        if not text:
            raise NotExaminable("holds no text that can be read")
        return text


class TimedBytes(BytesIO):
    """A file in memory that tells each access."""

    def __init__(self, data: bytes, gathered: Gathered) -> None:
        super().__init__(data)
        self._gathered = gathered

    def read(self, size: int | None = -1, /) -> bytes:
        """Bytes from where the file stands."""
        self._gathered.read()
        return super().read(size)
