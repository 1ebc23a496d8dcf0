"""The command ``discreet``.

Each command imports what it needs when it runs: ``discreet --help`` loads neither the
detectors nor a server.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from gateway import (
    cli_access,
    cli_announce,
    cli_audit,
    cli_backup,
    cli_consent,
    cli_demands,
    cli_disclosures,
    cli_explain,
    cli_export,
    cli_incidents,
    cli_keys,
    cli_notices,
    cli_policy,
    cli_reports,
    cli_retention,
    cli_rights,
    cli_scan,
    cli_tenant,
    cli_types,
    cli_usage,
    cli_users,
    cli_verify,
    cli_wires,
)
from gateway.cli_store import ConfigOptions, Table, open_settings, show_json, takes, with_store

if TYPE_CHECKING:
    from detectors.types import Finding

app = typer.Typer(
    name="discreet",
    help="A privacy gateway for chatbots.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks print the values of variables
)
app.add_typer(cli_retention.app, name="retention")
app.add_typer(cli_consent.app, name="consent")
cli_consent.app.add_typer(cli_notices.app, name="notices")
cli_consent.app.add_typer(cli_reports.app, name="reports")
cli_consent.app.command()(cli_announce.announce)
app.add_typer(cli_keys.app, name="keys")
app.add_typer(cli_users.app, name="users")
app.add_typer(cli_incidents.app, name="incidents")
app.add_typer(cli_demands.app, name="demands")
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_policy.app, name="policy")
app.add_typer(cli_access.instructions_app, name="instructions")
app.add_typer(cli_access.grants_app, name="grants")
app.add_typer(cli_tenant.app, name="tenant")
app.add_typer(cli_rights.app, name="rights")
cli_rights.app.command()(cli_disclosures.disclosures)
app.command()(cli_backup.backup)
app.command()(cli_backup.restore)
app.command()(cli_explain.explain)
app.command()(cli_export.export)
app.command()(cli_scan.scan)
app.command()(cli_types.types)
app.command()(cli_usage.usage)
app.command()(cli_verify.verify)
app.command()(cli_wires.wires)


class LogLevel(StrEnum):
    """How much is logged; no level logs a value."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class ServeOptions(ConfigOptions):
    """Options of ``serve``."""

    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")
    ] = None
    log_level: Annotated[LogLevel | None, typer.Option(help="Else the configuration's.")] = None


@dataclass(frozen=True, kw_only=True)
class DemoOptions:
    """Options of ``demo``."""

    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8080
    once: Annotated[bool, typer.Option("--once", help="End after the conversation.")] = False


@dataclass(frozen=True, kw_only=True)
class DetectOptions:
    """Options of ``detect``."""

    text: Annotated[str, typer.Argument(help="The text; - reads it from stdin.")]
    before: Annotated[str | None, typer.Option(help="The turn before, as context.")] = None
    language: Annotated[str, typer.Option(help="Of the context words, ISO 639-1.")] = "en"
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False


@app.command()
@takes(ServeOptions)
def serve(options: ServeOptions) -> None:
    """Serve the gateway until Ctrl-C or SIGTERM; open requests get time to finish."""
    level = options.log_level.value if options.log_level else None
    settings = open_settings(options.config, log_level=level)
    from gateway.app import create_app
    from gateway.audit.opening import configured_log
    from gateway.cli_serve import run_server

    # A store that does not open, or was changed, is an error with a reason here.
    with_store(settings, lambda store: configured_log(settings, os.environ, store=store).check())
    run_server(
        create_app(settings, os.environ),
        options.host or settings.listen.host,
        port=settings.listen.port if options.port is None else options.port,
        grace=settings.limits.grace,
    )


@app.command()
@takes(DemoOptions)
def demo(options: DemoOptions) -> None:
    """Show the main job on this machine, without an account, then keep serving."""
    from gateway.demo import run_demo

    run_demo(options.host, options.port, once=options.once)


@app.command()
@takes(DetectOptions)
def detect(options: DetectOptions) -> None:
    """Show what is found in a text, and the text with all of it replaced, whatever the policy."""
    from detectors import Engine
    from gateway.logs import configure_logs

    configure_logs("warning")
    text = _stdin() if options.text == "-" else options.text
    engine = Engine()
    findings = engine.detect(text, language=options.language, before=options.before)
    redacted = _redacted(text, findings)
    if options.json:
        show_json({"findings": [asdict(finding) for finding in findings], "redacted": redacted})
        return
    Table(
        title="Findings",
        columns=("entity_type", "start", "end", "score", "detector", "evidence"),
        rows=[
            (each.entity_type, each.start, each.end, each.score, each.detector, _listed(each))
            for each in findings
        ],
    ).show(as_json=False)
    typer.echo(redacted)


def _stdin() -> str:
    from gateway.errors import ConfigurationError

    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise ConfigurationError("the text must be UTF-8") from None


def _listed(finding: Finding) -> str:
    return ", ".join(finding.evidence)


def _redacted(text: str, findings: tuple[Finding, ...]) -> str:
    """The text with a surrogate for each finding, under a key that is thrown away."""
    from detectors.deidentify import Ledger, Replacement, replace

    ledger = Ledger(os.urandom(32))
    replaced = replace(
        text,
        [
            Replacement(
                start=each.start,
                end=each.end,
                text=ledger.issue(each.entity_type, text[each.start : each.end]).bracketed,
            )
            for each in findings
        ],
    )
    return replaced.encode("utf-8", "replace").decode()


if __name__ == "__main__":
    app()
