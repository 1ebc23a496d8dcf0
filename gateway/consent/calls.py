"""Calls of the consent API: bodies that are read in one way only, and answers.

Every answer may be about a person, so none is cached; every error names the contact of
the policy, as far as it is known whose policy that is.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from gateway.errors import GatewayError, InvalidRequest
from gateway.proxy.headers import error_headers
from gateway.proxy.wire.json_tree import Number, read
from gateway.proxy.wire.openai_error import error_body

_DEPTH = 8
_DIGITS = 18
_BAD = 400
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Body(BaseModel):
    """A body of the API: nothing but what it names, and nothing read as something else."""

    model_config = ConfigDict(extra="forbid", strict=True)


_Kind = TypeVar("_Kind", bound=Body)


async def read_tree(request: Request) -> Any:
    """The JSON of a request's body.

    Raises:
        InvalidRequest: it is none, or two readers could read it in two ways.
    """
    data = await request.body()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise InvalidRequest("The body is not UTF-8.", code="invalid_json") from None
    return _plain(read(text, max_depth=_DEPTH))


def parsed(tree: Any, kind: type[_Kind]) -> _Kind:
    """A body of a kind.

    Raises:
        InvalidRequest: 422; names the fields of ours that are not of their form or missing,
            and how many others there are. A name that we do not know may be a value.
    """
    try:
        return kind.model_validate(tree)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
    unknown = sum(each["type"] == "extra_forbidden" for each in found)
    fields = {
        str(each["loc"][0]) for each in found if each["loc"] and each["type"] != "extra_forbidden"
    }
    details: dict[str, Any] = {"fields": sorted(fields)}
    message = "The body is no JSON object."
    if isinstance(tree, dict):
        message = "The request is not of its form."
    if unknown:
        counted = "one field that is" if unknown == 1 else f"{unknown} fields that are"
        known = list(kind.model_fields)
        message = f"The body has {counted} not among {', '.join(known)}."
        details |= {"unknown_fields": unknown, "known_fields": known}
    raise InvalidRequest(message, status=422, details=details)


async def read_body(request: Request, kind: type[_Kind]) -> _Kind:
    """A request's body; raises InvalidRequest as ``read_tree`` and ``parsed`` do."""
    return parsed(await read_tree(request), kind)


def answering(handle: Handler) -> Handler:
    """The handler as a route: its refusals are answers, and no answer is cached.

    What a call leaves in ``request.state.done`` is awaited once it has done what was asked.
    """

    async def answer(request: Request) -> Response:
        try:
            response = await handle(request)
            done = getattr(request.state, "done", None)
            if done is not None and response.status_code < _BAD:
                await done()
        except GatewayError as error:
            response = Response(
                error_body(error, getattr(request.state, "contact", "")),
                status_code=error.status,
                headers=error_headers(error),
            )
        response.headers.setdefault("cache-control", "no-store")
        return response

    return answer


def reply(content: Any, status: int = 200) -> Response:
    """JSON."""
    return JSONResponse(content, status_code=status)


def _plain(tree: Any) -> Any:
    """The tree with numbers as numbers; its depth is bounded."""
    if isinstance(tree, Number):
        return int(tree) if tree.isdecimal() and len(tree) <= _DIGITS else float(tree)
    if isinstance(tree, dict):
        return {key: _plain(value) for key, value in tree.items()}
    return [_plain(each) for each in tree] if isinstance(tree, list) else tree
