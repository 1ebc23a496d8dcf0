"""The section ``metrics`` of a configuration: who may read ``/metrics`` without a key."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.yaml_tree import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSettings:
    """Metrics.

    Attributes:
        open_to_loopback: a caller on this machine needs no key, and sees all tenants.
    """

    open_to_loopback: bool = False


def read_metrics(value: Value | None) -> MetricsSettings:
    """The section; closed where there is none.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    if value is None:
        return MetricsSettings()
    given = value.fields("open_to_loopback").optional("open_to_loopback")
    return MetricsSettings(open_to_loopback=given.flag() if given else False)
