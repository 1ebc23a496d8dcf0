"""``discreet policy list|show|diff|record``: what the policies beside the configuration say."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway import cli_policy_check, cli_policy_schema
from gateway.cli_store import (
    ConfigOptions,
    StoreOptions,
    Table,
    find_configuration,
    open_settings,
    show_json,
    takes,
)

if TYPE_CHECKING:
    from gateway.policy_diff import Setting
    from gateway.yaml_tree import Value

app = typer.Typer(help="What the policies say, and whether it is kept.", no_args_is_help=True)
app.command()(cli_policy_check.check)
app.command()(cli_policy_schema.schema)


@dataclass(frozen=True, kw_only=True)
class ShowOptions(StoreOptions):
    """Options of ``policy show``."""

    policy: Annotated[str, typer.Argument(help="The policy's id.")]
    key: Annotated[
        str | None, typer.Option(help="Only what begins with this key path, actions for example.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class DiffOptions(StoreOptions):
    """Options of ``policy diff``."""

    one: Annotated[str, typer.Argument(help="A policy's id.")]
    other: Annotated[str, typer.Argument(help="Another one's.")]


@dataclass(frozen=True, kw_only=True)
class RecordOptions(ConfigOptions):
    """Options of ``policy record``."""

    policies: Annotated[
        list[str] | None, typer.Argument(help="Ids; without any, the policies of the tenants.")
    ] = None
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of Markdown.")] = False
    html: Annotated[Path | None, typer.Option(help="Write one page of HTML to this file.")] = None


@app.command("list")
@takes(StoreOptions)
def list_policies(options: StoreOptions) -> None:
    """List the policies beside the configuration. Exits with 1 if one cannot be loaded."""
    from gateway.errors import ConfigurationError
    from gateway.policy_file import load_policy

    rows, wrong = [], []
    for path in _files(options.config).values():
        try:
            policy = load_policy(path)
        except ConfigurationError as error:
            wrong.append(str(error))
            continue
        rows.append(
            {
                "id": policy.key,
                "hash": policy.hash,
                "version": policy.version,
                "operator": policy.operator.name,
                "role": policy.scope.role.value,
                "regions": list(policy.scope.regions),
                "minimum_age": policy.age.minimum if policy.age is not None else None,
                "purposes": len(policy.purposes),
                "classes": len(policy.classes),
                "forms": len(policy.forms),
                "commitments": len(policy.commitments),
            }
        )
    if options.json:
        show_json({"policies": rows, "errors": wrong})
    else:
        _table("Policies", rows)
        for each in wrong:
            typer.echo(each, err=True)
    if wrong:
        raise typer.Exit(1)


@app.command()
@takes(ShowOptions)
def show(options: ShowOptions) -> None:
    """Show a policy as it takes effect, and the file and line that each value comes from."""
    from gateway.errors import ConfigurationError
    from gateway.policy_diff import settings_of
    from gateway.policy_file import load_policy

    path = _file(options.config, options.policy)
    policy = load_policy(path)
    wanted = options.key
    found = [
        each
        for each in settings_of(_tree(path)).values()
        if wanted is None or each.path == wanted or each.path.startswith(f"{wanted}.")
    ]
    if not found:
        raise ConfigurationError("--key: nothing of this policy begins so")
    if options.json:
        show_json({"policy": policy.reference, "settings": [each.as_json() for each in found]})
        return
    rows = [
        (each.path, _written(each.value), f"{Path(each.file).name}:{each.line}") for each in found
    ]
    Table(title=policy.reference, columns=("key", "value", "from"), rows=rows).show(as_json=False)


@app.command()
@takes(DiffOptions)
def diff(options: DiffOptions) -> None:
    """Show where the effective values of two policies differ, by key path."""
    from gateway.policy_diff import differences
    from gateway.policy_file import load_policy

    paths = [_file(options.config, each) for each in (options.one, options.other)]
    one, other = (load_policy(path) for path in paths)
    found = differences(*(_tree(path) for path in paths))
    if options.json:
        show_json(
            {
                "policies": [one.reference, other.reference],
                "differences": [
                    {
                        "path": each.path,
                        options.one: each.one.as_json() if each.one else None,
                        options.other: each.other.as_json() if each.other else None,
                    }
                    for each in found
                ],
            }
        )
        return
    rows = [(each.path, _cell(each.one), _cell(each.other)) for each in found]
    columns = ("key", one.reference, other.reference)
    Table(title=f"{len(found)} differences", columns=columns, rows=rows).show(as_json=False)


@app.command()
@takes(RecordOptions)
def record(options: RecordOptions) -> None:
    """Write the record of processing activities (GDPR Article 30) and the recipients."""
    from gateway.errors import ConfigurationError
    from gateway.policy_file import load_policy
    from gateway.policy_record import processing_record
    from gateway.policy_record_page import as_markdown, as_page

    settings = open_settings(options.config)
    wanted = options.policies or list(settings.policy_files)
    used = {each.policy.key: each.policy for each in settings.tenants.values()}
    records = []
    for key in dict.fromkeys(wanted):
        policy = used.get(key) or load_policy(_file(options.config, key))
        records.append(processing_record(policy, settings))
    if options.html is not None:
        try:
            options.html.write_text(as_page(records), "utf-8")
        except OSError as error:
            kind = type(error).__name__
            raise ConfigurationError(f"--html: cannot be written ({kind})") from None
    if options.json:
        show_json({"records": records})
    elif options.html is None:
        typer.echo(as_markdown(records), nl=False)


def _files(config: Path | None) -> dict[str, Path]:
    """The policies beside the configuration, by id."""
    from gateway.errors import ConfigurationError
    from gateway.logs import configure_logs

    configure_logs("warning")
    directory = Path(os.path.relpath(find_configuration(config).parent / "policies"))
    found = {path.stem: path for path in sorted(directory.glob("*.yaml"))}
    if not found:
        raise ConfigurationError(f"there is no policy in {directory}")
    return found


def _file(config: Path | None, key: str) -> Path:
    from gateway.errors import ConfigurationError

    found = _files(config)
    if key not in found:
        raise ConfigurationError(f"there is no such policy; there are: {', '.join(found)}")
    return found[key]


def _tree(path: Path) -> Value:
    from gateway.policy_file_layers import read_policy_tree

    return read_policy_tree(path)


def _cell(setting: Setting | None) -> str:
    return "(not there)" if setting is None else _written(setting.value)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _table(title: str, rows: list[dict[str, Any]]) -> None:
    columns = tuple(rows[0]) if rows else ("id",)
    Table(
        title=title,
        columns=columns,
        rows=[[_written(each[name]) for name in columns] for each in rows],
    ).show(as_json=False)
