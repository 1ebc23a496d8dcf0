"""What an answer of OpenAI's responses has said so far: items, and the texts in them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gateway.proxy.stream import Lane
from gateway.proxy.wire.answer_base import Choice, ToolCall, unreadable
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.rules import call_text

# More items, or parts of an item, than any answer has.
MAX_ITEMS = 1_024
MAX_PARTS = 256
_DIGITS = 9


class Kind(NamedTuple):
    """A kind of text: the stem of its events, where it stands, and the member it is in."""

    event: str
    within: str
    number: str
    member: str


KINDS = {
    "output_text": Kind("response.output_text", "content", "content_index", "text"),
    "refusal": Kind("response.refusal", "content", "content_index", "refusal"),
    "reasoning_text": Kind("response.reasoning_text", "content", "content_index", "text"),
    "summary_text": Kind("response.reasoning_summary_text", "summary", "summary_index", "text"),
}
# Parts that are what the answer says, and not what the model thought of it.
SAID = frozenset({"output_text", "refusal"})


@dataclass(slots=True, kw_only=True)
class Part:
    """One text of an item on its way to the user.

    Attributes:
        kind: see KINDS.
        lane: rewrites it.
        begun: the stream has begun it; one that only came whole has no events of its own.
        ended: nothing more is taken.
        waiting: events of annotations whose place in the text is not certain yet.
        given: how many annotations were given.
    """

    kind: str
    lane: Lane = field(repr=False)
    begun: bool = False
    ended: bool = False
    waiting: deque[dict[str, Any]] = field(default_factory=deque, repr=False)
    given: int = 0
    _shown: list[str] = field(default_factory=list, repr=False)

    @property
    def shown(self) -> str:
        """What the user got so far."""
        if len(self._shown) > 1:
            self._shown = ["".join(self._shown)]
        return self._shown[0] if self._shown else ""

    def feed(self, text: str) -> str:
        """What the user may get now."""
        shown = self.lane.feed(text)
        if shown:
            self._shown.append(shown)
        return shown

    def end(self, whole: Any) -> str:
        """What was held; ``whole`` is the text as it is repeated, of which more may come."""
        raw = self.lane.raw
        rest = whole[len(raw) :] if type(whole) is str and whole.startswith(raw) else ""
        tail = (self.lane.feed(rest) if rest else "") + self.lane.flush()
        self.ended = True
        if tail:
            self._shown.append(tail)
        return tail

    def fits(self, annotation: dict[str, Any]) -> bool | None:
        """Whether the places that an annotation names are those in the user's text.

        What was restored before them moves them: such an annotation is left out. None
        where that is not certain yet.
        """
        ends = [annotation[key] for key in ("start_index", "end_index") if key in annotation]
        if not ends:
            return True
        if not all(isinstance(end, Number) and end.isdecimal() for end in ends):
            return False
        if any(len(end) > _DIGITS for end in ends):
            return False
        end = max(map(int, ends))
        raw, shown = self.lane.raw, self.shown
        if self.ended:
            return raw[:end] == shown[:end]
        common = min(end, len(shown), len(raw))
        if raw[:common] != shown[:common]:
            return False
        return True if common == end else None


@dataclass(slots=True, kw_only=True)
class Item:
    """One item of the output.

    Attributes:
        kind: its type.
        place: its index in the output.
        identifier: as the recipient gave it.
        begun: the stream has begun it.
        ended: it was repeated whole.
        parts: its texts, by list and index.
        call: of a tool, if it is one.
        acts: the call is of a tool that the wire knows, with an object for arguments.
        pieces: of the arguments.
        called: the arguments are whole.
    """

    kind: str
    place: int
    identifier: str = ""
    begun: bool = False
    ended: bool = False
    parts: dict[tuple[str, int], Part] = field(default_factory=dict)
    call: ToolCall | None = None
    acts: bool = False
    pieces: list[str] = field(default_factory=list, repr=False)
    called: bool = False

    def call_text(self) -> Iterator[str]:
        """The call as it identifies the message."""
        if self.call is not None and self.called:
            yield call_text(self.kind if self.acts else self.call.name, self.call.shown)


@dataclass(slots=True, kw_only=True)
class Output(Choice):
    """The one choice of an answer: its items by their index."""

    items: dict[int, Item] = field(default_factory=dict)

    def item(self, place: int) -> Item:
        """A begun item; raises UpstreamFailed where there is none."""
        item = self.items.get(place)
        if item is None:
            raise unreadable()
        return item

    def add(self, item: Item) -> Item:
        """Begins an item; raises UpstreamFailed."""
        if item.place in self.items or len(self.items) >= MAX_ITEMS:
            raise unreadable()
        self.items[item.place] = item
        return item

    def _ordered(self) -> Iterator[Item]:
        yield from (item for _, item in sorted(self.items.items()))

    def stored(self) -> dict[str, str]:
        """Its texts as they came, surrogates in place, by name of the field."""
        texts: dict[str, str] = {}
        for item in self._ordered():
            for (within, index), part in sorted(item.parts.items()):
                if part.lane.raw:
                    texts[f"output/{item.place}/{within}/{index}"] = part.lane.raw
            if item.call is not None:
                arguments = item.call.arguments or "".join(item.pieces)
                text = f"{item.call.raw_name}({arguments})"
                texts[f"output/{item.place}/call"] = text.encode("utf-8", "replace").decode()
        return texts

    def output_text(self) -> str:
        """What the user saw of its texts."""
        return "".join(
            part.shown
            for item in self._ordered()
            for _, part in sorted(item.parts.items())
            if part.kind == "output_text"
        )

    def texts(self) -> tuple[str, ...]:
        """What identifies the answer in the conversation's chain, as the user saw it."""
        said = [
            part.shown
            for item in self._ordered()
            for _, part in sorted(item.parts.items())
            if part.kind in SAID
        ]
        calls = [text for item in self._ordered() for text in item.call_text()]
        return ("".join(said).strip(), *calls)
