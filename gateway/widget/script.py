"""The script that a site embeds: this directory's files, joined in one order, as bytes.

There is no build step. Each file is plain JavaScript; joined inside one function they share
their names with one another and with nothing else of the page. The page of one's own data is
a module of its own, which the script loads when somebody asks for it.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

# Later files use what earlier ones define.
PARTS = (
    *("words", "hidden", "events", "entry", "client", "elements", "style"),
    *("steps", "consents", "opt_in", "chat"),
)

DATA_PARTS = ("data_words", "data")


@dataclass(frozen=True, slots=True, kw_only=True)
class WidgetScript:
    """The script, ready to be served.

    Attributes:
        text: UTF-8 bytes.
        packed: the same, compressed by gzip.
        digest: SHA-256 of the text, hexadecimal.
    """

    text: bytes = field(repr=False)
    packed: bytes = field(repr=False)
    digest: str


def widget_script() -> WidgetScript:
    """Reads and joins the files of the script."""
    return _packed(f'(() => {{\n"use strict";\n\n{_joined(PARTS)}}})();\n')


def data_module() -> WidgetScript:
    """Reads and joins the files of the module."""
    return _packed(_joined(DATA_PARTS))


def _joined(parts: Sequence[str]) -> str:
    directory = files("gateway.widget")
    return "\n".join(directory.joinpath(f"{name}.js").read_text("utf-8") for name in parts)


def _packed(text: str) -> WidgetScript:
    body = text.encode()
    return WidgetScript(
        text=body, packed=gzip.compress(body, 9, mtime=0), digest=hashlib.sha256(body).hexdigest()
    )
