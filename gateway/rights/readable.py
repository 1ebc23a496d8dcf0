"""A stored message as its person reads it: words, tool calls, names of files. Pure.

What is stored is a message in its wire's own JSON. Its texts come one under another in
their order; a call of a tool reads ``book(table: 4)``, a file ``[file: letter.pdf]``, and
whatever else stands in the message goes under its own name, so that no word is lost. Left
out are only the wire's words for kinds and roles, and identifiers. What is no JSON of that
form is shown as it is.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.proxy.wire.render import NOT_STORED

# Members that hold what is said, or parts of it.
_SAID = frozenset(
    {"content", "text", "parts", "output", "refusal", "source", "summary", "message", "file"}
    | {"inlineData", "inline_data", "fileData", "file_data", "image_url", "input_audio"}
)
_CALLS = frozenset(
    {"tool_calls", "function_call", "function", "custom", "call"}
    | {"functionCall", "function_call", "functionResponse", "function_response"}
)
_ARGUMENTS = ("arguments", "input", "args")
_SAYS_ITSELF = _SAID - {"summary"} | _CALLS
_STRUCTURE = frozenset(
    {"role", "type", "id", "index", "status", "phase", "caller", "cache_control", "logprobs"}
    | {"call_id", "tool_call_id", "tool_use_id", "prompt_cache_breakpoint", "detail", "format"}
    | {"media_type", "mimeType", "mime_type", "signature", "thoughtSignature"}
    | {"thought_signature", "encrypted_content"}
)
_FILES: Mapping[str, str] = {
    **dict.fromkeys(("image", "image_url", "input_image", "computer_screenshot"), "image"),
    **dict.fromkeys(("audio", "input_audio"), "audio"),
    **dict.fromkeys(("file", "input_file", "document"), "file"),
}
_WITHIN = ("file", "inlineData", "inline_data", "fileData", "source", "image_url", "input_audio")
_BLOBS = ("inlineData", "inline_data", "fileData")
_NAMES = ("filename", "title", "displayName", "display_name")
_DATA = ("data", "file_data")
_PART = _CALLS.union(
    ("text", "parts", "content", "response", "filename", "url"), _BLOBS, _ARGUMENTS, _DATA
)
_WORDLESS = re.compile(r"[!-~]{0,200}")
_ADDRESS = re.compile(r"data:text/[^,]{0,100};base64,")
_CALL = re.compile(r"([^\s(]{0,512})\((.*)\)", re.DOTALL)


def readable(text: str) -> str:
    """What a person reads of a message as it is stored; its role is shown beside it."""
    try:
        tree = _read(text)
        if not isinstance(tree, dict) or not _is_message(tree):
            return text
        return "\n".join(_members(tree))
    except (ValueError, RecursionError):
        return text


def _is_message(tree: Mapping[str, Any]) -> bool:
    return any(isinstance(tree.get(name), str) for name in ("role", "type")) or isinstance(
        tree.get("parts"), list
    )


def _read(text: str) -> Any:
    """JSON with numbers as they are spelled; a name that is there twice is an error."""
    return json.loads(text, object_pairs_hook=_object, parse_int=str, parse_float=str)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice")
    return found


def _said(node: Any) -> Iterator[str]:
    """The lines of what a member that is said holds."""
    if isinstance(node, str):
        if node:
            yield node
    elif isinstance(node, list):
        for each in node:
            yield from _said(each)
    elif isinstance(node, dict):
        yield from _members(node)
    elif node is not None:
        yield _inline(node)


def _members(node: Mapping[str, Any]) -> Iterator[str]:
    rest = dict(node)
    kind = _kind_of_file(node)
    if kind:
        name = _pop_name(rest)
        yield f"[{kind}: {name}]" if name else f"[{kind}]"
    yield from _called(rest)
    thought = rest.pop("thought", None) is True
    for name, value in rest.items():
        if value in (None, "", [], {}) or (name in _STRUCTURE and _is_wordless(value)):
            continue
        if kind and value == NOT_STORED:
            continue
        label = "thought" if thought and name == "text" else _label(name)
        yield from _member(name, value, label=label)
    if not thought and node.get("thought") not in (None, False, True):
        yield f"thought: {_inline(node['thought'])}"


def _member(name: str, value: Any, *, label: str) -> Iterator[str]:
    last = [part for part in name.split("/") if not part.isdigit()][-1:]
    if isinstance(value, str) and last and last[0] in _CALLS:
        value = _call_text(value)
    is_said = not label or (last and last[0] in _SAID)
    words = "\n".join(_said(value)) if is_said and _holds_parts(value) else _inline(value)
    if words:
        yield f"{label}: {words}" if label else words


def _label(name: str) -> str:
    """What stands before a member's words; nothing before what is simply said."""
    if "/" not in name:
        return "" if name in _SAYS_ITSELF else name.replace("_", " ")
    parts = [each for each in name.split("/") if not each.isdigit() and each not in _SAYS_ITSELF]
    return " ".join(parts).replace("_", " ")


def _holds_parts(value: Any) -> bool:
    """Whether this is what wires make messages of, and no data that somebody put there."""
    if isinstance(value, list):
        return all(not isinstance(each, dict) or _is_part(each) for each in value)
    return not isinstance(value, dict) or _is_part(value)


def _is_part(node: Mapping[str, Any]) -> bool:
    has_kind = isinstance(node.get("type"), str)
    return has_kind or not _PART.isdisjoint(node)


def _called(rest: dict[str, Any]) -> Iterator[str]:
    """A tool's call or result, taken out of the members."""
    name = rest.get("name")
    if not isinstance(name, str):
        return
    for member in _ARGUMENTS:
        if member in rest:
            del rest["name"]
            yield f"{name}({_arguments(rest.pop(member))})"
            return
    if "response" in rest:
        del rest["name"]
        yield f"{name}: {_inline(rest.pop('response'))}"


def _call_text(text: str) -> str:
    """A model's call as it is stored, ``name({"a": 1})``."""
    found = _CALL.fullmatch(text)
    return f"{found[1]}({_arguments(found[2])})" if found else text


def _arguments(value: Any) -> str:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            return _inline(_read(value))
        except ValueError:
            return value
    return _inline(value)


def _inline(value: Any, *, nested: bool = False) -> str:
    """Data in one line, with every name and value."""
    if isinstance(value, dict):
        words = ", ".join(f"{name}: {_inline(each, nested=True)}" for name, each in value.items())
        return f"{{{words}}}" if nested else words
    if isinstance(value, list):
        words = ", ".join(_inline(each, nested=True) for each in value)
        return f"[{words}]" if nested else words
    return value if isinstance(value, str) else json.dumps(value)


def _is_wordless(value: Any) -> bool:
    """Whether it holds identifiers and words of the wire only."""
    if isinstance(value, dict):
        return all(map(_is_wordless, (*value, *value.values())))
    if isinstance(value, list):
        return all(map(_is_wordless, value))
    return not isinstance(value, str) or value == NOT_STORED or bool(_WORDLESS.fullmatch(value))


def _kind_of_file(node: Mapping[str, Any]) -> str:
    kind = node.get("type")
    if isinstance(kind, str) and kind in _FILES:
        return _FILES[kind]
    for name in _BLOBS:
        if isinstance(node.get(name), dict):
            blob = node[name]
            start = str(blob.get("mimeType", blob.get("mime_type", ""))).partition("/")[0]
            return start if start in ("image", "audio", "video") else "file"
    return ""


def _pop_name(rest: dict[str, Any]) -> str:
    """The file's name, taken out; of what lies within, what is words stays."""
    found = ""
    for member in _WITHIN:
        if isinstance(rest.get(member), dict):
            inner = {key: each for key, each in rest[member].items() if each != NOT_STORED}
            found = found or _pop_own_name(inner)
            _decode(inner)
            rest[member] = {
                key: each
                for key, each in inner.items()
                if key not in _STRUCTURE or not _is_wordless(each)
            }
    _decode(rest)
    return found or _pop_own_name(rest)


def _pop_own_name(holder: dict[str, Any]) -> str:
    for name in _NAMES:
        if isinstance(holder.get(name), str) and holder[name]:
            return str(holder.pop(name))
    return ""


def _decode(holder: dict[str, Any]) -> None:
    """Puts the words of a text file in the place of its base64."""
    for member in _DATA:
        if isinstance(holder.get(member), str) and holder[member] != NOT_STORED:
            holder["text"] = _decoded(holder.pop(member), holder)


def _decoded(data: str, blob: Mapping[str, Any]) -> str:
    address = _ADDRESS.match(data)
    kind = str(blob.get("mimeType", blob.get("mime_type", blob.get("media_type", ""))))
    if not address and (not kind.startswith("text/") or blob.get("type") == "text"):
        return data
    try:
        return base64.b64decode(data[address.end() if address else 0 :], validate=True).decode()
    except (binascii.Error, ValueError):
        return data
