"""What a probe is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from gateway.check.bench import Bench
from gateway.check.verdict import Promised, Verdict

# Given sandboxes and what people were promised, says whether it is so. It raises where it
# could not look, which counts as broken.
Probe = Callable[[Bench, Promised], Awaitable[Verdict]]
Probes = Mapping[str, Probe]
