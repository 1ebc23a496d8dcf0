"""Made-up keys: what they are written with, and how a table of them is tested."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.secrets.issued_key import issuer_of
from detectors.secrets.layout import Layout

from .conftest import Find

LETTERS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0e1F2g3H4i5J6k7L8m9N0"
HEX = "0123456789abcdef" * 8


def check_key(layouts: Iterable[Layout], issued: tuple[str, str], *, find: Find) -> None:
    """A key of a table is known by its issuer, and found whole."""
    issuer, key = issued
    assert issuer in {layout.issuer for layout in layouts}
    assert issuer_of(key) == issuer
    assert ("API_KEY", key) in find(f"it is {key}, ok")


def check_none(text: str, find: Find) -> None:
    """No key is found in a text."""
    assert [kind for kind, _ in find(text) if kind == "API_KEY"] == []
