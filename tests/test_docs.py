"""The documentation names what exists: settings, policy keys, endpoints, headers, codes."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path
from textwrap import dedent

import pytest
from typer.main import get_command

from detectors.entity_types import entity_types
from gateway.cli import app
from gateway.model import Action, Destination
from gateway.opt_in import AgeMethod, FallbackAction, SignalScope
from gateway.policy import (
    Audio,
    Documents,
    EndAction,
    Images,
    LegalBasis,
    Mode,
    ProviderState,
    TextFiles,
    Trigger,
)
from gateway.policy_retention import DEFAULT_RECORDS, GROUPS
from gateway.proxy.headers import _WANTED
from gateway.proxy.wires import WIRES as ENDPOINTS
from gateway.recipients import MECHANISMS, WIRES
from gateway.settings import load_settings
from tests.gateway.configuration import GATEWAY, write

ROOT = Path(__file__).parents[1]
DOCS = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md")}
CONFIGURATION, HTTP = DOCS["configuration.md"], DOCS["http.md"]
README = (ROOT / "README.md").read_text("utf-8")
LOADERS = (
    "settings.py",
    "settings_storage.py",
    "settings_tracing.py",
    "policy_file.py",
    "policy_file_opt_in.py",
    "policy_file_retention.py",
    "policy_file_rights.py",
    "policy_file_layers.py",
    "policy_file_scope.py",
    "policy_file_commitments.py",
    "policy_file_forms.py",
    "webhooks.py",
    "policy_file_incidents.py",
    "sign_in/settings.py",
    "recipients.py",
    "tenants.py",
    "widget_origins.py",
    "usage/policy_section.py",
    "audit/settings.py",
    "retention/schedule.py",
    "counts/settings.py",
    "presidio/access.py",
    "presidio/foreign.py",
)
ERRORS = {
    *("Refused", "InvalidRequest", "Unauthorized", "UpstreamFailed", "GatewayError"),
    *("_opt_in", "_refused"),
}


def _calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            found.append((name or "", node))
    return found


def _strings(node: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def known_keys(source: str) -> set[str]:
    """Every key that a loader accepts: the arguments of its ``fields`` calls."""
    keys: set[str] = set()
    for name, call in _calls(ast.parse(source)):
        if name in ("fields", "required", "optional"):
            keys |= {each for argument in call.args for each in _strings(argument)}
    return keys


def error_codes(source: str) -> set[str]:
    """Every stable code in a source: of errors raised, and of ``code=`` arguments."""
    codes: set[str] = set()
    for name, call in _calls(ast.parse(source)):
        values = [each.value for each in call.keywords if each.arg == "code"]
        if name in ERRORS - {"InvalidRequest", "Unauthorized", "UpstreamFailed"}:
            values += call.args[:1]
        codes |= {each for value in values for each in _strings(value)}
    return {code for code in codes if re.fullmatch(r"[a-z]+(_[a-z]+)+", code)}


def _named(text: str) -> set[str]:
    """Words and paths that stand in code spans, split where they are joined."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return {word for span in spans for word in re.split(r"[\s.:,=]+", span)} | set(spans)


def test_the_keys_of_the_loaders_are_found() -> None:
    keys = known_keys((ROOT / "gateway" / "settings.py").read_text("utf-8"))
    assert {"listen", "recipients", "sha256"} <= keys
    keys = known_keys((ROOT / "gateway" / "settings_storage.py").read_text("utf-8"))
    assert {"directory", "url_env", "master_key_env"} <= keys


@pytest.mark.parametrize("loader", LOADERS)
def test_every_key_is_explained(loader: str) -> None:
    keys = known_keys((ROOT / "gateway" / loader).read_text("utf-8"))
    assert keys - _named(CONFIGURATION) == set()


def test_no_loader_is_left_out() -> None:
    package = ROOT / "gateway"
    loading = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if re.search(r"(?<!dataclasses)\.fields\(", path.read_text("utf-8"))
    }
    # Notices are explained in a file of their own.
    assert loading - {"cli_verify.py", "consent/notices.py"} == set(LOADERS)
    keys = known_keys((package / "consent" / "notices.py").read_text("utf-8"))
    assert keys - _named(DOCS["notices.md"]) == set()


WORDS = (
    Action,
    Destination,
    LegalBasis,
    Mode,
    Trigger,
    EndAction,
    ProviderState,
    TextFiles,
    Documents,
    Images,
    Audio,
    AgeMethod,
    SignalScope,
    FallbackAction,
)


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_of_a_policy_is_explained(kind: type[StrEnum]) -> None:
    assert {each.value for each in kind} - _named(CONFIGURATION) == set()


def test_every_kind_of_record_and_group_of_types_is_explained() -> None:
    assert {*DEFAULT_RECORDS, *GROUPS} - _named(CONFIGURATION) == set()
    assert {*DEFAULT_RECORDS, *GROUPS} - _named(DOCS["retention.md"]) == set()


def test_every_limit_mechanism_and_variable_is_explained() -> None:
    source = (ROOT / "gateway" / "settings.py").read_text("utf-8")
    limits = {"body_bytes", "answer_bytes", "json_depth", "connect_timeout", "upstream_timeout"}
    variables = set(re.findall(r"DISCREET_[A-Z_]+", source)) | {"DISCREET_CONFIG"}
    assert (limits | {"grace"} | set(MECHANISMS) | variables) - _named(CONFIGURATION) == set()


def test_every_code_is_explained() -> None:
    codes: set[str] = set()
    for path in (ROOT / "gateway").rglob("*.py"):
        codes |= error_codes(path.read_text("utf-8"))
    assert {"consent_required", "duplicate_key", "unknown_route"} <= codes
    assert codes - _named(HTTP) == set()


def test_every_request_header_is_explained() -> None:
    standard = {b"content-length", b"content-encoding"}
    wanted = {name.decode() for name in _WANTED if name not in standard}
    assert wanted - {word.lower() for word in _named(HTTP)} == set()


def test_every_response_header_is_explained() -> None:
    source = "".join(
        (ROOT / "gateway" / "proxy" / name).read_text("utf-8")
        for name in ("answer.py", "context.py", "fallback.py", "routes.py")
    )
    headers = set(re.findall(r'"(x-[a-z]+-[a-z-]*[a-z])"', source))
    assert len(headers) > 5
    assert headers - {word.lower() for word in _named(HTTP)} == set()


def test_every_endpoint_is_explained() -> None:
    paths = {"/v1/chat/completions", "/v1/models", "/healthz", "/readyz", "/privacy/consents"}
    paths |= {"/privacy/consents/{id}/withdraw", "/privacy/subject-tokens", "/widget.js"}
    paths |= {"/privacy/notices/{key}", "/privacy/consents/{id}/receipt", "/privacy/receipt-key"}
    paths |= {"/privacy/withdrawals", "/privacy/withdrawal-links", "/privacy/withdraw/{token}"}
    paths |= {"/privacy/preferences", "/privacy/reports", "/privacy/reports/{id}/confirm"}
    paths |= {"/privacy/reports/{id}/dismiss", "/.well-known/gpc.json"}
    paths |= {"/privacy/events", "/privacy/retention/classes"}
    paths |= {"/analyze", "/anonymize", "/deanonymize", "/supportedentities", "/recognizers"}
    paths |= {"/anonymizers", "/deanonymizers", "/health"}
    paths |= {"/privacy/audit/checkpoint", "/privacy/audit/entries/{seq}/proof"}
    paths |= {"/privacy/audit/consistency"}
    asked = "/privacy/requests/{id}"
    steps = ("verify", "perform", "approve", "acknowledge", "require", "extend", "reject", "revoke")
    paths |= {"/privacy/requests", asked, *(f"{asked}/{step}" for step in steps)}
    paths |= {f"{asked}/preview", f"{asked}/result", f"{asked}/proof", f"{asked}/push"}
    paths |= {"/privacy/conversations", "/privacy/conversations/{id}", "/privacy/disclosures"}
    paths |= {"/widget-data.js"}
    assert paths - _named(HTTP) == set()


def test_every_command_is_named() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    text = README + "".join(DOCS.values()) + (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert {each for each in commands if f"`{each}`" not in text} == set()


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]
    links = [
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    assert len(links) > 5
    assert [target for page, target in links if not (page.parent / target).exists()] == []


def test_every_entity_type_is_in_a_table() -> None:
    rows = entity_types()
    table = DOCS["detectors.md"].split("## Entity types")[1].split("\n## ")[0]
    first = "".join(row.split("|")[1] for row in table.splitlines() if row.startswith("|"))
    listed = set(re.findall(r"`([A-Z_]+)`", first))
    assert listed - {row.name for row in rows} == set()
    assert {row.name for row in rows if not row.issuer} - listed == set()


def test_every_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    block = project[project.index("dependencies = [") : project.index("[project.scripts]")]
    names = re.findall(r'^    "([A-Za-z0-9_-]+)', block, flags=re.MULTILINE)
    assert len(names) > 20
    assert [name for name in names if name not in changelog] == []


def test_the_recipients_of_the_page_about_wires_are_read(tmp_path: Path) -> None:
    page = DOCS["wires.md"]
    block = page[page.index("    recipients:") : page.index("The facts are examples")]
    names = re.findall(r"- id: (\S+)", block)
    head = GATEWAY[: GATEWAY.index("recipients:")]
    tenants = f"tenants: [{{id: main, policy: default, recipients: [{', '.join(names)}]}}]\n"
    path = write(tmp_path, gateway=f"{head}{dedent(block)}\n{tenants}")
    settings = load_settings(path, {"DISCREET_MASTER_KEY": "A" * 43 + "="})
    assert [each.wire for each in settings.tenants["main"].recipients] == list(WIRES)


def test_every_parameter_and_header_that_goes_on_is_named() -> None:
    forwarded = {name for wire in ENDPOINTS for name in (*wire.forwards, *wire.query)}
    assert {"anthropic-beta", "api-version"} <= forwarded
    for page in (DOCS["wires.md"], HTTP):
        assert forwarded - _named(page) == set()


def test_a_forgotten_key_or_code_would_be_found() -> None:
    assert known_keys("value.fields(*('new_key',))") == {"new_key"}
    assert error_codes("Refused('new_code', 'text', status=403)") == {"new_code"}
    assert error_codes("InvalidRequest('text', code='other_code')") == {"other_code"}
