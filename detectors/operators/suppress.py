"""Suppress: the value is gone, its type stays."""

from __future__ import annotations


def suppress(entity_type: str) -> str:
    """What stands where a value was taken out, ``[CARD_CVV]``; it cannot be restored."""
    return f"[{entity_type}]"
