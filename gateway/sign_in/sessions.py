"""Sessions in browsers: cookies, and the tokens of forms.

The cookie's name makes browsers keep it to this host and to secure connections (RFC 6265bis
section 4.1.3.2); they count http on this machine as one. A form's token is a keyed hash
under what the cookie holds: another site can send a form, and cannot know that.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from gateway.admin.keyring import Caller
from gateway.admin.pages import HEADERS, page
from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.sign_in.accounts import LONGEST, ROLES
from gateway.sign_in.office import Office

COOKIE = "__Host-discreet"
# Before anybody is signed in: what the sign-in form's own token is made of.
FORM_COOKIE = "__Host-discreet-form"
SIGN_IN = "/admin/sign-in"
_LABEL = b"discreet form 1\x00"
_LONGEST_COOKIE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class CookieSessions:
    """Implements gateway.sign_in.ports.Sessions over an office's sessions."""

    office: Office
    now: Callable[[], datetime]

    async def caller(self, request: Request, *roles: Role) -> Caller | Response:
        """See Sessions."""
        token = held(request, COOKIE)
        account = await self.office.signed_in(token, now=self.now()) if token else None
        if account is None:
            return RedirectResponse(SIGN_IN, status_code=303, headers=dict(HEADERS))
        if account.role not in (roles or ROLES):
            return page("said", {"title": "Not for your role", "text": _NOT_FOR_ROLE}, status=403)
        return Caller(tenant=account.tenant, role=account.role, key_id=account.user_id)

    def form_token(self, request: Request) -> str:
        """See Sessions."""
        return token_for(held(request, COOKIE))

    def check_form(self, request: Request, shown: str) -> None:
        """See Sessions."""
        check_token(held(request, COOKIE), shown)


_NOT_FOR_ROLE = "Your account has a role that does not see this page."


def held(request: Request, name: str) -> str:
    """What a cookie holds; empty where there is none, or it is none of ours."""
    value = request.cookies.get(name, "")
    return value if len(value) <= _LONGEST_COOKIE and value.isascii() else ""


def token_for(cookie: str) -> str:
    """A form's token under what a cookie holds."""
    return hmac.digest(cookie.encode(), _LABEL, "sha256").hex()


def check_token(cookie: str, shown: str) -> None:
    """Refuses a form without a cookie, or of another one.

    Raises:
        Unauthorized: 403, ``form_refused``.
    """
    made = token_for(cookie).encode()
    if not cookie or not hmac.compare_digest(made, shown.encode("utf-8", "replace")):
        message = "This form was not made for this session: open the page again."
        raise Unauthorized(message, code="form_refused", status=403)


def set_cookie(response: Response, token: str, *, name: str = COOKIE) -> None:
    """Gives the browser something to hold."""
    response.set_cookie(name, token, max_age=int(LONGEST.total_seconds()), **_ATTRIBUTES)


def drop_cookie(response: Response, name: str = COOKIE) -> None:
    """Takes it back."""
    response.delete_cookie(name, **_ATTRIBUTES)


_ATTRIBUTES: Any = {"path": "/", "secure": True, "httponly": True, "samesite": "strict"}
