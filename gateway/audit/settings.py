"""The section ``audit`` of the configuration: how often, and where checkpoints go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gateway.recipients import ENVIRONMENT_NAME, is_loopback
from gateway.yaml_tree import Value

ORIGIN = r"[a-z0-9][a-z0-9./_-]{0,99}"
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPlace:
    """Where checkpoints are sent, apart from the store: one of file and url is set.

    Attributes:
        file: they are appended to it.
        url: they are posted there.
        secret_env: environment variable with the secret that signs the posts.
    """

    file: Path | None = None
    url: str | None = None
    secret_env: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSettings:
    """How the audit log is checkpointed.

    Attributes:
        origin: the log's name, or None for one made of the store's id.
        every: entries after which a checkpoint is due.
        seconds: after so many one is due if there is an entry.
        places: see SecondPlace.
    """

    origin: str | None = None
    every: int = 10_000
    seconds: int = 300
    places: tuple[SecondPlace, ...] = ()


def read_audit(value: Value | None) -> AuditSettings:
    """The section, or what holds without one.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    default = AuditSettings()
    if value is None:
        return default
    known = value.fields("origin", "every", "seconds", "checkpoints")
    origin, every = known.optional("origin"), known.optional("every")
    seconds, places = known.optional("seconds"), known.optional("checkpoints")
    words = "a name of lower-case letters, digits, - . _ and /"
    return AuditSettings(
        origin=origin.text(ORIGIN, what=words) if origin else None,
        every=every.integer(least=1, most=10_000_000) if every else default.every,
        seconds=seconds.integer(least=1, most=_DAY) if seconds else default.seconds,
        places=tuple(_place(each) for each in places.elements()) if places else (),
    )


def _place(value: Value) -> SecondPlace:
    known = value.fields("file", "webhook", "secret_env")
    file, webhook = known.optional("file"), known.optional("webhook")
    if (file is None) == (webhook is None):
        raise value.error("needs either file or webhook")
    if webhook is None:
        if known.optional("secret_env") is not None:
            raise value.error("secret_env belongs to a webhook")
        return SecondPlace(file=Path(known.required("file").text()))
    url = webhook.text(r"https?://[!-~]+", what="a URL")
    try:
        parts = urlsplit(url)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or "@" in parts.netloc or parts.fragment or "\\" in url:
        raise webhook.error("must be a URL with a host, without user, password and fragment")
    if parts.scheme == "http" and not is_loopback(url):
        raise webhook.error("must be https:// outside of this machine")
    secret = known.required("secret_env")
    words = "the name of an environment variable, not a secret"
    return SecondPlace(url=url, secret_env=secret.text(ENVIRONMENT_NAME, what=words))
