"""``discreet policy check``: whether the running code keeps what a policy promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_store import (
    ConfigOptions,
    Table,
    find_configuration,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.check.runner import Report
    from gateway.settings import Settings
    from gateway.storage.transaction import ActingStore


@dataclass(frozen=True, kw_only=True)
class CheckOptions(ConfigOptions):
    """Options of ``policy check``."""

    policy: Annotated[str | None, typer.Argument(help="The policy's id; else --all.")] = None
    all: Annotated[bool, typer.Option("--all", help="Every policy beside the configuration.")] = (
        False
    )
    commitment: Annotated[
        list[str] | None, typer.Option(help="Only this commitment; can be repeated.")
    ] = None
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False
    record: Annotated[
        bool, typer.Option("--record", help="Show it to the tenants with the policy, at /admin.")
    ] = False
    html: Annotated[Path | None, typer.Option(help="Write one page of HTML to this file.")] = None


@takes(CheckOptions)
def check(options: CheckOptions) -> None:
    """Check each commitment of a policy by exercising the running code in a sandbox.

    Nothing of it touches the configured store or any network. Exits with 1 if a commitment
    that is enforced or evidenced is broken.
    """
    from detectors import Engine
    from gateway.check.report import COLUMNS, as_json, as_page, lines, summary
    from gateway.check.runner import check_policy

    paths = _paths(options)
    only = _known(paths, options.commitment or [])
    settings = _recorded_in(options, paths) if options.record else None
    engine = Engine()
    reports: list[Report] = []
    for path in paths:
        tell = _telling(path.stem)
        reports.append(asyncio.run(check_policy(path, engine=engine, only=only, tell=tell)))
    if settings is not None:
        _record(settings, reports)
    if options.html is not None:
        _write(options.html, as_page(reports, at=datetime.now(UTC)))
    if options.json:
        show_json(as_json(reports))
    else:
        for report in reports:
            if report.rows:
                Table(title=report.policy, columns=COLUMNS, rows=lines(report)).show(as_json=False)
        for report in reports:
            typer.echo(summary(report))
    if not all(report.is_kept for report in reports):
        raise typer.Exit(1)


def _paths(options: CheckOptions) -> list[Path]:
    """Files of the policies to check."""
    from gateway.errors import ConfigurationError

    directory = find_configuration(options.config).parent / "policies"
    if (options.policy is None) is not options.all:
        raise ConfigurationError("name one policy, or --all")
    found = {path.stem: path for path in sorted(directory.glob("*.yaml"))}
    if options.all and found:
        return list(found.values())
    if options.policy not in found:
        known = ", ".join(found) or "none"
        raise ConfigurationError(f"there is no such policy in {directory}; there are: {known}")
    return [found[options.policy]]


def _known(paths: list[Path], wanted: list[str]) -> list[str]:
    """Refuses commitments that no policy has: nothing would be checked, and look kept."""
    from gateway.errors import ConfigurationError
    from gateway.policy_file import load_policy

    if wanted:
        existing = {key for path in paths for key in load_policy(path).commitments}
        if not set(wanted) <= existing:
            raise ConfigurationError("--commitment: no policy that is checked has such a one")
    return wanted


def _recorded_in(options: CheckOptions, paths: list[Path]) -> Settings:
    """The configuration whose tenants are to see it, before anything is checked."""
    from gateway.errors import ConfigurationError

    if options.commitment:
        raise ConfigurationError("--record is of all commitments; leave --commitment out")
    settings = open_settings(options.config)
    held = {each.policy.key for each in settings.tenants.values()}
    if not held & {path.stem for path in paths}:
        raise ConfigurationError("--record: no tenant has a policy that is checked")
    return settings


def _record(settings: Settings, reports: list[Report]) -> None:
    from gateway.check.recording import concerned, record_check
    from gateway.logs import configure_logs

    configure_logs(settings.log_level, names=settings.names)  # the check had kept them to itself
    at = datetime.now(UTC)

    async def work(store: ActingStore) -> None:
        for report in reports:
            tenants = concerned(report, settings.tenants)
            await record_check(store, report, tenants=tenants, at=at)

    with_store(settings, work)


def _telling(policy: str) -> Callable[[str], None]:
    return lambda commitment: typer.echo(f"{policy}: {commitment}", err=True)


def _write(path: Path, page: str) -> None:
    from gateway.errors import ConfigurationError

    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        kind = type(error).__name__
        raise ConfigurationError(f"--html: cannot be written ({kind})") from None
