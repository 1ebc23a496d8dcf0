"""The journal of a scan: how far it got, so that it can go on from there.

It stands beside the output while a scan runs, holds the key of its surrogates, can be read
by this user only, and is removed with the last output in place. Each line is one state,
written when all that it counts is on the disk; a line that was cut off is no state.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gateway.errors import ConfigurationError
from gateway.scan.model import HARMLESS

PREFIX = ".discreet-scan-"


@dataclass(slots=True, kw_only=True)
class State:
    """How far a scan is; all numbers count from the start of the run.

    Attributes:
        file: the number of the file that is worked on.
        offset, line, row: where its next chunk starts.
        found: size of the findings of all files so far; ``found_before`` of those before it.
        copied: size of its redacted copy so far.
        changed: whether its copy differs from the file.
        stopped: whether nothing more of it can be read.
        columns: asked-for columns that were seen in it.
        sealed: whether it is done, but for the place of its copy.
        texts: how many of its texts were examined.
        counts: its findings by entity type.
        troubles: what is wrong with it, by code.
    """

    file: int
    offset: int = 0
    line: int = 1
    row: int = 0
    found: int = 0
    found_before: int = 0
    copied: int = 0
    changed: bool = False
    stopped: bool = False
    columns: list[str] = field(default_factory=list)
    sealed: bool = False
    texts: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    troubles: dict[str, int] = field(default_factory=dict)

    @property
    def spoiled(self) -> bool:
        """Whether something is wrong with the file that a copy would hide."""
        return any(code not in HARMLESS for code in self.troubles)


class Journal:
    """One journal file, locked while it is open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def __repr__(self) -> str:
        return "Journal()"

    def open(self, run: str, *, key: bytes, resume: bool) -> tuple[dict[int, State], bytes]:
        """Starts anew, or finds where to go on.

        Args:
            run: what decides the outputs: files, options, engine.
            key: of the surrogates, for a new run.
            resume: go on with what is there.

        Returns:
            The last state of each file that was begun, and the key of the run.

        Raises:
            ConfigurationError: another scan writes there, or what is there is of another
                run.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
        try:
            self._file = os.open(self._path, flags, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise ConfigurationError("another scan writes this output") from None
        except OSError as error:
            raise ConfigurationError(
                f"the journal of the output cannot be opened: {error.strerror}"
            ) from None
        head, states = _read(self._file) if resume else (None, {})
        if head is not None:
            if head.get("run") != run:
                self.close()
                raise ConfigurationError(
                    "--resume: files, options or detectors are not those of the scan that was "
                    "stopped; without --resume it starts anew"
                )
            return states, bytes.fromhex(head["key"])
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        self._write({"run": run, "key": key.hex()})
        return {}, key

    def note(self, state: State) -> None:
        """Writes a state; what it counts must be on the disk."""
        self._write(asdict(state))

    def remove(self) -> None:
        """The scan is done."""
        self._path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Leaves the journal where it is, for another run to go on."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write(self, facts: dict[str, Any]) -> None:
        assert self._file is not None
        os.write(self._file, json.dumps(facts).encode("ascii") + b"\n")
        os.fsync(self._file)


def _read(file: int) -> tuple[dict[str, Any] | None, dict[int, State]]:
    """The head and the last whole state of each file; cuts off what comes after."""
    with os.fdopen(os.dup(file), "rb") as stream:
        lines = stream.read().split(b"\n")[:-1]
    head: dict[str, Any] | None = None
    states: dict[int, State] = {}
    size = 0
    for line in lines:
        try:
            facts = json.loads(line)
        except ValueError:
            break
        size += len(line) + 1
        if head is None:
            head = facts
        else:
            states[facts["file"]] = State(**facts)
    os.ftruncate(file, size)
    os.lseek(file, size, os.SEEK_SET)
    return head, states
