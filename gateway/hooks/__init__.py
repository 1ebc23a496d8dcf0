"""The gateway inside a chatbot's own code: same core, same policy, a store or none.

    from gateway.hooks import Privacy, PrivacyTransport

    privacy = Privacy.load("config/gateway.yaml", tenant="main")
    client = openai.OpenAI(http_client=httpx2.Client(transport=PrivacyTransport(privacy)))

What is named here is loaded when it is first used: importing the package needs neither a
web framework nor a database, and each framework's own hook only that framework.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.hooks.acting import acting_for
    from gateway.hooks.asgi import PrivacyMiddleware
    from gateway.hooks.null_store import ConsentQuestion
    from gateway.hooks.privacy import Privacy
    from gateway.hooks.transport import AsyncPrivacyTransport, PrivacyTransport

__all__ = [
    "AsyncPrivacyTransport",
    "ConsentQuestion",
    "Privacy",
    "PrivacyMiddleware",
    "PrivacyTransport",
    "acting_for",
]

_PLACES = {
    "AsyncPrivacyTransport": "transport",
    "ConsentQuestion": "null_store",
    "Privacy": "privacy",
    "PrivacyMiddleware": "asgi",
    "PrivacyTransport": "transport",
    "acting_for": "acting",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
