"""Pages of administrators: rendered here, with nothing from anywhere else.

Templates escape what they are given. The policy of the pages lets in no script, style or
address but the gateway's own, and nobody may frame them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from fastapi.responses import Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gateway.admin.plots import columns

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Files of the pages, by the path that they are served under.
ASSETS: Mapping[str, tuple[str, str]] = {
    "/admin/pages.css": ("pages.css", "text/css; charset=utf-8"),
    "/admin/pages.js": ("pages.js", "text/javascript; charset=utf-8"),
}


def page(name: str, facts: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page.

    Args:
        name: of the template, without its ending.
        facts: all that it shows.
        status: of HTTP.
    """
    body = _environment().get_template(f"{name}.html").render(facts)
    return Response(body, status, headers=dict(HEADERS), media_type="text/html; charset=utf-8")


def prepare() -> None:
    """Reads all templates and files, so that nobody waits for that."""
    for name in _environment().list_templates(extensions=("html",)):
        _environment().get_template(name)
    for name, _ in ASSETS.values():
        _file(name)


def asset(path: str, *, match: str = "") -> Response:
    """One of ASSETS, or 304 where the browser has it.

    Raises:
        KeyError: there is none.
    """
    name, kind = ASSETS[path]
    body, tag = _file(name)
    headers = {**HEADERS, "etag": tag, "cache-control": "no-cache"}
    if match == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=kind)


def instant(at: datetime | None, missing: str = "never") -> str:
    """A time as the pages have it: minutes, UTC."""
    return missing if at is None else at.strftime("%Y-%m-%d %H:%M UTC")


def moment(at: datetime | None, missing: str = "not yet") -> str:
    """A time of today, to the second; with its day is ``instant``."""
    return missing if at is None else at.strftime("%H:%M:%S UTC")


def distance(at: datetime | None, now: datetime) -> str:
    """How far a time is away: ``in 3 days``, ``2 hours ago``."""
    if at is None:
        return ""
    seconds = (at - now).total_seconds()
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = int(abs(seconds) // size)
        if count:
            named = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"in {named}" if seconds > 0 else f"{named} ago"
    return "now"


def spaced(code: object) -> str:
    """A code as words: ``evidence_too_old`` and ``RequestInitiated`` are read more easily."""
    text = str(code).removeprefix("Request").removeprefix("DataBreach")
    parted = "".join(f" {c.lower()}" if c.isupper() else c for c in text.replace("_", " "))
    return parted.strip() if text != text.upper() else text.replace("_", " ")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gateway.admin", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "instant": instant,
        "moment": moment,
        "distance": distance,
        "spaced": spaced,
        "number": "{:,}".format,
    }
    environment.globals["plot"] = lambda series, days, label: Markup(  # noqa: S704 - escapes
        columns(series, days, label=label)
    )
    return environment


@cache
def _file(name: str) -> tuple[bytes, str]:
    body = files("gateway.admin").joinpath("templates", name).read_bytes()
    return body, f'"{sha256(body).hexdigest()[:32]}"'
