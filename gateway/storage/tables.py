"""All tables of the main database: whoever needs the whole schema imports this."""

from __future__ import annotations

from gateway.storage import (
    schema_access,
    schema_audit,
    schema_counts,
    schema_forms,
    schema_incidents,
    schema_retention,
    schema_rights,
    schema_sign_in,
    schema_usage,
)
from gateway.storage.schema import METADATA

ROOMS = (
    *(schema_audit, schema_retention, schema_rights, schema_usage),
    *(schema_access, schema_counts, schema_forms, schema_incidents, schema_sign_in),
)

__all__ = ["METADATA", "ROOMS"]
