"""All tables of the main database: whoever needs the whole schema imports this."""

from __future__ import annotations

from gateway.storage import schema_audit, schema_retention, schema_rights, schema_usage
from gateway.storage.schema import METADATA

ROOMS = (schema_audit, schema_retention, schema_rights, schema_usage)

__all__ = ["METADATA", "ROOMS"]
