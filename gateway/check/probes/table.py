"""Every probe by name; the same names as in gateway/commitments.py."""

from __future__ import annotations

from gateway.check.probe import Probes
from gateway.check.probes import (
    access,
    apart,
    audit,
    categories,
    consent,
    erasure,
    forms,
    incidents,
    notices,
    people,
    purposes,
    push,
    recipients,
    requests,
    retention,
    rights,
    security,
    sign_in,
    usage,
    widget,
)

_ROOMS = (
    *(access, apart, audit, categories, consent, erasure, forms, incidents, notices, people),
    *(purposes, push, recipients, requests, retention, rights, security, sign_in, usage, widget),
)
PROBES: Probes = {name: probe for room in _ROOMS for name, probe in room.PROBES.items()}
