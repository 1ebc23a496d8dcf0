"""Request headers that the gateway reads, and the form of those it sends.

Everything else a caller sends (cookies, addresses of clients, hop-by-hop headers, its own
key) ends here: what goes upstream is made in egress, not copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from gateway.errors import GatewayError, InvalidRequest
from gateway.retention.rules import is_code

_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")
_LONGEST_SUBJECT = 256
_LONGEST_LENGTH = 19
_MOST_SOURCES = 16
_LANGUAGE = re.compile(r"[ \t]*([A-Za-z]{2})(?=[-,; \t]|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscreetHeaders:
    """The request headers that matter; None where there is none.

    Attributes:
        authorization: the bearer key or token, or what stands in another wire's key header.
        subject: ``X-Discreet-Subject``, any text of up to 256 characters.
        conversation: ``X-Discreet-Conversation``.
        purpose: ``X-Discreet-Purpose``.
        sources: tags of ``X-Discreet-Source``, separated by commas.
        language: the first language of ``Accept-Language``, ISO 639-1.
        content_length: in bytes.
        content_encoding: lower case.
        channel, bot: ``X-Discreet-Channel`` and ``X-Discreet-Bot``, codes.
    """

    authorization: str | None = field(default=None, repr=False)
    subject: str | None = field(default=None, repr=False)
    conversation: str | None = None
    purpose: str | None = None
    sources: frozenset[str] = frozenset()
    language: str | None = None
    content_length: int | None = None
    content_encoding: str | None = None
    channel: str | None = None
    bot: str | None = None


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> DiscreetHeaders:
    """Reads ASGI headers.

    Raises:
        InvalidRequest: a header of ours stands twice or is not of its form.
    """
    found: dict[str, str] = {}
    for name, value in raw:
        wanted = _WANTED.get(name)
        if wanted is not None:
            if wanted in found and wanted != "accept_language":
                raise InvalidRequest(f"The header {name.decode()} stands twice.")
            found[wanted] = _text(value.strip(b" \t"))
    if not found:
        return DiscreetHeaders()
    for short in ("conversation", "purpose"):
        if short in found and not _NAME.match(found[short]):
            raise InvalidRequest(f"The header x-discreet-{short} is not of its form.")
    for short in ("channel", "bot"):
        if short in found and not is_code(found[short]):
            raise InvalidRequest(f"The header x-discreet-{short} is not of its form.")
    if len(found.get("subject", "")) > _LONGEST_SUBJECT:
        raise InvalidRequest("The header x-discreet-subject is too long.")
    length = found.get("content_length", "")
    if len(length) > _LONGEST_LENGTH:
        raise InvalidRequest("The header content-length is not of its form.")
    return DiscreetHeaders(
        authorization=_key(found),
        subject=found.get("subject") or None,
        conversation=found.get("conversation"),
        purpose=found.get("purpose"),
        sources=_sources(found.get("source", "")),
        language=_language(found.get("accept_language", "")),
        content_length=int(length) if length.isascii() and length.isdecimal() else None,
        content_encoding=(found.get("content_encoding") or "").lower() or None,
        channel=found.get("channel"),
        bot=found.get("bot"),
    )


def _sources(value: str) -> frozenset[str]:
    tags = frozenset(filter(None, (tag.strip(" \t") for tag in value.split(","))))
    if len(tags) > _MOST_SOURCES or not all(map(_NAME.match, tags)):
        raise InvalidRequest("The header x-discreet-source is not of its form.")
    return tags


def _language(value: str) -> str | None:
    found = _LANGUAGE.match(value)
    return found[1].lower() if found else None


def _key(found: Mapping[str, str]) -> str | None:
    """The key: each SDK has a header of its own for it."""
    others = (found.get(wanted) for wanted in ("x_api_key", "api_key", "x_goog_api_key"))
    return bearer(found.get("authorization")) or next((key for key in others if key), None)


def _text(value: bytes) -> str:
    """UTF-8 as the JSON of the other endpoints has it, else Latin-1 (RFC 9110 section 5.5)."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


_WANTED = {
    b"authorization": "authorization",
    b"x-api-key": "x_api_key",
    b"api-key": "api_key",
    b"x-goog-api-key": "x_goog_api_key",
    b"x-discreet-subject": "subject",
    b"x-discreet-conversation": "conversation",
    b"x-discreet-purpose": "purpose",
    b"x-discreet-source": "source",
    b"x-discreet-channel": "channel",
    b"x-discreet-bot": "bot",
    b"accept-language": "accept_language",
    b"content-length": "content_length",
    b"content-encoding": "content_encoding",
}


def forwarded(raw: Iterable[tuple[bytes, bytes]], forms: Mapping[str, str]) -> dict[str, str]:
    """Headers of a wire that go on to the recipient.

    Args:
        raw: as ASGI has them.
        forms: by lower-case name, the pattern that all of the value must match.

    Raises:
        InvalidRequest: one of them is not of its form.
    """
    found: dict[str, str] = {}
    for name, value in raw:
        key = name.decode("latin-1")
        if key in forms:
            text = value.decode("latin-1").strip(" \t")
            if key in found or re.fullmatch(forms[key], text) is None:
                raise InvalidRequest(f"The header {key} is not of its form.")
            found[key] = text
    return found


def forwarded_query(raw: bytes, forms: Mapping[str, str], *, fixed: str) -> str:
    """Parameters of a wire's address that go on to the recipient; all others end here.

    Raises:
        InvalidRequest: one of them is not of its form.
    """
    if not forms:
        return fixed
    found = {}
    for key, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        if key in forms:
            if key in found or re.fullmatch(forms[key], value) is None:
                raise InvalidRequest(f"The parameter {key} is not of its form.")
            found[key] = value
    return "&".join(filter(None, (urlencode(found), fixed)))


def bearer(authorization: str | None) -> str | None:
    """The key or token of an ``Authorization`` header, or None where it has none."""
    scheme, _, key = (authorization or "").partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


def error_headers(error: GatewayError) -> dict[str, str]:
    """Headers of an error's whole answer: no SDK tries again by itself."""
    headers = {"content-type": "application/json", "x-should-retry": "false"}
    consent = error.details.get("consent")
    if isinstance(consent, dict) and consent.get("subject"):
        headers["x-discreet-subject"] = consent["subject"]
    if "retry_after" in error.details:
        headers["retry-after"] = str(error.details["retry_after"])
    return headers


def response_headers(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI wants them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
