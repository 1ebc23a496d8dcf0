from __future__ import annotations

from pathlib import Path

from tests.gateway.check.looking import Look

_COUNTRY = '        country: "{recipient}'


def test_notices_name_countries_versions_and_hashes(look: Look) -> None:
    bench = look("workki")
    for probe in ("country_in_notice", "notice_versions"):
        verdict = bench.at(probe)
        assert verdict.kept, verdict.seen


def test_a_material_change_makes_stale_and_lists_whom_to_tell(look: Look) -> None:
    bench = look("workki")
    name = bench.bench.policy.purposes[bench.bench.policy.default_purpose].notice
    path = Path(bench.bench.notices / f"{name}.yaml")
    before = path.read_bytes()
    verdict = bench.at("material_change")
    assert verdict.kept, verdict.seen
    assert path.read_bytes() == before


def test_a_default_purpose_without_a_notice_has_nothing_that_could_change(look: Look) -> None:
    name = look("default").bench.policy.purposes["answering"].notice
    changes = {f"    notice: {name}   ": "    #"}
    verdict = look("default", changes).at("material_change")
    assert (verdict.kept, verdict.seen) == (
        False,
        "the default purpose has no notice with versions",
    )
