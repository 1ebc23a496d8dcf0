"""The audit log of a configuration."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.audit.places import FilePlace, open_places
from gateway.audit.service import AuditLog
from gateway.settings import Settings, read_master_key
from gateway.settings_storage import Storage
from gateway.storage.opening import ledger_directory
from gateway.storage.transaction import Acting

CHECKPOINTS = "checkpoints"


def own_place(storage: Storage) -> FilePlace:
    """The place that there always is: beside the erasure ledger, or in the data directory."""
    beside = storage.directory if storage.postgres is not None else ledger_directory(storage)
    return FilePlace(beside / CHECKPOINTS, makes_directory=True)


def configured_log(settings: Settings, env: Mapping[str, str], *, store: Acting) -> AuditLog:
    """The log over a store; nothing is opened.

    Raises:
        ConfigurationError: a secret is missing.
    """
    return AuditLog(
        store,
        read_master_key(settings.storage, env),
        settings=settings.audit,
        places=[own_place(settings.storage), *open_places(settings.audit.places, env)],
    )
