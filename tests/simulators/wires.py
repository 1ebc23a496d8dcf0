"""Which wire a path belongs to, and how that wire spells an answer.

An answer is said once, as choices of chat completions (text, reasoning, refusal, tool
calls), and each wire's builders say it in their shape. A wire that has no choices says
the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.simulators import (
    anthropic,
    asked_texts,
    azure,
    framing,
    gemini,
    ollama,
    openai_completions,
    openai_embeddings,
    openai_responses,
)
from tests.simulators.completions import (
    Choice,
    Envelope,
    EventStyle,
    Json,
    chunks,
    completion,
    event_stream,
)

EVENT_STREAM = "text/event-stream; charset=utf-8"
LINES = "application/x-ndjson"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is to be said, and to which request.

    Attributes:
        choices: the answer.
        around: what stands around it.
        body: the request's.
        target: path and query of the request.
        number: of the request; what the provider remembers is named by it.
        style: of the events of a stream.
    """

    choices: Sequence[Choice] = ()
    around: Envelope = field(default_factory=Envelope)
    body: Json = field(default_factory=dict, repr=False)
    target: str = ""
    number: int = 0
    style: EventStyle | None = None

    @property
    def first(self) -> Choice:
        """The first choice; one without a word if there is none."""
        return self.choices[0] if self.choices else Choice(content="")


def _on_demand(body: Json, target: str) -> bool:
    return body.get("stream") is True


def _unless_declined(body: Json, target: str) -> bool:
    return body.get("stream") is not False


def _always(body: Json, target: str) -> bool:
    return True


def _never(body: Json, target: str) -> bool:
    return False


def _no_stream(saying: Saying) -> bytes:
    raise ValueError("this endpoint has no stream")


def _openai_error(status: int, message: str) -> Json:
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}


def _ollama_error(status: int, message: str) -> Json:
    return ollama.error(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One endpoint of one wire.

    Attributes:
        name: for messages of tests.
        path: found in the paths that are this endpoint's.
        whole: the body of a whole answer.
        stream: the bytes of a streamed one.
        streamed: whether a request asks for a stream, from its body and target.
        last_text: see asked_texts.
        content_type: of a stream.
        error: the body of an error, from its status and message.
    """

    name: str
    path: re.Pattern[str]
    whole: Callable[[Saying], Json]
    stream: Callable[[Saying], bytes] = _no_stream
    streamed: Callable[[Json, str], bool] = _never
    last_text: Callable[[Json, str], str] = asked_texts.chat
    content_type: str = EVENT_STREAM
    error: Callable[[int, str], Json] = _openai_error


def find(target: str) -> Endpoint | None:
    """The endpoint of a path with or without its query."""
    path = target.partition("?")[0]
    for one in ENDPOINTS:
        if one.path.search(path):
            in_array = one.name == "streamGenerateContent" and not _in_events(target)
            return replace(one, content_type=JSON) if in_array else one
    return None


def _is_azure(target: str) -> bool:
    return "/openai/deployments/" in target


def _chat(saying: Saying) -> Json:
    body = completion(saying.choices, saying.around)
    return azure.filtered(body) if _is_azure(saying.target) else body


def _chat_stream(saying: Saying) -> bytes:
    bodies = chunks(saying.choices, saying.around)
    if _is_azure(saying.target):
        bodies = azure.filtered_chunks(bodies)
    return event_stream(bodies, saying.style)


def _texts(saying: Saying) -> list[str]:
    return [choice.content or "" for choice in saying.choices]


def _text_completion(saying: Saying) -> Json:
    return openai_completions.text_completion(_texts(saying), saying.around)


def _text_completion_stream(saying: Saying) -> bytes:
    bodies = openai_completions.text_chunks(_texts(saying), saying.around)
    return event_stream(bodies, saying.style)


def _repeating(saying: Saying) -> Envelope:
    """As the real API, an answer repeats what its request set; no two have one id."""
    given = {
        name: value
        for name in openai_responses.REPEATED
        if (value := saying.body.get(name)) is not None
    }
    given["id"] = f"{openai_responses.IDENTIFIER}{saying.number}"
    return replace(saying.around, extra={**given, **saying.around.extra})


def _incomplete(saying: Saying) -> str | None:
    return "max_output_tokens" if saying.first.finish_reason == "length" else None


def _response(saying: Saying) -> Json:
    items = openai_responses.items_of(saying.first)
    around = _repeating(saying)
    return openai_responses.response(items, around, incomplete=_incomplete(saying))


def _response_stream(saying: Saying) -> bytes:
    items = openai_responses.items_of(saying.first)
    found = openai_responses.events(items, _repeating(saying), incomplete=_incomplete(saying))
    return framing.named_stream(found, saying.style)


def _openai_embeddings(saying: Saying) -> Json:
    size = saying.body.get("dimensions") or openai_embeddings.DIMENSIONS
    vectors = [
        openai_embeddings.vector(text, size) for text in asked_texts.texts(saying.body, "input")
    ]
    packed = saying.body.get("encoding_format") == "base64"
    return openai_embeddings.embeddings(vectors, saying.around, packed=packed)


def _moderation(saying: Saying) -> Json:
    count = len(asked_texts.texts(saying.body, "input"))
    return openai_embeddings.moderation(count, saying.around)


def _message(saying: Saying) -> Json:
    blocks, stop = anthropic.blocks_of(saying.first), anthropic.stop_of(saying.first)
    return anthropic.message(blocks, saying.around, stop=stop)


def _message_stream(saying: Saying) -> bytes:
    blocks, stop = anthropic.blocks_of(saying.first), anthropic.stop_of(saying.first)
    return framing.named_stream(anthropic.events(blocks, saying.around, stop=stop), saying.style)


def _count_tokens(saying: Saying) -> Json:
    return anthropic.token_count()


def _generate_content(saying: Saying) -> Json:
    candidates = [gemini.parts_of(choice) for choice in saying.choices]
    stops = [gemini.stop_of(choice) for choice in saying.choices]
    return gemini.content_response(candidates, saying.around, stops=stops)


def _in_events(target: str) -> bool:
    return "alt=sse" in target.partition("?")[2].split("&")


def _generate_content_stream(saying: Saying) -> bytes:
    candidates = [gemini.parts_of(choice) for choice in saying.choices]
    stops = [gemini.stop_of(choice) for choice in saying.choices]
    bodies = gemini.chunks(candidates, saying.around, stops=stops)
    if _in_events(saying.target):
        return framing.data_stream(bodies, saying.style)
    return framing.array_stream(bodies)


def _gemini_count(saying: Saying) -> Json:
    return gemini.token_count()


def _gemini_embeddings(saying: Saying) -> Json:
    vectors = [openai_embeddings.vector(text) for text in asked_texts.embedded(saying.body)]
    if "requests" in saying.body:
        return gemini.embeddings(vectors)
    return gemini.embedding(vectors[0])


def _ollama_chat(saying: Saying) -> Json:
    return ollama.chat(saying.first, saying.around)


def _ollama_chat_stream(saying: Saying) -> bytes:
    return framing.lines_stream(ollama.chat_lines(saying.first, saying.around))


def _ollama_generate(saying: Saying) -> Json:
    return ollama.generate(saying.first, saying.around)


def _ollama_generate_stream(saying: Saying) -> bytes:
    return framing.lines_stream(ollama.generate_lines(saying.first, saying.around))


ENDPOINTS = (
    Endpoint(
        name="chat completions",
        path=re.compile(r"/chat/completions\Z"),
        whole=_chat,
        stream=_chat_stream,
        streamed=_on_demand,
    ),
    Endpoint(
        name="completions",
        path=re.compile(r"/completions\Z"),
        whole=_text_completion,
        stream=_text_completion_stream,
        streamed=_on_demand,
        last_text=asked_texts.completions,
    ),
    Endpoint(
        name="responses",
        path=re.compile(r"/responses\Z"),
        whole=_response,
        stream=_response_stream,
        streamed=_on_demand,
        last_text=asked_texts.responses,
    ),
    Endpoint(name="embeddings", path=re.compile(r"/embeddings\Z"), whole=_openai_embeddings),
    Endpoint(name="moderations", path=re.compile(r"/moderations\Z"), whole=_moderation),
    Endpoint(
        name="messages",
        path=re.compile(r"/messages\Z"),
        whole=_message,
        stream=_message_stream,
        streamed=_on_demand,
        last_text=asked_texts.messages,
        error=anthropic.error,
    ),
    Endpoint(
        name="count_tokens",
        path=re.compile(r"/messages/count_tokens\Z"),
        whole=_count_tokens,
        last_text=asked_texts.messages,
        error=anthropic.error,
    ),
    Endpoint(
        name="generateContent",
        path=re.compile(r":generateContent\Z"),
        whole=_generate_content,
        last_text=asked_texts.contents,
        error=gemini.error,
    ),
    Endpoint(
        name="streamGenerateContent",
        path=re.compile(r":streamGenerateContent\Z"),
        whole=_generate_content,
        stream=_generate_content_stream,
        streamed=_always,
        last_text=asked_texts.contents,
        error=gemini.error,
    ),
    Endpoint(
        name="countTokens",
        path=re.compile(r":countTokens\Z"),
        whole=_gemini_count,
        last_text=asked_texts.contents,
        error=gemini.error,
    ),
    Endpoint(
        name="embedContent",
        path=re.compile(r":(embedContent|batchEmbedContents)\Z"),
        whole=_gemini_embeddings,
        error=gemini.error,
    ),
    Endpoint(
        name="chat",
        path=re.compile(r"/api/chat\Z"),
        whole=_ollama_chat,
        stream=_ollama_chat_stream,
        streamed=_unless_declined,
        content_type=LINES,
        error=_ollama_error,
    ),
    Endpoint(
        name="generate",
        path=re.compile(r"/api/generate\Z"),
        whole=_ollama_generate,
        stream=_ollama_generate_stream,
        streamed=_unless_declined,
        last_text=asked_texts.completions,
        content_type=LINES,
        error=_ollama_error,
    ),
)
