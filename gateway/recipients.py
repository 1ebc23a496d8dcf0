"""Reads the recipients of a configuration, and decides which of them are third parties.

Facts about a recipient are never guessed: one whose country, training or retention is
not stated is refused, and ``third_party: false`` is believed only where it can be seen
to be true.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from gateway.policy import Policy, Recipient
from gateway.yaml_tree import Fields, Value
from gateway.yaml_values import (
    read_country,
    read_duration,
    read_name,
    read_past_date,
    read_word,
)

WIRES = ("openai", "azure", "anthropic", "gemini", "ollama")
# GDPR Articles 45, 46(2) and 49.
MECHANISMS = ("adequacy", "scc", "bcr", "code_of_conduct", "certification", "derogation")
# What a party is to the operator's data: GDPR Articles 4(7), 26, 4(8), 28(4), 4(10).
THIRD_PARTY = "third_party"
ROLES = ("controller", "joint_controller", "processor", "sub_processor", THIRD_PARTY)
# A consent to what stays with the operator names this recipient.
RESERVED = "operator"
ENVIRONMENT_NAME = r"[A-Za-z_][A-Za-z0-9_]{0,127}"
_MODEL = r"[!-~]{1,256}"
_REGION = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
_REGION_WORDS = "a region as the recipient spells it, such as eu or us-east-1"

# RFC 1918, RFC 4193; not the link-local networks, where clouds answer for themselves.
_PRIVATE = tuple(
    ipaddress.ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)
_PRIVATE_6 = (ipaddress.ip_network("fc00::/7"),)
_PRIVATE_SUFFIXES = (".internal", ".home.arpa")


def read_recipient(value: Value, *, now: datetime) -> tuple[Recipient, bool]:
    """One recipient, and whether the file treats it as a first party against the evidence.

    Args:
        value: where it stands.
        now: aware, UTC; nobody can have read up its facts later than that.

    Raises:
        ConfigurationError: a fact is missing, unknown or refused; names file, line, key.
    """
    known = value.fields(
        *("id", "party", "third_party", "unsafe_treat_as_first_party", "country"),
        *("transfer_mechanism", "training", "retention", "wire", "base_url"),
        *("api_key_env", "models", "parent", "safeguards", "evidence", "active", "model"),
        *("processing_region", "purposes"),
    )
    party = known.required("party").fields("name", "role", "contact")
    unsafe = known.optional("unsafe_treat_as_first_party")
    is_unsafe = unsafe.flag() if unsafe else False
    third_party = known.required("third_party").flag() and not is_unsafe
    if known.required("training").flag():
        raise known.required("training").error("a recipient that trains on transcripts is refused")
    retention, role = known.optional("retention"), party.required("role")
    if third_party and retention is None:
        raise value.error("retention of a third party must be known, such as P30D or P0D")
    if not third_party and not is_unsafe and read_word(role, ROLES) == THIRD_PARTY:
        raise role.error("contradicts third_party: false")
    mechanism, api_key_env = known.optional("transfer_mechanism"), known.optional("api_key_env")
    recipient = Recipient(
        key=_key(known.required("id")),
        party=party.required("name").text(),
        party_role=read_word(role, ROLES),
        third_party=third_party,
        country=read_country(known.required("country")),
        transfer_mechanism=read_word(mechanism, MECHANISMS) if mechanism else None,
        training=False,
        retention=read_duration(retention, zero=True) if retention else None,
        wire=read_word(known.required("wire"), WIRES),
        base_url=_base_url(known.required("base_url"), third_party=third_party),
        api_key_env=_environment_name(api_key_env) if api_key_env else None,
        models=_models(known),
        contact=_text(party.optional("contact")),
        **_register(known, now=now),
    )
    return recipient, is_unsafe


def _register(known: Fields, *, now: datetime) -> dict[str, Any]:
    """What the register of recipients holds besides what is needed to reach one."""
    parent, safeguards = known.optional("parent"), known.optional("safeguards")
    evidence, active = known.optional("evidence"), known.optional("active")
    model, region = known.optional("model"), known.optional("processing_region")
    purposes = known.optional("purposes")
    found: dict[str, Any] = {
        "parent": read_name(parent) if parent else None,
        "safeguards": tuple(each.text() for each in safeguards.elements()) if safeguards else (),
        "active": active.flag() if active else True,
        "model": model.text(_MODEL, what="the name of a model") if model else None,
        "processing_region": region.text(_REGION, what=_REGION_WORDS) if region else None,
        "purposes": _purposes(purposes) if purposes else None,
    }
    if evidence is not None:
        facts = evidence.fields("reference", "date")
        found["evidence"] = facts.required("reference").text()
        found["evidence_date"] = read_past_date(facts.required("date"), now=now)
    return found


def _purposes(value: Value) -> frozenset[str]:
    found = frozenset(read_name(each) for each in value.elements())
    if not found:
        raise value.error("must not be empty; without this key every purpose is permitted")
    return found


def _key(value: Value) -> str:
    key = read_name(value)
    if key == RESERVED:
        raise value.error(f"{RESERVED} stands for the policy's operator itself")
    return key


def check_first_party(
    value: Value, recipient: Recipient, *, unsafe: bool, policies: Iterable[Policy]
) -> None:
    """Refuses ``third_party: false`` where nothing shows that it is true.

    Args:
        value: where the recipient stands.
        recipient: as it was read.
        unsafe: the file says ``unsafe_treat_as_first_party: true``.
        policies: those of the tenants that use it.

    Raises:
        ConfigurationError: neither a loopback or private host, nor the operator of every
            policy that uses it, nor spelled as unsafe.
    """
    if recipient.third_party or unsafe or is_private(recipient.base_url):
        return
    operators = {policy.operator.name for policy in policies}
    if operators != {recipient.party}:
        raise _field(value, "third_party").error(
            "false needs a loopback or private host, or a party equal to the policy's "
            "operator; anything else is spelled unsafe_treat_as_first_party: true"
        )


def is_loopback(url: str) -> bool:
    """Whether a URL names this machine."""
    host = _host(url)
    address = _address(host)
    if address is not None:
        return address.is_loopback
    return host == "localhost" or host.endswith(".localhost")


def is_private(url: str) -> bool:
    """Whether a URL names this machine or a network that is not routed on the Internet.

    Loopback and the addresses of RFC 1918 and RFC 4193; the names reserved for such
    networks; and names of one label, as containers have them, which no public zone
    holds. A label must start with a letter: ``134744072`` is an IPv4 address to most
    resolvers.
    """
    if is_loopback(url):
        return True
    host = _host(url)
    address = _address(host)
    if isinstance(address, ipaddress.IPv4Address):
        return any(address in network for network in _PRIVATE)
    if isinstance(address, ipaddress.IPv6Address):
        return any(address in network for network in _PRIVATE_6)
    return host.endswith(_PRIVATE_SUFFIXES) or ("." not in host and host[:1].isalpha())


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removesuffix(".").lower()


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    # ::ffff:8.8.8.8 counts as private for ipaddress, and is the Internet all the same.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _base_url(value: Value, *, third_party: bool) -> str:
    text = value.text(r"[!-~]+", what="a URL")
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise value.error("must be an http:// or https:// URL with a host")
    if "@" in parts.netloc or parts.query or parts.fragment or "\\" in text:
        raise value.error("must hold no user, password, query or fragment")
    if parts.path.rstrip("/").endswith("/v1"):
        raise value.error("must end before /v1; the gateway adds the wire's path, /v1 included")
    if parts.scheme == "http":
        if third_party and not is_loopback(text):
            raise value.error("must be https:// for a third party")
        if not is_private(text):
            raise value.error("must be https:// outside loopback and private hosts")
    return text.rstrip("/")


def _text(value: Value | None) -> str | None:
    return value.text() if value is not None else None


def _environment_name(value: Value) -> str:
    return value.text(ENVIRONMENT_NAME, what="the name of an environment variable, not a key")


def _models(known: Fields) -> tuple[str, ...]:
    patterns = tuple(
        each.text(_MODEL, what="a pattern of model names")
        for each in known.required("models").elements()
    )
    if not patterns:
        raise known.required("models").error('must not be empty; ["*"] takes every model')
    return patterns


def _field(value: Value, key: str) -> Value:
    return value.entries().get(key, value)
