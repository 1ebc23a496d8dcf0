"""OpenAI's chat completions, requests.

Text pointers (examined, rewritten):
    /messages/*/content, /messages/*/content/*/text, /messages/*/content/*/refusal,
    /messages/*/refusal, /messages/*/reasoning_content, /messages/*/reasoning;
    /messages/*/name, /messages/*/tool_call_id, /messages/*/tool_calls/*/id,
    .../function/name, /tools/*/function/name (names: surrogates without brackets);
    .../function/arguments, tool messages' content where it is JSON, /metadata: leaf by
    leaf, numbers and keys included; every string of any field that is not listed below.
    Single words among these are read as gateway/proxy/leaves.py says.
Structural (closed lists, not examined): object keys listed here, role, the type of a
    part or tool, tool_choice words, booleans, null, numbers of up to seven digits.
Refused: parts with images, audio, files or of an unknown type; references to audio kept
    at the provider; tools that are not functions or custom; wrong types (400).
End of a stream: ``data: [DONE]``; of a choice: a chunk with its ``finish_reason``.
Provider switches: ``user``, ``safety_identifier`` and ``prompt_cache_key`` are taken out
    (they name the person), ``store`` is never true, ``logprobs`` are not asked for.

Source: OpenAI API reference, chat completions (read 2026-11-22), and the types of the
openai package 3.54.
"""

from __future__ import annotations

from typing import Any

from gateway.errors import InvalidRequest, Refused
from gateway.model import Kind
from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import SHORT_NUMBER, Document, Group, Message
from gateway.proxy.wire.json_tree import Number, read_body
from gateway.proxy.wire.rows import group_rows

NAME = "openai"
PATH = "/v1/chat/completions"

_ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_MESSAGE_FIELDS = frozenset(
    {
        "audio", "function_call", "name", "reasoning", "reasoning_content", "refusal",
        "tool_call_id", "tool_calls",
    }
)  # fmt: skip
MAX_MESSAGES = 5_000
_RESULTS = frozenset({"{", "[", '"'})
_LONGEST_BEFORE = 800
# Fields that name the person; they decide the subject and go no further.
_NAMES_THE_PERSON = ("user", "safety_identifier", "prompt_cache_key")
_SWITCHES = frozenset({*_NAMES_THE_PERSON, "store", "logprobs", "top_logprobs"})
_TEXT_PARTS = {"text": "text", "refusal": "refusal"}
_BINARY_PARTS = frozenset({"image_url", "input_audio", "file"})
_WORDS = {
    "tool_choice": frozenset({"auto", "none", "required"}),
    "function_call": frozenset({"auto", "none"}),
    "reasoning_effort": frozenset({"none", "minimal", "low", "medium", "high", "xhigh"}),
    "verbosity": frozenset({"low", "medium", "high"}),
    "service_tier": frozenset({"auto", "default", "flex", "scale", "priority"}),
    "prompt_cache_retention": frozenset({"in-memory", "in_memory", "24h"}),
}
_OPTIONS = frozenset(
    {
        "audio", "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens",
        "max_tokens", "modalities", "n", "parallel_tool_calls", "prediction",
        "presence_penalty", "response_format", "seed", "stop", "stream", "stream_options",
        "temperature", "top_logprobs", "top_p", "web_search_options", *_WORDS,
    }
)  # fmt: skip
# The predicted output is text of the conversation; other options are data.
_PLACES = {"response_format": Place.DEFINITION, "prediction": Place.TALK}


def read_request(body: bytes, *, max_depth: int, strict: bool = False) -> Document:
    """Reads a request body into a document.

    Args:
        body: the bytes as received.
        max_depth: nesting limit of the body and of JSON inside strings.
        strict: refuse fields that are not listed above (``unmapped_field``).

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    root = read_body(body, max_depth=max_depth)
    document = Document(root=root, max_depth=max_depth, strict=strict)
    model = root.get("model")
    if type(model) is not str or not model:
        raise _wrong_type("/model", "a string")
    document.model = model
    document.add(Kind.FIXED, "/model", holder=root, place="model")
    stream = root.get("stream")
    if stream is not None and not isinstance(stream, bool):
        raise _wrong_type("/stream", "a boolean")
    document.stream = bool(stream)
    _switches(document)
    _messages(document)
    for key in list(root):
        if key not in ("model", "messages"):
            _option(document, key)
    answer_format = root.get("response_format")
    if isinstance(answer_format, dict):
        document.json_answer = answer_format.get("type") in ("json_object", "json_schema")
    return document


def _switches(document: Document) -> None:
    root = document.root
    for key in root:
        # A recipient that reads keys without regard to case would see what is set here twice.
        if key not in _SWITCHES and key.casefold() in _SWITCHES:
            raise _wrong_type("/", "spelled as the wire says")
    for key in _NAMES_THE_PERSON:
        if key in root:
            named = root.pop(key)
            if named is not None and type(named) is not str:
                raise _wrong_type(f"/{key}", "a string")
            document.user = document.user or named or None
            document.switched = True
    if root.get("store") not in (None, False):
        root["store"] = False
        document.switched = True
    if root.get("logprobs") not in (None, False):
        # Token by token, an answer could not be examined or restored.
        root["logprobs"] = False
        root.pop("top_logprobs", None)
        document.switched = True
    document.switches_set = True


def _messages(document: Document) -> None:
    messages = document.root.get("messages")
    if not isinstance(messages, list) or not messages:
        raise _wrong_type("/messages", "a list with at least one message")
    if len(messages) > MAX_MESSAGES:
        raise InvalidRequest(
            f"There are more than {MAX_MESSAGES} messages.", code="too_many_messages", status=413
        )
    previous = ""
    for index, message in enumerate(messages):
        pointer = f"/messages/{index}"
        if not isinstance(message, dict):
            raise _wrong_type(pointer, "an object")
        role = message.get("role")
        if type(role) is not str or role not in _ROLES:
            raise _wrong_type(f"{pointer}/role", "one of the roles")
        document.role = role
        document.before = previous or None
        entry = Message(role=role, tree=message, first_slot=len(document.slots))
        _message(document, pointer, entry=entry)
        document.messages.append(entry)
        previous = _turn_before(previous, role, text=entry.texts[0])
    document.role = ""
    document.before = None
    group_rows(document)


def _turn_before(previous: str, role: str, *, text: str) -> str:
    """What the next message may answer: the last answer with text, and what followed it."""
    if role == "assistant" and text:
        return text
    if role == "user":
        return f"{previous}\n{text}".strip()[-_LONGEST_BEFORE:]
    return previous


def _message(document: Document, pointer: str, *, entry: Message) -> None:
    message = entry.tree
    text = _content(document, pointer, entry=entry)
    entry.texts.append(text.strip())
    for key, value in message.items():
        where = f"{pointer}/{key}"
        if key in ("role", "content") or (value is None and key in _MESSAGE_FIELDS):
            continue
        if key in ("name", "tool_call_id"):
            if type(value) is not str:
                raise _wrong_type(where, "a string")
            with document.within(_place_of_name(key, entry.role)):
                document.add(Kind.NAME, where, holder=message, place=key)
        elif key == "tool_calls":
            _tool_calls(document, where, calls=value, entry=entry)
        elif key == "function_call":
            _function(document, where, function=value, entry=entry)
        elif key == "audio":
            raise _not_examinable(where, "audio kept at the provider")
        elif key in ("refusal", "reasoning_content", "reasoning"):
            document.walk(where, message, place=key)
        else:
            document.unknown(pointer, message, key=key)


def _place_of_name(key: str, role: str) -> Place:
    """A message is named after who wrote it, a result after its tool; ids name nobody."""
    if key == "tool_call_id":
        return Place.DATA
    return Place.DEFINITION if role in ("tool", "function") else Place.TALK


def _content(document: Document, pointer: str, *, entry: Message) -> str:
    message = entry.tree
    content = message.get("content")
    where = f"{pointer}/content"
    if content is None:
        return ""
    if type(content) is str:
        _text(document, where, holder=message, place="content", entry=entry)
        return content
    if not isinstance(content, list):
        raise _wrong_type(where, "a string or a list of parts")
    texts: list[str] = []
    for index, part in enumerate(content):
        at = f"{where}/{index}"
        if not isinstance(part, dict):
            raise _wrong_type(at, "an object")
        kind = part.get("type")
        if type(kind) is not str or kind not in _TEXT_PARTS:
            known = type(kind) is str and kind in _BINARY_PARTS
            raise _not_examinable(at, f"a part of type {kind}" if known else "an unknown part")
        name = _TEXT_PARTS[kind]
        if type(part.get(name)) is not str:
            raise _wrong_type(f"{at}/{name}", "a string")
        texts.append(part[name])
        _text(document, f"{at}/{name}", holder=part, place=name, entry=entry)
        for key in part:
            if key not in ("type", name):
                document.unknown(at, part, key=key)
    if len(entry.contents) > 1:
        document.groups.append(Group(slots=tuple(entry.contents), joiner=""))
    return "".join(texts)


def _text(
    document: Document, pointer: str, *, holder: dict[str, Any], place: str, entry: Message
) -> None:
    """One text of a message; a tool's result that is JSON is examined leaf by leaf.

    What people write stays as they wrote it, JSON too: only its values are replaced.
    """
    is_result = entry.role in ("tool", "function") and holder[place].lstrip()[:1] in _RESULTS
    if not (is_result and document.walk_json_text(pointer, holder, place=place, strict=True)):
        entry.contents.append(len(document.slots))
        document.add(Kind.TEXT, pointer, holder=holder, place=place, short=True)


def _tool_calls(document: Document, pointer: str, *, calls: Any, entry: Message) -> None:
    if not isinstance(calls, list):
        raise _wrong_type(pointer, "a list")
    for index, call in enumerate(calls):
        where = f"{pointer}/{index}"
        if not isinstance(call, dict):
            raise _wrong_type(where, "an object")
        for key, value in call.items():
            at = f"{where}/{key}"
            if key == "type" and value in ("function", "custom"):
                continue
            if key == "id" and type(value) is str:
                with document.within(Place.DATA):
                    document.add(Kind.NAME, at, holder=call, place=key)
            elif key == "function":
                _function(document, at, function=value, entry=entry)
            elif key == "custom" and isinstance(value, dict):
                _named(document, at, holder=value)
                entry.texts.append(f"{value.get('name')}({value.get('input')})")
            elif key != "index" or not _is_short_number(value):
                document.unknown(where, call, key=key)


def _function(document: Document, pointer: str, *, function: Any, entry: Message) -> None:
    if not isinstance(function, dict):
        raise _wrong_type(pointer, "an object")
    arguments = function.get("arguments")
    if arguments is not None and type(arguments) is not str:
        raise _wrong_type(f"{pointer}/arguments", "JSON in a string")
    entry.texts.append(f"{function.get('name')}({arguments})")
    before = document.before
    document.before = None
    if arguments and not document.walk_json_text(
        f"{pointer}/arguments", function, place="arguments", strict=True
    ):
        document.add(Kind.TEXT, f"{pointer}/arguments", holder=function, place="arguments")
    document.before = before
    _named(document, pointer, holder=function, done="arguments")


def _is_short_number(value: Any) -> bool:
    return isinstance(value, Number) and len(value) <= SHORT_NUMBER


def _named(document: Document, pointer: str, *, holder: dict[str, Any], done: str = "") -> None:
    """A name and whatever stands beside it; ``done`` was examined by the caller."""
    for key, value in holder.items():
        if key == done:
            continue
        if key == "name":
            if type(value) is not str:
                raise _wrong_type(f"{pointer}/name", "a string")
            with document.within(Place.DEFINITION):
                document.add(Kind.NAME, f"{pointer}/name", holder=holder, place=key)
        elif key in ("description", "input", "parameters"):
            document.walk(f"{pointer}/{key}", holder, place=key)
        elif key != "strict" or not (value is None or isinstance(value, bool)):
            document.unknown(pointer, holder, key=key)


def _tools(document: Document, key: str) -> None:
    value = document.root[key]
    if not isinstance(value, list):
        raise _wrong_type(f"/{key}", "a list")
    for index, tool in enumerate(value):
        where = f"/{key}/{index}"
        if not isinstance(tool, dict):
            raise _wrong_type(where, "an object")
        if key == "functions":
            _named(document, where, holder=tool)
            continue
        kind = tool.get("type")
        if kind not in ("function", "custom"):
            raise _not_examinable(where, "a tool that runs at the provider")
        for name, part in tool.items():
            if name == kind and isinstance(part, dict):
                _named(document, f"{where}/{name}", holder=part)
            elif name != "type":
                document.unknown(where, tool, key=name)


def _option(document: Document, key: str) -> None:
    root = document.root
    value = root[key]
    pointer = f"/{key}"
    if value is None or isinstance(value, bool):
        if key not in _OPTIONS and key != "store":
            document.key(Kind.FIXED, "", holder=root, key=key)
    elif key in ("tools", "functions"):
        with document.within(Place.DEFINITION):
            _tools(document, key)
    elif key in ("tool_choice", "function_call") and isinstance(value, dict):
        with document.within(Place.DEFINITION):
            _choice(document, pointer, value=value)
    elif key == "metadata":
        document.walk_argument(pointer, root, place=key)
    elif key in _WORDS and isinstance(value, str) and value in _WORDS[key]:
        return
    elif key in _OPTIONS:
        if not _is_short_number(value):
            with document.within(_PLACES.get(key, Place.DATA)):
                document.walk(pointer, root, place=key)
    else:
        document.unknown("", root, key=key)


def _choice(document: Document, pointer: str, *, value: dict[str, Any]) -> None:
    """A forced tool: its name must be replaced as the tool's own is."""
    for key, part in value.items():
        if key in ("function", "custom") and isinstance(part, dict):
            _named(document, f"{pointer}/{key}", holder=part)
        elif key == "name" and type(part) is str:
            document.add(Kind.NAME, f"{pointer}/name", holder=value, place=key)
        else:
            document.key(Kind.FIXED, pointer, holder=value, key=key)
            document.walk(f"{pointer}/*", value, place=key)


def _wrong_type(pointer: str, expected: str) -> InvalidRequest:
    return InvalidRequest(
        f"{pointer} must be {expected}.", code="invalid_request", details={"pointer": pointer}
    )


def _not_examinable(pointer: str, what: str) -> Refused:
    return Refused(
        "not_examinable",
        f"{pointer} holds {what}, which cannot be examined.",
        status=422,
        details={"pointer": pointer},
    )
