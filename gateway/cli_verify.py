"""``discreet verify``: plants values in every field of every wire of this very configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_store import TenantOptions, open_settings, show_json, takes

if TYPE_CHECKING:
    from gateway.verify.drive import Field, Line

# As gateway/verify/drive.py says it, which takes long to import.
REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class VerifyOptions(TenantOptions):
    """Options of ``verify``."""

    tenant: Annotated[str | None, typer.Option(help="Only this one; else all.")] = None
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print leaks and one line for each endpoint.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """What became of all fields of endpoints whose bodies are read alike.

    Attributes:
        tenant, recipient: where.
        paths: of the endpoints.
        replaced, refused, leaks: how many fields fared so.
    """

    tenant: str
    recipient: str
    paths: tuple[str, ...]
    replaced: int
    refused: int
    leaks: int

    @property
    def passes(self) -> bool:
        """Whether any request got as far as leaving."""
        return self.replaced + self.leaks > 0

    def __str__(self) -> str:
        """One line."""
        where = f"{self.tenant} {self.recipient} {', '.join(self.paths)}"
        if not self.passes:
            return f"?     {where}: refuses every request"
        word = "LEAK " if self.leaks else "clean"
        sums = f"{self.replaced} replaced, {self.refused} refused, {self.leaks} leaks"
        return f"{word} {where}: {sums}"


@takes(VerifyOptions)
def verify(options: VerifyOptions) -> None:
    """Plant synthetic values in every field of every endpoint, and say LEAK or clean for each.

    Nothing is sent: each request ends where its bytes would leave. Exits with 1 on any leak,
    where no endpoint leads anywhere, and where an endpoint refuses every request, so that
    nothing is known of its fields.
    """
    from gateway.logs import configure_logs
    from gateway.verify.lines import lines

    settings = open_settings(options.config)
    configure_logs("warning", names=settings.names)
    fields: list[Field] = []
    endpoints: list[Endpoints] = []
    for line in lines(settings, tenant=options.tenant):
        start = len(fields)
        for field in line.fields():
            fields.append(field)
            if not options.json and (field.leak or not options.quiet):
                typer.echo(_shown(field))
        endpoints.append(_sums(line, fields[start:]))
        if options.quiet and not options.json:
            typer.echo(str(endpoints[-1]))
    leaks = [field for field in fields if field.leak]
    if options.json:
        listed = [asdict(field) for field in fields]
        sums = [asdict(each) for each in endpoints]
        show_json({"leaks": len(leaks), "endpoints": sums, "fields": listed})
    else:
        if not options.quiet:
            typer.echo("\n".join(("", *map(str, endpoints), *map(_shown, leaks))))
        paths = sum(len(each.paths) for each in endpoints)
        typer.echo(f"{len(fields)} fields of {paths} endpoints, {len(leaks)} leaks")
    if leaks or not endpoints or not all(each.passes for each in endpoints):
        raise typer.Exit(1)


def _shown(field: Field) -> str:
    word = "LEAK " if field.leak else "clean"
    where = f"{field.tenant} {field.recipient} {field.endpoint} {field.pointer}"
    return f"{word} {where} ({field.how}): {field.outcome}"


def _sums(line: Line, fields: Sequence[Field]) -> Endpoints:
    leaks = sum(field.leak for field in fields)
    replaced = sum(field.outcome == REPLACED for field in fields)
    return Endpoints(
        tenant=line.setting.tenant.key,
        recipient=line.recipient.key,
        paths=line.endpoints,
        replaced=replaced,
        refused=len(fields) - replaced - leaks,
        leaks=leaks,
    )
