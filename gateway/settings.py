"""The configuration of one gateway: config/gateway.yaml and a few environment variables.

Secrets are never in the file: it names environment variables or files that hold them,
and what is read from those is never kept here. An unknown key, a missing fact or an
unsafe choice that is not spelled out is an error, and the gateway does not start.
docs/configuration.md explains each key.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from detectors.budget import CHARACTER_SECONDS, TEXT_SECONDS
from gateway.admin.auth import GUEST_LIFETIME, is_too_long
from gateway.audit.settings import AuditSettings, read_audit
from gateway.counts.settings import MetricsSettings, read_metrics
from gateway.errors import ConfigurationError
from gateway.model import Role
from gateway.policy import Recipient, Tenant
from gateway.policy_file import load_policy, named_types
from gateway.presidio.access import PresidioAccess, read_access
from gateway.presidio.foreign import Foreign, read_foreign
from gateway.retention.schedule import Schedule, read_schedule
from gateway.settings_storage import Storage, read_storage
from gateway.settings_tracing import TracingSettings, read_tracing
from gateway.sign_in.settings import SignInSettings, read_sign_in
from gateway.storage.ports import ApiKey
from gateway.tenants import read_register
from gateway.widget_origins import Widget, read_widget
from gateway.yaml_tree import Value, load_yaml
from gateway.yaml_values import read_instant

MASTER_KEY_BYTES = 32
LEVELS = ("debug", "info", "warning", "error")
_MIB = 1 << 20
_PORTS = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where the gateway listens."""

    host: str = "127.0.0.1"
    port: int = 8080


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what one exchange may take.

    Attributes:
        body_bytes: longest request body; 413 above.
        answer_bytes: longest answer taken from upstream.
        json_depth: deepest nesting of a body.
        connect_timeout: seconds to reach upstream.
        upstream_timeout: seconds that upstream may stay silent.
        grace: seconds that open requests get to finish at shutdown.
        text_seconds: CPU seconds that examining any text may take.
        character_seconds: CPU seconds more for each of its characters.
        request_seconds: CPU seconds that examining one request may take, over all texts
            that are new in it.
    """

    body_bytes: int = 10 * _MIB
    answer_bytes: int = 32 * _MIB
    json_depth: int = 64
    connect_timeout: float = 5.0
    upstream_timeout: float = 120.0
    grace: float = 10.0
    text_seconds: float = TEXT_SECONDS
    character_seconds: float = CHARACTER_SECONDS
    request_seconds: float = 4.0


# A model takes milliseconds where the shipped detectors take some tenths of one.
WITH_NLP_ENGINE = Limits(text_seconds=0.5, character_seconds=0.0005, request_seconds=20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One configuration, whole and checked.

    Attributes:
        listen: see Listen.
        limits: see Limits.
        storage: see Storage.
        recipients: by id.
        tenants: by id, each with its policy and its recipients in order of choice.
        policy_files: path of each policy by id, to check it against detectors in use.
        keys: API keys that the file names (their secrets hashed), beside those in the store.
        foreign: Presidio recognisers and an NLP engine to run beside the shipped detectors.
        presidio_api: who may use Presidio's REST API without a key.
        widget: see Widget.
        audit: see AuditSettings.
        retention: see Schedule.
        tracing: see TracingSettings; None traces nothing.
        metrics: see MetricsSettings.
        sign_in: see SignInSettings.
        cache_dir: where the compiled scan is cached, or None for the user's cache directory.
        log_level: ``debug``, ``info``, ``warning`` or ``error``.
    """

    listen: Listen
    limits: Limits
    storage: Storage
    recipients: Mapping[str, Recipient]
    tenants: Mapping[str, Tenant]
    policy_files: Mapping[str, Path]
    keys: tuple[ApiKey, ...] = field(repr=False)
    foreign: Foreign
    presidio_api: PresidioAccess
    cache_dir: Path | None
    log_level: str
    widget: Widget = field(default_factory=Widget)
    audit: AuditSettings = field(default_factory=AuditSettings)
    retention: Schedule = field(default_factory=Schedule)
    tracing: TracingSettings | None = None
    metrics: MetricsSettings = field(default_factory=MetricsSettings)
    sign_in: SignInSettings = field(default_factory=SignInSettings)

    @property
    def names(self) -> frozenset[str]:
        """Every configured name: what a log line may hold besides codes and counts."""
        found = {*self.recipients, *self.tenants, *self.policy_files}
        for tenant in self.tenants.values():
            policy = tenant.policy
            found |= {policy.reference, *policy.purposes, *policy.classes}
            found |= {*policy.sources, *policy.notices}
        return frozenset(found)


def load_settings(
    path: Path | str, env: Mapping[str, str], *, now: datetime | None = None
) -> Settings:
    """Loads and checks a configuration, with the policies and notices that it names.

    Policies are read from ``policies/<id>.yaml`` beside the file, their notices from
    ``notices/<id>.yaml``. ``DISCREET_HOST``,
    ``DISCREET_PORT``, ``DISCREET_DATA_DIR``, ``DISCREET_CACHE_DIR`` and
    ``DISCREET_LOG_LEVEL`` replace what the file says.

    Args:
        path: the file; relative paths in it start at the working directory.
        env: the environment.
        now: aware, UTC; None is the clock's.

    Raises:
        ConfigurationError: names file, line and key path, or the variable.
    """
    path, now = Path(path), now or datetime.now(UTC)
    top = load_yaml(path).fields(
        *("listen", "limits", "storage", "recipients", "tenants", "keys"),
        *("recognizers", "nlp_engine", "presidio_api", "cache_dir", "log_level"),
        *("widget", "audit", "retention", "tracing", "metrics", "sign_in"),
    )
    storage = read_storage(top.required("storage"))
    register = read_register(
        top.required("recipients"),
        top.required("tenants"),
        policies=path.parent / "policies",
        region=storage.region,
        now=now,
    )
    keys = top.optional("keys")
    foreign = read_foreign(top.optional("recognizers"), top.optional("nlp_engine"))
    level, cache_dir = top.optional("log_level"), top.optional("cache_dir")
    settings = Settings(
        listen=_listen(top.optional("listen")),
        limits=_limits(top.optional("limits"), WITH_NLP_ENGINE if foreign.nlp_engine else Limits()),
        storage=storage,
        recipients=MappingProxyType(dict(register.recipients)),
        tenants=MappingProxyType(dict(register.tenants)),
        policy_files=MappingProxyType(dict(register.policy_files)),
        keys=_keys(keys, register.tenants, now=now) if keys else (),
        foreign=foreign,
        presidio_api=read_access(top.optional("presidio_api"), register.tenants),
        cache_dir=Path(cache_dir.text()) if cache_dir else None,
        log_level=_level(level) if level else "info",
        widget=read_widget(top.optional("widget")),
        audit=read_audit(top.optional("audit")),
        retention=read_schedule(top.optional("retention")),
        tracing=read_tracing(top.optional("tracing")),
        metrics=read_metrics(top.optional("metrics")),
        sign_in=read_sign_in(top.optional("sign_in"), tenants=register.tenants),
    )
    return _override(settings, env)


def check_policies(settings: Settings, entity_types: Collection[str]) -> None:
    """Refuses policies that name an entity type which no detector in use can find.

    Args:
        settings: a loaded configuration.
        entity_types: all types of the engine that will serve it.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    policies = {tenant.policy.key: tenant.policy for tenant in settings.tenants.values()}
    for key, path in settings.policy_files.items():
        if not named_types(policies[key]) <= frozenset(entity_types):
            load_policy(path, entity_types=entity_types)  # says where it stands


def read_master_key(storage: Storage, env: Mapping[str, str]) -> bytes:
    """The master key, 32 bytes or more, from where the configuration says.

    It is written as base64 (either alphabet) or hexadecimal.

    Raises:
        ConfigurationError: it is missing, unreadable, too short, or its file can be read
            by others; the message names the variable or the file, never what is in it.
    """
    if storage.master_key_env is not None:
        place, text = storage.master_key_env, env.get(storage.master_key_env, "")
    else:
        file = storage.master_key_file
        place, text = str(file), _read_secret(file) if file is not None else ""
    return _checked_key(text, place=place, what="a master key")


def read_ledger_key(storage: Storage, env: Mapping[str, str]) -> bytes | None:
    """The erasure ledger's own key, or None where it has a file beside it.

    Raises:
        ConfigurationError: the variable is named, and holds no key.
    """
    name = storage.ledger_key_env
    if name is None:
        return None
    return _checked_key(env.get(name, ""), place=name, what="a key")


def _checked_key(text: str, *, place: str, what: str) -> bytes:
    key = _decode_key(text.strip())
    if len(key) < MASTER_KEY_BYTES:
        raise ConfigurationError(
            f"{place}: must hold {what} of at least {MASTER_KEY_BYTES} bytes "
            "in base64 or hexadecimal"
        )
    return key


def _read_secret(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigurationError(f"{path}: must be readable by its owner alone (chmod 600)")
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({type(error).__name__})") from None


def _decode_key(text: str) -> bytes:
    try:
        if len(text) >= 2 * MASTER_KEY_BYTES and len(text) % 2 == 0:
            return bytes.fromhex(text)
    except ValueError:
        pass  # no hexadecimal: base64 below, which refuses what it cannot read
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _keys(value: Value, tenants: Mapping[str, Tenant], *, now: datetime) -> tuple[ApiKey, ...]:
    found: dict[str, ApiKey] = {}
    for entry in value.elements():
        known = entry.fields("id", "tenant", "role", "sha256", "expires")
        key_id = known.required("id").text(r"[a-z0-9]{8}", what="eight of a-z and 0-9")
        tenant = known.required("tenant")
        if key_id in found:
            raise entry.error("a key with this id exists already")
        if tenant.text() not in tenants:
            raise tenant.error("names a tenant that does not exist")
        role = known.required("role").choice(Role)
        if role is Role.SUBJECT:
            names = ", ".join(each for each in Role if each is not Role.SUBJECT)
            raise known.required("role").error(f"must be one of {names}")
        expires = known.optional("expires")
        if expires is None and role is Role.GUEST:
            raise entry.error("needs expires: a guest is let in until a day")
        key = ApiKey(
            key_id=key_id,
            tenant=tenant.text(),
            role=role,
            secret_sha256=known.required("sha256").text(r"[0-9a-f]{64}", what="a SHA-256 in hex"),
            label="configuration",
            created_at=now,
            expires_at=read_instant(expires) if expires is not None else None,
        )
        if expires is not None and is_too_long(key):
            raise expires.error(f"must be {GUEST_LIFETIME.days} days away at most for a guest")
        found[key_id] = key
    return tuple(found.values())


def _listen(value: Value | None) -> Listen:
    default = Listen()
    if value is None:
        return default
    known = value.fields("host", "port")
    host, port = known.optional("host"), known.optional("port")
    return Listen(
        host=host.text() if host else default.host,
        port=port.integer(least=0, most=_PORTS) if port else default.port,
    )


def _limits(value: Value | None, default: Limits) -> Limits:
    whole = {"body_bytes": 1 << 30, "answer_bytes": 1 << 30, "json_depth": 200}
    seconds = ("connect_timeout", "upstream_timeout", "grace", "text_seconds", "request_seconds")
    changes: dict[str, Any] = {}
    known = value.fields(*whole, *seconds, "character_seconds") if value else None
    for key, entry in known.entries.items() if known else ():
        if key in whole:
            changes[key] = entry.integer(least=1, most=whole[key])
        else:
            least = 0.000_001 if key == "character_seconds" else 0.001
            changes[key] = entry.number(least=least, most=86400)
    return replace(default, **changes)


def _level(value: Value) -> str:
    if value.text() not in LEVELS:
        raise value.error(f"must be one of {', '.join(LEVELS)}")
    return value.text()


def _override(settings: Settings, env: Mapping[str, str]) -> Settings:
    host, port = env.get("DISCREET_HOST"), env.get("DISCREET_PORT")
    directory, level = env.get("DISCREET_DATA_DIR"), env.get("DISCREET_LOG_LEVEL")
    cache_dir = env.get("DISCREET_CACHE_DIR")
    listen, storage = settings.listen, settings.storage
    if host:
        listen = replace(listen, host=host)
    if port:
        if not (port.isascii() and port.isdecimal() and len(port) < 6 and int(port) <= _PORTS):
            raise ConfigurationError(f"DISCREET_PORT: must be a number from 0 to {_PORTS}")
        listen = replace(listen, port=int(port))
    if directory:
        storage = replace(storage, directory=Path(directory))
    if level and level not in LEVELS:
        raise ConfigurationError(f"DISCREET_LOG_LEVEL: must be one of {', '.join(LEVELS)}")
    return replace(
        settings,
        listen=listen,
        storage=storage,
        cache_dir=Path(cache_dir) if cache_dir else settings.cache_dir,
        log_level=level or settings.log_level,
    )
