"""Sign-in for tests of the pages: an API key in place of a session."""

from __future__ import annotations

import hmac

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from gateway.admin.keyring import Caller, Keyring
from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.proxy.headers import bearer

SECRET = b"of the forms of these tests"


class KeySessions:
    """A gateway.sign_in.ports.Sessions over the ``Authorization`` header."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def caller(self, request: Request, *roles: Role) -> Caller | Response:
        try:
            caller = await self._keyring.identify(bearer(request.headers.get("authorization")))
        except Unauthorized:
            return RedirectResponse("/admin/sign-in", 303)
        if caller.role not in roles:
            return Response("no", 403)
        return caller

    def form_token(self, request: Request) -> str:
        return hmac.digest(SECRET, request.headers["authorization"].encode(), "sha256").hex()

    def check_form(self, request: Request, shown: str) -> None:
        if not hmac.compare_digest(shown.encode(), self.form_token(request).encode()):
            raise Unauthorized("The form is not yours.", code="form_refused", status=403)
