"""What the pages need of sign-in: who looks at them, and that a form is really theirs."""

from __future__ import annotations

from typing import Protocol

from fastapi import Request
from fastapi.responses import Response

from gateway.admin.keyring import Caller
from gateway.model import Role

# The field of every form that changes something.
FORM_FIELD = "form_token"


class Sessions(Protocol):
    """Sessions of people who signed in."""

    async def caller(self, request: Request, *roles: Role) -> Caller | Response:
        """Who looks at a page; ``key_id`` is the user's id, as the audit log names them.

        Args:
            request: carries the session's cookie, or none.
            roles: may see the page; none names every role that can sign in.

        Returns:
            The caller, or what to answer in its place: a redirect to ``/admin/sign-in``
            without a session, a page that says no with one of another role.
        """
        ...

    def form_token(self, request: Request) -> str:
        """What the hidden field FORM_FIELD of each form must hold."""
        ...

    def check_form(self, request: Request, shown: str) -> None:
        """Refuses a form that was not made for this session.

        Raises:
            Unauthorized: 403, ``form_refused``.
        """
        ...
