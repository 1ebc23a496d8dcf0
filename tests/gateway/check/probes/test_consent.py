from __future__ import annotations

from gateway.check.bench import Bench
from gateway.check.configuration import Configuration
from gateway.check.probes.consent import opt_in
from gateway.check.sandbox import Sandbox
from gateway.check.verdict import Promised, Verdict
from tests.gateway.check.looking import Look


def test_a_third_party_needs_the_opt_in(look: Look) -> None:
    verdict = look("workki").at("opt_in")
    assert verdict.kept
    assert verdict.seen == (
        "nothing sent before the opt-in; answered after it; "
        "an open stream is cut by withdrawal; nothing sent after withdrawal"
    )


def test_a_third_party_that_passes_for_the_operator_is_noticed(look: Look) -> None:
    def first_party(plain: Configuration) -> None:
        plain["recipients"][1]["third_party"] = False

    async def work(bench: Bench) -> Verdict:
        async with bench.fresh(first_party) as sandbox:

            class Only:
                """The bench, with this sandbox for everybody."""

                async def shared(self) -> Sandbox:
                    return sandbox

            return await opt_in(Only(), Promised({}))  # type: ignore[arg-type]

    verdict = look("workki").run(work)
    assert not verdict.kept
    assert "before the opt-in a third party was reached (200)" in verdict.seen
    assert "after withdrawal a third party was reached (200)" in verdict.seen
