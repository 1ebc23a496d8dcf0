"""What the commands share: options, configuration, store, errors and tables.

The options of a command are a dataclass; several commands share some of them.

Imports that take time stand inside the functions, so that ``discreet --help`` is quick.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import sys
import sysconfig
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

if TYPE_CHECKING:
    from gateway.settings import Settings
    from gateway.storage.transaction import ActingStore

# Of a table whose output is no terminal, unless ids need more.
_WIDTH = 160
_IDS = frozenset({"id", "hold", "grant", "instruction", "incident", "demand", "certificate"})
Result = TypeVar("Result")
Options = TypeVar("Options")
Done = Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class ConfigOptions:
    """The option of every command that needs the configuration."""

    config: Annotated[
        Path | None,
        typer.Option(help="Else $DISCREET_CONFIG, ./config/gateway.yaml, the packaged one."),
    ] = None


@dataclass(frozen=True, kw_only=True)
class StoreOptions(ConfigOptions):
    """Options of a command that prints what the store holds."""

    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False


@dataclass(frozen=True, kw_only=True)
class TenantOptions(StoreOptions):
    """Options of a command about one tenant."""

    tenant: Annotated[str | None, typer.Option(help="Needed where there are several.")] = None


def takes(options: type[Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Makes a command of a function that takes its options as one dataclass.

    Expected errors of the command end it with one line on stderr, see errors_reported.
    """
    hints = get_type_hints(options, include_extras=True)
    parameters = [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if each.default is MISSING else each.default,
            annotation=hints[each.name],
        )
        for each in fields(options)  # type: ignore[arg-type]
    ]

    def decorate(command: Callable[[Options], None]) -> Callable[..., None]:
        def run(**values: Any) -> None:
            with errors_reported():
                command(options(**values))

        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return run

    return decorate


def find_configuration(config: Path | None) -> Path:
    """The configuration to use: the one named, else the first of the usual places.

    A checkout has ``config/`` beside the package; an installation has a copy of it under
    its prefix, in ``share/discreet``.
    """
    named = config or os.environ.get("DISCREET_CONFIG")
    if named:
        return Path(named)
    places = [Path("config")]
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file():
        places.append(checkout / "config")
    places.append(Path(sysconfig.get_path("data"), "share", "discreet", "config"))
    for place in places:
        if (place / "gateway.yaml").is_file():
            return place / "gateway.yaml"
    return places[0] / "gateway.yaml"


def open_settings(config: Path | None, *, log_level: str | None = None) -> Settings:
    """Loads the configuration and sends all logs through the allow-list.

    Args:
        config: as ``--config`` gives it.
        log_level: of this command; None takes the configuration's.
    """
    from gateway.logs import configure_logs
    from gateway.settings import load_settings

    configure_logs("warning")
    settings = load_settings(find_configuration(config), os.environ)
    configure_logs(log_level or settings.log_level, names=settings.names)
    return settings


def choose_tenant(settings: Settings, tenant: str | None) -> str:
    """The tenant that is named, or the only one.

    Raises:
        ConfigurationError: no such tenant, or several and none named.
    """
    from gateway.errors import ConfigurationError

    if tenant is None and len(settings.tenants) == 1:
        return next(iter(settings.tenants))
    if tenant is None or tenant not in settings.tenants:
        raise ConfigurationError(f"--tenant: must be one of {', '.join(settings.tenants)}")
    return tenant


@contextmanager
def errors_reported() -> Iterator[None]:
    """Prints an expected error as one line and ends the command.

    Exit code 2 for a configuration that cannot be used, 1 for the rest. Their messages
    hold codes and places, never values.
    """
    from detectors.errors import DetectionError
    from gateway.errors import ConfigurationError, GatewayError

    try:
        yield
    except ConfigurationError as error:
        typer.echo(f"discreet: {error}", err=True)
        raise typer.Exit(2) from None
    except GatewayError as error:
        typer.echo(f"discreet: {error.code}: {error.message}", err=True)
        raise typer.Exit(1) from None
    except DetectionError as error:
        typer.echo(f"discreet: {type(error).__name__}: {error}", err=True)
        raise typer.Exit(1) from None


def with_store(
    settings: Settings,
    work: Callable[[ActingStore], Awaitable[Result]],
    *,
    first: Callable[[ActingStore], Awaitable[Done]] | None = None,
) -> Result:
    """Opens the store, does the work, closes the store.

    Args:
        settings: loaded.
        work: is given the open store.
        first: is done before; what it refuses is not done. What it gives is done after
            the work, unless that failed.
    """
    from gateway.app import open_store

    async def run() -> Result:
        store = open_store(settings, os.environ)
        await store.open()
        try:
            done = await first(store) if first is not None else None
            result = await work(store)
            if done is not None:
                await done()
            return result
        finally:
            await store.close()

    return asyncio.run(run())


def now() -> datetime:
    """The time of a command, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows to print, as a table or as JSON."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def show(self, *, as_json: bool) -> None:
        """Prints the rows on stdout."""
        if as_json:
            records = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
            show_json(records)
            return
        if not self.rows:
            typer.echo(f"{self.title}: none")
            return
        from rich.console import Console
        from rich.table import Table as RichTable
        from rich.text import Text

        widths, table = self._least_widths(), RichTable(title=self.title)
        for column in self.columns:
            table.add_column(column, overflow="fold", min_width=widths[column])
        for row in self.rows:
            table.add_row(*(Text(_cell(value)) for value in row))
        width = max(_WIDTH, sum(each or 1 for each in widths.values()) + 3 * len(widths) + 1)
        Console(width=None if sys.stdout.isatty() else width).print(table, crop=False)

    def _least_widths(self) -> dict[str, int | None]:
        """By column: what reads the output line by line has every id in one piece."""
        if sys.stdout.isatty():
            return dict.fromkeys(self.columns)
        return {
            column: max(len(_cell(row[number])) for row in self.rows) if _is_id(column) else None
            for number, column in enumerate(self.columns)
        }


def show_json(value: object) -> None:
    """Prints JSON on stdout; times in ISO 8601."""
    typer.echo(json.dumps(value, indent=2, default=_cell))


def _is_id(column: str) -> bool:
    return column in _IDS or column.endswith("_id")


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return str(value)
