from __future__ import annotations

from tests.gateway.check.looking import Look


def test_a_lead_form_is_kept_apart(look: Look) -> None:
    bench = look("instantchatbots")
    verdict = bench.at("lead_form", form="contact", retention_class="lead")
    assert verdict.kept, verdict.seen
    assert "everything else redacted" in verdict.seen


def test_another_class_or_form_than_promised_is_seen(look: Look) -> None:
    bench = look("instantchatbots")
    verdict = bench.at("lead_form", form="contact", retention_class="interaction")
    assert not verdict.kept
    assert "not kept in class interaction" in verdict.seen
    missing = bench.at("lead_form", form="no_such", retention_class="lead")
    assert (missing.kept, missing.seen) == (False, "the policy has no such form")
