"""One scan: reads its files, gathers what is found, writes findings and redacted copies.

Findings and copies appear under their names whole, each file's copy when that file is done
and the findings at the end. A scan that is stopped, in whatever way, goes on from its
journal and writes the same bytes that it would have written in one go.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from gateway.errors import ConfigurationError
from gateway.scan import parquet
from gateway.scan.examiner import row
from gateway.scan.journal import PREFIX, Journal, State
from gateway.scan.model import Chunk, Format, Outcome, Plan, Source, Trouble
from gateway.scan.output import BATCHES, Part, clear
from gateway.scan.steps import Step, identity, steps
from gateway.scan.workers import ReadyEngine, in_order, new_engine

_MOST_TROUBLES = 1_000
_NOTE_SECONDS = 1.0


class ScanStopped(Exception):
    """The scan ended before its end; its message says why, and holds no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where results go.

    Attributes:
        findings: file of the findings, JSON lines; None writes none.
        copies: directory of the redacted copies; None makes none.
    """

    findings: Path | None = None
    copies: Path | None = None

    @property
    def journal(self) -> Path | None:
        """Where the scan notes how far it is; None where nothing is written."""
        if self.copies is not None:
            return self.copies / f"{PREFIX}journal"
        if self.findings is not None:
            return self.findings.with_name(f"{PREFIX}{self.findings.name}.journal")
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a scan works with.

    Attributes:
        engine: of this process.
        make: makes the engine of a worker process.
        processes: 1 works in this process.
        advance: is told how many bytes of input were examined.
        report: is told what is wrong with which file.
        clock: monotonic, in seconds.
        note_seconds: how often the journal is written.
    """

    engine: ReadyEngine
    make: Callable[[], ReadyEngine] = new_engine
    processes: int = 1
    advance: Callable[[float], None] = lambda _: None
    report: Callable[[Source, Trouble], None] = lambda *_: None
    clock: Callable[[], float] = time.monotonic
    note_seconds: float = _NOTE_SECONDS


class Scan:
    """A scan of files under one plan."""

    def __init__(
        self, sources: Sequence[Source], plan: Plan, *, outputs: Outputs, means: Means
    ) -> None:
        self._sources = sources
        self._plan = plan
        self._outputs = outputs
        self._means = means
        self._journal = Journal(outputs.journal) if outputs.journal is not None else None
        self._findings = Part(outputs.findings) if outputs.findings is not None else None
        self._copy: Part | None = None
        self._state = State(file=-1)
        self._noted = 0.0

    def run(self, *, resume: bool = False, fixed_key: bool = False) -> list[State]:
        """Examines all files; the last state of each.

        Args:
            resume: go on with the scan that was stopped.
            fixed_key: the plan's key was given, and was not drawn for this run.

        Raises:
            ConfigurationError: an output cannot be written, or there is nothing to go on
                with.
            ScanStopped: it did not come to its end, and can be gone on with.
        """
        stopped: set[int] = set()
        waiting: deque[Step] = deque()
        try:
            states = self._open(resume=resume, fixed_key=fixed_key)
            done = dict(states)
            results = in_order(
                self._taken(waiting, states=states, stopped=stopped),
                self._plan,
                engine=self._means.engine,
                make=self._means.make,
                processes=self._means.processes,
            )
            for outcome in results:
                step = waiting.popleft()
                self._take(step, outcome, states=states)
                if self._state.stopped:
                    stopped.add(step.source.number)
                if step.last:
                    done[step.source.number] = self._state
            self._finish()
        except BrokenProcessPool:
            raise ScanStopped("a worker process ended") from None
        except OSError as error:
            raise ScanStopped(f"an output cannot be written: {error.strerror}") from None
        finally:
            self._close()
        return [done[each.number] for each in self._sources]

    def _open(self, *, resume: bool, fixed_key: bool) -> dict[int, State]:
        """Opens journal and findings; puts copies in place that were finished before."""
        if self._journal is None:
            return {}
        run = self._identity(fixed_key=fixed_key)
        states, key = self._journal.open(run, key=self._plan.key, resume=resume)
        self._plan = replace(self._plan, key=key)
        if self._outputs.copies is not None and not states:
            clear(self._outputs.copies)
        for each in self._sources:
            state = states.get(each.number)
            if state is not None and state.sealed:
                self._publish(each, state)
        last = states[max(states)] if states else State(file=0)
        self._state = replace(last, file=-1)
        if self._findings is None or (
            len(states) == len(self._sources) and last.sealed and not self._findings.path.exists()
        ):
            return states
        try:
            self._open_findings(self._findings, last.found)
        except ConfigurationError:
            if not states:
                self._journal.remove()
            raise
        return states

    def _open_findings(self, findings: Part, size: int) -> None:
        if not findings.open(size):
            raise ConfigurationError("--resume: the unfinished findings are gone; start anew")

    def _identity(self, *, fixed_key: bool) -> str:
        """What decides the outputs, as one hash."""
        plan = asdict(self._plan)
        key = plan.pop("key")
        facts = [
            [
                [each.path, each.format, each.delimiter, identity(each.path)]
                for each in self._sources
            ],
            {**plan, "entity_types": sorted(self._plan.entity_types)},
            [str(self._outputs.findings), str(self._outputs.copies)],
            self._means.engine.fingerprint,
            hashlib.sha256(key).hexdigest() if fixed_key else "",
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def _taken(
        self, waiting: deque[Step], *, states: Mapping[int, State], stopped: set[int]
    ) -> Iterator[Chunk | None]:
        """The chunk of each step, or None; the steps themselves wait for the results."""
        for step in steps(self._sources, self._plan, states=states, stopped=stopped):
            waiting.append(step)
            yield step.chunk

    def _take(self, step: Step, outcome: Outcome | None, *, states: Mapping[int, State]) -> None:
        if step.source.number != self._state.file:
            self._begin(step, states.get(step.source.number))
        if step.chunk is not None and outcome is not None and not self._state.stopped:
            self._gather(step.chunk, outcome)
        if step.trouble is not None and not self._state.stopped:
            self._trouble(step.source, step.trouble, noted=False)
        self._means.advance(step.weight)
        if step.last:
            self._end(step)
        elif self._means.clock() - self._noted >= self._means.note_seconds:
            self._note(sealed=False)

    def _begin(self, step: Step, known: State | None) -> None:
        found = self._state.found
        if known is None:
            known = State(file=step.source.number, found=found, found_before=found)
        self._state = known
        if self._outputs.copies is None or step.trouble is not None:
            return
        self._copy = self._copy_of(step.source)
        if step.source.format is Format.PARQUET:
            self._copy = Part(self._copy.target, kind=BATCHES)
        if not self._copy.open(known.copied):
            self._copy.discard()
            raise ScanStopped("the unfinished copy of a file is gone; start without --resume")

    def _copy_of(self, source: Source) -> Part:
        assert self._outputs.copies is not None
        return Part(self._outputs.copies / Path(source.path).name)

    def _gather(self, chunk: Chunk, outcome: Outcome) -> None:
        state = self._state
        self._write_found(outcome.found)
        if self._copy is not None and outcome.copy is not None:
            self._copy.write(outcome.copy)
            state.copied += len(outcome.copy)
        state.changed |= bool(outcome.counts) or any(
            each.name == "not_examined" for each in outcome.troubles
        )
        state.offset, state.texts = chunk.offset, state.texts + outcome.texts
        state.line, state.row = chunk.line + chunk.lines, chunk.row + chunk.rows
        state.columns = sorted({*state.columns, *outcome.columns})
        for entity_type, count in outcome.counts.items():
            state.counts[entity_type] = state.counts.get(entity_type, 0) + count
        for trouble in outcome.troubles:
            self._trouble(chunk.source, trouble, noted=True)

    def _trouble(self, source: Source, trouble: Trouble, *, noted: bool) -> None:
        """Counts and reports; ``noted`` says that its row is in the findings already."""
        state = self._state
        state.troubles[trouble.name] = state.troubles.get(trouble.name, 0) + 1
        state.stopped |= trouble.ends_file
        if not noted:
            self._write_found(row(source.path, trouble.place, facts={"error": trouble.name}))
        self._means.report(source, trouble)
        if not state.stopped and sum(state.troubles.values()) >= _MOST_TROUBLES:
            self._trouble(source, Trouble(name="too_many", ends_file=True), noted=False)

    def _write_found(self, data: bytes) -> None:
        if self._findings is not None:
            self._findings.write(data)
        self._state.found += len(data)

    def _end(self, step: Step) -> None:
        """Makes the file's copy ready, notes that, and puts it in its place."""
        source = step.source
        for column in self._plan.columns:
            if not self._state.stopped and column not in self._state.columns:
                self._trouble(source, Trouble(name="no_column"), noted=False)
                break
        if self._copy is not None:
            self._copy.sync()
            if not self._state.spoiled and source.format is Format.PARQUET:
                try:
                    self._make_parquet(source, self._copy)
                except parquet.unreadable():
                    self._trouble(source, Trouble(name="no_copy"), noted=False)
                # It was read once more, some time after it was examined.
                if identity(source.path) != step.identity:
                    self._trouble(source, Trouble(name="changed"), noted=False)
            self._copy.close()
        self._note(sealed=True)
        if self._outputs.copies is not None:
            self._publish(source, self._state)
        self._copy = None

    def _make_parquet(self, source: Source, batches: Part) -> None:
        whole = self._copy_of(source)
        whole.open(0)
        whole.close()
        if self._state.changed:
            parquet.write_copy(batches.path, source, target=whole.path)
        else:
            shutil.copyfile(source.path, whole.path)
        whole.open(whole.path.stat().st_size)
        whole.sync()
        whole.close()

    def _publish(self, source: Source, state: State) -> None:
        """Puts a finished copy in its place, or removes what would have been one."""
        if self._outputs.copies is None:
            return
        part = self._copy_of(source)
        if state.spoiled:
            part.discard()
        else:
            part.publish(stat.S_IMODE(Path(source.path).stat().st_mode) & 0o777)
        Part(part.target, kind=BATCHES).discard()

    def _note(self, *, sealed: bool) -> None:
        """Writes the journal, after what it counts."""
        self._noted = self._means.clock()
        if self._journal is None or self._state.file < 0:
            self._state.sealed = sealed
            return
        if self._findings is not None:
            self._findings.sync()
        if self._copy is not None and not sealed:
            self._copy.sync()
        self._state.sealed = sealed
        self._journal.note(self._state)

    def _finish(self) -> None:
        if self._findings is not None:
            self._findings.publish()
        if self._journal is not None:
            self._journal.remove()

    def _close(self) -> None:
        for part in (self._copy, self._findings):
            if part is not None:
                part.close()
        if self._journal is not None:
            self._journal.close()
