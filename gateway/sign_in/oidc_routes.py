"""``/admin/oidc`` and its callback: to the identity provider and back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from gateway.admin.pages import HEADERS, page
from gateway.sign_in.oidc import Provider
from gateway.sign_in.routes import answered
from gateway.sign_in.sessions import CookieSessions, held, set_cookie

OIDC_COOKIE = "__Host-discreet-oidc"
START, CALLBACK = "/admin/oidc", "/admin/oidc/callback"
_SEED_BYTES, _SECONDS = 32, 600
# The browser comes back from another site, which a strict cookie does not survive.
_ATTRIBUTES: Any = {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}


def oidc_router(sessions: CookieSessions, provider: Provider) -> APIRouter:
    """Both pages."""
    pages = _Pages(sessions, provider)
    router = APIRouter()
    for path, handle in ((START, pages.begin), (CALLBACK, pages.finish)):
        router.add_api_route(path, answered(handle), methods=["GET"], response_model=None)
    return router


class _Pages:
    def __init__(self, sessions: CookieSessions, provider: Provider) -> None:
        self._sessions = sessions
        self._provider = provider

    async def begin(self, _: Request) -> Response:
        """To the provider."""
        seed = self._sessions.office.entropy(_SEED_BYTES).hex()
        url = await self._provider.begin(seed)
        response = RedirectResponse(url, status_code=303, headers=dict(HEADERS))
        response.set_cookie(OIDC_COOKIE, seed, max_age=_SECONDS, **_ATTRIBUTES)
        return response

    async def finish(self, request: Request) -> Response:
        """Back from it: a session, or a page that says no."""
        now = self._sessions.now()
        answer = dict(request.query_params)
        vouched = await self._provider.finish(held(request, OIDC_COOKIE), answer, now=now)
        _, token = await self._sessions.office.admit(
            self._provider.settings.tenant, vouched, now=now
        )
        # No redirect: on one that began at another site the new cookie would not be sent.
        said = {"title": "You are signed in", "text": "Go on to the overview."}
        response = page("said", said)
        set_cookie(response, token)
        response.delete_cookie(OIDC_COOKIE, **_ATTRIBUTES)
        return response
