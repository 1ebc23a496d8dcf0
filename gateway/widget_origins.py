"""Sites whose pages may hold the widget and call the gateway from a browser.

Source: RFC 6454, section 6.2 (how an origin is written); Fetch standard, CORS protocol.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from gateway.recipients import is_loopback
from gateway.yaml_tree import Value

# Host names in ASCII, lower case, and addresses: browsers send nothing else.
_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?"
)
_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """Which sites may use it.

    Attributes:
        origins: each as a browser sends it, for example ``https://shop.example``; no page
            of another site may read an answer.
    """

    origins: tuple[str, ...] = ()


def read_widget(value: Value | None) -> Widget:
    """The widget's section of a configuration.

    Raises:
        ConfigurationError: no origin, one that browsers spell otherwise, or a site without
            TLS that is not on this machine.
    """
    origins = value.fields("origins").optional("origins") if value is not None else None
    found: list[str] = []
    for each in origins.elements() if origins is not None else ():
        found.append(_origin(each))
        if found.count(found[-1]) > 1:
            raise each.error("stands in this list already")
    return Widget(origins=tuple(found))


def _origin(value: Value) -> str:
    text = value.text()
    if "*" in text:
        raise value.error("must name one site; with * any page could speak for your visitors")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if _ORIGIN.fullmatch(text) is None or not parts.hostname:
        raise value.error(
            "must be an origin as browsers send it, in lower case and without a path: "
            "https://shop.example or https://shop.example:8443"
        )
    if port is not None and port == _DEFAULT_PORTS[parts.scheme]:
        raise value.error("must not name the port that its scheme has anyway")
    if parts.scheme != "https" and not is_loopback(text):
        raise value.error("must be https:// unless it is on this machine")
    return text
