from __future__ import annotations

import pytest

from gateway.audit.service import AuditLog
from tests.gateway.check.looking import Look


@pytest.mark.parametrize("probe", ["tamper_found", "disclosures", "read_with_reason"])
def test_it_is_kept(look: Look, probe: str) -> None:
    verdict = look("workki").at(probe)
    assert verdict.kept, verdict.seen


def test_a_verification_that_looks_at_nothing_is_noticed(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blind(self: AuditLog, now: object) -> None:
        """Finds nothing, ever."""

    monkeypatch.setattr(AuditLog, "verify_job", blind)
    verdict = look("workki").at("tamper_found")
    assert (verdict.kept, verdict.seen) == (False, "an edited row is not found")


def test_bases_are_those_of_the_record(look: Look) -> None:
    bases = ("contract", "legitimate_interest", "legal_obligation", "consent")
    assert look("instantchatbots").at("legal_bases_recorded", bases=bases).kept
    assert not look("instantchatbots").at("legal_bases_recorded", bases=bases[:3]).kept
