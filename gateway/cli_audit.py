"""``discreet audit``: verify the audit log, prove entries, and hand them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from gateway.cli_store import (
    ConfigOptions,
    StoreOptions,
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from gateway.audit.note import VerifyingKey
    from gateway.audit.service import AuditLog
    from gateway.audit.verify import Kept, Verdict
    from gateway.settings import Settings

Result = TypeVar("Result")
_PAGE = 100
app = typer.Typer(no_args_is_help=True, help="The log of what was done.")


@dataclass(frozen=True, kw_only=True)
class VerifyOptions(StoreOptions):
    """Options of ``verify``."""

    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="A file of checkpoints that was kept elsewhere.")
    ] = None
    public_key: Annotated[
        list[str] | None, typer.Option(help="A key of the log from before the master key changed.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class ProveOptions(ConfigOptions):
    """Options of ``prove``."""

    seq: Annotated[int | None, typer.Argument(help="Number of the entry.")] = None
    object: Annotated[str | None, typer.Option(help="Id of what the entries are about.")] = None
    consistency: Annotated[
        tuple[int, int] | None, typer.Option(help="Two sizes of the log, the smaller first.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class ExportOptions(TenantOptions):
    """Options of ``export``."""

    subject: Annotated[
        str | None, typer.Option(help="Only entries about this person, as the chatbot names them.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class VerifyProofOptions:
    """Options of ``verify-proof``."""

    file: Annotated[Path, typer.Argument(help="As ``export`` or ``prove`` printed it.")]
    public_key: Annotated[
        str | None, typer.Option(help="The log's key; else the file's own is believed.")
    ] = None


@app.command()
@takes(ConfigOptions)
def key(options: ConfigOptions) -> None:
    """Print the public key that checkpoints are verified with."""
    typer.echo(_with_log(options.config, lambda log, _: log.public_key()).text())


@app.command()
@takes(ConfigOptions)
def checkpoint(options: ConfigOptions) -> None:
    """Sign a checkpoint of the log as it is now, and print it."""
    note = _with_log(options.config, lambda log, _: log.checkpoint(now()))
    typer.echo(note.decode() if note is not None else "The log is empty.", nl=note is None)


@app.command()
@takes(VerifyOptions)
def verify(options: VerifyOptions) -> None:
    """Compute the whole log anew and compare it with every checkpoint that is known."""
    kept, keys = _kept(options.checkpoint or []), _keys(options.public_key or [])
    verdict = _with_log(options.config, lambda log, _: log.verify(keys=keys, kept=kept))
    if options.json:
        shown = asdict(verdict) | {"root": verdict.root.hex(), "first_bad": verdict.first_bad}
        show_json(shown)
    else:
        _show(verdict)
    if verdict.problems:
        raise typer.Exit(1)


@app.command()
@takes(ProveOptions)
def prove(options: ProveOptions) -> None:
    """Prove that an entry is in the log, or that the log has only grown between two sizes."""
    from gateway.errors import ConfigurationError, InvalidRequest

    asked = (options.seq, options.object, options.consistency)
    if sum(each is not None for each in asked) != 1:
        raise ConfigurationError("one of an entry's number, --object and --consistency is needed")
    if options.consistency is not None:
        first, second = options.consistency
        typer.echo(
            _with_log(options.config, lambda log, _: _grown(log, first=first, second=second))
        )
        return

    def wanted(fields: dict[str, Any]) -> bool:
        if options.seq is not None:
            return bool(fields["seq"] == options.seq)
        return bool(fields["object"] == options.object)

    if not _print_proved(options.config, lambda _log, _settings: _always(wanted)):
        raise InvalidRequest("The audit log has no such entry.", code="not_found", status=404)


@app.command()
@takes(ExportOptions)
def export(options: ExportOptions) -> None:
    """Print entries of a tenant or person with their proofs, a JSON object a line."""
    from gateway.audit.entry import as_code

    async def choose(log: AuditLog, settings: Settings) -> Callable[[dict[str, Any]], bool]:
        from gateway.cli_consent import subject_of

        tenant = choose_tenant(settings, options.tenant)
        about = None
        if options.subject is not None:
            subject = subject_of(settings, tenant, name=options.subject)
            about = await log.reference(tenant, subject) or "nobody"
        code = as_code(tenant)
        return lambda fields: fields["tenant"] == code and about in (None, fields["subject"])

    _print_proved(options.config, choose, head=True)


@app.command(name="verify-proof")
@takes(VerifyProofOptions)
def verify_proof(options: VerifyProofOptions) -> None:
    """Verify what was proved without the gateway: no configuration and no store is read."""
    from gateway.audit.merkle import ProofError
    from gateway.audit.proof_file import is_growth, verify_growth, verify_lines
    from gateway.errors import ConfigurationError

    key = _keys([options.public_key])[0] if options.public_key else None
    try:
        with options.file.open("rb") as lines:
            grows = is_growth(lines.readline())
            lines.seek(0)
            if grows:
                first, second = verify_growth(lines, key=key)
                proved = f"proved: the log grew from {first.size} to {second.size} entries"
            else:
                proved = f"proved entries: {sum(1 for _ in verify_lines(lines, key=key))}"
    except OSError as error:
        raise ConfigurationError(f"the file cannot be read ({type(error).__name__})") from None
    except ProofError as error:
        typer.echo(f"not proved: {error}")
        raise typer.Exit(1) from None
    typer.echo(proved)
    if not options.public_key:
        typer.echo("The key was the file's own: compare it with --public-key.")


@app.command()
@takes(StoreOptions)
def reanchor(options: StoreOptions) -> None:
    """Go on from a log that was put back, by an entry that names what is departed from."""
    left = _with_log(options.config, lambda log, _: log.reanchor(now(), actor="command"))
    if options.json:
        show_json([{"size": each.size, "root": each.root.hex()} for each in left])
        return
    for each in left:
        typer.echo(f"departed from {each.size} entries with root {each.root.hex()}")
    if not left:
        typer.echo("Every checkpoint fits: nothing was changed.")


def _with_log(
    config: Path | None, work: Callable[[AuditLog, Settings], Awaitable[Result]]
) -> Result:
    """Opens the log over the configured store, does the work, closes the store."""
    import os

    from gateway.audit.opening import configured_log

    settings = open_settings(config)
    return with_store(
        settings, lambda store: work(configured_log(settings, os.environ, store=store), settings)
    )


Choice = Callable[[dict[str, Any]], bool]


async def _always(wanted: Choice) -> Choice:
    return wanted


async def _grown(log: AuditLog, *, first: int, second: int) -> str:
    """The line that proves it, under checkpoints that are signed for it."""
    from gateway.audit.proof_file import growth_line

    await log.checkpoint(now())
    return growth_line(await log.growth(first, second), await log.public_key())


def _print_proved(
    config: Path | None,
    choose: Callable[[AuditLog, Settings], Awaitable[Choice]],
    *,
    head: bool = False,
) -> int:
    """Prints the checkpoint and what is proved under it; how many entries there were.

    Args:
        config: as ``--config`` gives it.
        choose: which entries.
        head: whether to print the checkpoint where there is none of them, too.
    """
    from gateway.audit.proof_file import entry_line, head_line

    async def work(log: AuditLog, settings: Settings) -> int:
        wanted = await choose(log, settings)
        under = await log.checkpoint(now())
        if under is None:
            return 0
        first, count, page = head_line(under, await log.public_key()), 0, list[int]()
        if head:
            typer.echo(first)

        async def flush() -> int:
            found = await log.prove_all(page, under=under)
            if found and not (head or count):
                typer.echo(first)
            for each in found:
                typer.echo(entry_line(each.seq, each.body, proof=each.proof))
            page.clear()
            return len(found)

        async for seq, _ in log.find(wanted):
            page.append(seq)
            if len(page) == _PAGE:
                count += await flush()
        return count + await flush()

    return _with_log(config, work)


def _kept(files: list[Path]) -> list[Kept]:
    from gateway.audit.note import split_notes
    from gateway.audit.verify import Kept
    from gateway.errors import ConfigurationError

    found = []
    for number, path in enumerate(files):
        try:
            notes = split_notes(path.read_bytes())
        except OSError as error:
            name = type(error).__name__
            raise ConfigurationError(f"--checkpoint: cannot be read ({name})") from None
        if not notes:
            raise ConfigurationError("--checkpoint: the file holds no checkpoint")
        found.append(Kept(where=f"checkpoint file {number + 1}", notes=notes))
    return found


def _keys(texts: list[str]) -> list[VerifyingKey]:
    from gateway.audit.note import NoteError, read_key
    from gateway.errors import ConfigurationError

    try:
        return [read_key(text) for text in texts]
    except NoteError:
        raise ConfigurationError("--public-key: is no key of an audit log") from None


def _show(verdict: Verdict) -> None:
    typer.echo(f"entries: {verdict.size}")
    typer.echo(f"root: {verdict.root.hex()}")
    typer.echo(f"checkpoints compared: {verdict.checkpoints}")
    for seq, size, root in verdict.departures:
        typer.echo(f"entry {seq} departs from {size} entries with root {root}")
    for each in verdict.problems:
        place = f" {each.place}" if each.place else ""
        span = f", entries {each.entries[0]} to {each.entries[1] - 1}" if each.entries else ""
        typer.echo(f"{each.flaw.value}{place} ({each.where}{span})")
    if verdict.first_bad is not None:
        typer.echo(f"The first bad entry is not before {verdict.first_bad}.")
    typer.echo("TAMPERED" if verdict.problems else "clean")
