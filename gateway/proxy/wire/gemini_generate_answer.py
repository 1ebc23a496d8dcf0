"""Gemini's generateContent, answers: whole bodies and the chunks of a stream.

Text pointers, below /candidates/*: content/parts/*/text (a lane for each run of parts that
    are text, or thoughts, without another kind of part or a signature between them);
    content/parts/*/functionCall/args, toolCall/args and toolResponse/response (leaf by
    leaf); every string that is not listed (a lane each): grounding, citations, code, the
    message of a finish, /promptFeedback/blockReasonMessage.
Structural (passed on): numbers; pictures, sound and film in parts. ``words`` are
    examined as identifiers.
Sealed: thoughtSignature and continuationToken; see gemini_content.py.
Taken out: logprobsResult, and the words of a transcript one by one.
End of a candidate: ``finishReason``. A stream ends with the connection: what came since
    all candidates have ended, or since the prompt was refused, is its end event.

What a lane holds back is given as text before the part that ends its run, or where the
candidate ends.

Source: Gemini API reference, GenerateContentResponse (read 2026-11-22), and the types of
the google-genai package 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from gateway.proxy.sse import Event
from gateway.proxy.stream import Lane
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.answer_base import (
    AnswerBase,
    Choice,
    Out,
    Piece,
    ToolCall,
    incomplete,
    index_of,
    reported,
    unreadable,
)
from gateway.proxy.wire.framing import Array, Framing, ServerSentEvents

MOST_CANDIDATES = 128
MOST_CALLS = 1024
MOST_RUNS = 1024
# Events after the last candidate's end: figures, and what was found out about the answer.
MOST_AFTER = 64
# Parts with data of tools, and the member with the data.
_CALLS = {"functionCall": "args", "toolCall": "args", "toolResponse": "response"}
_BINARY = ("image/", "audio/", "video/")
_BASE64 = re.compile("[A-Za-z0-9+/_-]*={0,2}")
Tree = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Candidate(Choice):
    """One candidate: the run of text that is open, and what it is.

    Attributes:
        run: of parts of text, which the next part may continue.
        thought: whether the run is a thought.
    """

    run: Lane | None = None
    thought: bool = False


class DataEvents(ServerSentEvents):
    """Server-sent events without comments, which Google's SDK takes for events."""

    def comment(self, text: str) -> bytes:
        """Nothing."""
        del text
        return b""


class GenerateAnswer(AnswerBase):
    """One answer on its way to the user, whole or as events."""

    structural = frozenset({"index"})
    words = frozenset(
        {
            "role", "finishReason", "modelVersion", "responseId", "createTime", "modality",
            "blockReason", "category", "probability", "severity", "overwrittenThreshold",
            "mimeType", "language", "outcome", "toolType", "serviceTier", "trafficType",
            "urlRetrievalStatus", "modelStage", "retirementTime",
        }
    )  # fmt: skip
    new_framing: Callable[..., Framing] = DataEvents
    _blocked = False

    def __init__(self, user: TowardUser, *, max_event_bytes: int) -> None:
        """Starts with nothing seen; arguments are those of AnswerBase."""
        super().__init__(user, max_event_bytes=max_event_bytes)
        self._kept: list[Piece] = []

    # -- whole ---------------------------------------------------------------

    def _read(self, tree: Tree) -> None:
        candidates = tree.get("candidates")
        if candidates is None and not isinstance(tree.get("promptFeedback"), dict):
            raise unreadable()
        self._candidates(candidates, whole=True)
        self._unlisted_members(tree, "candidates")

    # -- in pieces -------------------------------------------------------------

    def _event(self, event: Event) -> bytes:
        self._kept += self._rewritten(event)
        if self._is_over():
            if len(self._kept) > MOST_AFTER:
                raise unreadable()
            return b""
        given, self._kept = self._kept, []
        return b"".join(map(self._framed, given))

    def _is_over(self) -> bool:
        if not self.choices:
            return self._blocked
        return all(choice.finished for choice in self.choices.values())

    def _last(self) -> list[Out]:
        if not self._is_over():
            raise incomplete()
        framing, self.framing = self.framing, copy(self.framing)
        self.closing = b"".join(map(self._framed, self._kept))
        self.framing = framing  # to which nothing was given: an error may come instead
        return []

    def _chunk(self, tree: Tree, name: str | None) -> list[Out]:
        del name
        if tree.get("error"):
            raise reported()
        candidates = tree.get("candidates")
        feedback = tree.get("promptFeedback")
        if isinstance(feedback, dict) and feedback.get("blockReason") is not None:
            self._blocked = True
        held = self._candidates(candidates, whole=False)
        self._unlisted_members(tree, "candidates")
        # Figures so far come again with the next chunk.
        says_more = tree.keys() - self.structural - self.words - {"candidates", "usageMetadata"}
        return [] if held and not says_more else [(tree, None)]

    # -- both --------------------------------------------------------------------

    def _candidates(self, candidates: Any, *, whole: bool) -> bool:
        """Rewrites candidates in place; whether all that they say is held back."""
        if candidates is None:
            return False
        if not isinstance(candidates, list):
            raise unreadable()
        held = [self._candidate(item, place, whole=whole) for place, item in enumerate(candidates)]
        return bool(held) and all(held)

    def _candidate(self, item: Any, place: int, *, whole: bool) -> bool:
        if not isinstance(item, dict):
            raise unreadable()
        index = index_of(item, place)
        if index not in self.choices and len(self.choices) >= MOST_CANDIDATES:
            raise unreadable()
        candidate = self.choices.setdefault(index, Candidate())
        assert isinstance(candidate, Candidate)
        item.pop("logprobsResult", None)
        if type(item.get("continuationToken")) is str:
            item["continuationToken"] = self._user.seal(item["continuationToken"])
        self._unlisted_members(item, "content", "continuationToken")
        content = item.get("content")
        if content is not None and not isinstance(content, dict):
            raise unreadable()
        parts = (content or {}).get("parts")
        if parts is not None and not isinstance(parts, list):
            raise unreadable()
        if candidate.finished and any(map(_says, parts or ())):
            raise unreadable()
        if content is not None:
            self._unlisted_members(content, "parts")
        shown = self._parts(parts or [], candidate)
        ends = (whole or item.get("finishReason") is not None) and not candidate.finished
        if ends:
            self._end_run(candidate, shown)
            candidate.finished = True
        held = bool(parts) and not shown
        if parts and not shown:
            shown = [{**parts[-1], "text": ""}]
        if content is not None and parts is not None:
            content["parts"] = shown
        elif shown:
            item["content"] = {**(content or {"role": "model"}), "parts": shown}
        says_more = item.keys() - {"content", "index"} or (content or {}).keys() - {"parts", "role"}
        return held and not ends and not says_more

    def _parts(self, parts: list[Any], candidate: Candidate) -> list[Tree]:
        """Parts as the user gets them; of the run that is open at the end, some is held."""
        shown: list[Tree] = []
        for part in parts:
            if not isinstance(part, dict):
                raise unreadable()
            signed = type(part.get("thoughtSignature")) is str
            if not _is_text(part):
                self._end_run(candidate, shown)
                self._part(part, candidate)
                shown.append(part)
            else:
                came_empty = part["text"] == ""
                if candidate.run is not None and (
                    candidate.thought is not _is_thought(part) or (signed and came_empty)
                ):
                    self._end_run(candidate, shown)
                self._run(part, candidate, ends=signed)
                if part["text"] or came_empty or part.keys() - {"text", "thought"}:
                    shown.append(part)
            self._unlisted_members(part, "text", "thoughtSignature", "inlineData", *_CALLS)
            if signed:
                part["thoughtSignature"] = self._user.seal(part["thoughtSignature"])
        return shown

    def _run(self, part: Tree, candidate: Candidate, *, ends: bool) -> None:
        """The next part of a run of text, the last one where it is signed."""
        if candidate.run is None:
            if part["text"] == "":
                return
            self._begin_run(candidate, thought=_is_thought(part))
        run = candidate.run
        assert run is not None
        part["text"] = self._said(candidate, run.feed(part["text"]))
        if ends:
            part["text"] += self._said(candidate, run.flush())
            candidate.run = None

    def _begin_run(self, candidate: Candidate, *, thought: bool) -> None:
        number = len(candidate.lanes)
        if number >= MOST_RUNS:
            raise unreadable()
        candidate.thought = thought
        candidate.run = self._user.lane(json_text=False if thought else None)
        candidate.lanes["thought" if thought else "text", str(number)] = candidate.run

    def _end_run(self, candidate: Candidate, shown: list[Tree]) -> None:
        """Ends the run that is open, if one is; what was held joins it, or follows it."""
        if candidate.run is None:
            return
        tail = self._said(candidate, candidate.run.flush())
        candidate.run = None
        if tail and shown and self._continues(shown[-1], candidate):
            shown[-1]["text"] += tail
        elif tail:
            shown.append({"text": tail, **({"thought": True} if candidate.thought else {})})

    @staticmethod
    def _continues(part: Tree, candidate: Candidate) -> bool:
        same = _is_text(part) and _is_thought(part) is candidate.thought
        return same and "thoughtSignature" not in part

    def _said(self, candidate: Candidate, text: str) -> str:
        if not candidate.thought:
            candidate.seen.append(text)
        return text

    def _part(self, part: Tree, candidate: Candidate) -> None:
        """A part that is no text: calls of functions, and what the provider's tools did."""
        for name, key in _CALLS.items():
            held = part.get(name)
            if held is None:
                continue
            if not isinstance(held, dict) or held.get("partialArgs"):
                raise unreadable()
            call = ToolCall()
            if name == "functionCall":
                if len(candidate.calls) >= MOST_CALLS:
                    raise unreadable()
                candidate.calls[len(candidate.calls)] = call
                if type(held.get("name")) is str:
                    held["name"] = self._called(call, held["name"])
            if type(held.get("id")) is str:
                held["id"] = self._user.name(held["id"])
            if key in held:
                held[key] = self._argument_tree(call, held[key])
            self._unlisted_members(held, "name", "id", key)
        file = part.get("inlineData")
        if isinstance(file, dict):
            self._unlisted_members(file, *(("data",) if _is_binary(file) else ()))
        elif file is not None:
            raise unreadable()
        transcript = part.get("audioTranscription")
        if isinstance(transcript, dict):
            transcript.pop("words", None)


class GenerateArrayAnswer(GenerateAnswer):
    """The same as one JSON array whose items arrive one after another."""

    new_framing = Array


def _is_text(part: Tree) -> bool:
    """Whether a part is text; raises UpstreamFailed where it is something else, too."""
    text = part.get("text")
    if text is None:
        return False
    if type(text) is not str or not part.keys().isdisjoint((*_CALLS, "inlineData")):
        raise unreadable()
    return True


def _is_binary(file: Tree) -> bool:
    """Whether a file is a picture, sound or film in base64: nothing there is text."""
    kind, data = file.get("mimeType"), file.get("data")
    if type(kind) is not str or type(data) is not str:
        return False
    return kind.startswith(_BINARY) and _BASE64.fullmatch(data) is not None


def _is_thought(part: Tree) -> bool:
    return part.get("thought") is True


def _says(part: Any) -> bool:
    """Whether a part holds more than an empty text."""
    return not isinstance(part, dict) or any(
        value not in (None, "", True) for key, value in part.items() if key != "thoughtSignature"
    )
