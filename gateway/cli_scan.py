"""``discreet scan``: what is in files, and copies of them without it."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_store import Table, show_json, takes
from gateway.errors import ConfigurationError
from gateway.scan.model import TROUBLES, Format, Operator, Plan, Source, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway.scan.journal import State
    from gateway.scan.workers import ReadyEngine

# Starting a worker takes a second; less than this is examined sooner.
_SMALL = 2_000_000
_MOST_SHOWN = 100
_KEY_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class ScanOptions:
    """Options of ``scan``."""

    files: Annotated[list[str], typer.Argument(help="Text, JSONL, CSV or Parquet.")]
    column: Annotated[
        list[str] | None,
        typer.Option(help="Only this column; a dotted path in JSONL. Can be repeated."),
    ] = None
    findings: Annotated[Path | None, typer.Option(help="Write findings there, as JSONL.")] = None
    redact: Annotated[Operator | None, typer.Option(help="Write redacted copies.")] = None
    into: Annotated[Path | None, typer.Option(help="Directory of the redacted copies.")] = None
    key_env: Annotated[
        str | None, typer.Option(help="Variable with the surrogates' key; else a random one.")
    ] = None
    entities: Annotated[
        list[str] | None,
        typer.Option(help="Only these entity types, with commas or repeated."),
    ] = None
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Least score.")] = 0.5
    language: Annotated[str, typer.Option(help="Of the context words, ISO 639-1.")] = "en"
    file_format: Annotated[
        Format | None, typer.Option("--format", help="Else by the file's name.")
    ] = None
    encoding: Annotated[str, typer.Option(help="Of text, JSONL and CSV.")] = "utf-8"
    delimiter: Annotated[str, typer.Option(help="Of CSV fields; else found out.")] = ""
    processes: Annotated[
        int | None, typer.Option(min=1, help="Else one for each core, one for small files.")
    ] = None
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped scan.")] = False
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False


@takes(ScanOptions)
def scan(options: ScanOptions) -> None:
    """Show what is found in files; write the findings, or redacted copies of the files."""
    from gateway.logs import configure_logs
    from gateway.scan.run import Means, Outputs, Scan, ScanStopped
    from gateway.scan.workers import new_engine

    configure_logs("warning")
    _check(options)
    engine = new_engine()
    plan = _plan(options, engine)
    sources = _sources(options)
    reporter = _Reporter()
    with progress(sources) as advance:
        means = Means(
            engine=engine,
            processes=options.processes or _processes(sources),
            advance=advance,
            report=reporter.report,
        )
        outputs = Outputs(findings=options.findings, copies=options.into)
        run = Scan(sources, plan, outputs=outputs, means=means)
        try:
            states = run.run(resume=options.resume, fixed_key=options.key_env is not None)
        except (KeyboardInterrupt, ScanStopped) as stopped:
            reporter.stopped(stopped, resumable=outputs.journal is not None)
            raise typer.Exit(130 if isinstance(stopped, KeyboardInterrupt) else 1) from None
    _show(sources, states, as_json=options.json)
    if options.into is not None:
        _say_what_lacks(sources, states, into=options.into)
    if any(state.troubles for state in states):
        raise typer.Exit(1)


def _check(options: ScanOptions) -> None:
    """Refuses options that do not go together; raises ConfigurationError."""
    if (options.redact is None) != (options.into is None):
        raise ConfigurationError("--redact and --into need each other")
    if options.resume and options.findings is None and options.into is None:
        raise ConfigurationError("--resume: only a scan with --findings or --into can go on")
    if len(options.delimiter) > 1 or options.delimiter in ('"', "\n", "\r"):
        raise ConfigurationError("--delimiter: must be one character, no quote or line end")
    if not _reads_ascii(options.encoding):
        raise ConfigurationError("--encoding: must be one that Python knows and that holds ASCII")
    if options.findings is not None and not options.findings.parent.is_dir():
        raise ConfigurationError("--findings: there is no such directory")
    names = [Path(name).name for name in options.files]
    if options.into is not None and len(set(names)) != len(names):
        raise ConfigurationError("--into: two files have the same name")
    if options.into is not None and not options.into.is_dir():
        raise ConfigurationError("--into: there is no such directory")
    targets = [options.into / name for name in names] if options.into is not None else []
    targets += [options.findings] if options.findings is not None else []
    for target in targets:
        if _irreplaceable(target):
            raise ConfigurationError("an output would replace what is no regular file")
        if any(_same(target, Path(name)) for name in options.files):
            raise ConfigurationError("an output would replace a file that is examined")


def _irreplaceable(target: Path) -> bool:
    """Whether a directory, device, pipe or link stands there, which a new file would end."""
    return target.is_symlink() or (target.exists() and not target.is_file())


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _reads_ascii(encoding: str) -> bool:
    plain = bytes(range(1, 128))
    try:
        return plain.decode(encoding) == plain.decode("ascii") and "\n".encode(encoding) == b"\n"
    except (LookupError, UnicodeError):
        return False


def _plan(options: ScanOptions, engine: ReadyEngine) -> Plan:
    """What is looked for.

    Raises:
        ConfigurationError: an entity type that no detector finds, or no usable key.
    """
    wanted = frozenset(
        name.strip() for each in options.entities or () for name in each.split(",") if name.strip()
    )
    unknown = sorted(wanted - engine.entity_types)
    if unknown:
        raise ConfigurationError(
            f"--entities: no detector finds {', '.join(unknown)} (discreet types)"
        )
    return Plan(
        columns=tuple(options.column or ()),
        entity_types=wanted,
        threshold=options.threshold,
        language=options.language,
        encoding=options.encoding,
        operator=options.redact,
        key=_key(options.key_env) if options.key_env is not None else os.urandom(_KEY_BYTES),
    )


def _key(name: str) -> bytes:
    text = os.environ.get(name, "")
    for decode in (bytes.fromhex, _base64):
        try:
            key = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(key) == _KEY_BYTES:
            return key
    raise ConfigurationError(f"--key-env: {name} must hold 32 bytes as hexadecimal or base64")


def _base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _sources(options: ScanOptions) -> list[Source]:
    from gateway.scan import parquet
    from gateway.scan.steps import source

    found = [
        source(number, path, kind=options.file_format, delimiter=options.delimiter)
        for number, path in enumerate(options.files)
    ]
    if any(each.format is Format.PARQUET for each in found):
        parquet.arrow()
    return found


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def _processes(sources: Sequence[Source]) -> int:
    if sum(_size(each.path) for each in sources) < _SMALL:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def progress(sources: Sequence[Source]) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    with Progress(BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task("", total=sum(_size(each.path) for each in sources))
        yield lambda weight: bar.advance(task, weight)


class _Reporter:
    """Says on stderr what is wrong, as it is met."""

    def __init__(self) -> None:
        self._count = 0

    def report(self, source: Source, trouble: Trouble) -> None:
        self._count += 1
        if self._count > _MOST_SHOWN:
            return
        at = trouble.place
        number = at.line if at.line is not None else at.row
        place = f"{source.path}:{number}" if number is not None else source.path
        column = f" ({at.column})" if at.column is not None else ""
        typer.echo(f"discreet: {place}{column}: {TROUBLES[trouble.name]}", err=True)
        if self._count == _MOST_SHOWN:
            typer.echo("discreet: more of these are only counted", err=True)

    def stopped(self, why: BaseException, *, resumable: bool) -> None:
        said = str(why) or "stopped"
        rest = (
            "; the same command with --resume goes on. Until then unfinished copies stay, "
            "readable by you only."
        )
        typer.echo(f"discreet: {said}{rest if resumable else ''}", err=True)


def _show(sources: Sequence[Source], states: Sequence[State], *, as_json: bool) -> None:
    """Prints what was found, by file and by entity type."""
    totals: Counter[str] = Counter()
    for state in states:
        totals.update(state.counts)
    if as_json:
        files = [
            {
                "file": source.path,
                "format": source.format,
                "texts": state.texts,
                "findings": state.counts,
                "errors": state.troubles,
            }
            for source, state in zip(sources, states, strict=True)
        ]
        show_json({"files": files, "findings": dict(totals)})
        return
    Table(
        title="Files",
        columns=("file", "format", "texts", "findings", "errors"),
        rows=[
            (
                source.path,
                source.format,
                state.texts,
                sum(state.counts.values()),
                _listed(state.troubles),
            )
            for source, state in zip(sources, states, strict=True)
        ],
    ).show(as_json=False)
    Table(title="Findings", columns=("entity_type", "findings"), rows=totals.most_common()).show(
        as_json=False
    )


def _say_what_lacks(sources: Sequence[Source], states: Sequence[State], *, into: Path) -> None:
    """Names the files that have no copy, and those whose earlier copy still stands there."""
    for source, state in zip(sources, states, strict=True):
        if state.spoiled:
            there = (into / Path(source.path).name).exists()
            stays = "; the one in the directory is of an earlier scan" if there else ""
            typer.echo(f"discreet: {source.path}: no copy was written{stays}", err=True)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in counts.items())
