"""Where probes work: sandboxes around one policy, made as they are asked for."""

from __future__ import annotations

import asyncio
import base64
import copy
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path

from detectors import Engine
from gateway.app import assemble
from gateway.check.clock import SetClock
from gateway.check.configuration import (
    MASTER,
    SECRET,
    Change,
    Configuration,
    configuration,
    written,
)
from gateway.check.sandbox import Sandbox
from gateway.check.setup import Setup, new_setup
from gateway.check.simulator import Simulator
from gateway.entropy import random_bytes
from gateway.errors import ConfigurationError
from gateway.policy import Policy
from gateway.policy_file import load_policy
from gateway.settings import Settings, check_policies, load_settings


class Bench:
    """One policy's; open it with ``async with opened(...)``."""

    def __init__(self, path: Path, directory: Path, *, engine: Engine, logs: StringIO) -> None:
        """Loads the policy.

        Args:
            path: the policy's file; its profiles and notices stand around it.
            directory: an empty one, which may be written to.
            engine: detects.
            logs: where the process writes its log.

        Raises:
            ConfigurationError: the policy cannot be used, whatever recipients it has.
        """
        self.policy: Policy = load_policy(path, entity_types=engine.entity_types)
        self.engine = engine
        self.logs = logs
        self.model = Simulator()
        self.start = datetime.now(UTC).replace(microsecond=0)
        self._directory = directory
        self._numbers = count(1)
        self._shared: Sandbox | None = None
        self._setup: Setup | None = None
        self._env = {
            MASTER: base64.b64encode(random_bytes(32)).decode(),
            SECRET: random_bytes(16).hex(),
        }
        shutil.copytree(path.parent, directory / "policies")
        if (path.parent.parent / "notices").is_dir():
            shutil.copytree(path.parent.parent / "notices", directory / "notices")

    @property
    def notices(self) -> Path:
        """The directory of notices; a probe that changes one puts it back."""
        return self._directory / "notices"

    async def open(self) -> None:
        """Starts the model, and makes what every sandbox begins with.

        Raises:
            ConfigurationError: no gateway can be configured with this policy.
        """
        await self.model.start()
        settings = self.settings()
        check_policies(settings, self.engine.entity_types)
        self._setup = new_setup(settings, at=self.start)
        await self._make_template(self._setup)

    async def close(self) -> None:
        """Stops everything; the directory is the caller's to remove."""
        if self._shared is not None:
            await self._shared.close()
            self._shared = None
        await self.model.stop()

    async def shared(self) -> Sandbox:
        """The sandbox of all probes that disturb nobody: own people, and no time passed."""
        if self._shared is None:
            self._shared = self._sandbox(self._ready().settings, start=self.start, template=True)
            await self._shared.open()
        return self._shared

    @asynccontextmanager
    async def fresh(
        self, change: Change | None = None, *, start: datetime | None = None
    ) -> AsyncIterator[Sandbox]:
        """A sandbox for one probe.

        Args:
            change: changes the configuration in place, or None.
            start: aware time at which it begins; None is that of the bench.

        Raises:
            ConfigurationError: the changed configuration is refused.
        """
        settings = self._ready().settings if change is None else self.settings(change)
        sandbox = self._sandbox(settings, start=start or self.start, template=start is None)
        if start is not None:
            await self._ready().put(sandbox.gateway)
        await sandbox.open()
        try:
            yield sandbox
        finally:
            await sandbox.close()

    def settings(self, change: Change | None = None) -> Settings:
        """The configuration of a sandbox, loaded as a gateway loads it.

        Raises:
            ConfigurationError: it is refused.
        """
        plain = self.configuration()
        if change is not None:
            change(plain)
        path = written(plain, self._directory / f"gateway-{next(self._numbers)}.yaml")
        return load_settings(path, self._env, now=self.start)

    def refusal(self, change: Change) -> str | None:
        """What a gateway says that is refused its start; None where it would start."""
        try:
            self.settings(change)
        except ConfigurationError as error:
            return str(error)
        return None

    def configuration(self) -> Configuration:
        """The configuration of an unchanged sandbox, to be changed."""
        return copy.deepcopy(
            configuration(
                self.policy,
                directory=self._directory / "data",
                url=self.model.url,
                today=self.start.date(),
            )
        )

    def _sandbox(self, settings: Settings, *, start: datetime, template: bool) -> Sandbox:
        place = self._directory / f"store-{next(self._numbers)}"
        if template:
            shutil.copytree(self._directory / "template", place)
        storage = replace(settings.storage, directory=place)
        settings = replace(settings, storage=storage, log_level="debug")
        clock = SetClock(start)
        gateway = assemble(settings, self._env, now=clock, engine=self.engine, waits=True)
        return Sandbox(
            gateway=gateway,
            settings=settings,
            env=self._env,
            clock=clock,
            model=self.model,
            setup=self._ready(),
        )

    async def _make_template(self, setup: Setup) -> None:
        place = self._directory / "template"
        storage = replace(setup.settings.storage, directory=place)
        settings = replace(setup.settings, storage=storage)
        clock = SetClock(self.start - timedelta(minutes=1))
        gateway = assemble(settings, self._env, now=clock, engine=self.engine, waits=True)
        await setup.put(gateway)

    def _ready(self) -> Setup:
        if self._setup is None:
            raise RuntimeError("the bench is not open")
        return self._setup


@asynccontextmanager
async def opened(
    path: Path, directory: Path, *, engine: Engine, logs: StringIO
) -> AsyncIterator[Bench]:
    """A bench for a policy; arguments as Bench has them."""
    bench = Bench(path, directory, engine=engine, logs=logs)
    try:
        await bench.open()
        yield bench
    finally:
        await bench.close()
        await asyncio.sleep(0)
