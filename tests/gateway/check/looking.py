"""Benches for tests: a policy of the repository, as it is or with a few words changed."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar

from detectors import Engine
from gateway.check.bench import Bench, opened
from gateway.check.probes.table import PROBES
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Verdict

CONFIG = Path(__file__).parents[3] / "config"
Result = TypeVar("Result")


def changed_policy(directory: Path, policy: str, changes: Mapping[str, str] | None = None) -> Path:
    """A copy of all policies and notices in which words of one policy are replaced."""
    shutil.copytree(CONFIG / "policies", directory / "policies")
    shutil.copytree(CONFIG / "notices", directory / "notices")
    path = directory / "policies" / f"{policy}.yaml"
    text = path.read_text()
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text)
    return path


class Looking:
    """An open bench, and the event loop it lives in."""

    def __init__(self, path: Path, directory: Path, engine: Engine) -> None:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        directory.mkdir()
        place = opened(path, directory, engine=engine, logs=StringIO())
        self.bench: Bench = self._runner.run(self._stack.enter_async_context(place))

    def close(self) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()

    def run(self, work: Callable[[Bench], Awaitable[Result]]) -> Result:
        async def do() -> Result:
            return await work(self.bench)

        return self._runner.run(do())

    def with_sandbox(self, work: Callable[[Sandbox], Awaitable[Result]]) -> Result:
        async def do(bench: Bench) -> Result:
            return await work(await bench.shared())

        return self.run(do)

    def at(self, probe: str, **promised: Any) -> Verdict:
        """What a probe says."""

        async def look(bench: Bench) -> Verdict:
            return await PROBES[probe](bench, Promised(promised))

        return self.run(look)


Look = Callable[..., Looking]
