"""The package that a person gets: one ZIP file with a manifest of what is in it. Pure."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gateway.policy import Tenant
from gateway.rights import history_format, package_csv, package_data, package_page
from gateway.rights.export import Gathered
from gateway.rights.table_rows import text_time

MANIFEST = "manifest.json"
MANIFEST_ID = "urn:discreet:package-manifest:1"
HISTORY_ID = "https://schemas.pub/schemas/24"
MEDIA_TYPE = "application/zip"
_DESCRIBED = {
    "data.json": package_data.SCHEMA_ID,
    "conversations.dti.json": HISTORY_ID,
}
_EARLIEST_ZIP = 1980


def build(gathered: Gathered, tenant: Tenant, *, language: str) -> bytes:
    """The ZIP file's bytes; the same for the same items and time.

    Args:
        gathered: what was read.
        tenant: whose policy and recipients the items name.
        language: of the readable page.
    """
    data = package_data.document(gathered, tenant, language=language)
    return zipped(contents(gathered, data, language=language), made_at=gathered.made_at)


def contents(gathered: Gathered, data: Mapping[str, Any], *, language: str) -> dict[str, bytes]:
    """The files by path, but for the manifest."""
    found = {
        "index.html": package_page.page(data, language=language).encode("utf-8", "replace"),
        "data.json": _json(data),
        package_data.SCHEMA_NAME: package_data.schema_text().encode(),
    }
    told = history_format.histories(
        data["stores"]["conversations"],
        data["stores"].get("disclosures", ()),
        subject=gathered.holder.subject,
        made_at=data["made_at"],
    )
    found["conversations.dti.json"] = _json(told)
    for name, text in package_csv.tables(data["stores"]).items():
        # The mark tells spreadsheets that it is UTF-8.
        found[f"csv/{name}"] = text.encode("utf-8-sig", "replace")
    for record_id, receipt in gathered.receipts.items():
        found[f"receipts/{record_id}.json"] = receipt
    return found


def zipped(found: Mapping[str, bytes], *, made_at: datetime) -> bytes:
    """Files with a manifest of their lengths and SHA-256, packed."""
    manifest = {
        "schema": MANIFEST_ID,
        "made_at": text_time(made_at),
        "files": [
            {
                "path": path,
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
                "schema": _DESCRIBED.get(path),
            }
            for path, body in found.items()
        ],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in ((MANIFEST, _json(manifest)), *found.items()):
            entry = zipfile.ZipInfo(path, _dos_time(made_at))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, body)
    return out.getvalue()


def _dos_time(at: datetime) -> tuple[int, int, int, int, int, int]:
    return (max(at.year, _EARLIEST_ZIP), at.month, at.day, at.hour, at.minute, at.second)


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    # A lone surrogate of a text has no UTF-8; JSON can spell it.
    return text.encode("utf-8", "backslashreplace") + b"\n"
