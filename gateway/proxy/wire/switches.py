"""Provider switches: fields that the gateway itself takes out or sets on the way out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from gateway.errors import Refused
from gateway.proxy.wire.base import Document, wrong_type


def check_spelling(root: dict[str, Any], names: Iterable[str]) -> None:
    """Refuses ``Store`` beside ``store``: a recipient may read keys without regard to case."""
    names = frozenset(names)
    folded = set(map(_fold, names))
    for key in root:
        if key not in names and _fold(key) in folded:
            raise wrong_type("/", "spelled as the wire says")


def _fold(key: str) -> str:
    """A key without case, whichever way a reader compares; the Turkish dotless i is i."""
    return key.upper().casefold()


CACHE_KEY = "prompt_cache_key"


def take_user(
    document: Document, holder: dict[str, Any], *, keys: Iterable[str], pseudonym: str
) -> None:
    """Takes out the fields that name the person; they decide the subject and go no further.

    A cache key goes no further either, but names nobody: chatbots set the same one for all
    their visitors, and one visitor's consent would stand for everybody's.

    Args:
        document: being read.
        holder: the object that has the fields.
        keys: the first one that is set names the person.
        pseudonym: key of the field that takes the person's pseudonym, if one is named.
    """
    for key in keys:
        if key in holder:
            named = holder.pop(key)
            if named is not None and type(named) is not str:
                raise wrong_type(f"/{key}", "a string")
            if key != CACHE_KEY:
                document.user = document.user or named or None
            document.switched = True
    if document.user is not None:
        document.pseudonym = (holder, pseudonym)


def set_to(document: Document, key: str, *, value: Any) -> None:
    """Sets a member of the body."""
    if document.root.get(key, _ABSENT) is not value:
        document.root[key] = value
        document.switched = True


def take_out(document: Document, *keys: str) -> None:
    """Takes members out of the body."""
    for key in keys:
        if key in document.root:
            del document.root[key]
            document.switched = True


def keeps_by_default(base_url: str) -> bool:
    """Whether the recipient at an address keeps chats unless it is told not to.

    OpenAI does, for accounts made since 2025. Other servers of the wire need not know the
    member that says so, and some refuse members that they do not know.

    Source: OpenAI's guide to the migration to the Responses API (read 2026-11-22).
    """
    host = (urlsplit(base_url).hostname or "").rstrip(".")
    return host == _OPENAI or host.endswith(f".{_OPENAI}")


def refuse_state(pointer: str) -> Refused:
    """What the provider keeps, in a request of a policy that lets it keep nothing."""
    return Refused(
        "provider_state_refused",
        f"{pointer} asks the recipient to keep or recall a conversation; the policy refuses that.",
        status=422,
        details={"pointer": pointer},
    )


_ABSENT = object()
_OPENAI = "api.openai.com"
